"""Score cards: equal towns are not told apart by luck, different ones are; weights moved."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wzdash.analysis.scoring import FREE, points_of, score, shrunk_scores, weight_stability
from wzdash.errors import AnalysisError

TOWNS = [f"t{i}" for i in range(14)]
SCALE = pd.DataFrame(
    {
        "weight": [50.0, 30.0, 20.0],
        "floor": [0.8, 0.2, 5.0],
        "target": [1.0, 0.0, 15.0],
        "share": [True, True, False],
    },
    index=["closed", "reworked", "found"],
)


def equal_towns(seed: int, sizes: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counts and totals of 14 towns that all perform the same."""
    rng = np.random.default_rng(seed)
    days = np.fmax(sizes / 50, 1)
    counts = {
        "closed": rng.binomial(sizes, 0.9),
        "reworked": rng.binomial(sizes, 0.06),
        "found": rng.poisson(10 * days),
    }
    totals = {"closed": sizes, "reworked": sizes, "found": days}
    return pd.DataFrame(counts, index=TOWNS), pd.DataFrame(totals, index=TOWNS)


SIZES = np.array([25, 40, 60, 100, 150, 200, 300, 400, 600, 900, 1300, 2000, 3000, 5000])


def test_equal_towns_are_flagged_no_more_often_than_nominal():
    zones, best, first = [], [], []
    for seed in range(40):
        table = score(*equal_towns(seed, SIZES), SCALE, seed=seed).table
        zones += table["zone"].tolist()
        best.append(table["p_best"].max())
        first.append(table["rank"].idxmin())
    zone = pd.Series(zones)
    assert (zone != "inside").mean() <= 0.05
    assert zone.isin(["below", "above"]).mean() <= 0.002
    assert np.median(best) < 0.7
    assert np.isin(first, TOWNS[:5]).mean() <= 5 / 14  # the five smallest lead no more often than their share


def test_a_town_with_few_orders_does_not_top_the_table_by_luck():
    counts, totals = equal_towns(1, SIZES)
    counts.loc["t0"], totals.loc["t0"] = (22, 0, 4), (22, 22, 0.4)
    counts.loc["t13", "closed"] = 4900
    scores = score(counts, totals, SCALE, seed=1)
    assert scores.raw_points.loc["t0", "closed"] == 100
    assert scores.table["raw"].idxmax() == "t0"
    assert scores.table["rank"].idxmin() == "t13"
    assert scores.table.loc["t0", "zone"] == "inside"


def test_a_town_that_is_worse_is_found():
    counts, totals = equal_towns(2, SIZES)
    counts.loc["t12", "closed"] = 2400
    table = score(counts, totals, SCALE, seed=2).table
    assert table.loc["t12", "zone"] == "below"
    assert table.loc["t12", "rank_low"] >= 10
    assert (table["low"] <= table["score"]).all()
    assert (table["score"] <= table["high"]).all()


def test_the_same_seed_gives_the_same_table_and_the_short_way_nearly_so():
    counts, totals = equal_towns(3, SIZES)
    first, again = (score(counts, totals, SCALE, seed=3) for _ in range(2))
    pd.testing.assert_frame_equal(first.table, again.table)
    assert np.allclose(shrunk_scores(counts, totals, SCALE), first.table["score"], atol=2)


def test_an_indicator_without_data_leaves_its_weight_to_the_others():
    counts, totals = equal_towns(4, SIZES)
    totals["found"] = 0.0
    scores = score(counts, totals, SCALE, seed=4)
    assert scores.weights.round(4).to_dict() == {"closed": 62.5, "reworked": 37.5}
    totals.loc["t0", "reworked"] = counts.loc["t0", "reworked"] = 0
    assert score(counts, totals, SCALE, seed=4).table["missing"].tolist() == [1] + [0] * 13
    with pytest.raises(AnalysisError, match="没有可以评分的数据"):
        score(counts * 0, totals * 0, SCALE, seed=4)


def test_points_run_from_floor_to_target_in_either_direction():
    assert points_of(np.array([0.7, 0.9, 1.0]), 0.8, 1.0).round(6).tolist() == [0, 50, 100]
    assert points_of(np.array([0.1, 0.3, 0.0]), 0.2, 0.0).round(6).tolist() == [50, 0, 100]


def test_who_is_best_in_everything_stays_in_front_whatever_the_weights():
    points = pd.DataFrame({"a": [90, 80, 70, 60, 50], "b": [90, 20, 70, 60, 99]}, index=list("vwxyz"))
    weights = pd.Series({"a": 90.0, "b": 10.0})
    near = weight_stability(points, weights, strength=100, seed=1)
    free = weight_stability(points, weights, strength=FREE, seed=1)
    assert near.loc["v", "in_top"] == 1
    assert near["rank"].tolist() == [1, 2, 3, 4, 5]
    assert near.loc["z", "in_top"] < 0.05 < free.loc["z", "in_top"]
    assert near["in_top"].sum() == pytest.approx(3)
