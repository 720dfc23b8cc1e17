"""`metric`: any declared metric over a period, cut by any dimension, with numerator and denominator."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

import pandas as pd
import typer
from rich.table import Table
from sqlalchemy import select

from wzdash.cli.terminal import echo, echo_json, err, out
from wzdash.errors import ScopeError
from wzdash.exhibits.names import Names
from wzdash.labels import N_, _, number, pick
from wzdash.metrics.catalogue import metric as declared
from wzdash.metrics.metric import Metric
from wzdash.metrics.query import frame
from wzdash.scope import Scope, from_query, year_before
from wzdash.settings import load_settings
from wzdash.store import schema
from wzdash.store.engine import Store, open_store

Words = dict[str, dict[str, str]]


def metric(
    names: Annotated[list[str], typer.Argument(metavar="NAME", help=N_("指标的名称,见「指标口径」页"))],
    *,
    by: Annotated[
        list[str] | None,
        typer.Option("--by", metavar="DIM", help=N_("细分维度,可重复或用逗号分隔:town、month、category …")),
    ] = None,
    start: Annotated[str | None, typer.Option("--from", metavar="D", help=N_("开始日期,含当日"))] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="D", help=N_("结束日期,含当日"))] = None,
    town: Annotated[
        list[str] | None, typer.Option("--town", metavar="T", help=N_("镇街的代码或名称,可重复"))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=N_("输出 JSON"))] = False,
) -> None:
    """Value, numerator and denominator of each metric: one row per combination of the dimensions."""
    metrics = [declared(name) for name in dict.fromkeys(names)]
    cuts = list(dict.fromkeys(part for text in by or () for part in text.split(",") if part))
    store = open_store(load_settings())
    scope = asked_scope(store, {"from": start, "to": end}, town or [])
    rows = frame(store, [one.name for one in metrics], scope, cuts)
    facts, known = dict.fromkeys(one.fact for one in metrics), Names(store)
    words = {name: {k: v for fact in facts for k, v in known.of(name, fact).items()} for name in cuts}
    if as_json:
        about = {"as_of": store.as_of.isoformat(), "simulated": store.simulated}
        echo_json(_question(scope) | about | _answer(metrics, cuts, rows, words))
        return
    out.print(_table(metrics, cuts, rows, words, title=scope.text(known.areas)))
    for note in _notes(rows):
        echo(note, to=err)


def asked_scope(store: Store, days: dict[str, str | None], towns: list[str]) -> Scope:
    """The last twelve months to the data date, or the days and towns that were asked for."""
    last = store.as_of.date()
    usual = Scope(year_before(last + timedelta(days=1)), last, "none")
    known = _towns(store)
    return from_query({key: day for key, day in days.items() if day}, usual).where(
        town=[_town(text, known) for text in towns]
    )


def _towns(store: Store) -> pd.DataFrame:
    """One row per town, by code: name_zh, name_en."""
    c = schema.area.c
    rows = store.read(select(c.code, c.name_zh, c.name_en).where(c.level == "town").order_by(c.code))
    return rows.assign(name_en=rows["name_en"].fillna(rows["name_zh"])).set_index("code")


def _town(text: str, known: pd.DataFrame) -> str:
    """The code of a town given by code or by name, in whole or in a part that no other town has."""
    if text in known.index:
        return text
    found = [
        row.Index
        for row in known.itertuples()
        if text.casefold() in f"{row.name_zh}\n{row.name_en}".casefold()
    ]
    if text and len(found) == 1:
        return str(found[0])
    names = known[pick("name_zh", "name_en")]
    allowed = _("、").join(f"{code} {name}" for code, name in names.items())
    raise ScopeError(_("--town {value!r} 不是一个镇街;可用:{allowed}").format(value=text, allowed=allowed))


def _question(scope: Scope) -> dict[str, Any]:
    days = {"from": scope.start.isoformat(), "to": scope.end.isoformat()}
    return days | {"town": list(scope.values("town"))}


def _answer(metrics: list[Metric], cuts: list[str], rows: pd.DataFrame, words: Words) -> dict[str, Any]:
    """What scripts read: the declarations, what is not shown, and one object per row."""
    return {
        "metrics": [
            {"name": one.name, "label": _(one.label), "unit": _(one.unit), "share": one.share, "per": one.per}
            for one in metrics
        ],
        "ignored_filters": list(rows.attrs["ignored"]),
        "withheld": [_(reason) for reason in rows.attrs["withheld"]],
        "rows": [_object(row, metrics, cuts, words) for row in rows.to_dict("records")],
    }


def _object(row: dict, metrics: list[Metric], cuts: list[str], words: Words) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in cuts:
        found[name] = _plain(row[name])
        if words[name]:
            found[f"{name}_name"] = words[name].get(row[name])
    for one in metrics:
        values = {"value": "", "numerator": "_n", "denominator": "_d"}
        found[one.name] = {key: _plain(row[one.name + tail]) for key, tail in values.items()}
    return found | ({"suppressed": bool(row["suppressed"])} if "suppressed" in row else {})


def _plain(value: Any) -> Any:
    """The value as JSON has it: days as text, nothing for what is empty."""
    if pd.isna(value):
        return None
    if isinstance(value, date):  # of which a timestamp is one
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value


def _table(metrics: list[Metric], cuts: list[str], rows: pd.DataFrame, words: Words, *, title: str) -> Table:
    """One line per row and metric: a table of any number of metrics fits a terminal of 80 columns."""
    rates = any(one.is_rate for one in metrics)
    table = Table(*cuts, _("指标"), title=title)
    for head in (_("数值"), *((_("分子"), _("分母")) if rates else ())):
        table.add_column(head, justify="right", no_wrap=True)
    for row in rows.to_dict("records"):
        for one in metrics:
            counts = [number(row[one.name + tail]) if one.is_rate else "" for tail in ("_n", "_d")]
            cells = [_cell(row[name], words[name]) for name in cuts]
            table.add_row(*cells, _(one.label), one.text(row[one.name]), *(counts if rates else ()))
    return table


def _cell(value: Any, words: dict[str, str]) -> str:
    plain = _plain(value)
    return "—" if plain is None else words.get(plain, str(plain))


def _notes(rows: pd.DataFrame) -> list[str]:
    """What the reader must know about the rows: withheld, suppressed, filters that do not apply."""
    notes = [_(reason) for reason in rows.attrs["withheld"]]
    if "suppressed" in rows and rows["suppressed"].any() and not notes:
        notes.append(_("{k} 项数量过少,不予显示").format(k=number(rows["suppressed"].sum())))
    if rows.attrs["ignored"]:
        notes.append(_("有的指标不能按此筛选:{filters}").format(filters=", ".join(rows.attrs["ignored"])))
    return notes
