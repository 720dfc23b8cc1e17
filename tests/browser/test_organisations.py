"""Organisations in a browser: mediators moved on trial, the brands, a town clicked, a file opened."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.browsing import Visit
from tests.browser.clicking import click_on, fetch, query, table


def test_a_reader_moves_mediators_and_takes_the_roster_along(visit: Visit):
    page = visit.open("organisations", **{"from": "2020-01-01", "to": "2020-12-31"})
    body = page.locator('[data-testid="stMainBlockContainer"]')
    expect(body).to_contain_text("调解小组 887 个")
    page.get_by_role("tab", name="调员试算", exact=True).click()
    visit.settle()
    number = page.locator(".st-key-move_number input")
    number.fill("5")
    number.press("Enter")
    visit.settle()
    expect(body).to_contain_text("试算移动 5 名调解员")
    page.get_by_role("tab", name="品牌与名册", exact=True).click()
    visit.settle()
    rows = table(fetch(visit, page.locator(".st-key-dl_roster button")))
    assert {"法治评弹", "村民议事组", "笃学堂", "家事法官"} <= set(rows["名称"])
    page.get_by_role("tab", name="覆盖", exact=True).click()
    visit.settle()
    click_on(visit, "coverage", 0.1, 0.48)
    assert "town" in query(visit)
