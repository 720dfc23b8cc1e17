"""Sparkline of a KPI card as a small SVG, without axes: only the shape and the last point."""

from __future__ import annotations

import html
from base64 import b64encode
from collections.abc import Sequence

import numpy as np

from wzdash.charts import theme
from wzdash.charts.axes import extent
from wzdash.charts.values import full
from wzdash.labels import _


def sparkline(
    values: Sequence[float | None],
    *,
    net: str = "",
    kind: str = "count",
    target: float | None = None,
    width: int = 120,
    height: int = 32,
    alt: str = "",
) -> str:
    """SVG of the values in order, gaps left open; counts start at zero. Empty for nothing to draw."""
    data = np.array([np.nan if v is None else v for v in values], dtype=float)
    known = np.flatnonzero(np.isfinite(data))
    if not known.size:
        return ""
    low, high = extent(data, [] if target is None else [target], zero=kind == "count")
    high = high if high > low else low + 1
    pad = 3.0
    across = np.linspace(pad, width - pad, len(data)) if len(data) > 1 else np.array([width / 2])
    down = height - pad - (data - low) / (high - low) * (height - 2 * pad)
    words = alt or _("从 {a} 到 {b}").format(a=full(kind, data[known[0]]), b=full(kind, data[known[-1]]))
    colour, muted = theme.hue(net), theme.palette().muted
    parts = []
    if target is not None:
        level = height - pad - (target - low) / (high - low) * (height - 2 * pad)
        line = f'x1="0" x2="{width}" y1="{level:.1f}" y2="{level:.1f}"'
        parts.append(f'<line {line} stroke="{muted}" stroke-width="1" stroke-dasharray="2 3"/>')
    path = _path(across, down)
    parts.append(
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.8" stroke-linejoin="round"/>'
    )
    last = known[-1]
    parts.append(f'<circle cx="{across[last]:.1f}" cy="{down[last]:.1f}" r="2.6" fill="{colour}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><title>{html.escape(words)}</title>{"".join(parts)}</svg>'
    )


def data_uri(svg: str) -> str:
    """The SVG as the source of an <img>, for a page that allows no inline SVG."""
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def _path(across: np.ndarray, down: np.ndarray) -> str:
    """Moves and lines through the known points; a new move after every gap."""
    parts, pen = [], False
    for x, y in zip(across, down, strict=True):
        if np.isfinite(y):
            parts.append(f"{'L' if pen else 'M'}{x:.1f} {y:.1f}")
        pen = bool(np.isfinite(y))
    return "".join(parts)
