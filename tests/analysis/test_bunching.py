"""Bunching before a limit: found when injected, not found when not."""

from __future__ import annotations

import numpy as np
import pytest

from wzdash.analysis.bunching import bunching
from wzdash.errors import AnalysisError


def positions(rng: np.random.Generator, n: int = 8000, moved: float = 0.0) -> np.ndarray:
    """Log-normal durations as share of the limit; `moved` of those just over it are closed just before."""
    x = rng.lognormal(-0.25, 0.5, n)
    late = (x > 1) & (x < 1.25) & (rng.random(n) < moved)
    x[late] = rng.uniform(0.955, 1.0, late.sum())
    return x


def test_none_is_found_when_none_is_there():
    rng = np.random.default_rng(1)
    found = [bunching(positions(rng)).found for _ in range(100)]
    assert np.mean(found) <= 0.05


def test_injected_bunching_is_found_with_about_its_size():
    rng = np.random.default_rng(2)
    results = [bunching(positions(rng, moved=0.4)) for _ in range(20)]
    assert all(one.found for one in results)
    moved = 8000 * 0.4 * np.mean((x := rng.lognormal(-0.25, 0.5, 100_000)) * 0 + ((x > 1) & (x < 1.25)))
    assert np.mean([one.excess for one in results]) == pytest.approx(moved, rel=0.4)


def test_a_drop_after_the_limit_is_no_bunching():
    rng = np.random.default_rng(3)
    x = positions(rng)
    x = x[(x <= 1) | (rng.random(len(x)) < 0.5)]
    assert not bunching(x).found


def test_bins_are_ready_for_a_chart_and_few_cases_are_refused():
    found = bunching(positions(np.random.default_rng(4)))
    assert list(found.bins.columns) == ["position", "count", "smooth", "window"]
    assert found.bins["window"].sum() == 2
    with pytest.raises(AnalysisError, match="时限附近只有"):
        bunching(np.array([0.9, 1.1]))
