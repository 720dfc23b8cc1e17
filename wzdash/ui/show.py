"""A chart on a page: its finding above, itself, its provenance below, and its downloads."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from wzdash.charts import frame
from wzdash.charts.enlarge import enlarged
from wzdash.export import picture, table
from wzdash.export.stamp import Stamp
from wzdash.labels import _
from wzdash.ui import basket, links, present
from wzdash.ui.page import View

_UNSAFE = re.compile(r"[^\w\-]+")


def show_chart(
    view: View,
    fig: go.Figure,
    rows: pd.DataFrame,
    key: str,
    *,
    select: Callable[[Any], None] | None = None,
    columns: dict[str, str] | None = None,
) -> None:
    """Draws a decorated figure with its downloads; `rows` is what the CSV holds.

    `select` is called with the selected points of a click. `columns` names the CSV's columns.
    """
    drawn = picture.available()
    st.html(frame.heading(fig) if drawn else "")
    shown = frame.bare(fig) if drawn else fig
    st.plotly_chart(
        enlarged(shown, present.ZOOM) if present.asked() else shown,
        key=f"chart_{key}",
        theme=None,
        on_select=partial(_clicked, f"chart_{key}", select) if select else "ignore",
        selection_mode="points",
        alt=_alt(fig),
        config={"displaylogo": False, "displayModeBar": not drawn, "scrollZoom": False},
    )
    with st.container(horizontal=True, vertical_alignment="center", key=f"foot_{key}"):
        st.html(links.footing(fig))
        downloads(view, lambda: fig, frame.texts(fig)["title"], rows, key, columns=columns)


def _alt(fig: go.Figure) -> str:
    words = frame.texts(fig)
    return " ".join(part for part in (words["title"], words["subtitle"]) if part)


def _clicked(key: str, select: Callable[[Any], None]) -> None:
    """Passes a click on; a callback, so that a selection that stays on the chart does not act twice."""
    points = st.session_state[key].selection.points
    if points:
        select(points)


def downloads(
    view: View,
    make: Callable[[], go.Figure],
    title: str,
    rows: pd.DataFrame,
    key: str,
    *,
    columns: dict[str, str] | None = None,
) -> None:
    """The button that offers picture and table; `make` gives the decorated figure when it is asked for."""
    stamp = stamp_of(view, title)
    stem = file_stem(view, key)
    with st.popover(_("下载"), key=f"dl_{key}"):
        if picture.available():
            _button("PNG", lambda: picture.png(make(), stamp), f"{stem}.png", "image/png", key)
            _button("SVG", lambda: picture.svg(make(), stamp), f"{stem}.svg", "image/svg+xml", key)
        else:
            st.caption(_("服务器没有 Chromium:请用图右上角的相机按钮保存图片。"))
        _button("CSV", lambda: table.csv(rows, stamp, columns), f"{stem}.csv", "text/csv", key)
        if st.button(_("加入简报"), key=f"add_{key}", width="stretch"):
            basket.add(view, make(), rows, key, columns)


def _button(label: str, make: Callable[[], bytes], name: str, mime: str, key: str) -> None:
    """A download made when it is clicked, in the language and mode of this run."""
    context = copy_context()
    st.download_button(
        label,
        lambda: context.copy().run(make),
        name,
        mime,
        key=f"dl_{key}_{label}",
        on_click="ignore",
        width="stretch",
    )


def stamp_of(view: View, title: str) -> Stamp:
    """What every export of this view carries: title, scope, data date, demo mark."""
    return Stamp(title=title, scope=view.scope_text(), as_of=view.store.as_of, simulated=view.store.simulated)


def file_stem(view: View, key: str) -> str:
    """Name of an exported file without its ending: page, chart and period."""
    days = f"{view.scope.start:%Y%m%d}-{view.scope.end:%Y%m%d}"
    return _UNSAFE.sub("-", f"wzdash_{view.page.key}_{key}_{days}")
