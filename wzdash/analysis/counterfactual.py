"""What the series would have been without the measure, and how many cases were averted.

Lopez Bernal et al. (2017). Coefficients are drawn from their multivariate t (normal without serial
correlation), as King, Tomz & Wittenberg (2000) do; limits are quantiles of the draws. The band is
of the expected count, not of a single month. Averted cases are expected without − expected with,
summed over the periods of the measure: positive means fewer cases.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wzdash.analysis.intervals import LARGEST, Estimate
from wzdash.analysis.segmented import Fit

DRAWS = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Counterfactual:
    """`path`: one row per period with observed, fitted, expected (without the measure), low, high, after."""

    path: pd.DataFrame
    averted: Estimate


def draw_coefficients(fit: Fit, *, seed: int, draws: int = DRAWS) -> np.ndarray:
    """Coefficients × draws around the estimates."""
    rng = np.random.default_rng(seed)
    size = len(fit.regression.coefficients)
    values, vectors = np.linalg.eigh(fit.errors.covariance)
    root = vectors * np.sqrt(np.clip(values, 0, None))
    noise = rng.standard_normal((size, draws))
    df = fit.errors.df(fit.effect_weights)
    if np.isfinite(df):
        noise /= np.sqrt(rng.chisquare(df, draws) / df)
    return fit.regression.coefficients[:, None] + root @ noise


def expected_counts(fit: Fit, design: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    """Counts expected for a design: periods, or periods × draws.

    With a control: given the control's counts.
    """
    series = fit.series
    factor = series.exposure if series.control is None else series.control
    linear = design @ coefficients
    rates = np.exp(np.minimum(linear, LARGEST))
    if factor is None:
        return rates
    return rates * (factor if linear.ndim == 1 else factor[:, None])


def counterfactual(fit: Fit, *, seed: int = 0, draws: int = DRAWS) -> Counterfactual:
    """Path and averted cases of a fitted model; `seed` makes the limits reproducible."""
    sample = draw_coefficients(fit, seed=seed, draws=draws)
    design, start = fit.design.to_numpy(), fit.series.start
    best = fit.regression.coefficients
    without = expected_counts(fit, fit.baseline_design, best)
    drawn = expected_counts(fit, fit.baseline_design, sample)
    tails = [50 * (1 - fit.level), 50 * (1 + fit.level)]
    low, high = np.percentile(drawn, tails, axis=1)
    fitted = expected_counts(fit, design, best)
    path = pd.DataFrame(
        {
            "date": fit.series.dates,
            "observed": fit.series.counts,
            "fitted": fitted,
            "expected": without,
            "low": low,
            "high": high,
            "after": np.arange(len(without)) >= start,
        }
    )
    gained = (drawn - expected_counts(fit, design, sample))[start:].sum(axis=0)
    limits = np.percentile(gained, tails)
    averted = Estimate(
        float((without - fitted)[start:].sum()), float(limits[0]), float(limits[1]), level=fit.level
    )
    return Counterfactual(path, averted)
