"""A document as a workbook: the texts, then one sheet per figure or table with numbers as numbers, what they
mean, and a native chart; a map is a picture."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from math import ceil
from typing import Any

import xlsxwriter
from PIL import Image

from wzdash.charts import theme
from wzdash.charts.values import excel
from wzdash.export.document import Cards, Document, Figure, Heading, Table, Text, numbered
from wzdash.export.drawn import Pictures
from wzdash.export.table import characters, wide, write_cell
from wzdash.labels import _

FIRST = 3  # row of a sheet's headers
KINDS = {
    "line": {"type": "line"},
    "bar": {"type": "bar"},
    "stacked": {"type": "column", "subtype": "stacked"},
}
WIDE, HIGH = 760, 380  # pixels of a chart; a map is as high
LINE = 20  # pixels of a row
TEXT_WIDE = 100  # characters of the column of texts
PLAIN = {"font_name": theme.OFFICE_FONT, "font_size": 10, "valign": "top"}

A4, FOOT = 9, 230  # Excel's number of the paper; characters that a footer has room for


def write(document: Document, pictures: Pictures) -> bytes:
    """The document as XLSX. Raises ExportError when a map cannot be drawn."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": document.title, "comments": document.stamp.line()})
        sheets = _Sheets(book, document, pictures)
        sheets.texts()
        for part, number in numbered(document):
            if isinstance(part, Table):
                sheets.table(part, sheet_name(part, number))
    return file.getvalue()


def sheet_name(part: Table, number: int) -> str:
    """Name of a sheet that Excel allows: 图3 受理工单."""
    mark = _("图") if isinstance(part, Figure) else _("表")
    return re.sub(r"[\[\]:*?/\\']", " ", f"{mark}{number} {part.name}")[:31].strip()


class _Styles(dict[str, Any]):
    """Formats of the book by name or number format, made when they are first asked for."""

    LOOKS: Mapping[str, dict[str, Any]] = {
        "title": {"bold": True, "font_size": 14},
        "head": {"bold": True, "bottom": 1, "text_wrap": True},
        "head of numbers": {"bold": True, "bottom": 1, "text_wrap": True, "align": "right"},
        "label": {"bold": True},
        "text": {"text_wrap": True},
        "note": {"font_color": theme.LIGHT.muted, "text_wrap": True},
    }

    def __init__(self, book: Any) -> None:
        super().__init__()
        self._book = book

    def __missing__(self, name: str) -> Any:
        look = self.LOOKS.get(name) or {"num_format": name}
        self[name] = self._book.add_format(PLAIN | look)
        return self[name]


def _lines_of(part: Any, number: int) -> list[tuple[str, str, str]]:
    """(label, text, style) of a part on the sheet of texts."""
    if isinstance(part, Heading):
        return [("", "", "text"), (part.text, "", "label")]
    if isinstance(part, Text):
        return [("", line, "note" if part.style == "note" else "text") for line in part.lines]
    if isinstance(part, Cards):
        shown = ((c.label, " · ".join(t for t in (c.value, c.change, c.note) if t)) for c in part.cards)
        return [(label, text, "text") for label, text in shown]
    return [(sheet_name(part, number), part.title, "text")]


