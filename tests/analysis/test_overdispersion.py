"""Overdispersion: equal units and units that differ by nature are flagged no more often than nominal."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wzdash.analysis.funnel import funnel_limits, funnel_spread, place_in_funnel
from wzdash.analysis.overdispersion import Overdispersion, overdispersion

SIZES = 10 * np.array([25, 40, 60, 100, 150, 200, 300, 400, 600, 900, 1300, 2000, 3000, 5000])
OUT, FAR = ["low", "high", "below", "above"], ["below", "above"]


def towns(seed: int, between: float, runs: int = 30) -> list[pd.DataFrame]:
    """Funnels of 14 towns whose true shares have the given standard deviation around 0.9."""
    rng = np.random.default_rng(seed)
    truth = np.clip(rng.normal(0.9, between, (runs, 14)), 0, 1)
    return [
        place_in_funnel(pd.DataFrame({"n": SIZES, "k": rng.binomial(SIZES, share)}), successes="k", total="n")
        for share in truth
    ]


@pytest.mark.parametrize("between", [0.0, 0.01, 0.03])
def test_towns_of_one_kind_are_flagged_no_more_often_than_nominal(between: float):
    zones = pd.concat([run["zone"] for run in towns(1, between)])
    assert zones.isin(OUT).mean() <= 0.05
    assert zones.isin(FAR).mean() <= 0.004


def test_limits_of_chance_alone_would_flag_most_of_different_towns():
    p = pd.concat([run["p_value"] for run in towns(1, 0.03)])
    assert (p < 0.002).mean() > 0.5


def test_a_town_unlike_the_others_is_found_among_towns_that_differ():
    rng = np.random.default_rng(3)
    share = np.clip(rng.normal(0.9, 0.01, 14), 0, 1)
    share[9] = 0.75
    frame = pd.DataFrame({"n": SIZES, "k": rng.binomial(SIZES, share)})
    zones = place_in_funnel(frame, successes="k", total="n")["zone"]
    assert zones[9] == "below"
    assert not zones.drop(9).isin(FAR).any()


def test_the_spread_is_estimated_with_about_its_size():
    rng = np.random.default_rng(4)
    error = np.full(14, 0.002)
    found = [overdispersion(rng.normal(0, np.hypot(0.02, error)), error) for _ in range(200)]
    assert np.mean([one.spread for one in found]) == pytest.approx(0.02, rel=0.1)
    assert all(one.factor > 5 for one in found)


def test_equal_units_keep_the_limits_of_chance_and_few_units_too():
    even = np.tile([-0.01, 0.01], 7)
    found = overdispersion(even, np.full(14, 0.02))
    assert found == Overdispersion(1.0, 0.0, 14)
    assert not found.present
    pd.testing.assert_frame_equal(funnel_limits(SIZES, 0.9, found), funnel_limits(SIZES, 0.9))
    assert not overdispersion(np.array([5.0, -5, 5, -5]), np.ones(4)).present
    assert funnel_spread(np.array([5, 5, 0]), np.array([10, 10, 0])).units == 2


def test_a_share_of_one_has_no_limits_to_widen():
    placed = place_in_funnel(pd.DataFrame({"n": SIZES, "k": SIZES}), successes="k", total="n")
    assert (placed["zone"] == "inside").all()
