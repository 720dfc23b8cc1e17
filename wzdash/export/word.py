"""A document as a Word file on A4: styles, headings, a table of contents, numbered captions, pictures."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from wzdash.charts import theme
from wzdash.export.document import Cards, Document, Figure, Heading, Part, Table, Text, numbered
from wzdash.export.drawn import Pictures
from wzdash.labels import _

PAGE, MARGIN = (Cm(21), Cm(29.7)), Cm(2.4)
ROOM = PAGE[0] - 2 * MARGIN
SIZES = {
    "Normal": 11,
    "Title": 24,
    "Subtitle": 13,
    "Heading 1": 16,
    "Heading 2": 13,
    "Caption": 10,
    "List Bullet": 11,
    "Header": 9,
    "Footer": 9,
}
TIGHT = 9  # points of a table's text


def write(document: Document, pictures: Pictures) -> bytes:
    """The document as DOCX. Raises ExportError when a picture cannot be drawn."""
    file: Any = docx.Document()
    _style(file)
    _frame(file, document)
    _front(file, document)
    for part, number in numbered(document):
        _add(file, part, number, pictures)
    made = io.BytesIO()
    file.save(made)
    return made.getvalue()


# ---------------------------------------------------------------- styles, header and footer


def _style(file: Any) -> None:
    for name, size in SIZES.items():
        style = file.styles[name]
        style.font.size, style.font.name = Pt(size), theme.OFFICE_FONT
        style.font.color.rgb = _ink(theme.LIGHT.muted if name in ("Header", "Footer") else theme.LIGHT.ink)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for old in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[old]
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), theme.OFFICE_FONT)
    file.styles["Caption"].font.bold = file.styles["Subtitle"].font.italic = False
    for spoken in file.styles.element.iter(qn("w:lang")):  # decides on the forms of Chinese characters
        spoken.set(qn("w:eastAsia"), "zh-CN")
    file.styles["Caption"].paragraph_format.keep_with_next = False
    file.styles["Normal"].paragraph_format.line_spacing = 1.3
    section = file.sections[0]
    section.page_width, section.page_height = PAGE
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN


def _ink(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#").upper())


def _frame(file: Any, document: Document) -> None:
    """Header with title, demo mark and page, footer with the stamp."""
    properties = file.core_properties
    properties.title, properties.comments = document.title, document.stamp.line()
    head = file.sections[0].header.paragraphs[0]
    head.add_run(document.title)
    if document.stamp.simulated:
        mark = head.add_run(f"  {_('演示数据')}")
        mark.bold, mark.font.color.rgb = True, _ink(theme.LIGHT.accent)
    file.styles["Header"].paragraph_format.tab_stops.clear_all()
    head.paragraph_format.tab_stops.add_tab_stop(ROOM, WD_TAB_ALIGNMENT.RIGHT)
    head.add_run("\t")
    _field(head, "PAGE", "1")
    head.add_run(" / ")
    _field(head, "NUMPAGES", "1")
    file.sections[0].footer.paragraphs[0].add_run(document.stamp.line())


def _field(paragraph: Any, code: str, shown: str) -> None:
    """A field that Word computes; `shown` stands until it does."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", shown), ("end", "")):
        run = paragraph.add_run()
        if kind == "text":
            run.text = text
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        else:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {text} "
            run._r.append(instruction)


def _front(file: Any, document: Document) -> None:
    """Title, provenance and the table of contents."""
    file.add_paragraph(document.title, style="Title")
    file.add_paragraph(document.subtitle, style="Subtitle")
    for label, value in document.stamp.pairs().items():
        line = file.add_paragraph(style="Normal")
        line.paragraph_format.space_after = Pt(0)
        line.add_run(_("{label}:{values}").format(label=label, values=value)).font.size = Pt(TIGHT)
    top = file.add_paragraph(style="Normal")
    top.paragraph_format.space_before = Pt(14)
    top.add_run(_("目录")).bold = True
    _contents(file, [part for part in document.parts if isinstance(part, Heading)])
    file.add_page_break()
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    file.settings.element.find(qn("w:compat")).addprevious(update)  # the schema's order


def _contents(file: Any, headings: list[Heading]) -> None:
    """The field of the table of contents; the headings stand in it until Word has computed the pages."""
    lines = [file.add_paragraph(style="Normal") for _heading in headings] or [file.add_paragraph()]
    _field(lines[0], r'TOC \o "1-2" \h \z \u', "")
    end = lines[0].runs[-1]._r
    for line, heading in zip(lines, headings, strict=False):
        line.paragraph_format.left_indent = Cm(0.7 * (heading.level - 1))
        line.paragraph_format.space_after = Pt(0)
        line.add_run(heading.text)
    lines[-1]._p.append(end)


