"""Every format of a document, opened with a reader library of another make."""

from __future__ import annotations

import dataclasses
import io
import re
import struct
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import docx
import openpyxl
import pptx
import pypdf
import pytest
from docx.oxml.ns import qn
from pptx.enum.chart import XL_CHART_TYPE

from tests.export import reports
from wzdash.charts import theme
from wzdash.charts.values import excel
from wzdash.errors import ExportError
from wzdash.export import formats
from wzdash.export.browser import BROWSER
from wzdash.export.document import Chart, Figure, Heading, Text
from wzdash.export.drawn import WIDTH, Pictures
from wzdash.export.slides import shared_out

DEMO, LINE = "演示数据", reports.STAMP.line()


@pytest.fixture(scope="module")
def pictures() -> Pictures:
    """The pictures of the small report, drawn once for all formats."""
    return Pictures(reports.report())


def made(form: str, pictures: Pictures) -> io.BytesIO:
    """The small report as a file."""
    return io.BytesIO(formats.render(reports.report(), form, pictures))


# ---------------------------------------------------------------- slides


@pytest.fixture(scope="module")
def slides(pictures: Pictures):
    """The report as slides."""
    return pptx.Presentation(made("pptx", pictures))


def texts(slide) -> str:
    """Every text on a slide."""
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_slides_are_wide_and_each_carries_title_stamp_and_mark(slides):
    assert round(slides.slide_width / slides.slide_height, 3) == round(16 / 9, 3)
    titles = [slide.shapes.title.text_frame.text for slide in slides.slides]
    assert titles[:2] == ["工作简报", "地网 · 概况"]
    assert "地网 · 问题" in titles
    for slide in list(slides.slides)[1:]:
        assert LINE in texts(slide)
        assert DEMO in texts(slide).replace(LINE, "")
    assert "K7Q2M9PX" in texts(slides.slides[0])
    assert "2,100 件" in texts(slides.slides[1])
    assert "受理工单 2,100,较对比期 +2.4 %" in texts(
        slides.slides[1]
    )  # the first chart stands below the cards
    assert "较上年同期增加 50 件。" in texts(slides.slides[1])


def test_charts_on_slides_are_native_and_hold_the_numbers(slides):
    charts = [shape.chart for slide in slides.slides for shape in slide.shapes if shape.has_chart]
    assert [chart.chart_type for chart in charts] == [
        XL_CHART_TYPE.LINE,
        XL_CHART_TYPE.BAR_CLUSTERED,
        XL_CHART_TYPE.COLUMN_STACKED,
    ]
    line, bar, _stacked = charts
    assert list(line.plots[0].categories) == ["2020-01", "2020-02", "2020-03"]
    assert [(s.name, tuple(s.values)) for s in line.plots[0].series] == [
        ("本期", (1200.0, 900.0, None)),
        ("对比期", (1100.0, 950.0, 870.0)),
    ]
    assert line.has_legend
    assert tuple(bar.plots[0].series[0].values) == (0.991, 0.985, 0.97)
    assert bar.plots[0].data_labels.number_format == "0.0%"
    assert not bar.has_legend
    for chart in charts:  # the numbers can be edited: a workbook is inside
        book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        assert book.active.max_row == 4


def test_a_map_is_a_picture_with_a_text_alternative(slides):
    found = [shape for slide in slides.slides for shape in slide.shapes if shape.shape_type == 13]
    assert len(found) == 1
    assert found[0].image.blob.startswith(b"\x89PNG")
    assert found[0]._element.nvPicPr.cNvPr.get("descr") == "木渎镇最多"


def test_a_long_table_goes_on_with_its_header_and_loses_no_row(slides):
    tables = [shape.table for slide in slides.slides for shape in slide.shapes if shape.has_table]
    assert len(tables) > 2
    for table in tables:
        assert [cell.text for cell in table.rows[0].cells] == ["数字", "值", "说明"]
        assert sum(row.height for row in table.rows) < slides.slide_height * 0.75
    rows = [row.cells[0].text for table in tables for row in list(table.rows)[1:]]
    assert rows == [f"数字 {i}" for i in range(40)]


