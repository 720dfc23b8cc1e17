"""Heatmaps of any two dimensions, and of hour × weekday."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from wzdash.charts import theme
from wzdash.charts.axes import left_margin, name_axis, rows_height, weekday
from wzdash.charts.cells import cells, limits, missing, plain_axis, targets
from wzdash.charts.frame import empty, figure, nothing
from wzdash.charts.values import escape, full, shorten, width, wrap
from wzdash.labels import _, language, number

ROW = 26
LINES = 4  # of a column's name
TURNED = 150  # most pixels of a turned name


def heatmap(
    frame: pd.DataFrame,
    row: str,
    column: str,
    value: str,
    *,
    n: str | None = None,
    rows: Sequence[Any] | None = None,
    columns: Sequence[Any] | None = None,
    row_key: str | None = None,
    column_key: str | None = None,
    net: str = "",
    kind: str = "count",
    diverging: bool = False,
    labels: bool = True,
    every: int = 1,
) -> go.Figure:
    """Coloured cells from one row per row name and column name; a cell without a row is grey.

    `rows`, `columns`: order (default: by sum, largest first; as they come). Values stand in the cells where
    they fit. customdata of a cell: [row_key, column_key]. `diverging`: blue below 0, orange above. `every`:
    name each so-many-th column, for columns that follow each other like hours.
    """
    if nothing(frame, value):
        return empty()
    row_names = list(rows if rows is not None else _by_sum(frame, row, value))
    column_names = list(columns if columns is not None else dict.fromkeys(frame[column].dropna()))
    names = (row_names, column_names)
    grid = _grid(frame, row, column, value, names)
    counts = _grid(frame, row, column, n, names) if n and n != value else None
    yaxis, label = name_axis(list(map(str, row_names)), room=104)
    xaxis, bottom = _columns(list(map(str, column_names)), every)
    ends = limits(grid, kind, diverging)
    hover = _hover(names, grid, counts, kind)
    traces = cells(grid, kind, limits=ends, net=net, diverging=diverging, hover=hover, labels=labels)
    codes = _pairs(_keys(frame, row, row_key, row_names), _keys(frame, column, column_key, column_names))
    return figure(
        [missing(grid), *traces, targets(codes, hover)],
        rows_height(yaxis, ROW),
        left=left_margin(label),
        top=38,
        bottom=bottom,
        xaxis=xaxis | {"range": [-0.5, len(column_names) - 0.5]},
        yaxis=yaxis,
        barmode="overlay",
    )


def label_only(fig: go.Figure, marked: np.ndarray) -> go.Figure:
    """The heatmap with a label only in the marked cells, one flag per row and column in drawing order."""
    for trace in fig.data:
        if trace.type == "heatmap" and trace.text is not None:
            trace.text = np.where(marked, np.array(trace.text, dtype=object), "").tolist()
    return fig


def hour_weekday(
    frame: pd.DataFrame,
    hour: str,
    day_of_week: str,
    value: str,
    *,
    n: str | None = None,
    net: str = "",
    kind: str = "count",
) -> go.Figure:
    """Hour × weekday from one row per hour 0…23 and weekday 0 (Monday) … 6; missing hours are grey."""
    if nothing(frame, value):
        return empty()
    named = frame.assign(_day=[weekday(int(d)) for d in frame[day_of_week]], _hour=frame[hour].astype(int))
    fig = heatmap(
        named,
        "_day",
        "_hour",
        value,
        n=n,
        rows=[weekday(i) for i in range(7)],
        columns=range(24),
        row_key=day_of_week,
        net=net,
        kind=kind,
        labels=False,
        every=3,
    )
    fig.layout.xaxis.ticktext = [_("{h}时").format(h=h) for h in fig.layout.xaxis.tickvals]
    return fig


# ---------------------------------------------------------------- parts


def _by_sum(frame: pd.DataFrame, name: str, value: str) -> list[Any]:
    return list(frame.groupby(name)[value].sum().sort_values(ascending=False, kind="stable").index)


def _grid(
    frame: pd.DataFrame, row: str, column: str, value: str, names: tuple[list[Any], list[Any]]
) -> np.ndarray:
    wide = frame.pivot(index=row, columns=column, values=value)
    return wide.reindex(index=names[0], columns=names[1]).to_numpy(dtype=float)


def _hover(
    names: tuple[list[Any], list[Any]], grid: np.ndarray, counts: np.ndarray | None, kind: str
) -> list[list[str]]:
    def text(i: int, j: int) -> str:
        value = full(kind, grid[i, j]) if np.isfinite(grid[i, j]) else _("没有数据")
        head = f"<b>{escape(names[0][i])} · {escape(names[1][j])}</b><br>{value}"
        return head if counts is None else f"{head}<br>n = {number(counts[i, j])}"

    return [[text(i, j) for j in range(len(names[1]))] for i in range(len(names[0]))]


def _keys(frame: pd.DataFrame, name: str, key: str | None, names: list[Any]) -> list[Any]:
    found = dict(zip(frame[name], frame[key or name], strict=True))
    return [found.get(v, v) for v in names]


def _pairs(down: list[Any], across: list[Any]) -> np.ndarray:
    """The keys of every cell: row, column, two."""
    return np.array([[[r, c] for c in across] for r in down], dtype=object)


def _lines(names: list[str], size: float, room: float) -> list[list[str]]:
    """Names broken into at most four lines each; nothing where one would need more or a word be cut."""
    found = [wrap(name, size, room) for name in names]
    words = [word for name in names for word in name.split()] if language() != "zh" else []
    fits = all(len(lines) <= LINES for lines in found) and all(width(word, size) <= room for word in words)
    return found if fits else []


def _columns(every_name: list[str], step: int) -> tuple[dict[str, Any], float]:
    """Axis of column names: across, in lines, as upright characters (Chinese) or turned text (English)."""
    size, room = theme.SMALL, 250 / max(len(every_name), 1) * step
    names = every_name[::step]
    if all(width(name, size) + 3 <= room for name in names):
        labels, angle, bottom = [escape(name) for name in names], 0, 26.0
    elif lines := _lines(names, size, room):
        labels, angle = ["<br>".join(map(escape, name)) for name in lines], 0
        bottom = max(map(len, lines)) * size * 1.3 + 12
    elif language() == "zh" and max(len(name) for name in names) <= 7:
        labels, angle = ["<br>".join(escape(char) for char in name) for name in names], 0
        bottom = max(len(name) for name in names) * size * 1.3 + 18
    else:
        broken = [wrap(name, size, 120) for name in names]
        if room < 3 * size or max(map(len, broken)) > 2:  # no room for two lines beside each other
            broken = [[shorten(name, size, TURNED)[0]] for name in names]
        labels, angle = ["<br>".join(map(escape, lines)) for lines in broken], -90
        bottom = max(width(line, size) for lines in broken for line in lines) + 18
    return plain_axis(list(range(0, len(every_name), step)), labels) | {"tickangle": angle}, bottom
