"""Fixtures of the browser tests: a dashboard on a small demo store, and a visit that is watched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.browsing import Visit, assert_stays_inside, launched, visiting
from tests.browser.serving import serving


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder carries the mark `browser`."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


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


@pytest.fixture
def visit(browser: Browser, dashboard: str) -> Iterator[Visit]:
    """A wide window on the dashboard. Afterwards: it complained about nothing and stayed on this machine."""
    with visiting(browser, dashboard) as visit:
        yield visit
        assert_stays_inside(visit)
        assert not visit.errors, "\n".join(visit.errors)


@pytest.fixture
def narrow_visit(browser: Browser, dashboard: str) -> Iterator[Visit]:
    """The same in a window as narrow as a telephone's."""
    with visiting(browser, dashboard, "narrow") as visit:
        yield visit
        assert_stays_inside(visit)
        assert not visit.errors, "\n".join(visit.errors)
