"""Two places on one metric: known intervals, and nothing where there is none."""

from __future__ import annotations

from math import nan

import pytest

from wzdash.analysis import contrast


def test_an_exact_interval_of_a_count():
    found = contrast.count_value(10)
    assert (found.value, found.low, found.high) == pytest.approx((10, 4.7954, 18.3904), abs=1e-4)
    assert contrast.count_value(0).interval == pytest.approx((0, 3.6889), abs=1e-4)


def test_a_rate_is_scaled_with_its_interval():
    count, rate = contrast.count_value(10), contrast.count_value(10, 2_000, 1_000)
    assert rate.interval == pytest.approx([limit / 2 for limit in count.interval])


def test_a_difference_is_by_exposure():
    assert contrast.count_difference(20, 2_000, 10, 1_000).value == pytest.approx(0)
    assert contrast.count_difference(20, 1.0, 10, 1.0).value == pytest.approx(1)
    assert contrast.share_difference(90, 100, 80, 100).value == pytest.approx(0.1)


@pytest.mark.parametrize("n", [nan, -1, 1.5])
def test_what_is_no_count_has_no_interval(n: float):
    assert contrast.count_value(n) is None
    assert contrast.share_value(n, 10) is None
    assert contrast.count_difference(5, 1.0, n, 1.0) is None
    assert contrast.share_difference(5, 10, n, 10) is None


def test_nothing_to_compare_with():
    assert contrast.count_difference(5, 1.0, 0, 1.0) is None
    assert contrast.share_value(0, 0) is None
