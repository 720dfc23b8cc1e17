"""Small multiples: one small line per town or category on one common scale, instead of fourteen lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from wzdash.charts import theme
from wzdash.charts.axes import extent, left_margin, time_axis, value_axis
from wzdash.charts.frame import NARROW, empty, figure, nothing
from wzdash.charts.line import prepared, trace_of
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
    data, step = prepared(frame, x, panel)
    order = list(data.groupby(panel)[y].sum().sort_values(ascending=False, kind="stable").index)
    columns = min(columns, len(order))
    rows = -(-len(order) // columns)
    yaxis, label = value_axis(kind, *extent(data[y]), most=3)
    xaxis = time_axis(data[x], step) | {"nticks": 2}
    panels = [_panel(place, str(name), columns, rows) for place, name in enumerate(order)]
    lines = [
        {"data": data[data[panel] == name], "y": y, "name": str(name), "colour": theme.hue(net)}
        | {"width": 1.6, "dash": "solid"}
        for name in order
    ]
    traces = [
        trace_of(line, x, n, kind, step) | {"xaxis": f"x{own.mark}", "yaxis": f"y{own.mark}"}
        for line, own in zip(lines, panels, strict=True)
    ]
    axes: dict[str, Any] = {}
    for own in panels:
        axes[f"xaxis{own.mark}"] = xaxis | {"domain": own.across, "showticklabels": own.lowest}
        axes[f"xaxis{own.mark}"] |= {"anchor": f"y{own.mark}"}
        axes[f"yaxis{own.mark}"] = yaxis | {"domain": own.down, "showticklabels": own.leftmost}
        axes[f"yaxis{own.mark}"] |= {"anchor": f"x{own.mark}"}
    titles = [own.title for own in panels]
    return figure(
        traces, rows * height, left=left_margin(label), top=4, bottom=36, annotations=titles, **axes
    )


@dataclass(frozen=True, slots=True)
class _Panel:
    """Where a panel lies, and its title. `mark` is the number of its axes, empty for the first."""

    mark: str
    across: list[float]
    down: list[float]
    leftmost: bool
    lowest: bool
    title: dict[str, Any]


def _panel(place: int, name: str, columns: int, rows: int) -> _Panel:
    row, column = divmod(place, columns)
    gap = 0.05 / columns if columns > 1 else 0
    across = [column / columns + gap, (column + 1) / columns - gap]
    top = 1 - row / rows
    down = [top - 1 / rows + 0.06 / rows, top - 0.24 / rows]
    title = {
        "text": escape(shorten(name, theme.SMALL, (NARROW - 60) / columns)[0]),
        "x": across[0],
        "xref": "paper",
        "xanchor": "left",
        "y": down[1],
        "yref": "paper",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": theme.SMALL, "color": theme.palette().ink},
    }
    mark = str(place + 1) if place else ""
    return _Panel(mark, across, down, not column, row == rows - 1, title)
