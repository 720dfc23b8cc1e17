"""Minimum detectable change: how large must an effect be for this design to see it?

Bloom (1995), Evaluation Review 19:547-556: (critical value + normal quantile of the power) ×
standard error, on the log scale, so that a fall and a rise have different percentages.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import stats

from wzdash.analysis.intervals import critical
from wzdash.analysis.segmented import Fit
from wzdash.errors import AnalysisError


@dataclass(frozen=True, slots=True)
class DetectableChange:
    """Smallest fall and rise (shares: −0.2 = −20 %) that would be found with probability `power`."""

    fall: float
    rise: float
    power: float
    level: float


def detectable_change(
    error: float, *, df: float = math.inf, power: float = 0.8, level: float = 0.95
) -> DetectableChange:
    """From the standard error of a log rate ratio."""
    if not 0 < power < 1:
        raise AnalysisError(f"power {power!r}: must lie between 0 and 1")
    least = (critical(level, df) + float(stats.norm.ppf(power))) * error
    return DetectableChange(math.expm1(-least), math.expm1(least), power, level)


def detectable_by(fit: Fit, *, power: float = 0.8) -> DetectableChange:
    """For a fitted interrupted time series: of its mean effect over the periods of the measure."""
    weights = fit.effect_weights
    error = math.sqrt(weights @ fit.errors.covariance @ weights)
    return detectable_change(error, df=fit.errors.df(weights), power=power, level=fit.level)


def detectable_between(
    expected_before: float, exposure_ratio: float = 1.0, **options: float
) -> DetectableChange:
    """For two plain Poisson counts: `expected_before` events, and the same rate over the exposure after."""
    if expected_before <= 0 or exposure_ratio <= 0:
        raise AnalysisError("expected count and exposure must be above 0")
    error = math.sqrt(1 / expected_before + 1 / (expected_before * exposure_ratio))
    return detectable_change(error, **options)