def test_long_texts_go_on_with_another_slide(pictures: Pictures):
    long = Text("\n".join(f"第 {i} 段:" + "内容" * 60 for i in range(12)))
    document = reports.report(long)
    show = pptx.Presentation(io.BytesIO(formats.render(document, "pptx", pictures)))
    said = "\n".join(texts(slide) for slide in show.slides)
    assert all(f"第 {i} 段" in said for i in range(12))
    fullest = max(len(re.findall("第 [0-9]+ 段", texts(slide))) for slide in show.slides)
    assert 3 <= fullest <= 7


def test_a_title_ends_before_the_demo_mark(slides):
    for slide in list(slides.slides)[1:]:
        mark = next(shape for shape in slide.shapes if shape.has_text_frame and shape.text_frame.text == DEMO)
        assert slide.shapes.title.left + slide.shapes.title.width <= mark.left


def test_sections_without_cards_share_slides_under_their_names(pictures: Pictures):
    more = (
        Heading("建议关注", 2),
        Text("先看口径。", style="bullets"),
        Heading("防线", 1),
        Text("防线一句。"),
    )
    show = pptx.Presentation(io.BytesIO(formats.render(reports.report(*more), "pptx", pictures)))
    titles = [slide.shapes.title.text_frame.text for slide in show.slides]
    assert "地网 · 概况" in titles
    shared = titles.index("地网 · 问题、建议关注")
    said = texts(show.slides[shared])
    assert (
        said.index("光福镇按期结案率") < said.index("建议关注", said.index("光福镇")) < said.index("先看口径")
    )
    assert titles[-1] == "防线"
    assert "地网 · 建议关注" not in titles


def test_east_asian_font_is_set_beside_the_latin_one(pictures: Pictures):
    with zipfile.ZipFile(made("pptx", pictures)) as file:
        parts = {name: file.read(name).decode() for name in file.namelist() if name.endswith(".xml")}
    face = f'<a:ea typeface="{theme.OFFICE_FONT}"'
    assert face in parts["ppt/theme/theme1.xml"]
    for name, text in parts.items():
        runs = re.findall(r"<a:r>.*?</a:r>", text) if name.startswith("ppt/slides/slide") else []
        assert all(face in run for run in runs), name
        if re.match(r"ppt/charts/chart\d", name):
            assert face in text
    with zipfile.ZipFile(made("docx", pictures)) as file:
        styles = file.read("word/styles.xml").decode()
    assert styles.count(f'w:eastAsia="{theme.OFFICE_FONT}"') >= 8
    assert 'w:lang w:val="en-US" w:eastAsia="zh-CN"' in styles


def test_notes_say_what_the_numbers_mean(slides):
    notes = [slide.notes_slide.notes_text_frame.text for slide in slides.slides if slide.has_notes_slide]
    assert "受理工单:期间内受理的全部工单。" in notes[0]
    assert all(LINE in note for note in notes)


# ---------------------------------------------------------------- Word


def test_word_has_headings_contents_captions_and_stamp(pictures: Pictures):
    file = docx.Document(made("docx", pictures))
    styles = [(p.style.name, p.text) for p in file.paragraphs]
    assert ("Heading 1", "地网") in styles
    assert ("Heading 2", "问题") in styles
    assert ("List Bullet", "光福镇按期结案率 97.0\u00a0%。") in styles
    captions = [text for style, text in styles if style == "Caption"]
    assert captions[0] == "图 1  受理工单 2,100,较对比期 +2.4 %"
    assert captions[3].startswith("图 4  ")
    assert captions[4].startswith("表 1  ")
    fields = [node.text for node in file.element.iter(qn("w:instrText"))]
    assert fields[0].strip().startswith('TOC \\o "1-2"')
    assert sum("SEQ 图" in field for field in fields) == 4
    begins = [node.get(qn("w:fldCharType")) for node in file.element.iter(qn("w:fldChar"))]
    assert begins.count("begin") == begins.count("end") == len(fields)
    section = file.sections[0]
    assert round(section.page_width.mm) == 210
    assert DEMO in section.header.paragraphs[0].text
    assert LINE in section.footer.paragraphs[0].text
    assert len(file.inline_shapes) == 4
    assert len(file.tables) == 2
    assert [cell.text for cell in file.tables[1].rows[40].cells][:2] == ["数字 39", "39,019.5"]


# ---------------------------------------------------------------- workbook


