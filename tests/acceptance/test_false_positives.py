"""The promises of the verdict and of the intervals, with more runs than a plain test can afford."""

from __future__ import annotations

import numpy as np
import pytest

from tests.analysis.simulated import claims_effect, simulate, worst_town
from wzdash.analysis.segmented import fit_segmented

pytestmark = pytest.mark.acceptance
RUNS = 300


@pytest.mark.parametrize(("n_before", "n_after"), [(24, 24), (36, 12)])
@pytest.mark.parametrize(
    "world",
    [
        {"sigma": 0.15, "phi": 0.4},
        {"sigma": 0.2, "phi": 0.7},
        {"sigma": 0.15, "phi": 0.4, "chosen_by": 24},
        {"sigma": 0.15, "phi": 0.4, "trend": -0.2},
    ],
    ids=str,
)
def test_worst_of_14_towns_is_called_an_effect_in_at_most_5_percent(n_before, n_after, world):
    rng = np.random.default_rng(40)
    series = (worst_town(rng, n_before=n_before, n_after=n_after, **world) for _ in range(RUNS))
    assert sum(map(claims_effect, series)) / RUNS <= 0.05


@pytest.mark.parametrize("n_before", [24, 48])
@pytest.mark.parametrize("phi", [0.0, 0.3, 0.5, 0.7])
@pytest.mark.parametrize("level", [40, 150])
def test_intervals_cover(n_before, phi, level):
    rng = np.random.default_rng(41)
    held = []
    for _ in range(500):
        step = fit_segmented(simulate(rng, n_before=n_before, phi=phi, level=level, log_step=-0.3)).step
        held.append(step.low <= np.exp(-0.3) <= step.high)
    assert 0.92 <= np.mean(held) <= 0.98
