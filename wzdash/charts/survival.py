"""Kaplan–Meier curves: the share that is still open by time since the start, open cases censored.

Kaplan, E. L. & Meier, P. (1958), Nonparametric estimation from incomplete observations, JASA 53.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from wzdash.charts import theme
from wzdash.charts.axes import cropped, left_margin, spread, value_axis
from wzdash.charts.frame import empty, figure
from wzdash.charts.marks import upright, upright_label
from wzdash.charts.values import escape, full, shorten, width
from wzdash.labels import _, number, percent

END = 124  # most pixels that names at the right may take


def survival(
    curves: Mapping[str, pd.DataFrame],
    *,
    net: str = "",
    kind: str = "days",
    limit: float | None = None,
    limit_name: str = "",
    longest: float | None = None,
    height: int = 280,
) -> go.Figure:
    """Step curves, one per name, from one row per time: time, open (share 0…1), low, high, at_risk.

    Up to 8 curves, up to three with bands. `limit`: a time limit to mark; `longest`: end of the time axis.
    """
    known = {name: _started(curve) for name, curve in curves.items() if len(curve)}
    if not known:
        return empty(height=height)
    end = longest or max(curve["time"].max() for curve in known.values())
    hues = [theme.hue(net)] if len(known) == 1 else theme.categorical(len(known))
    xaxis, _width = value_axis(kind, 0, end, most=5)
    xaxis = cropped(xaxis, kind, 0, float(end))
    yaxis, label = value_axis("share", 0, 1)
    pairs = list(zip(known.values(), hues, strict=True))
    bands = [_band(curve, hue) for curve, hue in pairs] if len(pairs) <= 3 else []
    steps = [_steps(name, curve, hue, kind) for (name, curve), hue in zip(known.items(), hues, strict=True)]
    names, right = _names(known, hues, end, height) if len(known) > 1 else ([], 14.0)
    marked = [] if limit is None else [limit]
    text = limit_name or _("时限")
    return figure(
        [*bands, *steps],
        height,
        left=left_margin(label),
        right=right,
        top=22 if marked else 10,
        xaxis=xaxis,
        yaxis=yaxis,
        shapes=[upright(v, theme.palette().accent, "dash") for v in marked],
        annotations=[
            *names,
            *(upright_label(v, f"{text} {full(kind, v)}", theme.palette().accent) for v in marked),
        ],
    )


def _started(curve: pd.DataFrame) -> pd.DataFrame:
    """The curve from time 0, where everything is open."""
    first = {"time": 0.0, "open": 1.0, "low": 1.0, "high": 1.0, "at_risk": curve["at_risk"].iloc[0]}
    return pd.concat([pd.DataFrame([first]), curve[list(first)]], ignore_index=True)


def _steps(name: str, curve: pd.DataFrame, colour: str, kind: str) -> dict[str, Any]:
    words = _("仍未办结")
    hover = [
        f"<b>{escape(name)}</b><br>{full(kind, row['time'])}: {words} {percent(row['open'])}"
        f"<br>n = {number(row['at_risk'])}"
        for _index, row in curve.iterrows()
    ]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": curve["time"],
        "y": curve["open"],
        "line": {"color": colour, "width": 2, "shape": "hv"},
        "hovertext": hover,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "name": escape(name),
    }


def _band(curve: pd.DataFrame, colour: str) -> dict[str, Any]:
    """The band as steps, its corners drawn out because an outline cannot step both ways."""
    known = curve.dropna(subset=["low", "high"])
    times = known["time"].repeat(2).to_numpy()[1:]
    low, high = known["low"].repeat(2).to_numpy()[:-1], known["high"].repeat(2).to_numpy()[:-1]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [*times, *times[::-1]],
        "y": [*high, *low[::-1]],
        "fill": "toself",
        "fillcolor": theme.rgba(colour, 0.16),
        "line": {"width": 0},
        "hoverinfo": "skip",
        "name": "",
    }


def _names(
    known: Mapping[str, pd.DataFrame], hues: list[str], end: float, height: int
) -> tuple[list[dict[str, Any]], float]:
    """Names at the right end of the curves, moved apart, and the room they take."""
    last = [curve[curve["time"] <= end]["open"].iloc[-1] for curve in known.values()]
    places = spread(last, 15 / height, 0, 1)
    texts = [f"● {shorten(name, theme.SMALL, END - 20)[0]}" for name in known]
    notes = [
        {
            "text": f'<span style="color:{hue}">●</span>{escape(text[1:])}',
            "xref": "paper",
            "x": 1,
            "xanchor": "left",
            "xshift": 6,
            "y": place,
            "yanchor": "middle",
            "showarrow": False,
            "font": {"size": theme.SMALL, "color": theme.palette().ink},
        }
        for text, hue, place in zip(texts, hues, places, strict=True)
    ]
    return notes, max(width(text, theme.SMALL) for text in texts) + 20
