"""Funnel of a life cycle or a pipeline: count, share of the previous stage and of the first, median days."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from wzdash.charts import theme
from wzdash.charts.frame import NARROW, SIDE, empty, figure
from wzdash.charts.values import SEPARATOR, escape, full, shorten, wrap
from wzdash.labels import _, number, percent

GAP, BAR, LINE = 12, 12, 17


def stages(
    frame: pd.DataFrame,
    stage: str,
    count: str,
    *,
    median: str | None = None,
    p90: str | None = None,
    median_kind: str = "days",
    key: str | None = None,
    highlight: object = None,
    net: str = "",
) -> go.Figure:
    """One bar per stage in the frame's order, from one row per stage. Empty → a figure that says so.

    `median`, `p90`: time from the stage before. The shares are computed here from the counts: of the previous
    stage and of the first; an empty or zero denominator shows —.
    """
    if frame.empty or not frame[count].notna().any():
        return empty()
    counts = frame[count].astype(float)
    first = counts.iloc[0]
    keys = frame[key or stage]
    times = _times(frame, median, p90, median_kind)
    lines = [
        wrap(SEPARATOR.join(_parts(counts, i, times)[1:]) or " ", theme.SMALL, NARROW - 2 * SIDE)
        for i in range(len(frame))
    ]
    heights = [GAP + LINE * (1 + len(rows)) + BAR for rows in lines]
    total = sum(heights)
    edges = [sum(heights[:i]) for i in range(len(heights))]
    middles = [
        total - (edge + height - BAR / 2) for edge, height in zip(edges, heights, strict=True)
    ]  # y grows upwards
    colours = theme.palette()
    picked = [colours.accent if highlight is not None and k == highlight else theme.hue(net) for k in keys]
    track = _bar([first if first > 0 else 1] * len(frame), middles, [colours.grid] * len(frame))
    bar = _bar(counts, middles, picked) | {
        "customdata": [[k] for k in keys],
        "hovertext": [
            f"<b>{escape(name)}</b><br>{'<br>'.join(_parts(counts, i, times))}"
            for i, name in enumerate(frame[stage])
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    return figure(
        [track | {"hoverinfo": "skip"}, bar],
        total,
        left=SIDE,
        right=SIDE,
        top=0,
        bottom=8,
        barmode="overlay",
        xaxis={"visible": False, "range": [0, max(first, counts.max(), 1)], "fixedrange": True},
        yaxis={"visible": False, "range": [0, total], "fixedrange": True},
        annotations=[
            note
            for i, name in enumerate(frame[stage].astype(str))
            for note in _labels(name, counts.iloc[i], lines[i], total - edges[i] - GAP)
        ],
        hovermode="closest",
    )


def _bar(values: Any, places: list[float], colours: list[str]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": values,
        "y": places,
        "width": BAR,
        "marker": {"color": colours, "line": {"width": 0}},
        "name": "",
    }


def _share(part: float, whole: float) -> str:
    return percent(part / whole if whole and not pd.isna(whole) else None)


def _times(frame: pd.DataFrame, median: str | None, p90: str | None, kind: str) -> list[list[str]]:
    """Median and P90 of every stage as texts, where they are known."""
    columns = [(c, words) for c, words in ((median, _("中位 {x}")), (p90, "P90 {x}")) if c]
    return [
        [words.format(x=full(kind, row[c])) for c, words in columns if pd.notna(row[c])]
        for _index, row in frame.iterrows()
    ]


def _parts(counts: pd.Series, i: int, times: list[list[str]]) -> list[str]:
    """Count, shares and times of one stage as texts."""
    parts = [number(counts.iloc[i])]
    if i:
        parts.append(_("占上环节 {x}").format(x=_share(counts.iloc[i], counts.iloc[i - 1])))
        parts.append(_("占首环节 {x}").format(x=_share(counts.iloc[i], counts.iloc[0])))
    return [*parts, *times[i]]


def _labels(name: str, count: float, details: list[str], top: float) -> list[dict[str, Any]]:
    colours = theme.palette()
    shown = number(count)
    head = shorten(name, theme.BODY, NARROW - 100)[0]
    base = {"showarrow": False, "xref": "paper", "yref": "y", "yanchor": "top", "y": top, "borderpad": 0}
    left = {"x": 0, "xanchor": "left", "align": "left"}
    ink = {"size": theme.BODY, "color": colours.ink}
    notes = [
        base | left | {"text": f"<b>{escape(head)}</b>", "font": ink},
        base | {"x": 1, "xanchor": "right", "text": f"<b>{shown}</b>", "font": ink},
    ]
    if details != [""]:
        small = {"size": theme.SMALL, "color": colours.muted}
        text = "<br>".join(escape(line) for line in details)
        notes.append(base | left | {"y": top - LINE, "text": text, "font": small})
    return notes
