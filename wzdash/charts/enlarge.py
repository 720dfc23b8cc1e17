"""A figure for a wall: every text, margin and height larger by one factor, the same data and proportions."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

SCALED = {"size", "height", "l", "r", "t", "b", "xshift", "yshift", "ax", "ay", "standoff"}


def enlarged(fig: go.Figure, factor: float) -> go.Figure:
    """A copy of the figure with its texts, margins, shifts and height times the factor."""
    plain = fig.to_plotly_json()
    layout = _grown(plain["layout"], factor)
    return go.Figure({"data": [_grown_texts(trace, factor) for trace in plain["data"]], "layout": layout})


def _grown(value: Any, factor: float, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _grown(part, factor, name) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_grown(part, factor, key) for part in value]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return round(value * factor, 2) if is_number and key in SCALED else value


def _grown_texts(trace: dict[str, Any], factor: float) -> dict[str, Any]:
    """The trace with larger texts; its data as they are."""
    return {name: _grown(part, factor) if name.endswith("font") else part for name, part in trace.items()}
