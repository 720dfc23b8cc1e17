"""An estimate with its interval and p-value: what every statistic here hands back.

A ratio lives on the log scale: `ratio_from_log` exponentiates estimate and limits of a coefficient.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import stats

LEVEL = 0.95
LARGEST = 500.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """One estimate: value, lower and upper limit at `level`, two-sided p-value of no difference."""

    value: float
    low: float
    high: float
    p_value: float = math.nan
    level: float = LEVEL

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper limit."""
        return self.low, self.high

    def excludes(self, null: float) -> bool:
        """True when the interval does not hold the value of no effect."""
        return not self.low <= null <= self.high


def critical(level: float, df: float = math.inf) -> float:
    """Two-sided critical value: normal without, Student's t with finite degrees of freedom."""
    upper = 0.5 + level / 2
    return float(stats.norm.ppf(upper) if math.isinf(df) else stats.t.ppf(upper, df))


def two_sided_p(statistic: float, df: float = math.inf) -> float:
    """Two-sided p-value of a normal, or with finite df a t, statistic; NaN stays NaN."""
    tail = stats.norm.sf(abs(statistic)) if math.isinf(df) else stats.t.sf(abs(statistic), df)
    return float(2 * tail)


def wald(value: float, error: float, *, df: float = math.inf, level: float = LEVEL) -> Estimate:
    """Estimate ± critical value × standard error. Null hypothesis of the p-value: the value is 0."""
    half = critical(level, df) * error
    statistic = value / error if error > 0 else math.nan
    return Estimate(value, value - half, value + half, two_sided_p(statistic, df), level)


def ratio_from_log(estimate: Estimate) -> Estimate:
    """The ratio whose logarithm is the estimate; limits are exponentiated, the p-value stays."""
    value, low, high = (_exp(x) for x in (estimate.value, estimate.low, estimate.high))
    return Estimate(value, low, high, estimate.p_value, estimate.level)


def _exp(x: float) -> float:
    """exp(x), infinite where a limit is beyond all counts."""
    return math.exp(x) if x < LARGEST else math.inf
