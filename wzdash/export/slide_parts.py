"""What is put on a slide: text, badges, cards, pictures, native charts and tables, in our fonts and colours.

A place is (left, top, width[, height]) in EMU. Chinese needs the east-asian font as well as the latin one.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Emu, Inches, Pt

from wzdash.charts import theme
from wzdash.charts.values import excel, width
from wzdash.export.document import Cards, Figure, Table

TYPES = {
    "line": XL_CHART_TYPE.LINE,
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "stacked": XL_CHART_TYPE.COLUMN_STACKED,
}
Place = tuple[Any, ...]
TABLE_SIZE = 12
STEPS = {"head": 2, "note": -3}  # points that a style is larger than the body
LEADING, AFTER = 1.08, 5  # of a paragraph: its lines' distance, points below it


def colour(text: str) -> RGBColor:
    """#rrggbb as the library wants it."""
    return RGBColor.from_string(text.lstrip("#").upper())


def set_theme_fonts(show: Any) -> None:
    """Makes our font the one of the theme, latin and east-asian: new text that a user types has it too."""
    part = show.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    tree = parse_xml(part.blob)
    for tag in ("latin", "ea"):
        for node in tree.iter(qn(f"a:{tag}")):
            node.set("typeface", theme.OFFICE_FONT)
    part._blob = serialize_part_xml(tree)


def spread_layouts(show: Any, side: int, room: int) -> None:
    """Moves the titles of the layouts, made for 4:3, to where ours are."""
    for layout in (show.slide_master, *show.slide_layouts):
        for shape in layout.placeholders:
            kind = shape.placeholder_format.idx
            if kind == 0:
                shape.left, shape.top, shape.height = side, Inches(0.3), Inches(0.75)
                shape.width = room - Inches(1.6)  # the demo mark stands beside it
            else:
                shape.left = int(shape.left * 12192000 / 9144000)
                shape.width = int(shape.width * 12192000 / 9144000)


def _font(run: Any, size: float, ink: str, bold: bool = False) -> None:
    run.font.language_id = MSO_LANGUAGE_ID.SIMPLIFIED_CHINESE
    run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, colour(ink)
    _faces(run.font._rPr)


def _faces(properties: Any) -> None:
    for tag in ("latin", "ea", "cs"):
        for old in properties.findall(qn(f"a:{tag}")):
            properties.remove(old)
        face = OxmlElement(f"a:{tag}")
        face.set("typeface", theme.OFFICE_FONT)
        properties.append(face)


def put(
    text: Any, lines: Sequence[str], size: float, ink: str, *, bold: bool = False, align: Any = PP_ALIGN.LEFT
) -> None:
    """Fills a text frame with one paragraph per line."""
    text.word_wrap = True
    for i, line in enumerate(lines):
        paragraph = text.paragraphs[0] if i == 0 else text.add_paragraph()
        paragraph.alignment = align
        run = paragraph.add_run()
        run.text = line
        _font(run, size, ink, bold)


def box(slide: Any, place: Place, lines: Sequence[str], size: float, ink: str, **look: Any) -> Any:
    """A text box without margins at its sides; gives the shape."""
    shape = slide.shapes.add_textbox(*(Emu(int(part)) for part in place))
    shape.text_frame.margin_left = shape.text_frame.margin_right = 0
    put(shape.text_frame, lines, size, ink, **look)
    return shape


def paragraphs(slide: Any, place: Place, lines: Sequence[tuple[str, str]], size: float) -> None:
    """A text box with (style, paragraph) pairs: body, bullets, note, head."""
    shape = box(slide, place, [text for _style, text in lines], size, theme.LIGHT.ink)
    for paragraph, (style, _text) in zip(shape.text_frame.paragraphs, lines, strict=True):
        paragraph.space_after, paragraph.line_spacing = Pt(AFTER), LEADING
        if style == "head":
            _font(paragraph.runs[0], size + STEPS[style], theme.LIGHT.ink, bold=True)
        if style == "note":
            _font(paragraph.runs[0], size + STEPS[style], theme.LIGHT.muted)
        if style == "bullets":
            properties = paragraph._p.get_or_add_pPr()
            properties.set("marL", "228600")
            properties.set("indent", "-228600")
            bullet = OxmlElement("a:buChar")
            bullet.set("char", "•")
            properties.append(bullet)


def fill(slide: Any, ink: str, wide: int, high: int) -> None:
    """A band of colour along the upper edge."""
    _block(slide, (0, 0, wide, high), ink)


def _block(slide: Any, place: Place, ink: str) -> Any:
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Emu(int(part)) for part in place))
    shape.fill.solid()
    shape.fill.fore_color.rgb = colour(ink)
    shape.line.fill.background()
    shape.shadow.inherit = False
    return shape


def badge(slide: Any, place: Place, text: str, ink: str) -> None:
    """White text on a coloured plate."""
    shape = _block(slide, place, ink)
    shape.text_frame.margin_top = shape.text_frame.margin_bottom = 0
    shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    put(shape.text_frame, [text], 12, theme.LIGHT.paper, bold=True, align=PP_ALIGN.CENTER)


