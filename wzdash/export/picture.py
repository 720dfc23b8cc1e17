"""PNG and SVG of a figure through kaleido and the system's Chromium, kept running for the next picture.

Nothing is fetched: plotly.js comes from the installed package and MathJax is off.
"""

from __future__ import annotations

import shutil
from functools import cache
from threading import Lock
from typing import Any

import plotly.graph_objects as go

from wzdash.charts import frame

_lock = Lock()
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


@cache
def available() -> bool:
    """True when this machine has a Chromium that can draw pictures."""
    return any(shutil.which(name) for name in _BROWSERS)


def _serve() -> Any:
    import kaleido

    with _lock:
        kaleido.start_sync_server(n=1, mathjax=False, silence_warnings=True)
    return kaleido


def png(fig: go.Figure, *, width: int = 1100, scale: float = 2) -> bytes:
    """PNG of the figure, its frame wrapped for `width` pixels."""
    return _render(fig, "png", width, scale)


def svg(fig: go.Figure, *, width: int = 1100) -> bytes:
    """SVG of the figure, its frame wrapped for `width` pixels."""
    return _render(fig, "svg", width, 1)


def _render(fig: go.Figure, form: str, width: int, scale: float) -> bytes:
    fitted = frame.fit(go.Figure(fig), width)
    options = {"format": form, "width": width, "height": fitted.layout.height, "scale": scale}
    return _serve().calc_fig_sync(fitted.to_plotly_json(), opts=options)
