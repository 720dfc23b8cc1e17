"""The grid map in a browser: a cell, back to its town, two places, a month, a file. Clicks: test_walk.py."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.browsing import Visit
from tests.browser.clicking import fetch, query, table
from tests.browser.mapping import areas_of
from wzdash.settings import Settings


def test_a_reader_finds_a_cell_compares_and_downloads(visit: Visit, demo_settings: Settings):
    areas = areas_of(demo_settings)
    cell = areas[areas["level"] == "grid"].iloc[0]
    town, village = cell["town_code"], cell["village_code"]
    towns = areas[areas["level"] == "town"]
    page = visit.open("grid_map", grid=cell.code)
    assert {"town": town, "village": village, "grid": cell.code}.items() <= query(visit).items()
    body = page.locator('[data-testid="stMainBlockContainer"]')
    expect(body.get_by_role("heading", name=cell["name_zh"])).to_be_visible()

    page.locator(".st-key-grid_map_to_town button").click()
    page.wait_for_function("!location.search.includes('village')")
    visit.settle()
    page.locator(".st-key-grid_map_pin").get_by_role("button", name="固定此处").click()
    other = towns.loc[towns["code"] != town].iloc[0]
    page.locator(".st-key-grid_map_search input").click()
    page.keyboard.type(f"{other['name_zh']} · {other.code}")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**town={other.code}*")
    visit.settle()
    assert query(visit)["versus"] == town
    expect(page.get_by_test_id("stDataFrame")).to_have_count(2)

    page.locator(".st-key-map_month_play button").click()
    slider = page.locator(".st-key-map_month")
    expect(slider).to_contain_text("年2月", timeout=15_000)
    page.locator(".st-key-map_month_play button").click()
    expect(page.locator(".st-key-map_month_play")).to_contain_text("逐月播放", timeout=30_000)
    visit.settle()
    rows = table(fetch(visit, page.get_by_role("button", name="下载 CSV").first))
    assert len(rows) == 5
    assert rows["本处"].iloc[0] > 0
