"""A figure drawn for a dark page in the colours of the light mode: what goes into a document."""

from __future__ import annotations

import re
from typing import Any

import plotly.graph_objects as go

from wzdash.charts import theme

SINGLE = ("paper", "ink", "muted", "grey", "grid", "missing", "hidden", "accent", "lake", "land", "border")
_HEX = re.compile("#[0-9a-f]{6}")
_RGBA = re.compile(r"rgba\((\d+,\d+,\d+),([\d.e-]+)\)")


def on_paper(fig: go.Figure) -> go.Figure:
    """The figure in the light mode's colours; a figure of the light mode as it is."""
    if theme.mode() == "light":
        return fig
    whole = dict(zip(_all(theme.DARK), _all(theme.LIGHT), strict=True))
    parts = {_numbers(dark): _numbers(light) for dark, light in whole.items()}
    with theme.using("light"):
        copy = go.Figure(_relit(fig.to_plotly_json(), whole, parts))
        copy.update_layout(template=theme.template())
    return copy


def _all(colours: theme.Palette) -> list[str]:
    """Every colour of a palette, each at the place where the other mode has its own."""
    scales = [one for scale in colours.scales.values() for one in scale]
    single = [getattr(colours, name) for name in SINGLE]
    return [*scales, *colours.diverging, *colours.categories, *colours.nets.values(), *single]


def _numbers(colour: str) -> str:
    return ",".join(str(part) for part in theme.rgb(colour))


def _relit(part: Any, whole: dict[str, str], parts: dict[str, str]) -> Any:
    """The same with every colour replaced: a hex colour, or the numbers of an rgba(…)."""
    if isinstance(part, dict):
        return {k: v if k == "template" else _relit(v, whole, parts) for k, v in part.items()}
    if isinstance(part, list | tuple):
        return [_relit(value, whole, parts) for value in part]
    if not isinstance(part, str):
        return part
    text = _HEX.sub(lambda found: whole.get(found[0], found[0]), part)
    return _RGBA.sub(lambda found: f"rgba({parts.get(found[1], found[1])},{found[2]})", text)
