"""Script time of each page against the same page drawn from constants, both as Streamlit runs them, in turns.

A page is measured twice: `again` with its answers cached, as when a reader changes a tab, and `fresh` with
the answer caches emptied, as when a reader changes a filter. The floor draws the same elements through the
same chart functions from constants; beside it stands the bare floor, Streamlit's own calls with finished
figures. The limit holds for `again`; what a new question costs is told without a limit.
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

from benchmarks.constants import constants
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
    bare: float
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
    again, fresh, floor, bare = [], [], [], []
    player, known = AppTest.from_string(PLAY), {}
    with constants(known):
        _run(test)
    for _turn in range(turns):
        bare.append(_run(player))
        with constants(known):
            floor.append(_run(test))
        again.append(_run(test))
        st.cache_data.clear()
        fresh.append(_run(test))
    return PageTime(name, *map(median, (again, fresh, floor, bare)), len(playing.calls))


def rows() -> Iterator[Row]:
    """Two rows per page: its ratio again and fresh. Needs a store."""
    for page in sorted((ROOT / "pages").glob("*.py")):
        found = measure(page.stem, opened(page))
        note = f"{found.elements} elements, floor {found.floor:.0f} ms, bare {found.bare:.0f} ms"
        for what, value, most in (("again", found.again, RATIO), ("fresh", found.fresh, None)):
            text = f"{value:.0f} ms, {note}"
            name = f"{found.page}, {what}: script time / floor"
            yield Row("pages", name, value / found.floor, "×", most=most, note=text)
