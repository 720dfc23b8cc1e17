"""Presentation on a wall: no sidebar, no scrolling on either shape of screen, turned by key and by itself."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.axe import assert_is_accessible
from tests.browser.browsing import Visit
from tests.browser.test_overview import SCROLLS

SHAPES = {"16:9": (1920, 1080, "en"), "wall": (3840, 1080, "zh"), "4K": (3840, 2160, "zh")}
FILLED = """() => Math.max(...[...document.querySelectorAll('.wz-card, .js-plotly-plot, canvas')]
    .map(part => part.getBoundingClientRect().bottom)) / window.innerHeight"""
SLIDES = 5


def slide(visit: Visit) -> str:
    """Number of the slide in the address; empty at the first one."""
    return parse_qs(urlsplit(visit.page.url).query).get("slide", [""])[0]


def press(visit: Visit, key: str) -> None:
    """Presses a key and waits for what it turns to."""
    visit.page.keyboard.press(key)
    visit.settle()


@pytest.mark.parametrize("shape", SHAPES)
def test_every_slide_is_readable_and_fits_the_screen_and_keys_turn_and_leave_it(visit: Visit, shape: str):
    width, height, lang = SHAPES[shape]
    visit.page.set_viewport_size({"width": width, "height": height})
    visit.open("overview", present="1", lang=lang)
    visit.page.wait_for_timeout(1000)  # the page tells its window and is drawn again
    visit.settle()
    expect(visit.page.locator('[data-testid="stSidebar"]')).to_be_hidden()
    expect(visit.page.locator('[data-testid="stHeader"]')).to_be_hidden()
    for number in range(1, SLIDES + 1):
        assert slide(visit) in {str(number), ""}
        assert visit.page.evaluate(SCROLLS) == 0, f"slide {number}"
        assert visit.page.evaluate(FILLED) > 0.78, f"slide {number}"
        assert visit.page.locator('[data-testid="stException"]').count() == 0
        assert_is_accessible(visit)
        press(visit, "ArrowRight")
    assert slide(visit) == ""
    press(visit, "ArrowLeft")
    assert slide(visit) == str(SLIDES)
    visit.page.keyboard.press("ArrowLeft")
    visit.page.wait_for_timeout(60)  # a quick hand
    press(visit, "ArrowLeft")
    assert slide(visit) == str(SLIDES - 2)
    press(visit, "Escape")
    assert "present" not in visit.page.url
    expect(visit.page.locator('[data-testid="stSidebar"]')).to_be_visible()
    visit.page.locator(".st-key-wz_present button").click()
    visit.settle()
    assert "present=1" in visit.page.url


def test_slides_go_on_by_themselves(visit: Visit):
    visit.open("overview", present="1", every="5")
    expect(visit.page.locator("h2.wz-slide")).to_have_text("三网概况")
    visit.page.wait_for_url("**slide=2*", timeout=20_000)
    expect(visit.page.locator("h2.wz-slide")).to_have_text("地网")


def test_a_wrong_pace_is_told(visit: Visit):
    visit.open("overview", present="1", every="0")
    expect(visit.page.locator('[data-testid="stAlert"]').first).to_contain_text("every='0'")
