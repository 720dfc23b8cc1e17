"""The grid map in a browser: a cell, back to its town, two places, a month, a file. Clicks: test_walk.py."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.browsing import Visit
from tests.browser.clicking import fetch, query, table
from tests.browser.mapping import areas_of
from wzdash.settings import Settings


def find(visit: Visit, what: str, said: str) -> None:
    """Chooses a place by its name and code; the link says it."""
    visit.page.locator(".st-key-grid_map_search input").click()
    visit.page.keyboard.type(what)
    visit.page.get_by_role("option").first.wait_for()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(f"**{said}*")
    visit.settle()


def click_row(visit: Visit, number: int) -> None:
    """Clicks the box before a row of the table of towns; the link says the town."""
    box = visit.page.locator(".st-key-table_towns").bounding_box()
    assert box
    visit.page.mouse.click(box["x"] + 16, box["y"] + 35 * (number + 0.5))
    visit.page.wait_for_url("**town=*")
    visit.settle()


def test_a_reader_finds_a_cell_compares_and_downloads(visit: Visit, demo_settings: Settings):
    areas = areas_of(demo_settings)
    cell = areas[areas["level"] == "grid"].iloc[0]
    town, village = cell["town_code"], cell["village_code"]
    towns = areas[areas["level"] == "town"]
    page = visit.open("grid_map")
    click_row(visit, 1)
    assert query(visit)["town"] in set(towns["code"])
    find(visit, f"{cell['name_zh']} · {cell.code}", f"grid={cell.code}")
    assert {"town": town, "village": village, "grid": cell.code}.items() <= query(visit).items()
    body = page.locator('[data-testid="stMainBlockContainer"]')
    expect(body.get_by_role("heading", name=cell["name_zh"])).to_be_visible()

    page.locator(".st-key-grid_map_to_town button").click()
    page.wait_for_function("!location.search.includes('village')")
    visit.settle()
    page.locator(".st-key-grid_map_pin").get_by_role("button", name="固定此处").click()
    other = towns.loc[towns["code"] != town].iloc[0]
    find(visit, f"{other['name_zh']} · {other.code}", f"town={other.code}")
    assert query(visit)["versus"] == town
    expect(page.get_by_test_id("stTable")).to_have_count(2)

    page.locator(".st-key-map_month_play button").click()
    slider = page.locator(".st-key-grid_map_month")
    expect(slider).to_contain_text("年2月", timeout=15_000)
    page.locator(".st-key-map_month_play button").click()
    expect(page.locator(".st-key-map_month_play")).to_contain_text("逐月播放", timeout=30_000)
    visit.settle()
    rows = table(fetch(visit, page.get_by_role("button", name="下载 CSV").first))
    assert len(rows) == 7
    assert rows["本处"].iloc[0] > 0
