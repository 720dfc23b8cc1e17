"""Funnel of a life cycle or a pipeline: count, share of the previous stage and of the first, median days."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from wzdash.charts import theme
from wzdash.charts.frame import NARROW, SIDE, empty, figure, nothing
from wzdash.charts.values import SEPARATOR, escape, full, shorten, wrap
from wzdash.labels import _, number, percent

GAP, BAR, LINE = 12, 12, 17


def stages(
    frame: pd.DataFrame,
    stage: str,
    count: str,
    *,
    share: str | None = None,
    median: str | None = None,
    p90: str | None = None,
    median_kind: str = "days",
    key: str | None = None,
    highlight: object = None,
    net: str = "",
) -> go.Figure:
    """One bar per stage in the frame's order, from one row per stage. Empty → a figure that says so.

    `median`, `p90`: time from the stage before. The shares are computed here from the counts: of the previous
    stage and of the first; an empty or zero denominator shows —. `share`: a column of texts instead of them,
    where a stage is not a part of the one above it.
    """
    if nothing(frame, count):
        return empty()
    counts = frame[count].astype(float)
    times = _times(frame, median, p90, median_kind)
    parts = _parts(counts, frame[share] if share else None, times)
    lines = [_lines(words[1:], took) for words, took in zip(parts, times, strict=True)]
    heights = np.array([GAP + LINE * (1 + len(rows)) + BAR for rows in lines])
    total = int(heights.sum())
    tops = total - heights.cumsum() + heights  # y grows upwards
    middles = tops - heights + BAR / 2
    keys, accent = list(frame[key or stage]), theme.palette().accent
    picked = [accent if highlight is not None and k == highlight else theme.hue(net) for k in keys]
    names = [str(name) for name in frame[stage]]
    longest = max(counts.iloc[0], counts.max(), 1)
    track = _bar([longest] * len(frame), middles, [theme.palette().grid] * len(frame)) | {"hoverinfo": "skip"}
    bar = _bar(counts, middles, picked) | _hover(keys, names, parts)
    notes = zip(names, counts, lines, tops - GAP, strict=True)
    return figure(
        [track, bar],
        total,
        left=SIDE,
        right=SIDE,
        bottom=8,
        xaxis={"visible": False, "range": [0, longest], "fixedrange": True},
        yaxis={"visible": False, "range": [0, total], "fixedrange": True},
        annotations=[label for note in notes for label in _labels(*note)],
    )


def _hover(keys: list[Any], names: list[str], parts: list[list[str]]) -> dict[str, Any]:
    texts = [
        f"<b>{escape(name)}</b><br>{'<br>'.join(words)}" for name, words in zip(names, parts, strict=True)
    ]
    return {
        "customdata": [[key] for key in keys],
        "hovertext": texts,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _bar(values: Any, places: Any, colours: list[str]) -> dict[str, Any]:
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


def _parts(counts: pd.Series, told: pd.Series | None, times: list[list[str]]) -> list[list[str]]:
    """Count, shares and times of every stage as texts."""
    shares = _shares(counts) if told is None else [[text] if text else [] for text in told]
    return [[number(n), *shared, *took] for n, shared, took in zip(counts, shares, times, strict=True)]


def _lines(words: list[str], took: list[str]) -> list[str]:
    """The words below a stage's name: in one line, or the shares and then the times."""
    whole = _wrapped(words)
    if len(whole) == 1 or not took or len(took) == len(words):
        return whole
    return [*_wrapped(words[: -len(took)]), *_wrapped(took)]


def _wrapped(words: list[str]) -> list[str]:
    return wrap(SEPARATOR.join(words) or " ", theme.SMALL, NARROW - 2 * SIDE)


def _shares(counts: pd.Series) -> list[list[str]]:
    """Shares of the previous stage and of the first as texts, none for the first."""
    return [
        [
            _("占上环节 {x}").format(x=_share(counts.iloc[i], counts.iloc[i - 1])),
            _("占首环节 {x}").format(x=_share(counts.iloc[i], counts.iloc[0])),
        ]
        if i
        else []
        for i in range(len(counts))
    ]


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
