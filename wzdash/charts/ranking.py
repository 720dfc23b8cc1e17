"""Rankings that show how sure they are: dots with intervals, and the funnel plot.

Spiegelhalter, D. (2005), Funnel plots for comparing institutional performance, Statistics in Medicine 24.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from wzdash.charts import theme
from wzdash.charts.axes import cropped, extent, left_margin, name_axis, readable, rows_height, value_axis
from wzdash.charts.frame import NARROW, empty, figure, nothing
from wzdash.charts.geometry import clear_labels
from wzdash.charts.marks import level, level_line, name_note, upright, upright_label, whiskers
from wzdash.charts.values import escape, full, width
from wzdash.labels import _, number

ROW = 28
PAD = 0.04  # of the extent, on both sides of the dots


def forest(
    frame: pd.DataFrame,
    label: str,
    value: str,
    low: str,
    high: str,
    *,
    n: str | None = None,
    limits: tuple[str, str] | None = None,
    key: str | None = None,
    net: str = "",
    kind: str = "share",
    reference: float | None = None,
    reference_name: str = "",
    highlight: object = None,
    sort: bool = True,
    interval_name: str = "",
) -> go.Figure:
    """Dots with intervals from one row per name, the largest on top. Empty → a figure that says so.

    `limits`: two columns between which chance alone would keep the row; drawn as a grey bar behind the dot,
    and a dot outside it has the accent. customdata[0] is the key.
    """
    if nothing(frame, value):
        return empty()
    data = _rows(frame, label, value, key, sort=sort)
    marked = [] if reference is None else [reference]
    yaxis, names = name_axis(list(data["_label"]))
    notes = [_note(row, value, n, kind) for _index, row in data.iterrows()]
    left, right = left_margin(names), max(width(note, theme.SMALL) for note in notes) + 14
    ends = [data[c] for c in (value, low, high, *(limits or ()))]
    xaxis = readable(_close(kind, *extent(*ends, marked, zero=False)), NARROW - left - right)
    dots = _dots(data, value, low, high, told=_spans(data[low], data[high], kind, interval_name), notes=notes)
    dots["marker"]["color"] = _colours(data, value, limits, net, highlight)
    return figure(
        [*(_limits(data, limits) if limits else []), dots, _texts(notes, xaxis["range"][1])],
        rows_height(yaxis, ROW),
        left=left,
        right=right,
        top=22 if marked else 4,
        xaxis=xaxis | {"showgrid": True},
        yaxis=yaxis,
        shapes=[upright(v) for v in marked],
        annotations=[upright_label(v, f"{reference_name or _('全区')} {full(kind, v)}") for v in marked],
    )


def _close(kind: str, least: float, most: float) -> dict[str, Any]:
    """An axis that ends close to the outermost dots and intervals."""
    pad = PAD * (most - least)
    return cropped(value_axis(kind, least, most, most=4)[0], kind, least - pad, most + pad)


def _rows(frame: pd.DataFrame, label: str, value: str, key: str | None, *, sort: bool) -> pd.DataFrame:
    """The rows in drawing order with _key and _label."""
    data = frame.assign(_key=frame[key or label], _label=frame[label].astype(str))
    return data.sort_values(value, ascending=False, na_position="last", kind="stable") if sort else data


def _spans(low: pd.Series, high: pd.Series, kind: str, words: str) -> list[str]:
    words = words or _("95% 区间")
    return [f"{words} {full(kind, a)} – {full(kind, b)}" for a, b in zip(low, high, strict=True)]


def _note(row: pd.Series, value: str, n: str | None, kind: str) -> str:
    shown = full(kind, row[value])
    return shown if n is None or n == value else f"{shown}  n = {number(row[n])}"


def _colours(
    data: pd.DataFrame, value: str, limits: tuple[str, str] | None, net: str, highlight: object
) -> list[str]:
    accent, hue = theme.palette().accent, theme.hue(net)
    if highlight is not None:
        return [accent if key == highlight else hue for key in data["_key"]]
    if limits is None:
        return [hue] * len(data)
    outside = (data[value] < data[limits[0]]) | (data[value] > data[limits[1]])
    return [accent if out else hue for out in outside]


def _dots(
    data: pd.DataFrame,
    value: str,
    low: str,
    high: str,
    *,
    told: list[str],
    notes: list[str],
) -> dict[str, Any]:
    hover = [
        f"<b>{escape(name)}</b><br>{note}<br>{span}"
        for name, note, span in zip(data["_label"], notes, told, strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": data[value],
        "y": list(range(len(data))),
        "marker": {"size": 10, "line": {"width": 0}},
        "error_x": whiskers(data[value], data[low], data[high], theme.palette().muted, thickness=1.6),
        "customdata": [[key] for key in data["_key"]],
        "hovertext": hover,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
        "name": "",
    }


def _limits(data: pd.DataFrame, limits: tuple[str, str]) -> list[dict[str, Any]]:
    """What chance allows, as a thin grey bar in every row."""
    return [
        {
            "type": "bar",
            "orientation": "h",
            "base": data[limits[0]],
            "x": data[limits[1]] - data[limits[0]],
            "y": list(range(len(data))),
            "width": 0.5,
            "marker": {"color": theme.palette().grid},
            "hoverinfo": "skip",
            "name": "",
        }
    ]


def _texts(notes: list[str], end: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "text",
        "x": [end] * len(notes),
        "y": list(range(len(notes))),
        "text": [f" {note}" for note in notes],
        "textposition": "middle right",
        "textfont": {"size": theme.SMALL, "color": theme.palette().ink},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "name": "",
    }


def funnel_plot(
    frame: pd.DataFrame,
    label: str,
    value: str,
    total: str,
    limits: pd.DataFrame,
    *,
    target: float,
    key: str | None = None,
    net: str = "",
    kind: str = "share",
    height: int = 320,
) -> go.Figure:
    """Value against denominator, from one row per name.

    `limits`: one row per denominator with total, low95, high95, low998, high998, drawn as lines. Names
    stand beside dots outside the 95 % limits unless they would touch; beyond 99.8 % dots have the accent.
    """
    if nothing(frame, value):
        return empty(height=height)
    data = frame[frame[total] > 0].reset_index(drop=True)
    curve = limits.sort_values("total")
    yaxis, label_width = value_axis(kind, *extent(data[value], curve["low998"], curve["high998"], zero=False))
    xaxis, _width = value_axis("count", *extent(data[total], curve["total"]), most=4)
    beyond = _beyond(data[value], data[total], curve)
    hues = np.where(beyond == 2, theme.palette().accent, theme.hue(net))
    room = NARROW - left_margin(label_width) - 64
    place = np.column_stack([_share(data[total], xaxis) * room, _share(data[value], yaxis) * height])
    dots = name_note(data, label, value, kind, n=total, key=key) | {
        "x": data[total],
        "y": data[value],
        "mode": "markers+text",
        **_dot_names([str(name) for name in data[label]], beyond, place, room),
        "marker": {"size": 9, "color": hues.tolist(), "opacity": 0.9},
    }
    return figure(
        [*(level_line(curve["total"], curve[c], dash) for c, dash in LINES), dots],
        height,
        left=left_margin(label_width),
        right=64,
        xaxis=xaxis,
        yaxis=yaxis,
        shapes=[level(target)],
        annotations=_limit_names(curve),
    )


LINES = (("low95", "dash"), ("high95", "dash"), ("low998", "dot"), ("high998", "dot"))


def _share(values: pd.Series, axis: dict[str, Any]) -> np.ndarray:
    """Places 0…1 along an axis."""
    low, high = axis["range"]
    return (values.to_numpy(dtype=float) - low) / (high - low)


def _beyond(values: pd.Series, totals: pd.Series, curve: pd.DataFrame) -> np.ndarray:
    """0 inside, 1 outside the 95 % limits, 2 outside the 99.8 % limits, interpolated between denominators."""
    at = {c: np.interp(totals, curve["total"], curve[c]) for c, _dash in LINES}
    far = (values < at["low998"]) | (values > at["high998"])
    near = (values < at["low95"]) | (values > at["high95"])
    return np.where(far, 2, np.where(near, 1, 0))


def _dot_names(names: list[str], beyond: np.ndarray, place: np.ndarray, room: float) -> dict[str, Any]:
    """Texts beside the dots, to the left in the right half, none where two would touch on a phone."""
    widths = np.array([width(name, theme.SMALL) + 12 for name in names])
    leftwards = place[:, 0] > room / 2
    middles = place + np.column_stack([np.where(leftwards, -widths, widths) / 2, np.zeros(len(names))])
    shown = np.zeros(len(names), dtype=bool)
    out = np.flatnonzero(beyond)
    shown[out] = clear_labels(middles[out], widths[out], 15, beyond[out])
    return {
        "text": [f" {escape(name)} " if show else "" for name, show in zip(names, shown, strict=True)],
        "textposition": ["middle left" if left else "middle right" for left in leftwards],
        "textfont": {"size": theme.SMALL, "color": theme.palette().ink},
        "cliponaxis": False,
    }


def _limit_names(curve: pd.DataFrame) -> list[dict[str, Any]]:
    last = curve.iloc[-1]
    base = {"xref": "paper", "x": 1, "xanchor": "left", "showarrow": False, "yanchor": "middle"}
    font = {"size": theme.SMALL, "color": theme.palette().muted}
    names = (("high998", "99.8 %", 6), ("high95", "95 %", -6))
    return [base | {"y": last[c], "text": text, "yshift": rise, "font": font} for c, text, rise in names]
