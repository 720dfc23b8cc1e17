"""Axes that the charts share: values with round ticks, days and months, names; and marks of events.

Tick labels are ours, not plotly's, so that margins are known and nothing is cut: plotly never widens them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from wzdash.charts import theme
from wzdash.charts.frame import NARROW, SIDE
from wzdash.charts.values import axis as short_label
from wzdash.charts.values import escape, shorten, texts, ticks, width, with_unit
from wzdash.labels import _, day, month, period

LABEL_ROW = 16
TWO_LINES = 38  # pixels of a row whose name needs two lines
DAY = 86_400_000  # milliseconds, plotly's unit of time
NAMES = 132  # most pixels that names at the left may take


def extent(*columns: Any, zero: bool = True) -> tuple[float, float]:
    """Lowest and highest finite value of the columns, 0 included when `zero`; 0…1 for nothing."""
    parts = [np.asarray(pd.to_numeric(pd.Series(c), errors="coerce"), dtype=float) for c in columns]
    values = np.concatenate([part[np.isfinite(part)] for part in parts] + [np.array([0.0] if zero else [])])
    if not values.size or (values == 0).all():
        return 0.0, 1.0
    return float(values.min()), float(values.max())


def value_axis(kind: str, low: float, high: float, most: int = 5) -> tuple[dict[str, Any], float]:
    """Axis of values with round ticks that cover low…high, and the width of its widest label in pixels."""
    places = ticks(low, high, most)
    if kind == "count" and high - low < most - 1:
        places = [float(v) for v in range(int(np.floor(low)), int(np.ceil(high)) + 1)] or places
    step = places[1] - places[0] if len(places) > 1 else 1.0
    labels = texts(places, lambda v: short_label(kind, v or 0.0, step))
    labels[-1] = with_unit(kind, labels[-1])
    span = places[-1] - places[0] or 1.0
    return {
        "tickmode": "array",
        "tickvals": places,
        "ticktext": labels,
        "range": [places[0] - (0.02 * span if low < 0 else 0), places[-1] + 0.02 * span],
        "fixedrange": True,
        "zeroline": low < 0 < high,
        "zerolinecolor": theme.palette().grey,
        "zerolinewidth": 1,
    }, max(width(label, theme.SMALL) for label in labels)


def cropped(axis: dict[str, Any], kind: str, low: float, high: float) -> dict[str, Any]:
    """A value axis cut to low…high; the unit stands on the last label that is left."""
    places = [v for v in axis["tickvals"] if low <= v <= high] or [low, high]
    step = places[1] - places[0] if len(places) > 1 else 1.0
    labels = texts(places, lambda v: short_label(kind, v or 0.0, step))
    labels[-1] = with_unit(kind, labels[-1])
    return axis | {"tickvals": places, "ticktext": labels, "range": [low, high]}


def readable(axis: dict[str, Any], room: float) -> dict[str, Any]:
    """A value axis with as many of its labels as fit `room` pixels side by side, and none of them turned."""
    labels, places = axis["ticktext"], axis["tickvals"]
    if len(labels) < 2:
        return axis | {"tickangle": 0}
    low, high = axis["range"]
    apart = (places[1] - places[0]) / (high - low) * room
    every = int(np.ceil((max(width(label, theme.SMALL) for label in labels) + 8) / apart))
    return axis | {"tickangle": 0, "ticktext": [t if i % every == 0 else "" for i, t in enumerate(labels)]}


def left_margin(label_width: float) -> float:
    """Left margin that holds labels of that width."""
    return label_width + 8 + SIDE


def grain(days: pd.Series) -> str:
    """year, month, week or day: the coarsest grain that all the instants lie on."""
    unique = pd.DatetimeIndex(days.dropna().unique()).sort_values()
    if len(unique) and (unique.day == 1).all():
        return "year" if len(unique) > 1 and (unique.month == 1).all() else "month"
    gaps = np.diff(unique.to_numpy()).astype("timedelta64[D]").astype(int)
    return "week" if len(gaps) and (gaps % 7 == 0).all() else "day"


def moment(value: pd.Timestamp, step: str) -> str:
    """An instant as its grain is read: 2020年, 2020年12月, 2020年12月7日至13日."""
    if step == "year":
        years = _("%Y年")
        return f"{value:{years}}"
    if step == "month":
        return month(value)
    return period(value.date(), (value + pd.Timedelta(days=6)).date()) if step == "week" else day(value)


def time_axis(days: pd.Series, step: str) -> dict[str, Any]:
    """Axis of time over the days' range; labels adapt to the room, the year stands only where it changes."""
    years = _("%Y年")
    hover = {"year": years, "month": _("%Y年%-m月")}
    first, last = days.min(), days.max()
    pad = pd.Timedelta(days=1) if first == last else (last - first) * 0.01
    shown: dict[str, Any] = {
        "type": "date",
        "tickangle": 0,
        "nticks": 6,
        "fixedrange": True,
        "range": [first - pad, last + pad],
        "hoverformat": hover.get(step, _("%Y年%-m月%-d日")),
    }
    unique = pd.DatetimeIndex(days.dropna().unique()).sort_values()
    if len(unique) <= 4:
        labels = [moment(value, step if step != "week" else "day") for value in unique]
        return shown | {"tickmode": "array", "tickvals": list(unique), "ticktext": labels}
    if step == "year":
        return shown | {"tickformat": years, "dtick": "M12", "tick0": "2000-01-01"}
    months = _("%-m月") + "\n" + years
    fine = _("%-m月%-d日") + "\n" + years if step in ("day", "week") else months
    stops = [([None, 14 * DAY], fine), ([14 * DAY, "M11"], months), (["M12", None], years)]
    return shown | {"tickformatstops": [{"dtickrange": reach, "value": text} for reach, text in stops]}


