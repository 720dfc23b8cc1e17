"""The pictures of a document, drawn once each: the chart without a title, which stands beside it as text,
but with the stamp, so that a picture taken out of the document still says where it comes from."""

from __future__ import annotations

from collections.abc import Callable

import plotly.graph_objects as go

from wzdash.charts import frame, theme
from wzdash.export import picture
from wzdash.export.document import Document, Figure

WIDTH = 760  # pixels of a picture that fills the text's width on A4


class Pictures:
    """Pictures of a document's figures, each drawn once; `tell` hears a figure's name before it is drawn."""

    def __init__(self, document: Document, tell: Callable[[str], None] = lambda name: None) -> None:
        self._line = document.stamp.line()
        self._tell = tell
        self._png: dict[str, bytes] = {}
        self._svg: dict[str, str] = {}

    def png(self, figure: Figure) -> bytes:
        """PNG at twice the size, made of the SVG. Raises ExportError without Chromium."""
        if figure.name not in self._png:
            self._png[figure.name] = picture.raster(self.svg(figure))
        return self._png[figure.name]

    def svg(self, figure: Figure) -> str:
        """The <svg> element. Raises ExportError without Chromium."""
        if figure.name not in self._svg:
            self._tell(figure.name)
            self._svg[figure.name] = picture.svg(self._framed(figure), width=WIDTH).decode()
        return self._svg[figure.name]

    def _framed(self, figure: Figure) -> go.Figure:
        with theme.using("light"):
            return frame.decorate(go.Figure(figure.picture), "", "", self._line, WIDTH)
