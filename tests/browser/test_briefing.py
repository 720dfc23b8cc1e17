"""The briefing in a browser: made with progress, downloaded in all formats, opened, reopened by its code."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pptx
import pypdf
from playwright.sync_api import expect

from tests.browser.browsing import Visit


def test_all_formats_are_downloaded_and_the_code_reopens_the_view(visit: Visit):
    visit.open("briefing", **{"from": "2020-01-01", "to": "2020-06-30"})
    page = visit.page
    page.get_by_role("button", name="生成简报").click()
    got = {}
    for kind in ("PPTX", "DOCX", "PDF", "XLSX", "HTML"):
        button = page.locator(f".st-key-brief_get_{kind.lower()} button")
        expect(button).to_be_visible(timeout=120_000)
        with page.expect_download() as waiting:
            button.click()
        name = waiting.value.suggested_filename
        assert "演示数据" in name
        got[kind] = Path(waiting.value.path()).read_bytes()
    assert len(pptx.Presentation(BytesIO(got["PPTX"])).slides) > 15
    assert docx.Document(BytesIO(got["DOCX"])).paragraphs
    assert len(pypdf.PdfReader(BytesIO(got["PDF"])).pages) > 5
    assert len(openpyxl.load_workbook(BytesIO(got["XLSX"])).sheetnames) > 8
    assert got["HTML"].startswith(b"<!")
    field = page.get_by_label("视图码")
    field.fill(name.rpartition("_")[2].removesuffix(".html"))
    field.press("Enter")
    expect(page.get_by_text("数据没有变过")).to_be_visible()
