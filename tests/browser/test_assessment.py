"""The assessment in a browser, one visit: a card chosen, a town clicked, signs of gaming, downloads."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.browsing import Visit
from tests.browser.clicking import click_on, download, go_back, open_tab, query

MAIN = '[data-testid="stMainBlockContainer"]'


def test_cards_are_filtered_drilled_into_and_downloaded(visit: Visit):
    visit.open("assessment", **{"from": "2020-01-01", "to": "2020-12-31"})
    page, before = visit.page, query(visit)
    rows, text = download(visit, "scores")
    assert len(rows) == 14
    assert rows["名次"].tolist() == list(range(1, 15))
    assert "演示数据" in text
    open_tab(visit, "防造假")
    click_on(visit, "gaming", 0.1, 0.5 / 14)
    expect(page.get_by_role("button", name="镇街:")).to_be_visible()
    town = page.get_by_role("button", name="镇街:").inner_text().split(":")[1].split()[0]
    expect(page.locator(MAIN)).to_contain_text(f"{town}按期办结中")
    signs, _text = download(visit, "gaming")
    assert len(signs) == 14 * 5
    go_back(visit)
    assert query(visit) == before
    open_tab(visit, "漏斗图")
    expect(page.locator(MAIN)).to_contain_text("控制限")
    page.get_by_role("radio", name="镇街 · 巡查").click()
    visit.settle()
    expect(page.locator(MAIN)).to_contain_text("镇街 · 巡查,2020年1月1日")
    placed, _text = download(visit, "funnel")
    assert (placed["分子"] <= placed["分母"]).all()
