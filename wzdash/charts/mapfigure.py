"""A map as a plain figure, for PNG, SVG, slides and paper: no WebGL, no tiles, the Deck's classes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from wzdash.charts import theme
from wzdash.charts.classes import HIDDEN, MISSING, Classes
from wzdash.charts.frame import empty
from wzdash.charts.frame import figure as framed
from wzdash.charts.geometry import bounds, clear_labels, outlines, shapes, stretch
from wzdash.charts.maplabels import is_quiet
from wzdash.charts.maps import NOTHING, Context
from wzdash.charts.values import escape, full, width, wrap
from wzdash.labels import number

LEGEND = 200  # pixels at the right
PHONE = 640  # narrower pictures have the legend below


def figure(
    frame: pd.DataFrame,
    value: str,
    classes: Classes,
    *,
    geometry: str = "geometry",
    key: str = "code",
    label: str = "name",
    n: str | None = None,
    kind: str = "count",
    context: Context = NOTHING,
    marks: pd.DataFrame | None = None,
    selected: Collection[str] = (),
    room: int = 1100,
) -> go.Figure:
    """Areas filled by class from one row per area; legend and labels fit `room` pixels of width.

    `marks`: a frame with lon and lat, drawn as dots.
    """
    areas = shapes(frame[geometry])
    drawn = np.array([shape for shape in areas if shape is not None])
    if not len(drawn):
        return empty()
    box = bounds(drawn)
    wide = room >= PHONE
    across = room - 24 - (LEGEND if wide else 0)
    height = int(min(across * (box[3] - box[1]) * stretch(box) / (box[2] - box[0]), 720))
    traces = [
        *_below(context),
        *_classes(areas, classes),
        *_above(context, areas[frame[key].isin(list(selected)).to_numpy()], marks),
        _points(frame, areas, value, classes, label=label, n=n, kind=kind),
    ]
    return framed(
        [trace for trace in traces if trace is not None],
        height,
        left=8,
        right=LEGEND + 16 if wide else 8,
        bottom=8 if wide else 34 + 18 * len(classes.legend()),
        annotations=_labels(context.labels, box, across, height),
        showlegend=True,
        legend=_legend(classes, wide, LEGEND - 16 if wide else across),
        **_axes(box),
    )


def narrowed(fig: go.Figure, room: int) -> go.Figure:
    """A copy of such a figure for a page of so many pixels: legend below, only the names that have room.

    A figure that is no map stays as it is.
    """
    if fig.layout.yaxis.scaleanchor != "x":
        return fig
    copy, across, names = go.Figure(fig), room - 16, fig.layout.annotations
    (west, east), (south, north) = copy.layout.xaxis.range, copy.layout.yaxis.range
    height = across * (north - south) * copy.layout.yaxis.scaleratio / (east - west)
    below = 34 + 18 * sum(bool(trace.showlegend) for trace in copy.data)
    scale = np.array([across / (east - west), height / (north - south)])
    places = np.array([(one.x, one.y) for one in names]).reshape(-1, 2) * scale
    widths = [width(one.text, theme.SMALL) + 6 for one in names]
    kept = clear_labels(places, widths, 18, range(len(names), 0, -1))
    copy.layout.annotations = [one for one, shown in zip(names, kept, strict=True) if shown]
    copy.update_layout(
        height=round(height + 8 + below),
        margin={"l": 8, "r": 8, "t": 8, "b": below},
        legend={"x": 0, "y": 0, "xanchor": "left", "yanchor": "top"},
    )
    return copy


def _dots(marks: pd.DataFrame | None) -> dict[str, Any] | None:
    if marks is None or marks.empty:
        return None
    return {
        "type": "scatter",
        "mode": "markers",
        "x": marks["lon"],
        "y": marks["lat"],
        "marker": {
            "size": 8,
            "color": theme.palette().accent,
            "line": {"width": 1, "color": theme.palette().paper},
        },
        "showlegend": False,
        "hoverinfo": "skip",
    }


def _below(context: Context) -> list[dict[str, Any] | None]:
    colours = theme.palette()
    return [_area(shapes(context.lake), colours.lake), _area(shapes(context.land), colours.land)]


def _above(context: Context, chosen: np.ndarray, marks: pd.DataFrame | None) -> list[dict[str, Any] | None]:
    colours = theme.palette()
    lines = [_outline(shapes(context.borders), colours.muted, 1.2), _outline(chosen, colours.accent, 2.5)]
    return [*lines, _dots(marks)]


def _axes(box: tuple[float, float, float, float]) -> dict[str, Any]:
    """Axes without marks in the true ratio of the middle latitude."""
    ratio = stretch(box)
    pad = 0.02 * max(box[2] - box[0], box[3] - box[1])
    plain = {"visible": False, "fixedrange": True, "showgrid": False}
    east = plain | {"range": [box[0] - pad, box[2] + pad], "constrain": "domain"}
    north = plain | {"range": [box[1] - pad, box[3] + pad], "constrain": "domain"}
    return {"xaxis": east, "yaxis": north | {"scaleanchor": "x", "scaleratio": ratio}}


def _area(geometries: np.ndarray, colour: str, name: str = "", line: str = "") -> dict[str, Any] | None:
    if not len(geometries) and not name:
        return None
    xs, ys = outlines(geometries) if len(geometries) else ([None], [None])  # named: a class of another month
    return {
        "type": "scatter",
        "mode": "lines",
        "x": xs,
        "y": ys,
        "fill": "toself",
        "fillcolor": colour,
        "line": {"color": line or colour, "width": 0.6 if line else 0},
        "name": name,
        "showlegend": bool(name),
        "hoverinfo": "skip",
    }


def _outline(geometries: np.ndarray, colour: str, pixels: float) -> dict[str, Any] | None:
    trace = _area(geometries, colour)
    return trace and {**trace, "fill": "none", "line": {"color": colour, "width": pixels}}


def _classes(areas: np.ndarray, classes: Classes) -> list[dict[str, Any] | None]:
    """One trace per entry of the legend, in its order."""
    codes = [
        *range(len(classes.colours)),
        *(code for code in (HIDDEN, MISSING) if (classes.index == code).any()),
    ]
    border = theme.palette().border
    return [
        _area(
            np.array([g for g in areas[classes.index == code] if g is not None]),
            entry.colour,
            f"{escape(entry.label)}  ({number(entry.n)})",
            border,
        )
        for code, entry in zip(codes, classes.legend(), strict=True)
    ]


def _points(
    frame: pd.DataFrame,
    areas: np.ndarray,
    value: str,
    classes: Classes,
    *,
    label: str,
    n: str | None,
    kind: str,
) -> dict[str, Any]:
    """Unseen points inside the areas that answer the mouse with name, value and n."""
    known = [i for i, shape in enumerate(areas) if shape is not None]
    spots = [areas[i].representative_point() for i in known]
    rows = frame.iloc[known]
    shut = classes.index[known] == HIDDEN
    counts = rows[n] if n and n != value else [None] * len(rows)
    hover = [
        f"<b>{escape(name)}</b><br>{full(kind, None if hide else v)}"
        + ("" if hide or count is None else f"<br>n = {number(count)}")
        for name, v, count, hide in zip(rows[label], rows[value], counts, shut, strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [spot.x for spot in spots],
        "y": [spot.y for spot in spots],
        "marker": {"size": 12, "opacity": 0, "color": theme.palette().ink},
        "hovertext": hover,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
        "name": "",
    }


def _legend(classes: Classes, wide: bool, room: float) -> dict[str, Any]:
    colours = theme.palette()
    told = "<br>".join(escape(line) for line in wrap(classes.method, theme.SMALL, room))
    return {
        "x": 1 if wide else 0,
        "xanchor": "left",
        "y": 1 if wide else 0,
        "yanchor": "top",
        "title": {"text": told, "font": {"size": theme.SMALL, "color": colours.muted}},
        "font": {"size": theme.SMALL, "color": colours.ink},
        "itemclick": False,
        "itemdoubleclick": False,
        "traceorder": "normal",
        "bgcolor": theme.rgba(colours.paper, 0),
    }


def _labels(
    labels: pd.DataFrame, box: tuple[float, float, float, float], across: int, height: int
) -> list[dict[str, Any]]:
    """The names that fit, the most important first; only those inside the picture."""
    labels = labels.reset_index(drop=True)
    within = labels["lon"].between(box[0], box[2]) & labels["lat"].between(box[1], box[3])
    inside = labels[within]
    if inside.empty:
        return []
    x = (inside["lon"] - box[0]) / (box[2] - box[0]) * across
    y = (inside["lat"] - box[1]) / (box[3] - box[1]) * height
    widths = [width(str(name), theme.SMALL) + 6 for name in inside["name"]]
    shown = inside[clear_labels(np.column_stack([x, y]), widths, 18, inside["priority"].to_numpy())]
    colours = theme.palette()
    inks = [colours.muted if quiet else colours.ink for quiet in is_quiet(shown)]
    return [
        {
            "text": escape(row["name"]),
            "x": row["lon"],
            "y": row["lat"],
            "showarrow": False,
            "font": {"size": theme.SMALL, "color": ink},
            "bgcolor": theme.rgba(colours.paper, 0.82),
            "borderpad": 1,
        }
        for ink, (_index, row) in zip(inks, shown.iterrows(), strict=True)
    ]
