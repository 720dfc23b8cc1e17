"""The interval beside a card's change: the printed cases, and nothing where there is no count."""

from __future__ import annotations

from math import nan

import pytest

from wzdash.analysis.card_interval import count_interval, share_interval
from wzdash.analysis.change import compare_counts


def test_a_count_has_the_limits_of_its_rate_ratio():
    low, high = count_interval(84, 120) or (nan, nan)
    ratio = compare_counts(120, 84).ratio
    assert (low, high) == (ratio.low - 1, ratio.high - 1)
    assert low < 84 / 120 - 1 < high


@pytest.mark.parametrize(("now", "before"), [(3, 0), (nan, 3), (3, nan), (1.5, 2), (0, 0)])
def test_nothing_to_say_of_what_is_no_count_or_comes_from_nothing(now: float, before: float):
    assert count_interval(now, before) is None


def test_a_share_has_newcombe_s_interval_of_the_difference():
    """Newcombe (1998), table II, case a: 56/70 − 48/80 is 0.2000, method 10: 0.0524 to 0.3339."""
    assert share_interval(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_a_share_of_nothing_has_no_interval():
    assert share_interval(0, 0, 48, 80) is None
    assert share_interval(nan, nan, 48, 80) is None
