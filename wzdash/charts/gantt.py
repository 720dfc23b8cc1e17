"""Gantt chart of milestones: planned span, planned end, and when it was reached."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from wzdash.charts import theme
from wzdash.charts.axes import left_margin, name_axis, rows_height, time_axis
from wzdash.charts.frame import empty, figure, nothing
from wzdash.charts.marks import upright, upright_label
from wzdash.charts.values import escape
from wzdash.labels import _, day

ROW = 26


def gantt(
    frame: pd.DataFrame,
    label: str,
    start: str,
    end: str,
    *,
    reached: str | None = None,
    assumed: str | None = None,
    key: str | None = None,
    today: date | None = None,
    net: str = "",
) -> go.Figure:
    """One bar per row from planned start to planned end, a dot where it was reached, in the frame's order.

    Filled: reached; pale: not yet; accent: overdue at `today`. `assumed`: column that is True where no source
    gives the dates; the hover says so.
    """
    if nothing(frame, end):
        return empty()
    data = frame.reset_index(drop=True)
    data = data.assign(
        _end=pd.to_datetime(data[end]),
        _start=pd.to_datetime(data[start]).fillna(pd.to_datetime(data[end]) - pd.Timedelta(days=14)),
        _reached=pd.to_datetime(data[reached] if reached else pd.Series(None, index=data.index)),
    )
    now = None if today is None else pd.Timestamp(today)
    hover = [_hover(row, label, reached is not None, assumed) for _index, row in data.iterrows()]
    yaxis, names = name_axis([str(name) for name in data[label]])
    moments = pd.concat([data["_start"], data["_end"], data["_reached"], pd.Series([now])]).dropna()
    done = data[data["_reached"].notna()]
    return figure(
        [
            _bars(data, now, net, hover) | {"customdata": [[k] for k in data[key or label]]},
            _dots(done, [hover[i] for i in done.index]),
        ],
        rows_height(yaxis, ROW),
        left=left_margin(names),
        top=22,
        bottom=38,
        xaxis=time_axis(moments, "month") | {"showgrid": True},
        yaxis=yaxis,
        shapes=[upright(now, theme.palette().muted)] if now is not None else [],
        annotations=[upright_label(now, day(now), anchor=_side(now, moments))] if now is not None else [],
    )


def _side(now: pd.Timestamp, moments: pd.Series) -> str:
    """Where the date of a day begins, so that it is not cut at the edge of the plot."""
    return "right" if now > moments.min() + 0.75 * (moments.max() - moments.min()) else "center"


def _hover(row: pd.Series, label: str, told: bool, assumed: str | None) -> str:
    parts = [
        f"<b>{escape(row[label])}</b>",
        _("计划 {a} 至 {b}").format(a=day(row["_start"]), b=day(row["_end"])),
    ]
    if told:
        known = pd.notna(row["_reached"])
        parts.append(_("完成于 {day}").format(day=day(row["_reached"])) if known else _("尚未完成"))
    if assumed and bool(row[assumed]):
        parts.append(_("日期为假设,无出处"))
    return "<br>".join(parts)


def _bars(data: pd.DataFrame, now: pd.Timestamp | None, net: str, hover: list[str]) -> dict[str, Any]:
    colours, hue = theme.palette(), theme.hue(net)
    late = data["_reached"].isna() & (data["_end"] < now if now is not None else False)
    picked = [
        hue if pd.notna(at) else colours.accent if is_late else theme.rgba(hue, 0.35)
        for at, is_late in zip(data["_reached"], late, strict=True)
    ]
    return {
        "type": "bar",
        "orientation": "h",
        "base": data["_start"],
        "x": (data["_end"] - data["_start"]).dt.total_seconds() * 1000,
        "y": list(range(len(data))),
        "width": 0.5,
        "marker": {"color": picked, "line": {"width": 0}},
        "hovertext": hover,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "name": "",
    }


def _dots(done: pd.DataFrame, hover: list[str]) -> dict[str, Any]:
    ink = theme.palette().ink
    return {
        "type": "scatter",
        "mode": "markers",
        "x": done["_reached"],
        "y": list(done.index),
        "marker": {
            "symbol": "diamond",
            "size": 9,
            "color": ink,
            "line": {"color": theme.palette().paper, "width": 1},
        },
        "hovertext": hover,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "name": "",
    }
