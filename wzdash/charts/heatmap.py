"""Heatmaps: any two dimensions, hour × weekday, and a calendar of days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from wzdash.charts import theme
from wzdash.charts.axes import extent, left_margin, name_axis, weekday
from wzdash.charts.frame import empty, figure
from wzdash.charts.values import axis, escape, full, short, shorten, ticks, width
from wzdash.labels import _, day, language, number

ROW = 26


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
) -> go.Figure:
    """Coloured cells from one row per row name and column name; a cell without a row is grey.

    `rows`, `columns`: order (default: by sum, largest first; as they come). Values stand in the cells where
    they fit. customdata of a cell: [row_key, column_key]. `diverging`: blue below 0, orange above.
    """
    if frame.empty or frame[value].notna().sum() == 0:
        return empty()
    row_names = list(rows if rows is not None else _by_sum(frame, row, value))
    column_names = list(columns if columns is not None else dict.fromkeys(frame[column].dropna()))
    grid = _grid(frame, row, column, value, rows=row_names, columns=column_names)
    counts = _grid(frame, row, column, n, rows=row_names, columns=column_names) if n and n != value else None
    keys = [_keys(frame, row, row_key, row_names), _keys(frame, column, column_key, column_names)]
    hover = [
        [
            f"<b>{escape(r)} · {escape(c)}</b><br>"
            + (full(kind, grid[i, j]) if np.isfinite(grid[i, j]) else _("没有数据"))
            + ("" if counts is None else f"<br>n = {number(counts[i, j])}")
            for j, c in enumerate(column_names)
        ]
        for i, r in enumerate(row_names)
    ]
    yaxis, names = name_axis([str(name) for name in row_names], room=104)
    xaxis, bottom = _columns([str(name) for name in column_names])
    traces = _cells(
        grid, kind, limits=_limits(grid, kind, diverging), net=net, diverging=diverging,
        hover=hover, keys=keys, labels=labels,
    )  # fmt: skip
    return figure(
        [_missing(grid), *traces],
        len(row_names) * ROW,
        left=left_margin(names),
        top=38,
        bottom=bottom,
        xaxis=xaxis,
        yaxis=yaxis,
        hovermode="closest",
    )


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
    if frame.empty or frame[value].notna().sum() == 0:
        return empty()
    named = frame.assign(_day=[weekday(int(d)) for d in frame[day_of_week]], _hour=frame[hour].astype(int))
    days = [weekday(i) for i in range(7)]
    fig = heatmap(
        named,
        "_day",
        "_hour",
        value,
        n=n,
        rows=days,
        columns=range(24),
        row_key=day_of_week,
        net=net,
        kind=kind,
        labels=False,
    )
    places = list(range(0, 24, 3))
    shown = [_("{h}时").format(h=h) for h in places]
    fig.layout.xaxis.update(tickvals=places, ticktext=shown, tickangle=0)
    fig.layout.margin.b = 26
    fig.layout.height += 26 - fig.layout.meta["plot"]["bottom"]
    fig.layout.meta = {"plot": {**fig.layout.meta["plot"], "bottom": 26}}
    return fig


def calendar(
    frame: pd.DataFrame, date: str, value: str, *, n: str | None = None, net: str = "", kind: str = "count"
) -> go.Figure:
    """One square per day, weeks across, weekdays down, years below each other, from one row per day."""
    if frame.empty or frame[value].notna().sum() == 0:
        return empty()
    days = pd.to_datetime(frame[date])
    values = pd.Series(frame[value].to_numpy(), index=days)
    counts = pd.Series(frame[n].to_numpy(), index=days) if n and n != value else None
    years = range(days.min().year, days.max().year + 1)
    grid = np.full((8 * len(years) - 1, 54), np.nan)
    inside = np.full(grid.shape, np.nan)
    hover = np.full(grid.shape, "", dtype=object)
    for at in pd.date_range(f"{years[0]}-01-01", f"{years[-1]}-12-31"):
        place = _week_place(at, years[0])
        inside[place] = 1
        found = values.get(at, np.nan)
        grid[place] = found
        extra = f"<br>n = {number(counts.get(at))}" if counts is not None else ""
        hover[place] = (
            f"<b>{day(at)}</b><br>" + (full(kind, found) if pd.notna(found) else _("没有数据")) + extra
        )
    ticks_at, labels = _calendar_rows(years)
    months = {_week_place(pd.Timestamp(years[0], m, 1), years[0])[1]: m for m in range(1, 13)}
    names = [f"{m}月" if language() == "zh" else f"{pd.Timestamp(2000, m, 1):%b}" for m in months.values()]
    return figure(
        [
            _missing(inside, where=True),
            *_cells(grid, kind, limits=_spread(grid), net=net, hover=hover.tolist()),
        ],
        len(grid) * 12,
        left=left_margin(max(width(text, theme.SMALL) for text in labels)),
        top=38,
        xaxis=_plain_axis(list(months), names),
        yaxis=_plain_axis(ticks_at, labels) | {"range": [len(grid) - 0.5, -0.5]},
        hovermode="closest",
    )


# ---------------------------------------------------------------- parts


def _by_sum(frame: pd.DataFrame, name: str, value: str) -> list[Any]:
    return list(frame.groupby(name)[value].sum().sort_values(ascending=False, kind="stable").index)


def _grid(
    frame: pd.DataFrame, row: str, column: str, value: str, *, rows: list[Any], columns: list[Any]
) -> np.ndarray:
    wide = frame.pivot_table(index=row, columns=column, values=value, aggfunc="first", observed=True)
    return wide.reindex(index=rows, columns=columns).to_numpy(dtype=float)


def _keys(frame: pd.DataFrame, name: str, key: str | None, names: list[Any]) -> list[Any]:
    found = dict(zip(frame[name], frame[key or name], strict=True))
    return [found.get(v, v) for v in names]


def _limits(grid: np.ndarray, kind: str, diverging: bool) -> tuple[float, float]:
    """Ends of the colour scale: from zero for counts, the same distance to both sides when diverging."""
    low, high = extent(grid.ravel(), zero=kind == "count" or diverging)
    if diverging:
        high = max(abs(low), abs(high))
        return -high, high
    return (low, high) if high > low else (min(0.0, low), high if high > 0 else low + 1)


def _spread(grid: np.ndarray) -> tuple[float, float]:
    """Ends that show the differences between days: the middle 96 % of the values."""
    low, high = np.nanpercentile(grid, [2, 98])
    return (float(low), float(high)) if high > low else (min(0.0, float(low)), float(max(high, low + 1)))


def _cells(
    grid: np.ndarray,
    kind: str,
    *,
    limits: tuple[float, float],
    net: str,
    hover: list[list[str]],
    diverging: bool = False,
    keys: list[list[Any]] | None = None,
    labels: bool = False,
) -> list[dict[str, Any]]:
    """The coloured cells; with labels two traces, one per ink, so that every label can be read on its cell.

    Plotly sizes the labels to the cells by itself as long as no size is given.
    """
    colours = theme.diverging() if diverging else theme.sequence(net)
    places = [v for v in ticks(*limits, 4) if limits[0] <= v <= limits[1]]
    step = places[1] - places[0] if len(places) > 1 else 1.0
    base: dict[str, Any] = {
        "type": "heatmap",
        "zmin": limits[0],
        "zmax": limits[1],
        "colorscale": theme.colorscale(colours),
        "xgap": 1,
        "ygap": 1,
        "hovertext": hover,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hoverongaps": False,
        "colorbar": _colourbar(places, [axis(kind, v, step) for v in places]),
    }
    if keys:
        base["customdata"] = [[[r, c] for c in keys[1]] for r in keys[0]]
    if not labels:
        return [base | {"z": _nullable(grid)}]
    inks = _inks(grid, limits, colours)
    texts = np.array(_cell_texts(grid, kind), dtype=object)
    return [
        base
        | {"z": _nullable(np.where(inks == ink, grid, np.nan)), "showscale": not i}
        | {"text": np.where(inks == ink, texts, "").tolist(), "texttemplate": "%{text}"}
        | {"textfont": {"color": ink}}
        for i, ink in enumerate(dict.fromkeys(inks.ravel().tolist()))
    ]


def _nullable(grid: np.ndarray) -> list[list[float | None]]:
    return [[float(v) if np.isfinite(v) else None for v in line] for line in grid]


def _inks(grid: np.ndarray, limits: tuple[float, float], colours: list[str]) -> np.ndarray:
    """The readable ink on every cell, from the colour that plotly will mix for it."""
    ramp = [theme.ink_on(colour) for colour in theme.resample(tuple(colours), 65)]
    share = np.clip((np.nan_to_num(grid, nan=limits[0]) - limits[0]) / (limits[1] - limits[0]), 0, 1)
    return np.array(ramp, dtype=object)[np.round(share * 64).astype(int)]


def _colourbar(places: list[float], labels: list[str]) -> dict[str, Any]:
    """A thin bar above the plot, at the left, so that it takes no width from the cells."""
    return {
        "orientation": "h",
        "thickness": 8,
        "lenmode": "pixels",
        "len": 190,
        "x": 0,
        "xanchor": "left",
        "y": 1,
        "yanchor": "bottom",
        "xpad": 0,
        "ypad": 4,
        "outlinewidth": 0,
        "tickvals": places,
        "ticktext": labels,
        "tickfont": {"size": theme.SMALL, "color": theme.palette().muted},
        "ticklabelposition": "outside top",
    }


def _missing(grid: np.ndarray, where: bool = False) -> dict[str, Any]:
    """Grey ground under the cells, seen where a value is missing."""
    return {
        "type": "heatmap",
        "z": [[1 if not where or np.isfinite(v) else None for v in line] for line in grid],
        "colorscale": theme.colorscale([theme.palette().missing] * 2),
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
        "hoverinfo": "skip",
    }


def _cell_texts(grid: np.ndarray, kind: str) -> list[list[str]]:
    return [[short(kind, v) if np.isfinite(v) else "" for v in line] for line in grid]


def _columns(names: list[str]) -> tuple[dict[str, Any], float]:
    """Axis of column names: across when few, else upright characters (Chinese) or turned text (English)."""
    size, room = theme.SMALL, 250 / max(len(names), 1)
    if all(width(name, size) <= room for name in names):
        labels, angle, bottom = [escape(name) for name in names], 0, 26.0
    elif language() == "zh" and max(len(name) for name in names) <= 7:
        labels, angle = ["<br>".join(escape(char) for char in name) for name in names], 0
        bottom = max(len(name) for name in names) * size * 1.3 + 18
    else:
        short_names = [shorten(name, size, 110)[0] for name in names]
        labels, angle = [escape(name) for name in short_names], -90
        bottom = max(width(name, size) for name in short_names) + 18
    return _plain_axis(list(range(len(names))), labels) | {"tickangle": angle}, bottom


def _plain_axis(places: list[int], labels: list[str]) -> dict[str, Any]:
    return {
        "tickmode": "array",
        "tickvals": places,
        "ticktext": labels,
        "tickangle": 0,
        "showgrid": False,
        "fixedrange": True,
    }


def _week_place(at: pd.Timestamp, first_year: int) -> tuple[int, int]:
    """Row and column of a day: weeks begin on Monday, the first one holds 1 January."""
    start = pd.Timestamp(at.year, 1, 1)
    return (at.year - first_year) * 8 + at.weekday(), (at.day_of_year - 1 + start.weekday()) // 7


def _calendar_rows(years: range) -> tuple[list[int], list[str]]:
    places, labels = [], []
    for i, year in enumerate(years):
        names = {0: weekday(0), 2: f"<b>{year}</b>", 4: weekday(4), 6: weekday(6)}
        places += [i * 8 + d for d in names]
        labels += list(names.values())
    return places, labels
