"""A chart on a page: its finding above, itself, its provenance below, and its downloads."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from wzdash.charts import frame, mapfigure
from wzdash.export import picture, table
from wzdash.export.stamp import Stamp
from wzdash.labels import _
from wzdash.ui import basket, behind, deck, links, period, present
from wzdash.ui.files import button, file_stem, stamp_of
from wzdash.ui.page import View

CLICKED = "clicked_"  # key of what holds a chart that a click filters: the style sheet gives it the hand


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

    `select` is called with the selected points of a click; without one, a click into a chart over time makes
    the month, week or day the period. `columns` names the CSV's columns.
    """
    over_time = None if select else period.clicked(view, fig, rows)
    select = select or over_time
    drawn = picture.available()
    st.html(frame.heading(fig) if drawn else "")
    shown = frame.bare(fig) if drawn else fig
    shown = period.hit(shown) if over_time else shown
    with st.container(key=f"{CLICKED}{key}") if select else nullcontext():
        st.plotly_chart(
            present.fitted(shown) if present.asked() else shown,
            key=f"chart_{key}",
            theme=None,
            on_select=partial(_clicked, f"chart_{key}", select) if select else "ignore",
            selection_mode="points",
            alt=_alt(fig),
            config={"displaylogo": False, "displayModeBar": not drawn, "scrollZoom": False},
        )
    with st.container(horizontal=True, vertical_alignment="center", key=f"foot_{key}"):
        st.html(links.footing(fig))
        named = links.metric_of(fig)
        downloads(view, lambda: fig, frame.texts(fig)["title"], rows, key, columns=columns, metric=named)


def _alt(fig: go.Figure) -> str:
    words = frame.texts(fig)
    return " ".join(part for part in (words["title"], words["subtitle"]) if part)


def _clicked(key: str, select: Callable[[Any], None]) -> None:
    """Passes a click on; a callback, so that a selection that stays on the chart does not act twice."""
    points = st.session_state[key].selection.points
    if points:
        select(points)


def show_map(
    view: View,
    drawing: dict[str, Any],
    framed: Callable[[go.Figure], go.Figure],
    rows: pd.DataFrame,
    key: str,
    *,
    legend: str,
    columns: dict[str, str],
    size: tuple[int, int],
    select: Callable[[str], None] | None = None,
) -> None:
    """A map: `drawing` is what maps.deck takes, `framed` puts title and foot on.

    `rows` is what the CSV holds, `size` the width that it is fitted to and its height; `select` is called
    with the code of an area that is clicked.
    """
    words = framed(frame.figure([], 1))
    title = frame.texts(words)["title"]
    st.html(frame.heading(words))
    deck.draw(view, drawing, size, f"deck_{key}", alt=title, select=select)
    st.html(legend)
    with st.container(horizontal=True, vertical_alignment="center", key=f"foot_{key}"):
        st.html(links.footing(words))
        named = links.metric_of(words)
        make = lambda: framed(mapfigure.figure(**drawing))  # noqa: E731
        downloads(view, make, title, rows, key, columns=columns, metric=named)


def downloads(
    view: View,
    make: Callable[[], go.Figure],
    title: str,
    rows: pd.DataFrame,
    key: str,
    *,
    columns: dict[str, str] | None = None,
    metric: str = "",
) -> None:
    """The button that offers picture and table; `make` gives the decorated figure when it is asked for."""
    stamp, stem = stamp_of(view, title, metric), file_stem(view, key)
    files: dict[str, tuple[Callable[[Stamp], bytes], str]] = {
        "CSV": (lambda stamp: table.csv(rows, stamp, columns), "text/csv")
    }
    if picture.available():
        png = (lambda stamp: picture.png(make(), stamp), "image/png")
        files = {"PNG": png, "SVG": (lambda stamp: picture.svg(make(), stamp), "image/svg+xml"), **files}
    with st.popover(_("下载"), key=f"dl_{key}"):
        if not picture.available():
            st.caption(_("服务器没有 Chromium:请用图右上角的相机按钮保存图片。"))
        for label, (write, mime) in files.items():
            button(view, label, write, stamp, name=f"{stem}.{label.lower()}", mime=mime, key=key)
        if st.button(_("加入简报"), key=f"add_{key}", width="stretch"):
            basket.add(view, make(), rows, key, columns)
    if not present.asked():
        behind.of_chart(view, rows, key, columns=columns, name=metric, title=title)
