"""The court link in a browser: a town is clicked, the flow switched, a file opened, the agenda edited."""

from __future__ import annotations

import docx
from playwright.sync_api import expect

from tests.browser.browsing import Visit
from tests.browser.clicking import click_on, download, query


def test_a_reader_follows_cases_and_takes_the_agenda_along(visit: Visit):
    page = visit.open("court_link", **{"from": "2019-01-01", "to": "2019-12-31"})
    body = page.locator('[data-testid="stMainBlockContainer"]')
    expect(body).to_contain_text("单侧 95 % 下限")
    rows, _text = download(visit, "court_places")
    assert rows["类别"].value_counts().to_dict() == {"诉调对接站点": 22, "派出法庭": 4, "法院分中心": 1}
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="分流与费用", exact=True).click()
    visit.settle()
    click_on(visit, "diversion_town", 0.1, 0.48)
    assert "town" in query(visit)
    page.get_by_role("tab", name="流向", exact=True).click()
    visit.settle()
    page.get_by_role("radio", name="网格与调解室 → 法院").click()
    visit.settle()
    expect(body).to_contain_text("件网格纠纷")
    page.get_by_role("tab", name="例会议程", exact=True).click()
    visit.settle()
    field = page.locator("textarea").last
    field.fill("1. 研究家事案件。")
    field.press("Control+Enter")
    visit.settle()
    page.get_by_role("button", name="生成议程文件").click()
    button = page.locator(".st-key-agenda_get_docx button")
    expect(button).to_be_visible(timeout=60_000)
    with page.expect_download() as waiting:
        button.click()
    assert "演示数据" in waiting.value.suggested_filename
    text = [line.text for line in docx.Document(str(waiting.value.path())).paragraphs]
    assert "1. 研究家事案件。" in text
