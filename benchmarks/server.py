"""A server on the full demo store as a reader meets it: first chart after a cold start, memory afterwards."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from benchmarks.measuring import ROOT, Row
from tests.browser.browsing import Visit, launched, visiting
from tests.browser.serving import started

FIRST_CHART = '[data-testid="stPlotlyChart"] .main-svg, [data-testid="stDeckGlJsonChart"] canvas'


def rows(folder: Path) -> Iterator[Row]:
    """Seconds to the first chart, seconds per page in the browser, MiB of the server."""
    environment = {"WZDASH_STORE_DIR": str(folder), "WZDASH_DATABASE_URL": ""}
    with launched() as browser:
        begin = time.perf_counter()
        with started(environment=environment) as (url, server), visiting(browser, url) as visit:
            visit.page.goto(url)
            visit.page.locator(FIRST_CHART).first.wait_for(timeout=120_000)
            yield Row("server", "start of the server to the first chart", time.perf_counter() - begin, "s")
            visit.settle()
            yield from _tour(visit)
            memory = psutil.Process(server.pid).memory_info().rss / 1024**2
            yield Row("server", "memory after every page, one reader", memory, "MiB")


def _tour(visit: Visit) -> Iterator[Row]:
    for page in sorted((ROOT / "pages").glob("*.py")):
        begin = time.perf_counter()
        visit.open(page.stem)
        yield Row("browser", f"{page.stem}: opened by link until drawn", time.perf_counter() - begin, "s")
