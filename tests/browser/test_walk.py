"""From the district to a report: a cell on the map, the briefing in every format, back by its code."""

from __future__ import annotations

from io import BytesIO

import docx
import openpyxl
import pptx
import pypdf
from playwright.sync_api import expect

from tests.browser.browsing import Visit
from tests.browser.clicking import fetch, filter_by, go_to
from tests.browser.mapping import areas_of, click_area
from wzdash.settings import Settings

MUDU = "320506103"
SIZE = (558, 440)  # of the grid map


def words_of(name: str, data: bytes) -> str:
    """What a reader of the format finds in a file."""
    file = BytesIO(data)
    if name == "pptx":
        shapes = [shape for slide in pptx.Presentation(file).slides for shape in slide.shapes]
        return "\n".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)
    if name == "docx":
        return "\n".join(paragraph.text for paragraph in docx.Document(file).paragraphs)
    if name == "pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(file).pages)
    if name == "xlsx":
        sheets = openpyxl.load_workbook(file).worksheets
        return "\n".join(str(cell) for sheet in sheets for row in sheet.values for cell in row if cell)
    return data.decode()


def test_from_the_district_to_a_cell_into_a_report_and_back(visit: Visit, demo_settings: Settings):
    areas = areas_of(demo_settings)
    cell = areas[(areas["level"] == "grid") & (areas["town_code"] == MUDU)].iloc[0]
    page = visit.open("grid_map")
    filter_by(visit, "镇街", "木渎镇", f"town={MUDU}")
    inside = areas[areas["town_code"] == MUDU]
    villages = inside[inside["level"] == "village"]
    cells = inside[(inside["level"] == "grid") & (inside["village_code"] == cell["village_code"])]
    for shown, code, key in ((villages, cell["village_code"], "village"), (cells, cell["code"], "grid")):
        click_area(page, shown, code, SIZE)
        page.wait_for_url(f"**{key}={code}*")
        visit.settle()

    page.locator(".st-key-dl_map_orders_received_grid button").first.click()
    page.get_by_role("button", name="加入简报", exact=True).click()
    expect(page.get_by_test_id("stToast").last).to_contain_text("已加入简报", timeout=30_000)
    page.keyboard.press("Escape")
    title = page.locator(".wz-title").first.inner_text()

    go_to(visit, "briefing")
    page.get_by_role("button", name="生成简报").click()
    got = {}
    for name in ("pptx", "docx", "pdf", "xlsx", "html"):
        button = page.locator(f".st-key-brief_get_{name} button")
        expect(button).to_be_visible(timeout=120_000)
        got[name] = words_of(name, fetch(visit, button))
        assert title in got[name], name
        assert "演示数据" in got[name], name
    for name, parts in {"pptx": 15, "pdf": 5, "xlsx": 8}.items():  # slides, pages, sheets
        assert got[name].count("演示数据") > parts, name
    about_the_map = got["html"][got["html"].rindex(title) :]
    code = about_the_map.partition("视图码 ")[2][:8]

    field = page.get_by_label("视图码")
    field.fill(code)
    field.press("Enter")
    expect(page.get_by_text("数据没有变过")).to_be_visible()
    page.get_by_role("button", name="打开这个视图").click()
    page.wait_for_url(f"**/grid_map?*grid={cell['code']}*")
    visit.settle()
    assert page.locator(".wz-title").first.inner_text() == title
