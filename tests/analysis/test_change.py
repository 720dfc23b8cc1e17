"""Change of counts: exact interval, Poisson limit, and no percentage of nothing."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from wzdash.analysis.change import chance_limits, compare_columns, compare_counts, poisson_z
from wzdash.errors import AnalysisError


def test_exact_interval_holds_the_boundary_counts():
    """At each limit of the conditional interval the observed count is exactly at the 2.5 % point."""
    change = compare_counts(41, 15)
    for limit, tail in ((change.ratio.low, "upper"), (change.ratio.high, "lower")):
        share = limit / (1 + limit)
        p = stats.binom.sf(14, 56, share) if tail == "upper" else stats.binom.cdf(15, 56, share)
        assert p == pytest.approx(0.025)


def test_exposure_enters_the_ratio():
    leap = compare_counts(28, 29, exposure_ratio=29 / 28)
    assert leap.ratio.value == pytest.approx(1.0)
    assert leap.ratio.p_value == pytest.approx(1.0)
    assert leap.poisson_z == pytest.approx(0.0)
    assert compare_counts(100, 50, exposure_ratio=1 + 1e-9).poisson_z == pytest.approx(
        compare_counts(100, 50).poisson_z, rel=1e-6
    )


@pytest.mark.parametrize(
    ("before", "after", "flag"), [(100, 73, False), (100, 72, True), (9, 3, False), (9, 2, True)]
)
def test_poisson_limit(before, after, flag):
    change = compare_counts(before, after)
    assert change.poisson_z == pytest.approx(2 * (math.sqrt(after) - math.sqrt(before)))
    assert change.beyond_chance is (abs(change.poisson_z) > 3) is flag


def test_change_from_zero_has_no_percentage():
    change = compare_counts(0, 7)
    assert change.percent is None
    assert change.ratio.value == math.inf
    assert change.ratio.low > 1
    assert compare_counts(0, 0).percent is None
    assert compare_counts(0, 0).ratio.p_value == 1.0


def test_minus_53_8_percent_is_chance_or_not_by_its_counts():
    """The article's −53.8 % of 13 is within chance, of 1,300 it is not: the percentage alone says nothing."""
    few, many = compare_counts(13, 6), compare_counts(1300, 600)
    assert f"{few.percent:.1%}" == f"{many.percent:.1%}" == "-53.8%"
    assert few.ratio.high > 1 > many.ratio.high


def test_exact_interval_covers_at_least_95_percent():
    rng = np.random.default_rng(20)
    before, after = rng.poisson(30, 1000), rng.poisson(15, 1000)
    table = compare_columns(pd.DataFrame({"a": before, "b": after}), "a", "b")
    assert ((table["low"] <= 0.5) & (table["high"] >= 0.5)).mean() >= 0.95


def test_score_interval_is_narrower_than_the_exact():
    exact, score = compare_counts(41, 15), compare_counts(41, 15, method="score")
    assert exact.ratio.low < score.ratio.low < score.ratio.high < exact.ratio.high


def test_impossible_input_is_refused():
    with pytest.raises(AnalysisError, match="-1"):
        compare_counts(-1, 3)
    with pytest.raises(AnalysisError, match="guess"):
        compare_counts(1, 3, method="guess")


@pytest.mark.parametrize("ratio", [1.0, 0.5, 2.0])
def test_chance_ends_where_the_poisson_limit_is_reached(ratio: float):
    """A change at either limit has a z of exactly ±3; from 100 with equal exposure: −27.75 % … +32.25 %."""
    low, high = chance_limits(100, ratio)
    assert poisson_z(100, 100 * (1 + low) * ratio, ratio) == pytest.approx(-3)
    assert poisson_z(100, 100 * (1 + high) * ratio, ratio) == pytest.approx(3)
    if ratio == 1.0:
        assert (low, high) == pytest.approx((-0.2775, 0.3225))


def test_chance_has_no_limits_from_zero():
    assert all(math.isnan(limit) for limit in chance_limits(0))
