"""Before and after: trend with counterfactual, and event study."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from wzdash.charts import theme
from wzdash.charts.axes import (
    LABEL_ROW,
    event_marks,
    extent,
    grain,
    left_margin,
    moment,
    time_axis,
    value_axis,
)
from wzdash.charts.frame import empty, figure, nothing
from wzdash.charts.marks import band, level, upright, upright_label, whiskers
from wzdash.charts.values import escape, full
from wzdash.labels import _, number


def counterfactual(
    frame: pd.DataFrame,
    *,
    events: pd.DataFrame | None = None,
    start_name: str = "",
    net: str = "",
    height: int = 300,
) -> go.Figure:
    """Observed counts, fitted line, and the counts expected without the measure, from one row per period.

    Columns: date, observed, fitted, expected, low, high, after (True under the measure; its start is marked).
    `events`: as in line.trend.
    """
    if nothing(frame, "observed"):
        return empty(height=height)
    data = frame.assign(date=pd.to_datetime(frame["date"])).sort_values("date", kind="stable")
    step = grain(data["date"])
    treated = data[data["after"].astype(bool)]
    yaxis, label = value_axis("count", *extent(data["observed"], data["fitted"], treated["high"]))
    marks = event_marks(events, data["date"].min(), data["date"].max())
    starts = list(treated["date"].head(1))
    name = start_name or _("措施启动")
    words = [f"{name} {moment(at, step)}" for at in starts]
    return figure(
        [*_lines(data, treated, theme.hue(net)), _dots(data, theme.hue(net), step)],
        height,
        left=left_margin(label),
        right=16,
        top=28 + marks["rows"] * LABEL_ROW,
        bottom=70,
        xaxis=time_axis(data["date"], step),
        yaxis=yaxis,
        shapes=[*marks["shapes"], *(upright(at, theme.palette().accent, "solid") for at in starts)],
        annotations=[*marks["annotations"], *_start_labels(starts, words, marks["rows"])],
        **_key(height),
    )


def _lines(data: pd.DataFrame, treated: pd.DataFrame, colour: str) -> list[dict[str, Any]]:
    """Band, fitted line, and the expected line under the measure."""
    ink = theme.palette().ink
    expected = _("无措施时的预期")
    return [
        band(treated["date"], treated["low"], treated["high"], theme.palette().grey),
        _line(data["date"], data["fitted"], colour, _("模型拟合"), pixels=1.6),
        _line(treated["date"], treated["expected"], ink, expected, pixels=1.8, dash="dash"),
    ]


def _start_labels(starts: list[Any], words: list[str], rows: int) -> list[dict[str, Any]]:
    accent = theme.palette().accent
    return [
        upright_label(at, text, accent) | {"yshift": rows * LABEL_ROW}
        for at, text in zip(starts, words, strict=True)
    ]


def _key(height: int) -> dict[str, Any]:
    """A legend in one line below the plot: these lines cross, names at their ends would mislead."""
    font = {"size": theme.SMALL, "color": theme.palette().ink}
    place = {"orientation": "h", "x": 0, "xanchor": "left", "yanchor": "top"}
    flat = {"itemclick": False, "itemdoubleclick": False, "bgcolor": theme.rgba(theme.palette().paper, 0)}
    return {"showlegend": True, "legend": place | flat | {"font": font, "y": -40 / height}}


def _line(x: Any, y: Any, colour: str, name: str, *, pixels: float, dash: str = "solid") -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": colour, "width": pixels, "dash": dash},
        "name": escape(name),
        "hovertemplate": "%{fullData.name} %{y:,.0f}<extra></extra>",
    }


def _dots(data: pd.DataFrame, colour: str, step: str) -> dict[str, Any]:
    hover = [
        f"<b>{moment(at, step)}</b><br>{number(count)}"
        for at, count in zip(data["date"], data["observed"], strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": data["date"],
        "y": data["observed"],
        "marker": {"size": 6, "color": colour, "opacity": 0.75},
        "hovertext": hover,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "name": _("实际数"),
    }


def event_study(
    frame: pd.DataFrame,
    time: str,
    estimate: str,
    low: str,
    high: str,
    *,
    n: str | None = None,
    reference: float = 0,
    net: str = "",
    kind: str = "decimal",
    height: int = 260,
) -> go.Figure:
    """Estimates with intervals by periods since the measure (negative: before it), one row per period."""
    if nothing(frame, estimate):
        return empty(height=height)
    data = frame.sort_values(time, kind="stable")
    yaxis, label = value_axis(kind, *extent(data[estimate], data[low], data[high], [reference], zero=False))
    xaxis, _label = value_axis("count", *extent(data[time]), most=8)
    xaxis["zeroline"] = False
    xaxis["range"] = [data[time].min() - 0.6, data[time].max() + 0.6]
    words = _("距措施 {t} 期")
    hover = [
        f"<b>{words.format(t=f'{row[time]:+.0f}')}</b><br>{full(kind, row[estimate])} "
        f"({full(kind, row[low])} – {full(kind, row[high])})" + (f"<br>n = {number(row[n])}" if n else "")
        for _index, row in data.iterrows()
    ]
    before = data[time] < 0
    colours = [theme.palette().grey if early else theme.hue(net) for early in before]
    return figure(
        [estimates(data[time], data, estimate, low, high) | {"marker": {"size": 8, "color": colours}}
         | {"hovertext": hover}],
        height,
        left=left_margin(label),
        top=22,
        xaxis=xaxis,
        yaxis=yaxis,
        shapes=[level(reference), upright(-0.5, theme.palette().accent, "dash")],
        annotations=[upright_label(-0.5, _("措施启动"), theme.palette().accent)],
    )  # fmt: skip


def estimates(x: Any, data: pd.DataFrame, estimate: str, low: str, high: str) -> dict[str, Any]:
    """Plotly trace of estimates with their intervals, upright."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": data[estimate],
        "error_y": whiskers(data[estimate], data[low], data[high], theme.palette().grey, thickness=1.2),
        "hovertemplate": "%{hovertext}<extra></extra>",
        "name": "",
    }
