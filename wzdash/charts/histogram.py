"""Histogram with a mark: cases before a time limit (bunching), placebo estimates around the real one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from wzdash.charts import theme
from wzdash.charts.axes import cropped, extent, left_margin, value_axis
from wzdash.charts.frame import empty, figure, nothing
from wzdash.charts.marks import upright, upright_label
from wzdash.charts.values import full
from wzdash.labels import number


def histogram(
    frame: pd.DataFrame,
    value: str,
    *,
    weight: str | None = None,
    width: float | None = None,
    mark: float | None = None,
    mark_name: str = "",
    expected: pd.DataFrame | None = None,
    shade: tuple[float, float] | None = None,
    net: str = "",
    kind: str = "decimal",
    height: int = 240,
) -> go.Figure:
    """Counts per bin of `width` (about 30 bins if not given), from one row per case or per weighted value.

    A bin ends exactly at `mark`, which has the accent. `expected`: frame with x and count, drawn as a line.
    `shade`: bins inside it have the accent.
    """
    if nothing(frame, value):
        return empty(height=height)
    known = frame.dropna(subset=[value])
    values = known[value].to_numpy(dtype=float)
    counts = known[weight].to_numpy(dtype=float) if weight else np.ones(len(values))
    edges = _edges(values, width, mark)
    heights, _edges_again = np.histogram(values, edges, weights=counts)
    marked = [] if mark is None else [mark]
    low, high = extent(edges, marked, zero=False)
    xaxis = cropped(value_axis(kind, low, high, most=6)[0], kind, low, high)
    tallest = max(heights.max(), 0 if expected is None else expected["count"].max())
    yaxis, label_width = value_axis("count", 0, float(tallest))
    lines = [] if expected is None else [_expected(expected)]
    return figure(
        [_bars(edges, heights, kind, net, shade), *lines],
        height,
        left=left_margin(label_width),
        right=24,
        top=22 if marked else 8,
        xaxis=xaxis,
        yaxis=yaxis,
        bargap=0,
        shapes=[upright(v, theme.palette().accent, "solid") for v in marked],
        annotations=[_named(v, f"{mark_name} {full(kind, v)}".strip(), low, high) for v in marked],
    )


def _named(mark: float, text: str, low: float, high: float) -> dict[str, Any]:
    """The label of the mark, held so that it is not cut at the edge."""
    anchor = "right" if mark > low + 0.8 * (high - low) else "center"
    return upright_label(mark, text, theme.palette().accent, anchor)


def _edges(values: np.ndarray, width: float | None, mark: float | None) -> np.ndarray:
    """Bin edges that hold all values; one of them is the mark."""
    low, high = float(values.min()), float(values.max())
    step = width or ((high - low) / 30 if high > low else 1.0)
    anchor = low if mark is None else mark
    first = np.floor((low - anchor) / step + 1e-9)
    last = np.floor((high - anchor) / step + 1e-9) + 1
    return anchor + step * np.arange(first, last + 1)


def _bars(
    edges: np.ndarray, heights: np.ndarray, kind: str, net: str, shade: tuple[float, float] | None
) -> dict[str, Any]:
    middles = (edges[:-1] + edges[1:]) / 2
    inside = [shade is not None and shade[0] <= at <= shade[1] for at in middles]
    hover = [
        f"{full(kind, low)} – {full(kind, high)}<br>n = {number(count)}"
        for low, high, count in zip(edges[:-1], edges[1:], heights, strict=True)
    ]
    return {
        "type": "bar",
        "x": middles,
        "y": heights,
        "width": np.diff(edges),
        "marker": {
            "color": [theme.palette().accent if shaded else theme.hue(net) for shaded in inside],
            "line": {"color": theme.palette().paper, "width": 0.6},
        },
        "hovertext": hover,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "name": "",
    }


def _expected(expected: pd.DataFrame) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": expected["x"],
        "y": expected["count"],
        "line": {"color": theme.palette().ink, "width": 1.6, "dash": "dash"},
        "hoverinfo": "skip",
        "name": "",
    }