def name_axis(names: Sequence[str], room: float = NAMES, lines: int = 2) -> tuple[dict[str, Any], float]:
    """Axis of names, the first on top, wrapped to `lines` lines of at most `room` pixels; and their width.

    Positions are 0…n−1, so that two rows with one name stay two rows.
    """
    rows = [shorten(str(name), theme.BODY, room, lines) for name in names]
    labels = ["<br>".join(escape(line) for line in row) for row in rows]
    widest = max((width(line, theme.BODY) for row in rows for line in row), default=0)
    return {
        "tickmode": "array",
        "tickvals": list(range(len(names))),
        "ticktext": labels,
        "tickfont": {"size": theme.BODY, "color": theme.palette().ink},
        "range": [len(names) - 0.5, -0.5],
        "showgrid": False,
        "fixedrange": True,
    }, min(widest, room)


def rows_height(axis: dict[str, Any], row: int) -> int:
    """Pixels for the rows of an axis of names, `row` each, more when a name needs two lines."""
    labels = axis["ticktext"]
    return len(labels) * (max(row, TWO_LINES) if any("<br>" in label for label in labels) else row)


# ---------------------------------------------------------------- events


def event_marks(events: pd.DataFrame | None, first: pd.Timestamp, last: pd.Timestamp) -> dict[str, Any]:
    """Shapes and labels of the events between two instants: `shapes`, `annotations`, `rows` of labels.

    `events`: one row per event with starts_on, ends_on (may be empty) and name. Labels stand above the plot,
    in as many rows as it takes for them not to touch on a phone.
    """
    marks: dict[str, Any] = {"shapes": [], "annotations": [], "rows": 0}
    if events is None or events.empty or pd.isna(first) or first >= last:
        return marks
    rows: list[float] = []
    room = NARROW - 60
    starts = pd.to_datetime(events["starts_on"])
    for start, (_index, event) in sorted(zip(starts, events.iterrows(), strict=True), key=lambda p: p[0]):
        end = pd.to_datetime(event.get("ends_on") or start)
        end = start if pd.isna(end) else end
        if end < first or start > last:
            continue
        at = max(start, first)
        name = shorten(str(event["name"]), theme.SMALL, room * 0.6)[0]
        place = (at - first) / (last - first) * room
        leftwards = place > room * 0.5
        edges = _label_edges(place, width(name, theme.SMALL), leftwards)
        row = next((i for i, taken in enumerate(rows) if edges[0] > taken), len(rows))
        rows[row:] = [max(edges[1] + 8, rows[row] if row < len(rows) else 0), *rows[row + 1 :]]
        marks["shapes"].append(_event_shape(at, min(end, last)))
        marks["annotations"].append(_event_label(name, at, row, leftwards))
    marks["rows"] = len(rows)
    return marks


def _label_edges(place: float, label: float, leftwards: bool) -> tuple[float, float]:
    return (place - label, place) if leftwards else (place, place + label)


def _event_shape(start: pd.Timestamp, end: pd.Timestamp) -> dict[str, Any]:
    grey = theme.palette().grey
    base = {"xref": "x", "yref": "paper", "y0": 0, "y1": 1, "x0": start, "layer": "below"}
    if end > start:
        return base | {"type": "rect", "x1": end, "fillcolor": theme.rgba(grey, 0.15), "line": {"width": 0}}
    return base | {"type": "line", "x1": start, "line": {"color": grey, "width": 1, "dash": "dot"}}


def _event_label(name: str, at: pd.Timestamp, row: int, leftwards: bool) -> dict[str, Any]:
    return {
        "text": escape(name),
        "x": at,
        "xref": "x",
        "xanchor": "right" if leftwards else "left",
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": row * LABEL_ROW,
        "showarrow": False,
        "font": {"size": theme.SMALL, "color": theme.palette().muted},
    }


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """The places moved as little as needed to stand `gap` apart between low and high, in the same order."""
    order = np.argsort(np.asarray(places, dtype=float), kind="stable")
    moved = np.asarray(places, dtype=float)[order]
    for i in range(1, len(moved)):
        moved[i] = max(moved[i], moved[i - 1] + gap)
    if len(moved):
        moved[-1] = min(moved[-1], high)
    for i in range(len(moved) - 2, -1, -1):
        moved[i] = min(moved[i], moved[i + 1] - gap)
    result = np.empty(len(moved))
    result[order] = np.maximum(moved, low) if len(moved) * gap <= high - low else moved
    return [float(v) for v in result]


def weekday(index: int) -> str:
    """Name of a weekday, 0 Monday … 6 Sunday."""
    return (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))[index]
