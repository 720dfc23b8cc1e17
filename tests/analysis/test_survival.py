"""Kaplan-Meier against a published worked example, with censoring, counts and quantiles."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wzdash.analysis.survival import survival, survival_by
from wzdash.errors import AnalysisError

# Freireich et al. (1963): weeks to relapse under 6-MP, True = relapsed; limits by the log-log transform.
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
ENDED = [True, True, True, False, True, False, True, False, False, True, True] + [False] * 3 + [True, True]
ENDED += [False] * 5


def test_freireich_6mp():
    found = survival(WEEKS, ENDED)
    assert [round(x, 4) for x in found.curve["open"]] == [
        0.8571,
        0.8067,
        0.7529,
        0.6902,
        0.6275,
        0.5378,
        0.4482,
    ]
    assert found.quantile(0.5)[0] == 23
    assert (found.n, found.ended) == (21, 9)
    at_22 = found.curve[found.curve["time"] == 22].iloc[0]
    assert (round(at_22["low"], 3), round(at_22["high"], 3)) == (0.268, 0.747)
    assert found.quantile(0.9)[0] is None
    assert found.quantile(0.5)[1] == 13
    assert found.open_at(5) == 1.0


def test_counts_are_as_good_as_rows():
    table = pd.DataFrame({"t": WEEKS, "e": ENDED}).value_counts().reset_index()
    counted = survival(table["t"].to_numpy(), table["e"].to_numpy(), counts=table["count"].to_numpy())
    pd.testing.assert_frame_equal(counted.curve, survival(WEEKS, ENDED).curve)


def test_dropping_open_orders_makes_a_service_look_fast():
    rng = np.random.default_rng(2)
    time, limit = rng.exponential(10, 4000), rng.uniform(0, 15, 4000)
    ended = time <= limit
    found = survival(np.minimum(time, limit), ended)
    median, low, high = found.quantile(0.5)
    assert low <= 10 * np.log(2) <= high
    assert np.median(time[ended]) < 0.7 * median


def test_by_group_and_nothing_ended():
    frame = pd.DataFrame({"town": ["a", "a", "b"], "days": [1, 3, 5], "closed": [True, True, False]})
    table = survival_by(frame, "town", duration="days", ended="closed")
    assert list(table["median"][:1]) == [1.0]
    assert np.isnan(table["median"][1])
    assert list(table["open"]) == [0, 1]


def test_closed_before_opened_is_refused():
    with pytest.raises(AnalysisError, match="-2"):
        survival([1, -2], [True, True])
