"""Coloured cells of heatmaps and calendars: colours, readable labels, a thin colour bar, grey for missing."""

from __future__ import annotations

from typing import Any

import numpy as np

from wzdash.charts import theme
from wzdash.charts.axes import extent
from wzdash.charts.values import axis, short, ticks


def limits(grid: np.ndarray, kind: str, diverging: bool) -> tuple[float, float]:
    """Ends of the colour scale: from zero for counts, the same distance to both sides when diverging."""
    low, high = extent(grid.ravel(), zero=kind == "count" or diverging)
    if diverging:
        high = max(abs(low), abs(high))
        return -high, high
    return (low, high) if high > low else (min(0.0, low), high if high > 0 else low + 1)


def middle(grid: np.ndarray) -> tuple[float, float]:
    """Ends that show the differences between days: the middle 96 % of the values."""
    low, high = np.nanpercentile(grid, [2, 98])
    return (float(low), float(high)) if high > low else (min(0.0, float(low)), float(max(high, low + 1)))


def cells(
    grid: np.ndarray,
    kind: str,
    *,
    limits: tuple[float, float],
    net: str,
    hover: list[list[str]],
    diverging: bool = False,
    labels: bool = False,
) -> list[dict[str, Any]]:
    """The coloured cells; with labels two traces, one per ink, so that every label can be read on its cell.

    Plotly sizes the labels to the cells by itself as long as no size is given.
    """
    colours = theme.diverging() if diverging else theme.sequence(net)
    places = _inside(limits)
    step = places[1] - places[0] if len(places) > 1 else 1.0
    base: dict[str, Any] = {
        "type": "heatmap",
        "zmin": limits[0],
        "zmax": limits[1],
        "colorscale": theme.colorscale(colours),
        "xgap": 1,
        "ygap": 1,
        "hovertext": hover,
        "hoverinfo": "skip",  # targets() over the cells say it
        "colorbar": _colourbar(places, [axis(kind, v, step) for v in places]),
    }
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


def _inside(limits: tuple[float, float]) -> list[float]:
    """Round numbers within the ends of a scale, two at least where that can be."""
    tries = [[v for v in ticks(*limits, most) if limits[0] <= v <= limits[1]] for most in (4, 6, 9)]
    return next((places for places in tries if len(places) > 1), tries[-1])


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


def targets(keys: np.ndarray, hover: list[list[str]]) -> dict[str, Any]:
    """Invisible bars over the cells that have a hover text: a heatmap's own cells do not answer clicks.

    `keys` has the customdata of every cell in its last dimension.
    """
    texts = np.array(hover, dtype=object)
    rows, columns = np.nonzero(texts != "")
    return {
        "type": "bar",
        "x": columns.tolist(),
        "y": [1] * len(rows),
        "base": (rows - 0.5).tolist(),
        "width": 1,
        "marker": {"color": theme.CLEAR, "line": {"width": 0}},
        "customdata": [list(keys[place]) for place in zip(rows, columns, strict=True)],
        "hovertext": texts[rows, columns].tolist(),
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
        "name": "",
    }


def missing(grid: np.ndarray, where: bool = False) -> dict[str, Any]:
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


def plain_axis(places: list[int], labels: list[str]) -> dict[str, Any]:
    """Axis with the given labels at the given cells."""
    return {
        "tickmode": "array",
        "tickvals": places,
        "ticktext": labels,
        "tickangle": 0,
        "showgrid": False,
        "fixedrange": True,
    }
