"""Every page in a real browser: drawn, quiet, on this machine; also as the first link of a fresh server."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.browser.axe import assert_is_accessible
from tests.browser.browsing import VIEWPORTS, Visit, assert_stays_inside, visiting
from tests.browser.serving import serving
from wzdash.settings import ROOT

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
FAULTS = '[data-testid="stException"], [data-testid="stAlertContentError"]'
# Nothing is wider than the window: on a telephone that means scrolling sideways.
OVERFLOW = """() => {
    const main = document.querySelector('[data-testid="stMain"]');
    return main.scrollWidth - main.clientWidth;
}"""


def size(viewport: str) -> ViewportSize:
    """The size of a window by its name."""
    width, height = VIEWPORTS[viewport]
    return {"width": width, "height": height}


def assert_is_drawn(visit: Visit) -> None:
    """Fails when the page shows a fault or nothing at all."""
    assert visit.page.locator(FAULTS).count() == 0
    assert len(visit.page.locator('[data-testid="stMainBlockContainer"]').inner_text()) > 50


@pytest.mark.parametrize("page", PAGES)
def test_page_is_drawn_readable_and_fits(visit: Visit, page: str):
    """On a desk in Chinese, and on a telephone in English, whose words are longer, with the dark theme."""
    for viewport, lang, theme in (("wide", "zh", "light"), ("narrow", "en", "dark")):
        visit.page.set_viewport_size(size(viewport))
        visit.page.emulate_media(color_scheme=theme)
        visit.open(page, lang=lang)
        assert_is_drawn(visit)
        assert_is_accessible(visit)
        assert visit.page.evaluate(OVERFLOW) <= 1


def test_a_link_as_the_first_request_of_a_fresh_server(browser: Browser, demo_store: Path):
    environment = {**os.environ, "WZDASH_STORE_DIR": str(demo_store), "WZDASH_DATABASE_URL": ""}
    with serving(environment=environment) as url, visiting(browser, url) as visit:
        visit.open("mediation", lang="en")
        assert_is_drawn(visit)
        first = visit.page.locator('[data-testid="stMainBlockContainer"]').inner_text()
        visit.open("mediation", lang="en")
        assert visit.page.locator('[data-testid="stMainBlockContainer"]').inner_text() == first
        assert_stays_inside(visit)
        assert not visit.errors
