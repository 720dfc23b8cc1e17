"""Rows behind a number (来历): what a chart or card was computed from, as far as its viewer may see it.

A button opens a window with the aggregated rows, the definition and a CSV; nothing is computed before that.
The rows are answers of the metric queries, so small cells stay withheld here too.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from wzdash.errors import WzdashError
from wzdash.export import table
from wzdash.labels import _, number
from wzdash.metrics.catalogue import METRICS, metric
from wzdash.metrics.metric import Metric
from wzdash.scope import FILTERS
from wzdash.store.grains import GRAINS
from wzdash.ui.files import button, file_stem, stamp_of
from wzdash.ui.page import View

BY = ("town", "month", "group")
WHY = "why"  # the column that says which cells are withheld


def of_chart(
    view: View, rows: pd.DataFrame, key: str, *, columns: Mapping[str, str] | None, name: str, title: str
) -> None:
    """A button that shows the rows of a chart; `name` is its metric where it shows one."""
    if _asked(key):
        _window(_chart)(view, rows, key, dict(columns or {}), name=name, title=title)


def of_cards(view: View, names: Sequence[str], key: str) -> None:
    """A button that shows numerator and denominator of the cards' metrics by town, month or category."""
    if _asked(key):
        _window(_cards)(view, tuple(names), key)


def _asked(key: str) -> bool:
    told = _("看这个数的来历:它背后的行")
    return st.button(_("来历"), key=f"behind_{key}", help=told, type="tertiary")


def _window(draw: Any) -> Any:
    return st.dialog(_("这个数的来历"), width="large")(draw)


def _chart(
    view: View, rows: pd.DataFrame, key: str, columns: dict[str, str], *, name: str, title: str
) -> None:
    st.markdown(f"**{title}**")
    _table(view, rows, key, columns, name)


def _cards(view: View, names: tuple[str, ...], key: str) -> None:
    name = st.selectbox(
        _("指标"), names, format_func=lambda one: _(METRICS[one].label), key=f"behind_{key}_of"
    )
    cuts = [by for by in BY if by in GRAINS[metric(name).fact].dimensions]
    by = st.segmented_control(
        _("按"), cuts, format_func=_cut, default=cuts[0], key=f"behind_{key}_{name}_by", required=True
    )
    try:
        whole, rows = view.frame(name), view.frame(name, (by,))
    except WzdashError as error:
        st.info(str(error))
        return
    for reason in {*whole.attrs.get("withheld", ()), *rows.attrs.get("withheld", ())}:
        st.info(_(reason))
    if not rows.attrs.get("withheld"):
        label = f"{by}_name" if f"{by}_name" in rows else by
        _total(metric(name), whole)
        _table(view, rows, f"{key}_{name}_{by}", {label: _cut(by)}, name)


def _cut(by: str) -> str:
    return _(FILTERS[by].label) if by in FILTERS else _("月份")


def _total(one: Metric, whole: pd.DataFrame) -> None:
    """The number itself: numerator ÷ denominator = value."""
    row = whole.iloc[0]
    value = one.text(row[one.name])
    counts = f"{number(row[f'{one.name}_n'])} ÷ {number(row[f'{one.name}_d'])} → " if one.is_rate else ""
    st.markdown(f"**{_(one.label)}** {counts}{value}")


def _table(view: View, rows: pd.DataFrame, key: str, columns: dict[str, str], name: str) -> None:
    shown, headers = behind(rows, columns, name)
    one = METRICS.get(name)
    st.dataframe(
        shown[list(headers)].rename(columns=headers),
        hide_index=True,
        column_config={head: _format(shown[column], column, one) for column, head in headers.items()},
        key=f"behind_{key}_rows",
    )
    said = [_("{n} 行").format(n=number(len(shown)))]
    hidden = int(shown[WHY].ne("").sum()) if WHY in headers else 0
    if hidden:
        said.append(_("{k} 项数量过少,不予显示").format(k=number(hidden)))
    st.caption(" · ".join(said))
    if one:
        link = f'<a href="glossary?metric={one.name}" target="_blank">{html.escape(_("口径说明"))}</a>'
        st.html(f'<p class="note">{html.escape(_(one.definition))} · {link}</p>')
    stamp = stamp_of(view, _("这个数的来历"), name)
    stem = file_stem(view, f"rows_{key}")
    button(
        view,
        "CSV",
        lambda stamp: table.csv(shown, stamp, headers),
        stamp,
        name=f"{stem}.csv",
        mime="text/csv",
        key=f"behind_{key}",
    )


def _format(values: pd.Series, column: str, one: Metric | None) -> Any:
    """How a column is written: shares in per cent, thousands apart, months without a day."""
    if values.dtype.kind == "M":
        whole = (values.dropna().dt.day == 1).all()
        return st.column_config.DateColumn(format="YYYY-MM" if whole else "YYYY-MM-DD")
    if one and one.share and column in (one.name, "before"):
        return st.column_config.NumberColumn(format="percent")
    if values.dtype.kind in "if":
        return st.column_config.NumberColumn(format="localized")
    return st.column_config.Column()  # None would hide it


def behind(rows: pd.DataFrame, columns: Mapping[str, str], name: str) -> tuple[pd.DataFrame, dict[str, str]]:
    """Rows and headers: what they are cut by, value, numerator, denominator; withheld cells are emptied."""
    headers = {column: head for column, head in columns.items() if column in rows}
    if name in METRICS and name in rows:
        one = METRICS[name]
        counts = {f"{name}_n": _("分子"), f"{name}_d": _("分母")}
        told = {name: _(one.label)} | (counts if one.is_rate else {})
        headers |= {column: head for column, head in told.items() if column in rows}
    headers = headers or {str(column): str(column) for column in rows if column != "geometry"}
    shown = rows[list(headers)].copy()
    if "suppressed" in rows and rows["suppressed"].fillna(False).any():
        hidden = rows["suppressed"].fillna(False).astype(bool)
        own = {name, f"{name}_n", f"{name}_d"}
        numbers = [column for column in headers if shown[column].dtype.kind == "f" or column in own]
        shown[numbers] = shown[numbers].astype(float).mask(hidden)
        shown[WHY] = hidden.map({True: _("数量过少,不予显示"), False: ""})
        headers[WHY] = _("说明")
    return shown, headers