def test_workbook_has_a_sheet_per_figure_with_numbers_meaning_and_chart(pictures: Pictures):
    book = openpyxl.load_workbook(made("xlsx", pictures))
    assert book.sheetnames == [
        "正文",
        "图1 受理工单",
        "图2 按期结案率",
        "图3 堆积",
        "图4 镇街分布",
        "表1 对账",
    ]
    assert all("演示数据" in sheet.oddFooter.left.text for sheet in book)
    assert all("K7Q2M9PX" in sheet.oddFooter.left.text for sheet in book)
    sheet = book["图1 受理工单"]
    assert [cell.value for cell in sheet[4]] == ["月份", "本期", "对比期"]
    assert [cell.value for cell in sheet[5]][1:] == [1200, 1100]
    assert sheet["B7"].value is None
    assert sheet["B5"].number_format == "#,##0"
    told = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=8)}
    assert told["受理工单"] == "期间内受理的全部工单。"
    assert told["性质"] == DEMO
    assert told["视图码"] == "K7Q2M9PX"
    assert book["图2 按期结案率"]["B5"].number_format == "0.0%"
    assert book["图2 按期结案率"]["B5"].value == 0.991
    words = [row[1].value for row in book["正文"].iter_rows()]
    assert "较上年同期增加 50 件。" in words
    assert "=不是公式" in words
    with zipfile.ZipFile(made("xlsx", pictures)) as file:
        charts = [file.read(name).decode() for name in file.namelist() if "charts/chart" in name]
        assert any("media/image" in name for name in file.namelist())
    assert len(charts) == 3
    assert sum("<c:lineChart>" in chart for chart in charts) == 1
    assert sum("<c:barChart>" in chart for chart in charts) == 2
    assert "'图1 受理工单'!$B$5:$B$7" in charts[0]
    bars = next(chart for chart in charts if '<c:barDir val="bar"/>' in chart)
    names, values = (bars[bars.index(f"<c:{a}Ax>") : bars.index(f"</c:{a}Ax>")] for a in ("cat", "val"))
    assert '<c:orientation val="maxMin"/>' in names  # the first row on top
    assert '<c:orientation val="minMax"/>' in values
    assert '<c:min val="0"/>' in values


def test_nothing_on_a_sheet_lies_over_the_words_below_the_rows(pictures: Pictures):
    book = openpyxl.load_workbook(made("xlsx", pictures))
    for sheet in book.worksheets[1:]:
        drawn = [*sheet._charts, *sheet._images]
        words = [row[0].row for row in sheet.iter_rows() if row[0].value in ("说明", "性质")]
        assert len(drawn) == sheet.title.startswith("图")
        for one in drawn:  # its last row, counted from 0, is above the first of the words, counted from 1
            assert one.anchor.to.row + 1 < min(words)


def test_a_figure_of_any_unit_shows_the_decimals_it_needs():
    assert [excel("figure", x) for x in (1915000, 41.0000042, 99.13, -53.8461, None)] == [
        "#,##0",
        "#,##0",
        "#,##0.00",
        "#,##0.00",
        "General",
    ]


def test_a_long_table_is_shared_out_evenly():
    parts = shared_out([20.0] * 38, 300.0)
    assert [part.stop - part.start for part in parts] == [13, 13, 12]
    assert shared_out([400.0, 20.0, 20.0], 300.0) == [slice(0, 1), slice(1, 3)]
    assert shared_out([], 300.0) == [slice(0, 0)]  # its header says what would be there


# ---------------------------------------------------------------- paper and web


