"""PNG and SVG of a figure, stamped, drawn by the machine's own Chromium. Nothing is fetched.

plotly.js comes from the installed package and MathJax is off. A machine without Chromium still has the
picture button of the chart in the browser; here it gets a clear error.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import plotly.graph_objects as go

from wzdash.charts import frame
from wzdash.errors import ExportError
from wzdash.export import glyphs
from wzdash.export.browser import BROWSER, available
from wzdash.export.stamp import Stamp
from wzdash.labels import _

_SIZE = re.compile(r'<svg[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"')


def png(fig: go.Figure, stamp: Stamp | None = None, *, width: int = 1100, scale: float = 2) -> bytes:
    """PNG of the figure, its frame wrapped for `width` pixels. Raises ExportError: no Chromium, no font."""
    return _picture(fig, stamp, "png", width, scale)


def svg(fig: go.Figure, stamp: Stamp | None = None, *, width: int = 1100) -> bytes:
    """SVG of the figure, its frame wrapped for `width` pixels. Raises ExportError: no Chromium, no font."""
    return _picture(fig, stamp, "svg", width, 1)


def raster(svg: str, scale: float = 2) -> bytes:
    """PNG of a drawn SVG. Raises ExportError when the browser fails."""
    size = _SIZE.search(svg)
    if size is None:
        raise ExportError(_("图片未能生成:{reason}").format(reason="svg"))
    width, height = (round(float(size[i]) * scale) for i in (1, 2))
    return BROWSER.raster(svg.encode(), width, height)


def _picture(fig: go.Figure, stamp: Stamp | None, form: str, width: int, scale: float) -> bytes:
    if not available():
        raise ExportError(
            _("本机没有 Chromium,服务器端无法生成图片。请安装 chromium,或用图表右上角的相机按钮")
        )
    stamped = _stamped(fig, stamp, width)
    drawn = stamped.to_plotly_json()
    glyphs.check(_texts(drawn))
    options = {"format": form, "width": width, "height": stamped.layout.height, "scale": scale}
    return BROWSER.draw(drawn, options)


def _stamped(fig: go.Figure, stamp: Stamp | None, width: int) -> go.Figure:
    """A copy wrapped for the width, the stamp's line at the end of its foot and its title where none is."""
    copy, words = go.Figure(fig), frame.texts(fig)
    if stamp is None:
        return frame.fit(copy, width)
    line = stamp.line()
    parts = [part for part in line.split(" · ") if part not in words["foot"]]
    foot = " · ".join([*([words["foot"]] if words["foot"] else []), *parts])
    return frame.decorate(copy, words["title"] or stamp.title, words["subtitle"], foot, width)


def _texts(part: Any) -> Iterator[str]:
    """Every text of a figure, without markup."""
    if isinstance(part, str):
        yield html.unescape(re.sub(r"<[^>]*>", "", part))
    elif isinstance(part, dict):
        for name, value in part.items():
            if name not in ("customdata", "meta", "hovertext"):
                yield from _texts(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _texts(value)