def page_number(slide: Any, place: Place) -> None:
    """The number of the slide, kept right by the program that shows it."""
    shape = box(slide, place, [""], 10, theme.LIGHT.muted, align=PP_ALIGN.RIGHT)
    paragraph = shape.text_frame.paragraphs[0]._p
    run = paragraph.find(qn("a:r"))
    field = OxmlElement("a:fld")
    field.set("id", "{6B2F3C1A-5B0D-4C55-9C0B-0F2A5C1D7E10}")
    field.set("type", "slidenum")
    field.extend(list(run))
    field.find(qn("a:t")).text = "‹#›"
    paragraph.replace(run, field)


def cards(slide: Any, place: Place, row: Cards) -> None:
    """Headline numbers beside each other."""
    left, top, wide, high = place
    gap = Inches(0.2)
    each = (wide - gap * (len(row.cards) - 1)) / max(len(row.cards), 1)
    for i, card in enumerate(row.cards):
        at = left + i * (each + gap)
        _block(slide, (at, top, Inches(0.06), high), theme.LIGHT.nets.get(card.net, theme.LIGHT.grey))
        inside = at + Inches(0.16), each - Inches(0.16)
        label = next((size for size in (12, 11, 10) if width(card.label, size) < inside[1] / Pt(1)), 9)
        for text, down, tall, size, ink, bold in (
            (card.label, 0.0, 0.3, label, theme.LIGHT.muted, False),
            (card.value, 0.28, 0.55, 26, theme.LIGHT.ink, True),
            (card.change, 0.84, 0.3, 12, theme.LIGHT.ink, False),
            (card.note, 1.14, 0.4, 10, theme.LIGHT.muted, False),
        ):
            spot = (inside[0], top + Inches(down), inside[1], Inches(tall))
            if text:
                box(slide, spot, [text], size, ink, bold=bold)


def picture(slide: Any, place: Place, data: bytes, alt: str) -> None:
    """A picture as large as fits, in the middle, with its text alternative."""
    left, top, wide, high = place
    shape = slide.shapes.add_picture(io.BytesIO(data), Emu(int(left)), Emu(int(top)))
    scale = min(wide / shape.width, high / shape.height)
    shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
    shape.left = int(left + (wide - shape.width) / 2)
    shape._element.nvPicPr.cNvPr.set("descr", alt)


def chart(slide: Any, place: Place, figure: Figure, size: float) -> None:
    """A native chart whose numbers can be edited."""
    spec = figure.chart
    assert spec is not None
    data = CategoryChartData(number_format=excel(spec.form))
    data.categories = figure.categories()
    for series in spec.series:
        data.add_series(series.name, figure.points(series))
    frame = slide.shapes.add_chart(TYPES[spec.kind], *(Emu(int(part)) for part in place), data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", figure.title)
    drawn = frame.chart
    drawn.has_title = False
    drawn.font.size, drawn.font.color.rgb = Pt(size), colour(theme.LIGHT.ink)
    _faces(drawn.font._rPr)
    drawn.has_legend = len(spec.series) > 1
    if drawn.has_legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    _axes(drawn, spec.kind, excel(spec.form))
    for shown, series in zip(drawn.plots[0].series, spec.series, strict=True):
        if spec.kind == "line":
            shown.smooth = False
            shown.format.line.width, shown.format.line.color.rgb = Pt(2.25), colour(series.colour)
            shown.marker.style = XL_MARKER_STYLE.NONE
        else:
            shown.format.fill.solid()
            shown.format.fill.fore_color.rgb = colour(series.colour)


def _axes(drawn: Any, kind: str, form: str) -> None:
    values, names = drawn.value_axis, drawn.category_axis
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = form, False
    values.major_gridlines.format.line.color.rgb = colour(theme.LIGHT.grid)
    values.format.line.fill.background()
    names.format.line.color.rgb = colour(theme.LIGHT.grey)
    plot = drawn.plots[0]
    if kind != "line":
        plot.gap_width = 45
        values.minimum_scale = 0
    if kind == "bar":
        names.reverse_order = True  # the first row on top
        values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
        values.visible = False
        values.has_major_gridlines = False
        plot.has_data_labels = True
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = form, False
        plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END


def table(
    slide: Any, place: Place, source: Table, cells: Sequence[Sequence[str]], heights: Sequence[float]
) -> None:
    """A native table: a header and the given rows, `heights` in points."""
    (left, top, wide), size = place, TABLE_SIZE
    high = Pt(size * 2.2 + sum(heights))
    spot = (Emu(int(part)) for part in (left, top, wide, high))
    shape = slide.shapes.add_table(len(cells) + 1, len(source.columns), *spot)
    shape._element.nvGraphicFramePr.cNvPr.set("descr", source.title)
    grid = shape.table
    for column, share in zip(grid.columns, source.shares, strict=True):
        column.width = int(share * wide)
    for row, height in zip(grid.rows, [size * 2.2, *heights], strict=True):
        row.height = Pt(height)
    head = theme.LIGHT.nets.get(source.net, theme.LIGHT.muted)
    for i, line in enumerate([list(source.columns.values()), *cells]):
        for j, text in enumerate(line):
            cell = grid.cell(i, j)
            right = list(source.columns)[j] in source.kinds
            ink = theme.LIGHT.paper if i == 0 else theme.LIGHT.ink
            align = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
            put(cell.text_frame, [text], size, ink, bold=i == 0, align=align)
            cell.margin_top = cell.margin_bottom = Pt(3)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE if i == 0 else MSO_ANCHOR.TOP
            cell.fill.solid()
            plain = theme.LIGHT.paper if i % 2 else theme.LIGHT.land
            cell.fill.fore_color.rgb = colour(head if i == 0 else plain)