def test_pdf_is_a4_in_pages_with_text_and_embedded_fonts(pictures: Pictures):
    file = pypdf.PdfReader(made("pdf", pictures))
    assert 4 <= len(file.pages) <= 7
    for i, page in enumerate(file.pages, start=1):
        assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (596, 842)
        text = page.extract_text()
        assert DEMO in text
        assert "K7Q2M9PX" in text
        assert re.search(rf"{i}\s*/\s*{len(file.pages)}", text)
    whole = "".join(page.extract_text() for page in file.pages)
    for said in ("较上年同期增加", "木渎镇", "数字 39", "图 1"):
        assert said.replace(" ", "") in re.sub(r"\s", "", whole)
    contents = file.pages[0].extract_text()
    for name, page in printed_on(file).items():
        assert re.search(rf"{name}\s*{page}\b", contents)
    fonts = [font.get_object() for page in file.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    assert all(embedded(font) for font in fonts)


def printed_on(file: pypdf.PdfReader) -> dict[str, int]:
    """{heading: page} of the headings below the title, found in the text of the pages."""
    found = {}
    for number, page in enumerate(file.pages[1:], start=2):
        lines = [line.strip() for line in page.extract_text().splitlines()]
        found |= {name: number for name in ("地网", "概况", "问题") if name in lines}
    assert len(found) == 3
    return found


def embedded(font) -> bool:
    """True when the outlines of a font of a PDF are in the file."""
    if font["/Subtype"] == "/Type3":
        return "/CharProcs" in font
    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    return any(key in inner["/FontDescriptor"] for key in ("/FontFile", "/FontFile2", "/FontFile3"))


class Page(HTMLParser):
    """What an HTML file asks for and which names it gives."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.asked: list[str] = []
        self.names: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        for key, value in attrs:
            if key == "id":
                self.names.append(value)
            if key in ("src", "href", "xlink:href", "srcset", "data", "action") and not value.startswith("#"):
                self.asked.append(value)


def test_html_is_one_file_that_asks_nobody(pictures: Pictures):
    text = formats.render(reports.report(), "html", pictures).decode()
    page = Page()
    page.feed(text)
    assert not page.asked
    assert "script" not in page.tags
    assert page.tags.count("figure") == 4
    assert not re.search(r"@import|url\(\s*['\"]?(?!['\"]?#)", text)
    assert len(page.names) == len(set(page.names))
    used = set(re.findall(r"url\(['\"]?#([^'\")]+)", text.replace("&quot;", '"')))
    assert used <= set(page.names)
    assert LINE in text
    assert "较上年同期增加 50 件。" in text


def test_markup_in_texts_stays_text(pictures: Pictures):
    document = reports.report(Text("<script>alert(1)</script> & <b>粗</b>"))
    text = formats.render(document, "html", pictures).decode()
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>" not in text


# ---------------------------------------------------------------- documents as such


def test_edited_texts_replace_and_emptied_ones_go():
    document = reports.report().edited({"ground.overview": "改过的话。", "ground.problems": " \n"})
    said = [part.text for part in document.parts if isinstance(part, Text)]
    assert said == ["改过的话。", "以上为变化,不是成效。"]


def test_a_missing_glyph_stops_every_format():
    document = reports.report(Text("罕见字 \U0003ffff"))
    for form in formats.FORMATS:
        with pytest.raises(ExportError, match="U\\+3FFFF"):
            formats.render(document, form)


def test_an_unknown_format_or_chart_is_refused():
    with pytest.raises(ExportError, match=r"odt.*pptx"):
        formats.checked(["pptx", "odt"])
    assert formats.checked(["PDF", "pdf", " html "]) == ["pdf", "html"]
    with pytest.raises(ValueError, match="pie"):
        Chart("pie", "month", ())


def test_a_chart_is_drawn_once_for_all_formats(monkeypatch: pytest.MonkeyPatch):
    drawn: list[str] = []
    draw = BROWSER.draw

    def counted(figure: dict, options: dict) -> bytes:
        drawn.append(options["format"])
        return draw(figure, options)

    monkeypatch.setattr(BROWSER, "draw", counted)
    pictures = Pictures(reports.report())
    figure = next(part for part in reports.report().parts if isinstance(part, Figure))
    png = pictures.png(figure)
    assert "<svg" in pictures.svg(figure)
    assert drawn == ["svg"]
    assert struct.unpack(">I", png[16:20])[0] == 2 * WIDTH


def test_all_files_appear_together_or_none(tmp_path: Path):
    folder = tmp_path / "new" / "briefs"
    told: list[str] = []

    def cancel(step: str) -> None:
        told.append(step)
        if step == "DOCX":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        formats.save(reports.report(), ["xlsx", "docx"], folder, cancel)
    assert "XLSX" in told
    assert not list(tmp_path.iterdir())
    bad = dataclasses.replace(reports.report(), title="\U0003ffff")
    with pytest.raises(ExportError):
        formats.save(bad, ["xlsx"], folder)
    assert not list(tmp_path.iterdir())
    paths = formats.save(reports.report(), ["xlsx", "pptx"], folder)
    assert [path.name for path in paths] == [
        "工作简报_20201231_演示数据_K7Q2M9PX.pptx",
        "工作简报_20201231_演示数据_K7Q2M9PX.xlsx",
    ]
    assert sorted(folder.iterdir()) == paths
    formats.save(reports.report(), ["xlsx"], folder)
    assert sorted(folder.iterdir()) == paths
    assert {path.name for path in tmp_path.iterdir()} == {"new"}
