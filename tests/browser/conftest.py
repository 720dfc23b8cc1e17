"""Fixtures of the browser tests: a dashboard on a small demo store, and a visit that is watched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.browsing import Visit, launched, returning, window
from tests.browser.serving import serving

expect.set_options(timeout=20_000)  # milliseconds: a busy machine draws a map slowly, that is no fault
LONGEST = ("test_walk.py", "test_work_orders.py", "test_inspection.py", "test_court_link.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder carries the mark `browser`; the longest comes first."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, one for all tests."""
    with launched() as started:
        yield started


@pytest.fixture(scope="session")
def dashboard(demo_store: Path) -> Iterator[str]:
    """Address of a running dashboard on the small demo store."""
    environment = {**os.environ, "WZDASH_STORE_DIR": str(demo_store), "WZDASH_DATABASE_URL": ""}
    with serving(environment=environment) as url:
        yield url


@pytest.fixture(scope="session")
def wide(browser: Browser) -> Iterator[BrowserContext]:
    """A window as wide as a desk's, kept for all tests: what the page consists of is fetched once."""
    with window(browser) as context:
        yield context


@pytest.fixture(scope="session")
def narrow(browser: Browser) -> Iterator[BrowserContext]:
    """A window as narrow as a telephone's, kept for all tests."""
    with window(browser, "narrow") as context:
        yield context


@pytest.fixture
def visit(wide: BrowserContext, dashboard: str) -> Iterator[Visit]:
    """A watched visit to the dashboard in a wide window."""
    with returning(wide, dashboard) as visit:
        yield visit


@pytest.fixture
def narrow_visit(narrow: BrowserContext, dashboard: str) -> Iterator[Visit]:
    """The same in a narrow one."""
    with returning(narrow, dashboard) as visit:
        yield visit
