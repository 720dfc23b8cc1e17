"""Shares and changes of shares, against published worked examples."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wzdash.analysis.proportions import lower_bound, point_change, wilson, wilson_columns
from wzdash.errors import AnalysisError


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_of_newcombe_1998_table_1(successes, total, low, high):
    estimate = wilson(successes, total)
    assert estimate.value == pytest.approx(successes / total)
    assert estimate.interval == pytest.approx((low, high), abs=5e-5)


def test_wuzhong_2019_mediation_rate():
    """INDICATORS.md: 2019 40.5 % (38.6–42.4) of 2,512 pre-litigation cases."""
    estimate = wilson(round(0.405 * 2512), 2512)
    assert f"{estimate.value:.1%} {estimate.low:.1%} {estimate.high:.1%}" == "40.5% 38.6% 42.4%"


@pytest.mark.parametrize(
    ("after", "before", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_point_change_of_newcombe_1998_method_10(after, before, low, high):
    estimate = point_change(*before, *after)
    assert estimate.interval == pytest.approx((low, high), abs=5e-5)


def test_all_of_22_still_allows_87_percent():
    assert lower_bound(22, 22) == pytest.approx(0.05 ** (1 / 22))
    assert lower_bound(0, 22) == 0.0


def test_empty_denominator_has_no_share():
    assert wilson(0, 0) is None
    assert lower_bound(0, 0) is None
    assert point_change(0, 0, 5, 10) is None
    frame = wilson_columns(pd.DataFrame({"k": [0, 8], "n": [0, 10]}), "k", "n")
    assert np.isnan(frame.loc[0, ["share", "low", "high"]].to_numpy(float)).all()
    assert frame.loc[1, "share"] == 0.8


def test_numerator_above_denominator_is_refused():
    with pytest.raises(AnalysisError, match="11 / 10"):
        wilson(11, 10)


def test_equal_full_shares_have_no_significant_change():
    assert point_change(10, 10, 10, 10).p_value == 1.0
