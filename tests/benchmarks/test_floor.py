"""The floor of a page draws what the page draws, and costs less when the page does more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import streamlit as st
from streamlit.testing.v1 import AppTest

from benchmarks import pages
from benchmarks.constants import constants
from benchmarks.floor import MAIN, SIDEBAR, recording
from benchmarks.measuring import Row
from benchmarks.run import written
from wzdash.ui import cached

SAMPLE = Path(__file__).with_name("sample.py")


def drawn(test: AppTest) -> Iterator[tuple[int, str, str]]:
    """Depth, kind and label of everything on a page, in order."""

    def walk(block, depth: int) -> Iterator[tuple[int, str, str]]:
        for child in block.children.values():
            yield depth, child.type, str(getattr(child, "label", getattr(child, "value", "")))[:20]
            if hasattr(child, "children"):
                yield from walk(child, depth + 1)

    yield from walk(test._tree, 0)


def test_the_floor_draws_what_the_page_draws():
    with recording() as floor:
        page = AppTest.from_file(SAMPLE).run(timeout=20)
    pages.playing = floor
    again = AppTest.from_string(pages.PLAY).run(timeout=20)
    assert not page.exception
    assert not again.exception
    assert list(drawn(again)) == list(drawn(page))
    assert len(list(drawn(page))) > 15
    assert {call.place for call in floor.calls if isinstance(call.place, str)} == {MAIN, SIDEBAR}
    assert "on_change" not in floor.calls[1].kwargs


def test_recording_leaves_streamlit_as_it_was():
    before = st.metric, st._main.metric.__func__
    with recording():
        assert st.metric is not before[0]
    assert (st.metric, st._main.metric.__func__) == before


def test_a_page_that_waits_is_slower_than_its_floor():
    found = pages.measure("sample", AppTest.from_file(SAMPLE), turns=3)
    assert found.elements >= 14
    assert found.again > found.bare + 40
    assert found.fresh > found.bare + 40


def test_a_limit_is_met_or_missed():
    assert Row("pages", "x", 1.4, "×", most=1.5).verdict == "met"
    assert Row("pages", "x", 1.6, "×", most=1.5).verdict == "**missed**"
    assert Row("import", "x", 90_000, "rows/s", least=100_000).verdict == "**missed**"
    assert Row("import", "x", 1, "s").verdict == ""


def test_the_report_names_the_machine_and_every_number():
    text = written([Row("pages", "overview", 1.25, "×", most=1.5, note="9 elements")])
    assert "| pages | overview | 1.25 × | ≤ 1.5 | met | 9 elements |" in text
    assert "cores" in text


def test_constants_ask_each_question_once():
    asked: list[tuple] = []
    original = cached._frame
    cached._frame = lambda *question: asked.append(question) or len(asked)  # type: ignore[assignment]
    try:
        with constants({}):
            told = [cached._frame("1", ("a",)), cached._frame("1", ("a",)), cached._frame("2", ("a",))]
    finally:
        cached._frame = original
    assert told == [1, 1, 2]
    assert asked == [("1", ("a",)), ("2", ("a",))]
