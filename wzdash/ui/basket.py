"""The basket of the session: charts of any page that were added to the briefing, in the reader's order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from wzdash.charts import frame
from wzdash.charts.paper import on_paper
from wzdash.errors import ExportError
from wzdash.export import native
from wzdash.export.document import Figure
from wzdash.labels import _, day, number
from wzdash.metrics.catalogue import METRICS
from wzdash.ui import files, links
from wzdash.ui.page import View

BASKET, REMOVED = "wz_basket", "wz_basket_removed"


def charts() -> list[Figure]:
    """The charts in order."""
    found: list[Figure] = st.session_state.setdefault(BASKET, [])
    return found


def add(view: View, fig: Any, rows: pd.DataFrame, key: str, columns: Mapping[str, str] | None) -> None:
    """Puts a decorated chart at the end, with its own filters and code at its foot; once each."""
    words = frame.texts(fig)
    try:
        code = files.kept(view)
    except ExportError as error:
        st.toast(str(error))
        return
    foot = " · ".join(
        part for part in (words["foot"], view.scope_text(), _("视图码 {code}").format(code=code)) if part
    )
    figure = replace(_shown(fig, rows, columns or {}), name=f"{_(view.page.title)} {key} {code}", foot=foot)
    figure = replace(figure, title=words["title"], subtitle=words["subtitle"], net=view.page.net)
    if any(one.name == figure.name for one in charts()):
        st.toast(_("这幅图已在简报里。"))
        return
    charts().append(figure)
    st.toast(_("已加入简报,现有 {n} 幅图。").format(n=len(charts())))


def _shown(fig: Any, rows: pd.DataFrame, columns: Mapping[str, str]) -> Figure:
    """The chart in the colours of paper; bars and lines with their numbers, so that they can be native."""
    picture, one = on_paper(frame.bare(fig)), METRICS.get(links.metric_of(fig))
    made = native.of(picture, one.kind if one else "decimal")
    if made:
        data, chart = made
        heads = {chart.category: _("名称")} | {series.column: series.name for series in chart.series}
        kinds = {series.column: chart.form for series in chart.series}
        return Figure("", "", data, heads, kinds, picture=picture, chart=chart)
    headers = {name: head for name, head in columns.items() if name in rows}
    shown = rows[list(headers)] if headers else rows
    return Figure("", "", _plain(shown), headers or {str(name): str(name) for name in rows}, picture=picture)


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as texts that the table of a picture can show."""
    return rows.map(_cell)


def _cell(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return day(value)
    if isinstance(value, float):
        return number(value, 0 if value.is_integer() else 4)
    return value


def named() -> list[Figure]:
    """The charts under short names that are unique in a document."""
    return [replace(one, name=_("加入的图 {i}").format(i=i)) for i, one in enumerate(charts(), 1)]


def move(index: int, step: int) -> None:
    """Moves a chart up (−1) or down (1)."""
    held, there = charts(), index + step
    if 0 <= there < len(held):
        held[index], held[there] = held[there], held[index]


def rename(name: str, title: str) -> None:
    """Gives the chart of this name another title; an empty one changes nothing."""
    held = charts()
    for index, one in enumerate(held):
        if one.name == name and title.strip():
            held[index] = replace(one, title=title.strip())


def remove(index: int) -> None:
    """Takes a chart out; the last one can be put back."""
    st.session_state[REMOVED] = index, charts().pop(index)


def removed() -> str:
    """Title of the chart that was taken out last; empty when there is none to put back."""
    held = st.session_state.get(REMOVED)
    return held[1].title if held else ""


def put_back() -> None:
    """Puts the chart that was taken out last where it was."""
    index, figure = st.session_state.pop(REMOVED)
    charts().insert(index, figure)
