"""Our Poisson regression is statsmodels' one, whatever the counts."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import statsmodels.api as sm

from wzdash.analysis.count_regression import regress_counts


def design(n: int) -> np.ndarray:
    time = np.arange(n)
    angle = 2 * np.pi * time / 12
    columns = [np.ones(n), (time - n // 2) / 12, np.sin(angle), np.cos(angle), time >= n // 2]
    return np.column_stack(columns).astype(float)


@pytest.mark.parametrize("level", [0.3, 3, 100, 1e5])
@pytest.mark.parametrize("exposed", [False, True])
def test_estimates_are_those_of_the_reference(level: float, exposed: bool):
    rng = np.random.default_rng(1)
    for n in (24, 48, 90):
        exposure = rng.uniform(0.5, 5, n) if exposed else None
        counts = rng.poisson(level * np.exp(rng.normal(0, 0.3, n))).astype(float)
        offset = None if exposure is None else np.log(exposure)
        known = sm.GLM(counts, design(n), family=sm.families.Poisson(), offset=offset).fit()
        found = regress_counts(counts, design(n), exposure=exposure)
        np.testing.assert_allclose(found.coefficients, known.params, rtol=1e-6, atol=1e-7)
        np.testing.assert_allclose(found.mean, known.mu, rtol=1e-6)
        np.testing.assert_allclose(found.pearson, known.resid_pearson, rtol=1e-5, atol=1e-6)
        assert found.deviance == pytest.approx(known.deviance, rel=1e-7, abs=1e-7)


@pytest.mark.parametrize("quiet", [slice(0, 24), slice(24, 48), slice(30, 31)])
def test_months_without_events_do_no_harm(quiet: slice):
    """Half a series without an event: the step runs away as far as that of the reference, nothing fails."""
    counts = np.random.default_rng(2).poisson(20, 48).astype(float)
    counts[quiet] = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        known = sm.GLM(counts, design(48), family=sm.families.Poisson()).fit()
    found = regress_counts(counts, design(48))
    assert np.isfinite(found.coefficients).all()
    np.testing.assert_allclose(found.mean, known.mu, rtol=1e-5, atol=1e-7)
