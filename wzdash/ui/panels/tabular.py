"""A table with what every chart has: provenance below it and its CSV."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from wzdash.export import table as sheet
from wzdash.labels import _
from wzdash.metrics.catalogue import metric
from wzdash.ui import files
from wzdash.ui.page import View


def clickable(
    shown: pd.DataFrame, title: str, key: str, select: Callable[[int], None], **config: Any
) -> None:
    """A table whose rows answer a click with their position; `config`: column_config of st.dataframe."""
    key = f"table_{key}"

    def clicked() -> None:
        for row in st.session_state[key].selection.rows:
            select(row)

    st.dataframe(
        shown,
        hide_index=True,
        height="content",
        key=key,
        on_select=clicked,
        selection_mode="single-row",  # a cell would act on an arrow key already
        alt=title,
        **config,
    )


def table(
    view: View,
    shown: pd.DataFrame,
    rows: pd.DataFrame,
    title: str,
    key: str,
    *,
    headers: dict[str, str],
    below: str = "",
) -> None:
    """`shown` as people read it; the CSV holds `rows`: numbers with the name of their metric in `metric`."""
    st.table(shown, hide_index=True, alt=title)
    source(view, rows, title, key, headers=headers, below=below)


def source(
    view: View, rows: pd.DataFrame, title: str, key: str, *, headers: dict[str, str], below: str = ""
) -> None:
    """Where the rows of a table come from, and their CSV."""
    sources = dict.fromkeys(_(metric(name).source) for name in rows["metric"] if metric(name).source)
    hidden = _("— 为数量过少或无数据,不予显示。")
    st.caption(" · ".join(filter(None, (view.period, below, hidden, view.foot(_("、").join(sources))))))
    with st.container(width=160):
        stem = files.file_stem(view, key)
        stamp = files.stamp_of(view, title)
        write = partial(sheet.csv, rows, columns=headers)
        files.button(view, _("下载 CSV"), write, stamp, name=f"{stem}.csv", mime="text/csv", key=key)
