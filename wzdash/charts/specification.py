"""Specification curve: the estimate under every reasonable choice, so that nobody can pick.

Simonsohn, U., Simmons, J. P. & Nelson, L. D. (2020), Specification curve analysis, Nature Human Behaviour 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from wzdash.charts import theme
from wzdash.charts.axes import extent, left_margin, value_axis
from wzdash.charts.effect import estimates
from wzdash.charts.frame import empty, figure, nothing
from wzdash.charts.marks import level
from wzdash.charts.values import escape, full, width

CHOICE = 15  # pixels of a row of the grid


def specification(
    frame: pd.DataFrame,
    choices: Mapping[str, str],
    *,
    reference: float = 1,
    net: str = "",
    kind: str = "ratio",
    height: int = 220,
) -> go.Figure:
    """Estimates in order above a grid of the choices made, from one row per specification.

    Columns: estimate, low, high, base, reasonable, and those of `choices`.

    `choices`: column → its name; the columns hold texts, in their own order where they are categories. The
    base specification has the accent, those that the data reject are grey.
    """
    if nothing(frame, "estimate"):
        return empty(height=height)
    data = frame.sort_values("estimate", kind="stable").reset_index(drop=True)
    rows = [(column, value) for column in choices for value in _values(data[column])]
    names = [f"{choices[column]} {value}" for column, value in rows]
    ends = (data["estimate"], data["low"], data["high"], [reference])
    yaxis, _label = value_axis(kind, *extent(*ends, zero=False))
    hues = _hues(data, net)
    points = estimates(data.index, data, "estimate", "low", "high") | {"marker": {"size": 6, "color": hues}}
    below = CHOICE * len(rows)
    share = below / (below + height)
    return figure(
        [points | {"hovertext": _hover(data, choices, kind)}, _grid(data, rows, hues)],
        height + below,
        left=left_margin(min(max(width(name, theme.SMALL) for name in names), 150)),
        bottom=8,
        xaxis={"visible": False, "range": [-1, len(data)], "fixedrange": True, "anchor": "y2"},
        yaxis=yaxis | {"domain": [share + 0.03, 1]},
        yaxis2=_choice_axis(names, share),
        shapes=[level(reference)],
    )


def _values(column: pd.Series) -> list[str]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return list(column.cat.remove_unused_categories().cat.categories)
    return list(dict.fromkeys(column))


def _choice_axis(names: list[str], share: float) -> dict[str, Any]:
    shown = {"tickmode": "array", "tickvals": list(range(len(names))), "ticktext": [escape(n) for n in names]}
    return shown | {
        "domain": [0, share],
        "range": [len(names) - 0.5, -0.5],
        "fixedrange": True,
        "showgrid": False,
    }


def _hues(data: pd.DataFrame, net: str) -> list[str]:
    colours = theme.palette()
    return [
        colours.accent if is_base else theme.hue(net) if kept else colours.grey
        for is_base, kept in zip(data["base"].astype(bool), data["reasonable"].astype(bool), strict=True)
    ]


def _hover(data: pd.DataFrame, choices: Mapping[str, str], kind: str) -> list[str]:
    values = ("estimate", "low", "high")
    return [
        "<b>{}</b> ({} – {})<br>".format(*(full(kind, row[column]) for column in values))
        + "<br>".join(f"{escape(name)} {escape(row[column])}" for column, name in choices.items())
        for _index, row in data.iterrows()
    ]


def _grid(data: pd.DataFrame, rows: list[tuple[str, Any]], hues: list[str]) -> dict[str, Any]:
    """One tick per specification and choice it made."""
    points = [
        (i, place, hue)
        for place, (column, value) in enumerate(rows)
        for i, (own, hue) in enumerate(zip(data[column], hues, strict=True))
        if own == value
    ]
    marks = {"width": 1.6, "color": [hue for _x, _place, hue in points]}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for x, _place, _hue in points],
        "y": [place for _x, place, _hue in points],
        "yaxis": "y2",
        "marker": {"symbol": "line-ns", "size": 9, "line": marks},
        "hoverinfo": "skip",
        "name": "",
    }
