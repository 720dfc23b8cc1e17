"""Intervals of one share, and of the difference of two shares in percentage points.

Wilson (1927) score interval; Newcombe (1998), Statistics in Medicine 17:873-890, method 10, for the
difference; Clopper & Pearson (1934) lower bound for a share of 100 %, where a Wald interval has no width.
An empty denominator has no share: the answer is None, never 0 % and never an error of division.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from wzdash.analysis.intervals import LEVEL, Estimate
from wzdash.errors import AnalysisError


def _check(successes: float, total: float) -> None:
    if not 0 <= successes <= total:
        raise AnalysisError(
            f"{successes:g} / {total:g}: the numerator must lie between 0 and the denominator"
        )


def wilson(successes: int, total: int, *, level: float = LEVEL) -> Estimate | None:
    """Share 0…1 with its Wilson score interval; None for an empty denominator."""
    _check(successes, total)
    if total == 0:
        return None
    low, high = proportion_confint(successes, total, alpha=1 - level, method="wilson")
    return Estimate(successes / total, float(max(low, 0.0)), float(min(high, 1.0)), level=level)


def lower_bound(successes: int, total: int, *, level: float = LEVEL) -> float | None:
    """Exact one-sided lower bound of a share: what 22 of 22 still allows. None for an empty denominator."""
    _check(successes, total)
    if total == 0:
        return None
    return float(stats.beta.ppf(1 - level, successes, total - successes + 1)) if successes else 0.0


def point_change(
    successes_before: int, total_before: int, successes_after: int, total_after: int, *, level: float = LEVEL
) -> Estimate | None:
    """Change of a share, after − before (0.01 = one percentage point), with Newcombe's interval.

    Null hypothesis of the p-value: both shares are equal (pooled score test). None when a
    denominator is empty.
    """
    _check(successes_before, total_before)
    _check(successes_after, total_after)
    if total_before == 0 or total_after == 0:
        return None
    before, after = successes_before / total_before, successes_after / total_after
    low, high = confint_proportions_2indep(
        successes_after, total_after, successes_before, total_before, method="newcomb", alpha=1 - level
    )
    pooled = (successes_before + successes_after) / (total_before + total_after)
    error = np.sqrt(pooled * (1 - pooled) * (1 / total_before + 1 / total_after))
    p_value = float(2 * stats.norm.sf(abs(after - before) / error)) if error > 0 else 1.0
    return Estimate(after - before, float(low), float(high), p_value, level)


def wilson_columns(frame: pd.DataFrame, successes: str, total: str, *, level: float = LEVEL) -> pd.DataFrame:
    """The frame with share, low, high added, one row per row of the frame; NaN where the total is 0."""
    done, n = frame[successes].to_numpy(float), frame[total].to_numpy(float)
    if ((done < 0) | (done > n)).any():
        raise AnalysisError(f"{successes} must lie between 0 and {total} in every row")
    filled = n > 0
    low, high = proportion_confint(done[filled], n[filled], alpha=1 - level, method="wilson")
    columns = {name: np.full(len(frame), np.nan) for name in ("share", "low", "high")}
    columns["share"][filled] = done[filled] / n[filled]
    columns["low"][filled] = np.clip(low, 0, 1)
    columns["high"][filled] = np.clip(high, 0, 1)
    return frame.assign(**columns)
