"""A full briefing of the simulated district in all five formats: seconds per stage, and against drawing
the same figures once and nothing else."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.measuring import Row
from wzdash.briefing.material import Material
from wzdash.briefing.sections import compose
from wzdash.export.browser import available
from wzdash.export.document import Document, Figure
from wzdash.export.drawn import Pictures
from wzdash.export.formats import FORMATS, save, warm
from wzdash.scope import Scope, year_before
from wzdash.settings import Settings
from wzdash.store.engine import Store

SECONDS = 20
COMPOSING = "compose"


def rows(folder: Path) -> Iterator[Row]:
    """The briefing of the year up to the data date, from the store in `folder`; nothing without Chromium."""
    if not available():
        return
    stages = _Stages()
    warm(list(FORMATS))
    document = _composed(folder)
    with tempfile.TemporaryDirectory(prefix="wzdash-bench-") as out:
        save(document, list(FORMATS), Path(out) / "files", stages.hear)
    whole = stages.end()
    figures = [part for part in document.parts if isinstance(part, Figure)]
    floor = _drawing(document, figures)
    told = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in stages.seconds.items())
    yield Row("briefing", "five formats, a whole year", whole, "s", most=SECONDS, note=told)
    against = f"{len(figures)} figures drawn once: {floor:.1f} s"
    yield Row("briefing", "five formats / drawing the figures once", whole / floor, "×", note=against)


def _composed(folder: Path) -> Document:
    store = Store(Settings(store_dir=folder))
    end = store.as_of.date()
    scope = replace(Scope(year_before(end), end), comparison="last_year")
    return compose(Material(store, scope))


def _drawing(document: Document, figures: list[Figure]) -> float:
    """Seconds to draw every figure, by a browser that runs already."""
    pictures, begin = Pictures(document), time.perf_counter()
    for figure in figures:
        pictures.svg(figure)
    return time.perf_counter() - begin


class _Stages:
    """Seconds from one format's announcement to the next; the first is composing."""

    def __init__(self) -> None:
        self._begin = self._since = time.perf_counter()
        self._stage = COMPOSING
        self.seconds: dict[str, float] = {}

    def hear(self, step: str) -> None:
        """A step of `save`: only the names of formats begin a stage."""
        if step.lower() in FORMATS:
            self._close(step)

    def end(self) -> float:
        """Seconds of all stages."""
        self._close("")
        return self._since - self._begin

    def _close(self, following: str) -> None:
        now = time.perf_counter()
        self.seconds[self._stage] = now - self._since
        self._stage, self._since = following, now
