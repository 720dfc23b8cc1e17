"""Sankey of a pipeline: how many go from which stage to which."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from wzdash.charts import theme
from wzdash.charts.frame import SIDE, empty, figure, nothing
from wzdash.charts.values import escape, shorten
from wzdash.labels import _, number, percent

LABEL = 116  # px that a node's name may take
INSIDE = {"y": [0.02, 0.97]}  # a thin node at an edge has a label higher than itself


def sankey(
    frame: pd.DataFrame,
    source: str,
    target: str,
    count: str,
    *,
    tones: Mapping[str, str] | None = None,
    net: str = "",
    height: int = 340,
) -> go.Figure:
    """Bands as wide as their counts, from one row per source and target.

    `tones`: name → good, bad or open; the others have the net's hue. Bad: the accent, open: grey.
    """
    data = frame[frame[count] > 0] if len(frame) else frame
    if nothing(data, count):
        return empty(height=height)
    names = list(dict.fromkeys([*data[source], *data[target]]))
    into = data.groupby(target)[count].sum().reindex(names, fill_value=0)
    out = data.groupby(source)[count].sum().reindex(names, fill_value=0)
    totals = pd.concat([into, out], axis=1).max(axis=1)
    hues = [_tone((tones or {}).get(name, ""), net) for name in names]
    place = {name: i for i, name in enumerate(names)}
    nodes = {
        "label": [_label(str(name), totals[name]) for name in names],
        "color": hues,
        "pad": 30,
        "thickness": 12,
        "line": {"width": 0},
        "customdata": [f"<b>{escape(name)}</b><br>{number(totals[name])}" for name in names],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    links = {
        "source": [place[name] for name in data[source]],
        "target": [place[name] for name in data[target]],
        "value": data[count],
        "color": [theme.rgba(hues[place[name]], 0.35) for name in data[target]],
        "customdata": [_hover(row, source, target, count, out) for _index, row in data.iterrows()],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    font = {"size": theme.SMALL, "color": theme.palette().ink, "shadow": "none"}
    look = {"arrangement": "fixed", "textfont": font, "domain": INSIDE}
    trace = {"type": "sankey", "node": nodes, "link": links, **look}
    return figure([trace], height, left=SIDE, right=SIDE, bottom=12)


def _label(name: str, total: float) -> str:
    return f"{escape(shorten(name, theme.SMALL, LABEL)[0])}<br>{number(total)}"


def _tone(tone: str, net: str) -> str:
    colours = theme.palette()
    return {"bad": colours.accent, "open": colours.grey}.get(tone, theme.hue(net))


def _hover(row: pd.Series, source: str, target: str, count: str, out: pd.Series) -> str:
    share = percent(row[count] / out[row[source]])
    words = _("占 {name} 的 {x}").format(name=escape(row[source]), x=share)
    return f"<b>{escape(row[source])} → {escape(row[target])}</b><br>{number(row[count])}<br>{words}"
