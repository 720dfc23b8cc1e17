"""Funnel limits: which units differ from the whole by more than their size explains?

Spiegelhalter (2005), Statistics in Medicine 24:1185-1202. Exact binomial limits of a share around
the district's share, one pair per unit size; limits at 95 % and 99.8 %. Null hypothesis for a unit:
its share is the district's. With many units some leave the 95 % limits by chance; the 99.8 % limits
are the ones to act on.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from wzdash.errors import AnalysisError
from wzdash.labels import _

LEVELS = {"95": 0.95, "998": 0.998}


def funnel_limits(totals: np.ndarray, target: float) -> pd.DataFrame:
    """One row per given denominator: total, low95, high95, low998, high998 around the share `target` (0…1).

    Interpolated binomial quantiles, so that the limits are smooth in the size of the unit.
    """
    n = np.asarray(totals, float)
    if not 0 <= target <= 1 or (n <= 0).any():
        raise AnalysisError(f"target {target!r} must lie in 0…1 and denominators above 0")
    columns: dict[str, np.ndarray] = {"total": n}
    for name, level in LEVELS.items():
        columns[f"low{name}"] = _quantile((1 - level) / 2, n, target)
        columns[f"high{name}"] = _quantile((1 + level) / 2, n, target)
    return pd.DataFrame(columns)


def _quantile(p: float, n: np.ndarray, target: float) -> np.ndarray:
    """Binomial quantile as a share, interpolated between counts."""
    r = stats.binom.ppf(p, n, target)
    above, at = stats.binom.cdf(r, n, target), stats.binom.pmf(r, n, target)
    with np.errstate(invalid="ignore", divide="ignore"):
        shift = np.where(at > 0, (above - p) / at, 0.0)
    return np.clip((r - shift) / n, 0, 1)


def place_in_funnel(frame: pd.DataFrame, *, successes: str, total: str) -> pd.DataFrame:
    """The frame with share, target, limits, p_value and zone (below, low, inside, high, above).

    One row per unit.

    The target is the ratio of sums over all rows. p_value is exact and two-sided; zone uses the
    limits: low and high are beyond 95 %, below and above beyond 99.8 %. Rows with an empty
    denominator have NaN and zone "none".
    """
    k, n = frame[successes].to_numpy(float), frame[total].to_numpy(float)
    if n.sum() == 0:
        raise AnalysisError(_("{column}:所有分母都为 0").format(column=total))
    target = k.sum() / n.sum()
    filled = n > 0
    limits = funnel_limits(n[filled], target).set_axis(frame.index[filled]).drop(columns="total")
    found = frame.assign(share=np.where(filled, k / np.where(filled, n, 1), np.nan), target=target).join(
        limits
    )
    p_values = np.full(len(frame), np.nan)
    p_values[filled] = [
        stats.binomtest(int(a), int(b), target).pvalue for a, b in zip(k[filled], n[filled], strict=True)
    ]
    zone = np.full(len(frame), "inside", dtype=object)
    share = found["share"].to_numpy(float)
    for name, beyond in (
        ("low", share < found["low95"].to_numpy(float)),
        ("high", share > found["high95"].to_numpy(float)),
        ("below", share < found["low998"].to_numpy(float)),
        ("above", share > found["high998"].to_numpy(float)),
        ("none", ~filled),
    ):
        zone[beyond] = name
    return found.assign(p_value=p_values, zone=zone)
