"""Small multiples: one small line per town or category on one common scale, instead of fourteen lines."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from wzdash.charts import theme
from wzdash.charts.axes import extent, grain, left_margin, time_axis, value_axis
from wzdash.charts.frame import NARROW, empty, figure, nothing
from wzdash.charts.line import trace_of
from wzdash.charts.values import escape, shorten


def small_multiples(
    frame: pd.DataFrame,
    x: str,
    y: str,
    panel: str,
    *,
    n: str | None = None,
    net: str = "",
    kind: str = "count",
    columns: int = 4,
    height: int = 110,
) -> go.Figure:
    """One small line per panel on one common scale, panels sorted by their sum; `height` is that of one."""
    if nothing(frame, y):
        return empty()
    data = frame.assign(**{x: pd.to_datetime(frame[x])}).sort_values(x, kind="stable")
    order = data.groupby(panel)[y].sum().sort_values(ascending=False, kind="stable").index
    columns = min(columns, len(order))
    rows = -(-len(order) // columns)
    step = grain(data[x])
    yaxis, label = value_axis(kind, *extent(data[y]), most=3)
    titles = [escape(shorten(str(name), theme.SMALL, (NARROW - 60) / columns)[0]) for name in order]
    grid = make_subplots(rows, columns, subplot_titles=titles, shared_xaxes=True, shared_yaxes=True,
                         vertical_spacing=0.34 / rows, horizontal_spacing=0.06 / columns)  # fmt: skip
    for place, name in enumerate(order):
        line = {"data": data[data[panel] == name], "y": y, "name": str(name), "plain": str(name)}
        line |= {"colour": theme.hue(net), "width": 1.6, "dash": "solid"}
        grid.add_trace(trace_of(line, x, n, kind, step), place // columns + 1, place % columns + 1)
    fig = figure([], rows * height, left=left_margin(label), top=22, bottom=36)
    grid.layout.template = theme.template()
    grid.update_layout(fig.layout.to_plotly_json())
    grid.update_annotations(font={"size": theme.SMALL, "color": theme.palette().ink})
    grid.update_yaxes(**yaxis)
    grid.update_xaxes(**time_axis(data[x], step) | {"nticks": 3})
    return grid
