"""Calendar heatmap: one square per day."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from wzdash.charts import theme
from wzdash.charts.axes import left_margin, weekday
from wzdash.charts.cells import cells, middle, missing, plain_axis, targets
from wzdash.charts.frame import NARROW, SIDE, empty, figure, nothing
from wzdash.charts.values import full, width
from wzdash.labels import _, day, number


def calendar(
    frame: pd.DataFrame, date: str, value: str, *, n: str | None = None, net: str = "", kind: str = "count"
) -> go.Figure:
    """One square per day, weeks across, weekdays down, years below each other, from one row per day.

    customdata[0] is the day as ISO text.
    """
    if nothing(frame, value):
        return empty()
    days = pd.to_datetime(frame[date])
    counts = frame[n] if n and n != value else [None] * len(frame)
    rows = {at: pair for at, *pair in zip(days, frame[value], counts, strict=True)}
    years = range(days.min().year, days.max().year + 1)
    inside = np.full((8 * len(years) - 1, 54), np.nan)
    grid, hover = inside.copy(), np.full(inside.shape, "", dtype=object)
    keys = np.full((*inside.shape, 1), None, dtype=object)
    for at in pd.date_range(f"{years[0]}-01-01", f"{years[-1]}-12-31"):
        place = _week_place(at, years[0])
        found, count = rows.get(at, (np.nan, None))
        inside[place] = 1
        grid[place] = found
        hover[place] = _hover(at, found, count, kind)
        keys[place] = [at.date().isoformat()]
    squares = cells(grid, kind, limits=middle(grid), net=net, hover=hover.tolist())
    places, labels = _rows(years)
    firsts = [pd.Timestamp(years[0], m, 1) for m in range(1, 13)]
    month = _("%-m月")
    months = {_week_place(at, years[0])[1]: f"{at:{month}}" for at in firsts}
    xaxis = plain_axis(*_apart(months))
    return figure(
        [missing(inside, where=True), *squares, targets(keys, hover.tolist())],
        len(grid) * 12,
        left=left_margin(max(width(text, theme.SMALL) for text in labels)),
        top=38,
        xaxis=xaxis | {"range": [-0.5, grid.shape[1] - 0.5]},
        barmode="overlay",
        yaxis=plain_axis(places, labels) | {"range": [len(grid) - 0.5, -0.5]},
    )


def _hover(at: pd.Timestamp, found: float, count: float | None, kind: str) -> str:
    head = f"<b>{day(at)}</b><br>"
    if pd.isna(found):
        return head + _("没有数据")
    return head + full(kind, found) + ("" if count is None else f"<br>n = {number(count)}")


def _week_place(at: pd.Timestamp, first_year: int) -> tuple[int, int]:
    """Row and column of a day: weeks begin on Monday, the first one holds 1 January."""
    start = pd.Timestamp(at.year, 1, 1)
    return (at.year - first_year) * 8 + at.weekday(), (at.day_of_year - 1 + start.weekday()) // 7


def _apart(months: dict[int, str]) -> tuple[list[int], list[str]]:
    """Columns and names of the months that stand clear of each other on a phone."""
    week = (NARROW - 2 * SIDE - 40) / 54
    end, kept = float("-inf"), []
    for place, name in months.items():
        half = width(name, theme.SMALL) / 2 + 3
        if place * week - half >= end:
            kept.append(place)
            end = place * week + half
    return kept, [months[place] for place in kept]


def _rows(years: range) -> tuple[list[int], list[str]]:
    places, labels = [], []
    for i, year in enumerate(years):
        names = {0: weekday(0), 2: f"<b>{year}</b>", 4: weekday(4), 6: weekday(6)}
        places += [i * 8 + d for d in names]
        labels += list(names.values())
    return places, labels
