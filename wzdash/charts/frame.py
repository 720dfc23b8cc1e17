"""The common frame of a chart: finding above, measure · n · period below it, provenance at the foot.

`decorate` writes the frame into the figure, wrapped for a width in pixels; the same texts stay in
`layout.meta["frame"]`, so that `fit` can wrap them for another width (an export), `bare` can take them out
again and `heading`/`footing` can give them as HTML (a page where the browser wraps).
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from wzdash.charts import theme
from wzdash.charts.values import SEPARATOR, escape, wrap
from wzdash.labels import N_, _, day, number

NARROW = 350  # a phone of 390 px less the page's padding
LINE = 1.3  # plotly's line height
SIDE = 8
SIMULATED = N_("演示数据")


def figure(
    traces: list[dict[str, Any]],
    height: int,
    *,
    left: float = 40,
    right: float = 12,
    top: float = 8,
    bottom: float = 26,
    **layout: Any,
) -> go.Figure:
    """A figure in the running mode; `height` is that of the plot area, the margins come on top."""
    margin = {"l": round(left), "r": round(right), "t": round(top), "b": round(bottom), "pad": 0}
    base = {"template": theme.template(), "margin": margin, "height": round(height + top + bottom)}
    meta = {"plot": {"height": height, "top": top, "bottom": bottom}}
    return go.Figure(data=traces, layout={**base, "meta": meta, **layout})


def subtitle(measure: str, n: float | None = None, period: str = "", unit: str = "") -> str:
    """Measure · n · period, without the parts that are empty."""
    count = f"n = {number(n)}" if n is not None and not pd.isna(n) else ""
    named = _("{measure}({unit})").format(measure=measure, unit=unit) if unit else measure
    return SEPARATOR.join(part for part in (named, count, period) if part)


def foot(
    source: str = "",
    as_of: date | None = None,
    exclusions: str = "",
    unlocated: float | None = None,
    simulated: bool = False,
) -> str:
    """演示数据 · source · data as of · exclusions · unlocated, without the parts that are empty."""
    parts = (
        _(SIMULATED) if simulated else "",
        _("来源:{source}").format(source=source) if source else "",
        _("数据截至 {day}").format(day=day(as_of)) if as_of is not None else "",
        _("不含:{what}").format(what=exclusions) if exclusions else "",
        _("未定位 {n} 件").format(n=number(unlocated)) if unlocated is not None else "",
    )
    return SEPARATOR.join(part for part in parts if part)


def decorate(
    fig: go.Figure, title: str, subtitle: str = "", foot: str = "", width: int = NARROW
) -> go.Figure:
    """The figure with its frame, wrapped for `width` pixels; a figure that has one gets the new one."""
    meta = dict(fig.layout.meta or {})
    meta["frame"] = {"title": title, "subtitle": subtitle, "foot": foot}
    fig.layout.meta = meta
    return fit(fig, width)


def texts(fig: go.Figure) -> Mapping[str, str]:
    """Title, subtitle and foot of a decorated figure; empty texts where it has none."""
    return {"title": "", "subtitle": "", "foot": ""} | (fig.layout.meta or {}).get("frame", {})


def bare(fig: go.Figure) -> go.Figure:
    """A copy without the drawn frame, for a page that shows `heading` and `footing` around it."""
    plain = go.Figure(fig)
    plain.layout.annotations = _own(plain)
    plot = plain.layout.meta["plot"]
    plain.layout.margin.update(t=plot["top"], b=plot["bottom"])
    plain.layout.height = plot["height"] + plot["top"] + plot["bottom"]
    return plain


def fit(fig: go.Figure, width: int) -> go.Figure:
    """The same figure with its frame wrapped for `width` pixels: margins grow, the plot does not."""
    words, plot = texts(fig), fig.layout.meta["plot"]
    room = width - 2 * SIDE
    title = _lines(words["title"], theme.TITLE, room * 0.98)
    below = _lines(words["subtitle"], theme.SMALL, room)
    last = _lines(words["foot"], theme.SMALL, room)
    head = len(title) * theme.TITLE * LINE + len(below) * theme.SMALL * LINE
    top = plot["top"] + (head + 22 if head else 0)
    bottom = plot["bottom"] + (len(last) * theme.SMALL * LINE + 14 if last else 0)
    notes = _own(fig)
    if title:
        notes.append(_note("head", title, fig, theme.TITLE, top - 8 - theme.TITLE * LINE * len(title)))
    if below:
        notes.append(_note("head", below, fig, theme.SMALL, top - 10 - head))
    if last:
        notes.append(
            _note("foot", last, fig, theme.SMALL, -plot["bottom"] - 6 - (bottom - plot["bottom"] - 14))
        )
    fig.layout.annotations = notes
    fig.layout.margin.update(t=round(top), b=round(bottom))
    fig.layout.height = round(plot["height"] + top + bottom)
    return fig


def _own(fig: go.Figure) -> list[Any]:
    """The annotations of the chart itself."""
    return [note for note in fig.layout.annotations if note.name not in ("head", "foot")]


def _lines(text: str, size: int, room: float) -> list[str]:
    return [escape(line) for line in wrap(text, size, room)] if text else []


def _note(name: str, lines: list[str], fig: go.Figure, size: int, rise: float) -> dict[str, Any]:
    """Lines of text flush with the figure's left side; `rise`: pixels from the plot's near edge up.

    A title of the layout would be simpler, but plotly cuts one of several lines at the top.
    """
    above = name == "head"
    strong = size == theme.TITLE
    return {
        "name": name,
        "text": "<br>".join(lines),
        "showarrow": False,
        "align": "left",
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "xshift": SIDE - fig.layout.margin.l,
        "yref": "paper",
        "y": 1 if above else 0,
        "yanchor": "bottom",
        "yshift": rise,
        "borderpad": 0,
        "font": {
            "size": size,
            "weight": 600 if strong else 400,
            "color": theme.palette().ink if strong else theme.palette().muted,
        },
    }


def heading(fig: go.Figure) -> str:
    """Title and subtitle as HTML, escaped: a heading of level 3 and a line below it."""
    words = texts(fig)
    parts = [f'<h3 class="wz-title">{html.escape(words["title"])}</h3>'] if words["title"] else []
    if words["subtitle"]:
        parts.append(f'<p class="wz-subtitle">{html.escape(words["subtitle"])}</p>')
    return "".join(parts)


def footing(fig: go.Figure) -> str:
    """The foot as HTML, escaped."""
    words = texts(fig)
    return f'<p class="wz-foot">{html.escape(words["foot"])}</p>' if words["foot"] else ""


def style() -> str:
    """CSS of heading and footing in the running mode, in the three sizes of the charts."""
    colours = theme.palette()
    small = f"font:400 {theme.SMALL}px/1.45 {theme.FONT};color:{colours.muted};margin:0"
    return (
        f".wz-title{{font:600 {theme.TITLE}px/1.35 {theme.FONT};color:{colours.ink};margin:0;padding:0}}"
        f".wz-subtitle{{{small};padding:2px 0 0}}.wz-foot{{{small};padding:0}}"
        # plotly shrinks the labels of cells to any size: on a phone they are noise, the hover has them
        "@media (max-width:640px){.heatmap-label{display:none}}"
        ".wz-title,.wz-subtitle,.wz-foot{font-variant-numeric:tabular-nums;overflow-wrap:anywhere}"
    )


def nothing(frame: pd.DataFrame, value: str) -> bool:
    """True when the column has no value to draw."""
    return frame.empty or not frame[value].notna().any()


def empty(message: str = "", hint: str = "", height: int = 160) -> go.Figure:
    """A figure of the usual size that says there are no data and what to do."""
    colours = theme.palette()
    hint = hint or _("放宽筛选条件或更换时段后再看。")
    small = "".join(
        f'<br><span style="font-size:{theme.BODY}px;color:{colours.muted}">{line}</span>'
        for line in _lines(hint, theme.BODY, NARROW - 4 * SIDE)
    )
    note = {
        "text": f"<b>{escape(message or _('没有数据'))}</b>{small}",
        "showarrow": False,
        "xref": "paper",
        "yref": "paper",
        "x": 0.5,
        "y": 0.5,
        "font": {"size": theme.TITLE, "color": colours.ink},
    }
    axis = {"visible": False, "fixedrange": True}
    return figure([], height, left=8, right=8, bottom=8, annotations=[note], xaxis=axis, yaxis=axis)
