"""Patrol and hazards in a browser, one visit: another limit of days, a town clicked, downloads opened."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.browsing import Visit
from tests.browser.clicking import click_on, download, fetch, go_back, open_tab, query
from tests.browser.mapping import areas_of, click_cell
from wzdash.settings import Settings
from wzdash.ui.panels.patrol import SIZE

MAIN = '[data-testid="stMainBlockContainer"]'


def test_cells_towns_and_hazards_are_filtered_and_downloaded(visit: Visit, demo_settings: Settings):
    visit.open("inspection", **{"from": "2020-01-01", "to": "2020-12-31"})
    page, before = visit.page, query(visit)
    page.get_by_role("radio", name="60").click()
    visit.settle()
    expect(page.locator(MAIN)).to_contain_text("超过 60 天无人巡查")
    cells, text = download(visit, "neglected")
    assert len(cells) == 887
    assert "演示数据" in text
    place = click_cell(visit, areas_of(demo_settings), SIZE)
    assert place.items() <= query(visit).items()
    expect(page.locator(MAIN)).to_contain_text("超过 60 天无人巡查")
    go_back(visit)
    assert query(visit) == before
    open_tab(visit, "企业与隐患")
    lines = fetch(visit, page.locator(".st-key-dl_larger button")).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("编号,类别,镇街")
    assert any(line.startswith("HZ") for line in lines)
    open_tab(visit, "吹哨报到")
    click_on(visit, "arrival_medians", 0.1, 0.5 / 14)
    assert "town" in query(visit)
    expect(page.get_by_role("button", name="镇街:")).to_be_visible()
    go_back(visit)
    assert query(visit) == before
