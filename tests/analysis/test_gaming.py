"""Signs of gaming: found where injected, none found where there are none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wzdash.analysis.gaming import against_others, bunching_by_town, flag, growth, near_limit, others_scaled

TOWNS = [f"t{i}" for i in range(14)]


def positions(seed: int, moved: float = 0.0) -> pd.DataFrame:
    """Closings around the limit by town; in t3 a share `moved` of the late ones is closed just before it."""
    rng = np.random.default_rng(seed)
    parts = []
    for town in TOWNS:
        x = rng.lognormal(-0.25, 0.5, 6000)
        late = (x > 1) & (x < 1.25) & (rng.random(len(x)) < moved) & (town == "t3")
        x[late] = rng.uniform(0.955, 1.0, late.sum())
        bins, counts = np.unique(np.ceil(x[np.abs(x - 1) < 0.4] / 0.025), return_counts=True)
        parts.append(pd.DataFrame({"town": town, "position": (bins - 0.5) * 0.025, "count": counts}))
    return pd.concat(parts)


def signs(seed: int, moved: float = 0.0, **changed: float) -> pd.DataFrame:
    """The table of three signs of 14 towns; `changed`: the rate of one sign in town t5."""
    rng = np.random.default_rng(seed)
    n = rng.integers(500, 5000, len(TOWNS))
    quiet = {"town": TOWNS, "n": n}
    reopened = np.where(np.array(TOWNS) == "t5", changed.get("reopen", 0.01), 0.01)
    excluded = np.where(np.array(TOWNS) == "t5", changed.get("exclusion", 0.008), 0.008)
    before = pd.DataFrame(quiet | {"k": rng.binomial(n, 0.008)})
    return flag(
        pd.concat(
            [
                against_others(near_limit(positions(seed, moved)), "bunching", count="near", total="closed"),
                against_others(
                    pd.DataFrame(quiet | {"k": rng.binomial(n, reopened)}), "reopen", count="k", total="n"
                ),
                growth(
                    pd.DataFrame(quiet | {"k": rng.binomial(n, excluded)}),
                    before,
                    "exclusion",
                    count="k",
                    total="n",
                ),
            ]
        )
    )


def test_quiet_towns_show_no_sign():
    flagged = [signs(seed)["flagged"].any() for seed in range(40)]
    assert np.mean(flagged) <= 0.05


def test_injected_signs_are_found_where_they_were_put():
    for seed in range(5):
        rows = signs(seed, moved=0.7, reopen=0.05, exclusion=0.05)
        found = set(rows.loc[rows["flagged"], ["town", "sign"]].itertuples(index=False, name=None))
        assert found == {("t3", "bunching"), ("t5", "reopen"), ("t5", "exclusion")}


def test_bunching_of_a_town_alone_is_tested_against_its_own_density():
    found = bunching_by_town(positions(1, moved=0.7))
    assert [town for town, one in found.items() if one.found] == ["t3"]
    assert not any(one.found for one in bunching_by_town(positions(2)).values())


def test_a_town_without_cases_has_no_ratio_and_no_flag():
    rows = flag(
        against_others(
            pd.DataFrame({"town": ["a", "b"], "k": [0, 3], "n": [0, 9]}), "x", count="k", total="n"
        )
    )
    assert rows["ratio"].isna().all()
    assert not rows["flagged"].any()


def test_other_towns_are_scaled_to_the_size_of_one():
    rows = positions(1)
    scaled = others_scaled(rows, "t3")
    assert scaled["count"].sum() == pytest.approx(rows.loc[rows["town"] == "t3", "count"].sum())
    assert others_scaled(rows[rows["town"] == "t3"], "t3").empty
