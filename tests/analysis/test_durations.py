"""Median and P90 of counted durations are those of the durations themselves."""

import numpy as np
import pandas as pd
import pytest

from wzdash.analysis.durations import quantile, summarise
from wzdash.errors import AnalysisError


@pytest.mark.parametrize(("share", "expected"), [(0.5, 5), (0.9, 9), (1, 10), (0.05, 1)])
def test_quantiles_of_ten_days(share, expected):
    assert quantile(np.arange(10, 0, -1), np.ones(10), share) == expected


def test_counted_and_single_durations_agree():
    days = np.random.default_rng(3).integers(0, 40, 501)
    values, counts = np.unique(days, return_counts=True)
    for share in (0.1, 0.5, 0.9):
        assert quantile(values, counts, share) == np.quantile(days, share, method="inverted_cdf")


def test_none_has_no_median_and_a_share_of_nothing_is_refused():
    assert np.isnan(quantile(np.array([]), np.array([]), 0.5))
    with pytest.raises(AnalysisError, match="share=0"):
        quantile(np.array([1]), np.array([1]), 0)


def test_stages_are_summarised_and_negative_durations_counted():
    rows = pd.DataFrame({"stage": ["a", "a", "b"], "days": [1, 9, -2], "count": [3, 1, 4]})
    assert summarise(rows, "stage").to_numpy().tolist() == [["a", 4, 1, 9, 0], ["b", 4, -2, -2, 4]]
