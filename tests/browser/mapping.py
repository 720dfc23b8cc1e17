"""Clicks into areas of a map in a browser: where on the screen an area of the store lies."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from playwright.sync_api import Page, expect
from shapely import area
from sqlalchemy import select

from tests.browser.browsing import Visit
from wzdash.charts.geometry import bounds, pixels, shapes, view
from wzdash.settings import Settings
from wzdash.store import schema
from wzdash.store.engine import open_store

# deck.gl takes a press of more than a quarter second for none at all. Without a graphics card, finding out
# what lies under the pointer takes longer on a busy machine, so the page's clock stands still meanwhile.
STOP = "() => { window.wzNow = Date.now; const now = Date.now(); Date.now = () => now; }"
GO_ON = "() => { Date.now = window.wzNow; }"


def areas_of(settings: Settings) -> pd.DataFrame:
    """One row per area with a geometry."""
    c = schema.area.c
    rows = open_store(settings).read(
        select(c.code, c.level, c.name_zh, c.town_code, c.village_code, c.geometry)
    )
    return rows[rows["geometry"].notna()].reset_index(drop=True)


def click_area(page: Page, shown: pd.DataFrame, code: str, size: tuple[int, int]) -> None:
    """Clicks into an area of the first map, which shows these areas fitted to this size."""
    drawn = shapes(shown["geometry"])
    look = view(bounds(drawn), *size)
    spot = drawn[list(shown["code"]).index(code)].representative_point()
    places = np.array([[spot.x, look["longitude"]], [spot.y, look["latitude"]]])
    clicked, middle = pixels(*places, look["zoom"])
    across, down = clicked - middle
    canvas = page.locator('[data-testid="stDeckGlJsonChart"] canvas').first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    x, y = box["x"] + box["width"] / 2 + across, box["y"] + box["height"] / 2 + down
    page.mouse.move(x, y)
    page.wait_for_timeout(300)
    page.evaluate(STOP)
    page.mouse.click(x, y)
    page.evaluate(GO_ON)


def click_cell(visit: Visit, areas: pd.DataFrame, size: tuple[int, int]) -> dict[str, str]:
    """{level: code} of the largest grid cell, after a click on it in a map of all; the page says it."""
    cells = areas[areas["level"] == "grid"].reset_index(drop=True)
    cell = cells.iloc[int(np.argmax(area(shapes(cells["geometry"]))))]
    click_area(visit.page, cells, cell["code"], size)
    visit.page.wait_for_url(f"**grid={cell['code']}*")
    visit.settle()
    expect(visit.page.get_by_role("button", name=f"网格:{cell['name_zh']}")).to_be_visible()
    # a map drawn anew has no selection, which would pale all other areas
    drawn_anew = re.compile(r"\bst-key-deck_\w+_1\b")
    expect(visit.page.locator('[class*="st-key-deck_"]').first).to_have_class(drawn_anew)
    return {"town": cell["town_code"], "village": cell["village_code"], "grid": cell["code"]}
