"""A document as PDF on A4: the HTML printed by the machine's Chromium, so that text can be selected and
the Chinese fonts are embedded. Foot of every page: stamp, page, pages."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from wzdash.charts import theme
from wzdash.errors import ExportError
from wzdash.export import searchable, web
from wzdash.export.browser import BROWSER, available
from wzdash.export.document import Document
from wzdash.export.drawn import Pictures
from wzdash.labels import _

INCH = 25.4
A4 = {"paperWidth": 210 / INCH, "paperHeight": 297 / INCH}
MARGINS = {"marginTop": 18, "marginBottom": 20, "marginLeft": 17, "marginRight": 17}  # mm


def write(document: Document, pictures: Pictures) -> bytes:
    """The document as PDF. Raises ExportError without Chromium, naming what to install."""
    if not available():
        raise ExportError(
            _("本机没有 Chromium,无法生成 PDF。请安装 chromium(Debian:chromium 软件包),或改用其他格式")
        )
    options = {
        **A4,
        **{name: size / INCH for name, size in MARGINS.items()},
        "printBackground": True,
        "displayHeaderFooter": True,
        "headerTemplate": _line(document.title, _("演示数据") if document.stamp.simulated else ""),
        "footerTemplate": _line(document.stamp.line(), _PAGES),
        "generateTaggedPDF": True,
        "generateDocumentOutline": True,
    }
    draft = _print(web.page(document, pictures), options)
    pages = _pages(draft)
    if pages:
        draft = _print(web.page(document, pictures, pages), options)
    return searchable.mend(draft)


def _print(page: str, options: dict[str, Any]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="wzdash-paper-") as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        return BROWSER.print(file.as_uri(), options)


def _pages(pdf: bytes) -> list[int]:
    """Page of every heading below the title, by the outline that Chromium wrote; empty without one."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(pdf))
    found = [reader.get_destination_page_number(one) for one in _flat(reader.outline)]
    return [0 if page is None else page + 1 for page in found[1:]]


def _flat(entries: list[Any]) -> Iterator[Any]:
    for one in entries:
        if isinstance(one, list):
            yield from _flat(one)
        else:
            yield one


_PAGES = '<span class="pageNumber"></span> / <span class="totalPages"></span>'


def _line(left: str, right: str) -> str:
    """A line for the margin of every page."""
    style = (
        f"width:100%;margin:0 17mm;display:flex;justify-content:space-between;gap:8mm;"
        f"font:7pt {theme.FONT};color:{theme.LIGHT.muted}"
    )
    return f'<div style="{style}"><span>{escape(left)}</span><span>{right}</span></div>'
