"""Headlines: the change is of what can be compared, and a gap says why there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from wzdash.metrics.catalogue import metric
from wzdash.metrics.coverage import first_days, is_covered
from wzdash.metrics.headline import headlines
from wzdash.metrics.query import frame
from wzdash.scope import Scope
from wzdash.settings import Settings
from wzdash.store.engine import Store, open_store

YEAR = Scope(date(2020, 1, 1), date(2020, 12, 31))
EARLIER = Scope(date(2019, 1, 1), date(2019, 12, 31))


@pytest.fixture(scope="module")
def store(demo_settings: Settings) -> Store:
    return open_store(demo_settings)


def test_each_pipeline_begins_with_its_own_rows(store: Store):
    first = first_days(store, ["disputes_screened", "pre_litigation_accepted", "milestones_reached"])
    assert first["disputes_screened"] >= date(2019, 7, 1)
    assert first["pre_litigation_accepted"] < date(2018, 3, 1)
    assert "milestones_reached" not in first


def test_a_period_before_the_first_row_is_no_comparison(store: Store):
    grid, court = headlines(store, ["disputes_screened", "pre_litigation_accepted"], YEAR)
    assert (grid.gap, grid.change, grid.direction) == ("uncovered", "—", 0)
    assert grid.since is not None
    assert grid.since >= date(2019, 7, 1)
    assert court.gap == ""
    before = frame(store, ["pre_litigation_accepted"], EARLIER)["pre_litigation_accepted"].iloc[0]
    assert court.before == before > 0
    assert (
        court.change == f"{'+' if court.value > before else '−'}{abs(court.value / before - 1) * 100:.1f} %"
    )


def test_gaps_are_told_apart(store: Store):
    none = Scope(YEAR.start, YEAR.end, "none")
    assert [h.gap for h in headlines(store, ["orders_received", "milestones_reached"], none)] == [
        "none",
        "untimed",
    ]


def test_a_part_of_a_month_is_no_number_of_a_count(store: Store):
    odd = Scope(date(2020, 1, 20), date(2020, 4, 10), "none")
    received, closed = headlines(store, ["orders_received", "closure_rate"], odd)
    assert received.months.notna().tolist() == [False, True, True, False]
    assert closed.months.notna().all()


@pytest.mark.parametrize(
    ("better", "value", "missed"),
    [("up", 0.94, True), ("up", 0.95, False), ("down", 0.95, False), ("down", 0.96, True)],
)
def test_a_target_that_is_just_reached_is_reached(better: str, value: float, missed: bool):
    one = replace(metric("closure_rate"), better=better, target=0.95)
    assert one.misses(value) is missed
    assert one.misses(float("nan")) is False
    assert replace(one, target=None).misses(value) is False


@pytest.mark.parametrize(
    ("start", "covered"), [((2019, 6, 24), True), ((2019, 6, 23), False), ((2020, 1, 1), True)]
)
def test_a_quiet_first_week_is_no_gap(start: tuple[int, int, int], covered: bool):
    assert is_covered(Scope(date(*start), date(2020, 12, 31)), date(2019, 7, 1)) is covered


def test_what_has_no_first_row_is_not_refused():
    assert is_covered(YEAR, None)