class _Sheets:
    """The sheets of one book."""

    def __init__(self, book: Any, document: Document, pictures: Pictures) -> None:
        self._book, self._document, self._pictures = book, document, pictures
        self._styles = _Styles(book)

    def _sheet(self, name: str) -> Any:
        """A sheet that prints on A4 across, as wide as the page, with the stamp at its foot."""
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        stamp = self._document.stamp.line().replace("&", "&&")[:FOOT]
        sheet.set_footer(f"&L&8{stamp}&R&8&P / &N")
        sheet.set_row_pixels(0, 2 * LINE)
        return sheet

    def texts(self) -> None:
        """The sheet that reads like the report."""
        sheet, document = self._sheet(_("正文")), self._document
        sheet.hide_gridlines(2)
        sheet.write_string(0, 0, document.title, self._styles["title"])
        pairs = [(label, text, "text") for label, text in document.stamp.pairs().items()]
        rows = [("", document.subtitle, "text"), *pairs]
        for part, number in numbered(document):
            rows += _lines_of(part, number)
        sheet.set_column(0, 0, wide([label for label, _text, _style in rows]))
        sheet.set_column(1, 1, TEXT_WIDE)
        for row, (label, text, style) in enumerate(rows, start=1):
            sheet.write_string(row, 0, label, self._styles["label"])
            sheet.write_string(row, 1, text, self._styles[style])
            sheet.set_row_pixels(row, LINE * _lines(text, TEXT_WIDE))

    def table(self, part: Table, name: str) -> None:
        """The sheet of a figure or table."""
        sheet = self._sheet(name)
        sheet.write_string(0, 0, part.title, self._styles["title"])
        if isinstance(part, Figure):
            sheet.write_string(1, 0, part.subtitle, self._styles["General"])
        told = {_("说明"): part.foot} if part.foot else {}
        told |= {**part.definitions, **self._document.stamp.pairs()}
        cells, sizes = part.cells(), []
        for i, (column, label) in enumerate(part.columns.items()):
            head = "head of numbers" if column in part.kinds else "head"
            sheet.write_string(FIRST, i, label, self._styles[head])
            self._column(sheet, part, column, i)
            below = told if i == 0 else ()
            sizes.append(wide([label, *below, *(row[i] for row in cells)]))
            sheet.set_column(i, i, sizes[i])
        for row, line in enumerate([list(part.columns.values()), *cells], start=FIRST):
            sheet.set_row_pixels(row, LINE * max(map(_lines, line, sizes)))
        sheet.freeze_panes(FIRST + 1, 0)
        self._meaning(sheet, part, told)
        if isinstance(part, Figure):
            self._draw(sheet, part, name)

    def _column(self, sheet: Any, part: Table, column: str, place: int) -> None:
        values = part.rows[column]
        plain = "yyyy-mm" if values.dtype.kind == "M" else "text"
        for row, value in enumerate(values, start=FIRST + 1):
            style = excel(part.kinds[column], value) if column in part.kinds else plain
            write_cell(sheet, row, place, value, self._styles[style])

    def _meaning(self, sheet: Any, part: Table, told: Mapping[str, str]) -> None:
        """Below the rows and the chart: what was counted, and the stamp."""
        high = max(len(part.rows) + 2, HIGH // LINE + 1 if isinstance(part, Figure) else 0)
        for row, (label, text) in enumerate(told.items(), start=FIRST + high):
            sheet.write_string(row, 0, label, self._styles["label"])
            sheet.write_string(row, 1, text, self._styles["General"])

    def _draw(self, sheet: Any, figure: Figure, name: str) -> None:
        """The native chart beside the rows, or the picture where there is none."""
        place = (FIRST, len(figure.columns) + 1)
        if figure.chart is None:
            data = self._pictures.png(figure)
            scale = HIGH / Image.open(io.BytesIO(data)).height
            size = {"x_scale": scale, "y_scale": scale, "description": figure.title}
            sheet.insert_image(*place, "map.png", {"image_data": io.BytesIO(data), **size})
            return
        spec, last = figure.chart, FIRST + len(figure.rows)
        order = list(figure.columns)
        chart = self._book.add_chart(KINDS[spec.kind])
        names = [name, FIRST + 1, order.index(spec.category), last, order.index(spec.category)]
        for series in spec.series:
            column = order.index(series.column)
            line = {"line": {"color": series.colour, "width": 2.25}}
            look = line if spec.kind == "line" else {"fill": {"color": series.colour}, "gap": 40}
            values = [name, FIRST + 1, column, last, column]
            chart.add_series({"name": series.name, "categories": names, "values": values, **look})
        _dress(chart, figure)
        sheet.insert_chart(*place, chart, {"description": figure.title})


def _lines(text: str, room: float) -> int:
    """Lines that a text takes in a column of so many characters."""
    return max(1, ceil(characters(text) / room))


def _dress(chart: Any, figure: Figure) -> None:
    """Title, fonts, axes and legend of a chart."""
    spec = figure.chart
    assert spec is not None
    font = {"name": theme.OFFICE_FONT, "size": 9, "color": theme.LIGHT.ink}
    chart.set_title({"name": figure.title, "name_font": font | {"size": 12}, "overlay": False})
    lines = {"visible": True, "line": {"color": theme.LIGHT.grid}}
    values = {"num_font": font, "major_gridlines": lines, "num_format": excel(spec.form)}
    names = {"num_font": font}
    if spec.kind == "bar":  # the first row on top; the axis of the names is the upright one
        chart.set_y_axis(names | {"reverse": True, "major_gridlines": {"visible": False}})
        chart.set_x_axis(values | {"label_position": "high", "min": 0})
    else:
        chart.set_x_axis(names | {"num_format": "yyyy-mm", "text_axis": True})
        chart.set_y_axis(values)
    alone = len(spec.series) == 1
    chart.set_legend({"none": True} if alone else {"position": "bottom", "font": font})
    chart.set_size({"width": WIDE, "height": HIGH})
