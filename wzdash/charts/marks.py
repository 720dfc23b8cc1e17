"""Small marks that several charts share: reference lines with their names, plain lines, named points."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from wzdash.charts import theme
from wzdash.charts.values import escape, full
from wzdash.labels import number


def upright(value: Any, colour: str = "", dash: str = "dot") -> dict[str, Any]:
    """A vertical line through the whole plot at a value of the x axis."""
    line = {"color": colour or theme.palette().muted, "width": 1.2, "dash": dash}
    return {"type": "line", "x0": value, "x1": value, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def upright_label(value: Any, text: str, colour: str = "", anchor: str = "center") -> dict[str, Any]:
    """The name of a vertical line, above the plot."""
    return {
        "text": escape(text),
        "x": value,
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "xanchor": anchor,
        "showarrow": False,
        "font": {"size": theme.SMALL, "color": colour or theme.palette().muted},
    }


def whiskers(
    value: pd.Series, low: pd.Series, high: pd.Series, colour: str, *, thickness: float, width: float = 0
) -> dict[str, Any]:
    """An interval around each value, as error bars; `width`: of the ends, pixels."""
    return {
        "type": "data",
        "symmetric": False,
        "array": (high - value).clip(lower=0),
        "arrayminus": (value - low).clip(lower=0),
        "color": colour,
        "thickness": thickness,
        "width": width,
    }


def level(value: float, colour: str = "", dash: str = "solid") -> dict[str, Any]:
    """A horizontal line through the whole plot at a value of the y axis."""
    line = {"color": colour or theme.palette().grey, "width": 1, "dash": dash}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": value, "y1": value, "line": line}


def level_line(x: pd.Series, y: pd.Series, dash: str, colour: str = "") -> dict[str, Any]:
    """A thin line that does not answer the mouse."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": colour or theme.palette().grey, "width": 1, "dash": dash},
        "hoverinfo": "skip",
        "name": "",
    }


def band(x: pd.Series, low: pd.Series, high: pd.Series, colour: str) -> dict[str, Any]:
    """The area between two lines as one closed outline; rows without both are left out."""
    known = pd.DataFrame({"x": x.to_numpy(), "low": low.to_numpy(), "high": high.to_numpy()}).dropna()
    back = known[::-1]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [*known["x"], *back["x"]],
        "y": [*known["high"], *back["low"]],
        "fill": "toself",
        "fillcolor": theme.rgba(colour, 0.18),
        "line": {"width": 0},
        "hoverinfo": "skip",
        "showlegend": False,
        "name": "",
    }


def name_note(
    data: pd.DataFrame, label: str, value: str, kind: str, *, n: str | None, key: str | None
) -> dict[str, Any]:
    """What a point says to the mouse (name, value, n) and gives to a click (its key)."""
    hover = [
        f"<b>{escape(row[label])}</b><br>{full(kind, row[value])}"
        + (f"<br>n = {number(row[n])}" if n else "")
        for _index, row in data.iterrows()
    ]
    return {
        "type": "scatter",
        "customdata": [[k] for k in data[key or label]],
        "hovertext": hover,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "name": "",
    }


def steady(fig: go.Figure) -> go.Figure:
    """The figure; a click on one of its marks pales no other, for a chart that a click does not change."""
    muted = theme.palette().muted
    fig.update_traces({"unselected.marker.opacity": 1}, {"type": "bar"})
    fig.update_traces(
        {"unselected": {"marker": {"opacity": 1}, "textfont": {"color": muted}}}, {"type": "scatter"}
    )
    return fig