# ---------------------------------------------------------------- parts


def _add(file: Any, part: Part, number: int, pictures: Pictures) -> None:
    if isinstance(part, Heading):
        file.add_heading(part.text, part.level)
    elif isinstance(part, Text):
        for line in part.lines:
            run = file.add_paragraph(style="List Bullet" if part.style == "bullets" else "Normal").add_run(
                line
            )
            if part.style == "note":
                run.font.size, run.font.color.rgb = Pt(TIGHT), _ink(theme.LIGHT.muted)
    elif isinstance(part, Cards):
        _cards(file, part)
    elif isinstance(part, Figure):
        _figure(file, part, number, pictures)
    else:
        _caption(file, _("表"), number, part.title).paragraph_format.keep_with_next = True
        _table(file, part)
        if part.foot:
            _small(file, part.foot)


def _caption(file: Any, mark: str, number: int, text: str) -> Any:
    """图 3 finding: the number is a field, so that it counts on when figures are moved."""
    line = file.add_paragraph(style="Caption")
    line.add_run(f"{mark} ")
    _field(line, rf"SEQ {mark} \* ARABIC", str(number))
    line.add_run(f"  {text}")
    return line


def _small(file: Any, text: str) -> None:
    run = file.add_paragraph(style="Normal").add_run(text)
    run.font.size, run.font.color.rgb = Pt(TIGHT), _ink(theme.LIGHT.muted)


def _figure(file: Any, figure: Figure, number: int, pictures: Pictures) -> None:
    line = file.add_paragraph(style="Normal")
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.keep_with_next = True
    shape = line.add_run().add_picture(io.BytesIO(pictures.png(figure)), width=ROOM)
    shape._inline.docPr.set("descr", figure.title)
    _caption(file, _("图"), number, figure.title)
    _small(file, figure.below)


def _cards(file: Any, row: Cards) -> None:
    grid = file.add_table(rows=1, cols=len(row.cards))
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    _unbroken(grid.rows[0])
    for cell, card in zip(grid.rows[0].cells, row.cards, strict=True):
        looks = ((card.label, TIGHT, False), (card.value, 17, True), (card.change, 10, False))
        for i, (text, size, bold) in enumerate((*looks, (card.note, 8, False))):
            line = cell.paragraphs[0] if i == 0 else cell.add_paragraph()
            line.paragraph_format.space_after, line.paragraph_format.line_spacing = Pt(0), 1.15
            line.paragraph_format.keep_with_next = True
            run = line.add_run(text)
            run.font.size, run.bold = Pt(size), bold
            if size < 10:
                run.font.color.rgb = _ink(theme.LIGHT.muted)
    file.add_paragraph().paragraph_format.space_after = Pt(0)


def _table(file: Any, table: Table) -> None:
    grid = file.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    grid.autofit = False
    for column, share in zip(grid.columns, table.shares, strict=True):
        column.width = int(share * ROOM)
    _lines(grid)
    head = grid.rows[0]
    repeat = OxmlElement("w:tblHeader")
    head._tr.get_or_add_trPr().append(repeat)
    for cells, bold in _rows(grid, head, table):
        for (cell, text), column, share in zip(cells, table.columns, table.shares, strict=True):
            cell.width = int(share * ROOM)
            line = cell.paragraphs[0]
            line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(2)
            line.paragraph_format.line_spacing = 1.15
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT if column in table.kinds else WD_ALIGN_PARAGRAPH.LEFT
            run = line.add_run(text)
            run.font.size, run.bold = Pt(TIGHT), bold


def _lines(grid: Any) -> None:
    """Thin grey lines between the rows only."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        line.set(qn("w:val"), "single" if side in ("top", "bottom", "insideH") else "nil")
        line.set(qn("w:sz"), "4")
        line.set(qn("w:color"), theme.LIGHT.hidden.lstrip("#"))
        borders.append(line)
    grid._tbl.tblPr.find(qn("w:tblLayout")).addprevious(borders)


def _rows(grid: Any, head: Any, table: Table) -> Iterator[tuple[list[tuple[Any, str]], bool]]:
    """([(cell, text)], bold) row by row, the header first."""
    yield list(zip(head.cells, table.columns.values(), strict=True)), True
    for row in table.cells():
        added = grid.add_row()
        _unbroken(added)
        yield list(zip(added.cells, row, strict=True)), False


def _unbroken(row: Any) -> None:
    """Keeps a row on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
