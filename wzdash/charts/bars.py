"""Sorted horizontal bars with values, n and intervals; bars of changes to both sides of zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from wzdash.charts import theme
from wzdash.charts.axes import extent, left_margin, name_axis, rows_height, value_axis
from wzdash.charts.frame import empty, figure, nothing
from wzdash.charts.marks import upright, upright_label, whiskers
from wzdash.charts.values import escape, full, width
from wzdash.labels import _, number

ROW = 28


def bars(
    frame: pd.DataFrame,
    label: str,
    value: str,
    *,
    n: str | None = None,
    low: str | None = None,
    high: str | None = None,
    key: str | None = None,
    net: str = "",
    kind: str = "count",
    highlight: object = None,
    reference: float | None = None,
    reference_name: str = "",
    top: int | None = None,
    sort: bool = True,
    signed: bool = False,
    bounds: Sequence[float] = (),
) -> go.Figure:
    """Horizontal bars from one row per name, the largest on top. Empty → a figure that says so.

    `key` (default: the label) comes back from a click as customdata[0]; the bar whose key is `highlight` has
    the accent. `low`, `high`: interval. `top`: the rest becomes one grey row, summed for counts, else only
    named. `signed`: blue below zero, orange above. `bounds`: lines without a name, limits of chance.
    """
    if nothing(frame, value):
        return empty()
    data = _prepared(frame, label, value, key=key, n=n, kind=kind, top=top, sort=sort)
    marked = [] if reference is None else [reference]
    ends = [data[c] for c in (value, low, high) if c]
    xaxis, _label = value_axis(kind, *extent(*ends, marked, bounds), most=4)
    yaxis, names = name_axis(list(data["_label"]))
    notes = [_note(row, value, n, kind) for _index, row in data.iterrows()]
    bar = _bars(data, value, n=n, low=low, high=high, kind=kind)
    bar["marker"] = {"color": _colours(data, value, net, highlight, signed), "line": {"width": 0}}
    return figure(
        [bar, _notes(data, value, column=bool(low and high), notes=notes, end=xaxis["range"][1])],
        rows_height(yaxis, ROW),
        left=left_margin(names),
        right=max(width(note, theme.SMALL) for note in notes) + 14,
        top=22 if marked else 4,
        xaxis=xaxis | {"showgrid": True},
        yaxis=yaxis,
        shapes=[upright(v) for v in (*marked, *bounds)],
        annotations=[upright_label(v, (reference_name or _("全区")) + " " + full(kind, v)) for v in marked],
    )


def _prepared(
    frame: pd.DataFrame,
    label: str,
    value: str,
    *,
    key: str | None,
    n: str | None,
    kind: str,
    top: int | None,
    sort: bool,
) -> pd.DataFrame:
    """The rows in drawing order with _key, _label and _rest, the last one summing up what `top` left out."""
    data = frame.assign(_key=frame[key or label], _label=frame[label].astype(str), _rest=False)
    if sort:
        data = data.sort_values(value, ascending=False, na_position="last", kind="stable")
    return _shortened(data, value, n, kind, top)


def _shortened(data: pd.DataFrame, value: str, n: str | None, kind: str, top: int | None) -> pd.DataFrame:
    if top is None or len(data) <= top:
        return data
    rest = data.iloc[top:]
    row: dict[str, Any] = dict.fromkeys(data.columns)
    row |= {"_label": _("其余 {k} 项").format(k=len(rest)), "_rest": True, "_key": None}
    if kind == "count":
        row |= {value: rest[value].sum()} | ({n: rest[n].sum()} if n else {})
    tail = pd.DataFrame([row]).reindex(columns=data.columns)
    return pd.concat([data.iloc[:top].astype(object), tail.astype(object)], ignore_index=True).infer_objects()


def _colours(data: pd.DataFrame, value: str, net: str, highlight: object, signed: bool) -> list[str]:
    colours = theme.palette()
    if signed:
        less, more = colours.diverging[1], colours.diverging[-2]
        sides = [more if v > 0 else less for v in data[value].fillna(0)]
        marked = [highlight is not None and key == highlight for key in data["_key"]]
        return [colours.accent if mark else side for mark, side in zip(marked, sides, strict=True)]
    chosen = [
        colours.accent if highlight is not None and key == highlight else theme.hue(net)
        for key in data["_key"]
    ]
    return [colours.grey if rest else colour for rest, colour in zip(data["_rest"], chosen, strict=True)]


def _note(row: pd.Series, value: str, n: str | None, kind: str) -> str:
    count = row[n] if n else None
    shown = full(kind, row[value])
    return shown if n is None or n == value else f"{shown}  n = {number(count)}"


def _bars(
    data: pd.DataFrame,
    value: str,
    *,
    n: str | None,
    low: str | None,
    high: str | None,
    kind: str,
) -> dict[str, Any]:
    words = _("95% 区间")
    interval = [
        f"<br>{words} {full(kind, row[low])} – {full(kind, row[high])}" if low and high else ""
        for _index, row in data.iterrows()
    ]
    hover = [
        f"<b>{escape(row['_label'])}</b><br>{_note(row, value, n, kind)}{part}"
        for (_index, row), part in zip(data.iterrows(), interval, strict=True)
    ]
    trace: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "x": data[value],
        "y": list(range(len(data))),
        "customdata": [[key] for key in data["_key"]],
        "hovertext": hover,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "name": "",
    }
    if low and high:
        ink = theme.palette().ink
        trace["error_x"] = whiskers(data[value], data[low], data[high], ink, thickness=1.2, width=4)
    return trace


def _notes(data: pd.DataFrame, value: str, *, column: bool, notes: list[str], end: float) -> dict[str, Any]:
    """Values beside the bars; in one column at the right where intervals or negative bars are in the way."""
    column = column or bool((data[value] < 0).any())
    places = [end] * len(data) if column else list(data[value].fillna(0))
    return {
        "type": "scatter",
        "mode": "text",
        "x": places,
        "y": list(range(len(data))),
        "text": [f" {note}" for note in notes],
        "textposition": "middle right",
        "textfont": {"size": theme.SMALL, "color": theme.palette().ink},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "name": "",
    }
