"""Ranking small units honestly: shrinkage, funnel limits, rank intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from wzdash.analysis.funnel import funnel_limits, place_in_funnel
from wzdash.analysis.ranking import rank_draws, rank_rates, rank_shares
from wzdash.analysis.shrinkage import shrink_rates, shrink_shares
from wzdash.errors import AnalysisError


def test_22_of_22_is_not_the_best_street():
    totals = np.array([22, 4000, 5000, 6000, 3000, 900])
    done = np.array([22, 3960, 4850, 5900, 2910, 860])
    shrunk = shrink_shares(done, totals)
    assert shrunk["raw"].idxmax() == 0
    assert shrunk["share"].idxmax() == 1  # 99.0 % of 4,000
    assert shrunk["weight"][0] < 0.2
    assert shrunk["weight"][2] > 0.9


def test_shrinkage_beats_the_raw_share():
    rng = np.random.default_rng(4)
    truth = rng.beta(30, 10, 400)
    totals = rng.integers(3, 60, 400)
    done = rng.binomial(totals, truth)
    shrunk = shrink_shares(done, totals)
    raw_error = ((shrunk["raw"] - truth) ** 2).mean()
    assert ((shrunk["share"] - truth) ** 2).mean() < 0.5 * raw_error
    held = (shrunk["low"] <= truth) & (truth <= shrunk["high"])
    assert 0.92 <= held.mean() <= 0.98


def test_rates_shrink_and_cover():
    rng = np.random.default_rng(5)
    truth = rng.gamma(8, 1 / 4, 300)
    exposure = rng.uniform(0.5, 8, 300)
    counts = rng.poisson(truth * exposure)
    shrunk = shrink_rates(counts, exposure)
    assert ((shrunk["rate"] - truth) ** 2).mean() < ((shrunk["raw"] - truth) ** 2).mean()
    held = (shrunk["low"] <= truth) & (truth <= shrunk["high"])
    assert 0.92 <= held.mean() <= 0.98


def test_equal_units_shrink_to_the_mean():
    shrunk = shrink_shares(np.array([50, 51, 49]), np.array([100, 100, 100]))
    assert np.ptp(shrunk["share"]) < 1e-6
    assert np.ptp(shrink_rates(np.array([10, 10, 10]), np.ones(3))["rate"]) < 1e-6


def test_all_done_everywhere_still_leaves_room_below():
    shrunk = shrink_shares(np.array([5, 500]), np.array([5, 500]))
    assert (shrunk["low"] < 1).all()


def test_an_empty_unit_gets_the_mean_and_no_raw_share():
    shrunk = shrink_shares(np.array([0, 80, 20]), np.array([0, 100, 100]))
    assert np.isnan(shrunk["raw"][0])
    assert shrunk["share"][0] == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("pair", [([3], [2]), ([-1], [2]), ([0], [0])])
def test_impossible_shares_are_refused(pair):
    with pytest.raises(AnalysisError):
        shrink_shares(np.array(pair[0]), np.array(pair[1]))


def test_funnel_limits_are_spiegelhalters():
    """Interpolated exact limits: at each, the binomial tail is the wanted one."""
    limits = funnel_limits(np.array([50, 500, 5000]), 0.9)
    assert (limits["low998"] < limits["low95"]).all()
    normal = 0.9 + stats.norm.ppf(0.025) * np.sqrt(0.9 * 0.1 / 5000)
    assert limits["low95"][2] == pytest.approx(normal, abs=4e-4)
    assert limits["high95"][0] <= 1


def test_funnel_flags_few_of_equal_units_and_the_one_that_differs():
    rng = np.random.default_rng(6)
    totals = rng.integers(50, 3000, 400)
    frame = pd.DataFrame({"n": totals, "k": rng.binomial(totals, 0.9)}, index=[f"u{i}" for i in range(400)])
    frame.loc["u7"] = (2000, 1700)
    frame.loc["empty"] = (0, 0)
    placed = place_in_funnel(frame, successes="k", total="n")
    assert placed.loc["u7", "zone"] == "below"
    assert placed.loc["empty", "zone"] == "none"
    others = placed.drop(["u7", "empty"])["zone"]
    assert 0.02 <= others.isin(["low", "high", "below", "above"]).mean() <= 0.08
    assert others.isin(["below", "above"]).mean() <= 0.01
    assert placed["target"].iloc[0] == pytest.approx(frame["k"].sum() / frame["n"].sum())


def test_rank_intervals_hold_the_true_ranks():
    rng = np.random.default_rng(7)
    truth = np.linspace(0.7, 0.98, 14)
    held = []
    for seed in range(60):
        totals = rng.integers(60, 600, 14)
        frame = pd.DataFrame({"n": totals, "k": rng.binomial(totals, truth)})
        ranked = rank_shares(frame, successes="k", total="n", seed=seed)
        true_rank = np.arange(14, 0, -1)
        held.append(((ranked["rank_low"] <= true_rank) & (true_rank <= ranked["rank_high"])).mean())
    assert np.mean(held) >= 0.9


def test_ranks_are_reproducible_and_fewer_events_are_better():
    frame = pd.DataFrame({"count": [5, 50, 500], "residents": [100, 100, 100]}, index=["a", "b", "c"])
    first, again = (rank_rates(frame, count="count", exposure="residents", seed=1) for _ in range(2))
    pd.testing.assert_frame_equal(first, again)
    assert list(first["rank"]) == [1, 2, 3]
    assert first.loc["a", "p_best"] > 0.99
    assert first.loc["c", "p_worst"] > 0.99


def test_units_that_do_not_differ_share_all_ranks():
    draws = np.random.default_rng(1).normal(size=(10, 5000))
    ranks = rank_draws(draws)
    assert (ranks["rank_low"] == 1).all()
    assert (ranks["rank_high"] == 10).all()
