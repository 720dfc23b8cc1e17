"""Frames per second while a reader drags and zooms the grid map, beside the same layers without a dashboard.

The browser draws in software: the numbers are those of this machine, the ratio is taken in turns.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from playwright.sync_api import Page

from benchmarks.measuring import Row
from tests.browser.browsing import Visit, launched, visiting
from tests.browser.serving import serving

PERIOD = {"from": "2018-01-01", "to": "2020-12-31"}  # more than 200,000 squares in the full demo
TURNS, SECONDS, LEAST = 3, 3.0, 0.8
CANVAS = '[data-testid="stDeckGlJsonChart"] canvas'
COUNT = """() => { window.frames_seen = 0;
    const next = () => { window.frames_seen += 1; requestAnimationFrame(next); };
    if (!window.frames_counted) { window.frames_counted = true; next(); } }"""


def rows(folder: Path) -> Iterator[Row]:
    """Frames per second of the page and of the bare map, and their ratio. Needs the full store."""
    environment = {"WZDASH_STORE_DIR": str(folder), "WZDASH_DATABASE_URL": "", "PYTHONPATH": "."}
    with (
        serving(environment=environment) as page_url,
        serving("benchmarks/bare_map.py", environment) as bare_url,
        launched() as browser,
        visiting(browser, page_url) as page,
        visiting(browser, bare_url) as bare,
    ):
        _open(page, "grid_map?" + urlencode(PERIOD))
        page.page.get_by_role("radio", name="网格", exact=True).click()
        page.settle()
        page.page.get_by_role("button", name="地图选项").click()
        page.page.locator(".st-key-grid_map_spots label").click()
        page.page.keyboard.press("Escape")
        page.settle()
        _open(bare, "")
        for visit in (page, bare):
            visit.page.wait_for_timeout(3000)
        found = [(_per_second(page.page), _per_second(bare.page)) for _turn in range(TURNS)]
    ours, theirs = (median(values) for values in zip(*found, strict=True))
    note = f"{ours:.1f} and {theirs:.1f} frames per second, all cells and 200,000 squares, drag and zoom"
    yield Row(
        "frames", "grid map with 200,000 squares / bare map", ours / theirs, "×", least=LEAST, note=note
    )


def _open(visit: Visit, path: str) -> None:
    visit.open(path)
    visit.page.locator(CANVAS).first.wait_for(timeout=120_000)


def _per_second(page: Page) -> float:
    """Frames per second while the map is dragged to and fro and zoomed."""
    page.bring_to_front()
    canvas = page.locator(CANVAS).first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + min(box["height"] / 2, 200)
    page.mouse.move(x, y)
    page.evaluate(COUNT)
    begin, step = time.perf_counter(), 0
    page.mouse.down()
    while time.perf_counter() - begin < SECONDS:
        step += 1
        page.mouse.move(x + 60 * (step % 2), y + 4 * (step % 10))
        page.wait_for_timeout(16)
    page.mouse.up()
    while time.perf_counter() - begin < SECONDS * 1.5:
        step += 1
        page.mouse.wheel(0, 40 if step % 2 else -40)
        page.wait_for_timeout(16)
    return float(page.evaluate("window.frames_seen")) / (time.perf_counter() - begin)
