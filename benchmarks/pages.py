"""Script time of each page against its floor, both as Streamlit runs them, in turns.

A page is measured twice: `again` with its answers cached, as when a reader changes a tab, and `fresh` with
the answer caches emptied, as when a reader changes a filter.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import script_runner
from streamlit.testing.v1 import AppTest

from benchmarks.floor import Floor, recording
from benchmarks.measuring import ROOT, Row

TIMEOUT = 120.0
TURNS = 9
RATIO = 1.5
PLAY = "from benchmarks import pages\npages.playing.play()"

playing = Floor()


@dataclass(frozen=True)
class PageTime:
    """Medians of one page in milliseconds of script time, and how many elements it draws."""

    page: str
    again: float
    fresh: float
    floor: float
    elements: int


@contextmanager
def _timing() -> Iterator[list[float]]:
    """Milliseconds of each script run inside the block: the script alone, not the test around it."""
    original = script_runner.exec_func_with_error_handling
    times: list[float] = []

    def timed(*args: Any, **kwargs: Any) -> Any:
        begin = time.perf_counter()
        try:
            return original(*args, **kwargs)
        finally:
            times.append((time.perf_counter() - begin) * 1000)

    script_runner.exec_func_with_error_handling = timed
    try:
        yield times
    finally:
        script_runner.exec_func_with_error_handling = original


def _run(test: AppTest) -> float:
    """Milliseconds of one run of a script. Raises RuntimeError when the script failed."""
    with _timing() as times:
        test.run(timeout=TIMEOUT)
    if test.exception:
        raise RuntimeError(f"the script failed, see above: {test.exception[0].message}")
    return sum(times)


def opened(page: Path) -> AppTest:
    """A session that has gone to a page of the dashboard."""
    test = AppTest.from_file(ROOT / "app.py", default_timeout=TIMEOUT).run()
    return test.switch_page(f"pages/{page.name}")


def measure(name: str, test: AppTest, turns: int = TURNS) -> PageTime:
    """Medians over `turns` runs of the page again, the page fresh and its floor, in turns."""
    global playing  # the script that plays it runs in a module of its own
    _run(test)  # imports, first connections
    with recording() as playing:
        _run(test)
    again, fresh, floor = [], [], []
    bare = AppTest.from_string(PLAY)
    for _turn in range(turns):
        floor.append(_run(bare))
        again.append(_run(test))
        st.cache_data.clear()
        fresh.append(_run(test))
    return PageTime(name, median(again), median(fresh), median(floor), len(playing.calls))


def rows() -> Iterator[Row]:
    """Two rows per page: its ratio again and fresh. Needs a store."""
    for page in sorted((ROOT / "pages").glob("*.py")):
        found = measure(page.stem, opened(page))
        note = f"{found.elements} elements, floor {found.floor:.0f} ms"
        for what, value in (("again", found.again), ("fresh", found.fresh)):
            ratio = value / found.floor
            text = f"{value:.0f} ms, {note}"
            yield Row(
                "pages", f"{found.page}, {what}: script time / floor", ratio, "×", most=RATIO, note=text
            )
