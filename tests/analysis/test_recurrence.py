"""Repeats at one place and type, and whether chance alone brings as many."""

import numpy as np
import pandas as pd
import pytest

from wzdash.analysis.recurrence import recurrence, recurs
from wzdash.errors import AnalysisError

DAY = pd.Timestamp("2020-01-01")


def rows(*cases) -> pd.DataFrame:
    found = pd.DataFrame(cases, columns=["place", "category", "day"])
    return found.assign(day=DAY + pd.to_timedelta(found["day"], unit="D"), town="t")


def test_repeats_are_those_within_the_window_of_the_one_before():
    found = recurs(rows(("a", "x", 0), ("a", "x", 30), ("a", "x", 61), ("a", "y", 1), ("b", "x", 2)), 30)
    assert found.tolist() == [False, True, False, False, False]


def test_the_order_of_the_rows_does_not_matter_and_one_of_two_on_a_day_repeats():
    found = recurs(rows(("a", "x", 9), ("a", "x", 0), ("b", "y", 3), ("b", "y", 3)), 10)
    assert found.tolist() == [True, False, False, True]


def test_a_negative_window_is_refused():
    with pytest.raises(AnalysisError, match="window=-1"):
        recurs(rows(("a", "x", 0)), -1)


def simulated(seed: int, again: float) -> pd.DataFrame:
    """Disputes whose type is, with probability `again`, the one of the dispute before it in the cell."""
    rng = np.random.default_rng(seed)
    size = 1500
    place = rng.integers(0, 150, size)
    category = rng.integers(0, 6, size)
    day = np.sort(rng.integers(0, 365, size))
    last: dict[int, int] = {}
    for i in range(size):
        if place[i] in last and rng.random() < again:
            category[i] = last[place[i]]
        last[place[i]] = category[i]
    return pd.DataFrame(
        {"place": place, "category": category, "day": DAY + pd.to_timedelta(day, unit="D")}
    ).assign(town=place % 5)


def test_repeats_beyond_chance_are_found_and_chance_is_not():
    real = recurrence(simulated(1, 0.5), 60, seed=7)
    none = recurrence(simulated(1, 0.0), 60, seed=7)
    assert real.p_value == 1 / 200
    assert real.recurred > 1.5 * real.expected
    assert none.p_value > 0.05
    assert abs(none.recurred / none.expected - 1) < 0.15


def test_it_is_the_same_again_and_adds_up():
    one, two = (recurrence(simulated(2, 0.3), 90, seed=5, deals=30) for _again in range(2))
    assert one.p_value == two.p_value
    assert one.expected == two.expected
    assert one.by_type["disputes"].sum() == one.disputes == 1500
    assert one.by_type["recurred"].sum() == one.recurred
    assert one.by_type["expected"].sum() == pytest.approx(one.expected)
    assert one.share == one.recurred / 1500


def test_types_are_dealt_within_towns_only():
    alone = rows(("a", "x", 0), ("a", "x", 1), ("b", "y", 0), ("b", "y", 1)).assign(town=["s", "s", "t", "t"])
    found = recurrence(alone, 5, seed=1, deals=20)
    assert found.recurred == found.expected == 2
    assert found.p_value == 1


def test_nothing_recurs_in_nothing():
    found = recurrence(rows().head(0), 30, seed=1, deals=5)
    assert (found.disputes, found.recurred, found.share) == (0, 0, None)
