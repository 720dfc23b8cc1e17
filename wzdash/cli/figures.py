"""`figures`: every published figure against the store."""

from __future__ import annotations

from typing import Annotated

import pandas as pd
import typer
from rich.table import Table

from wzdash.cli.terminal import echo_json, out
from wzdash.labels import N_, _, language, number
from wzdash.metrics.figures import VERDICTS, explain, printed, reconcile
from wzdash.settings import load_settings
from wzdash.store.engine import open_store


def figures(as_json: Annotated[bool, typer.Option("--json", help=N_("输出 JSON"))] = False) -> None:
    """Published value, the store's value with numerator and denominator, difference, verdict and why."""
    rows = reconcile(open_store(load_settings()))
    rows["explanation"] = [explain(row) for row in rows.itertuples()]
    if as_json:
        echo_json([_plain(row) for row in rows.to_dict("records")])
        return
    titles = (N_("数字"), N_("公布值"), N_("复算值"), N_("差"), N_("结论"), N_("说明"))
    table = Table(*(_(title) for title in titles))
    name = "name_en" if language() == "en" else "name_zh"
    for row, told in zip(rows.to_dict("records"), rows.itertuples(), strict=True):
        verdict = VERDICTS[row["verdict"]]
        numbers = (number(row[key], 2).removesuffix(".00") for key in ("value", "difference"))
        table.add_row(row[name], printed(told), *numbers, _(verdict), row["explanation"])
    out.print(table)


def _plain(row: dict) -> dict:
    """The row with dates as text and nothing for what is empty."""
    return {
        str(key): None if pd.isna(value) else value.isoformat() if hasattr(value, "isoformat") else value
        for key, value in row.items()
    }
