"""Funnel limits: which units differ from the whole by more than their size explains?

Spiegelhalter (2005), Statistics in Medicine 24:1185-1202. Exact binomial limits of a share around
the district's share, one pair per unit size; limits at 95 % and 99.8 %. Null hypothesis for a unit:
its share is the district's. With many units some leave the 95 % limits by chance; the 99.8 % limits
are the ones to act on. Where units lie further apart than chance explains, the limits are widened by the
variance between them (overdispersion.py); null hypothesis then: the unit is one of the others.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from wzdash.analysis.overdispersion import Overdispersion, overdispersion
from wzdash.errors import AnalysisError
from wzdash.labels import _

LEVELS = {"95": 0.95, "998": 0.998}


def funnel_limits(totals: np.ndarray, target: float, spread: Overdispersion | None = None) -> pd.DataFrame:
    """One row per given denominator: total, low95, high95, low998, high998 around the share `target` (0…1).

    Interpolated binomial quantiles: limits are smooth in the size of the unit; widened by `spread`.
    """
    n = np.asarray(totals, float)
    if not 0 <= target <= 1 or (n <= 0).any():
        raise AnalysisError(f"target {target!r} must lie in 0…1 and denominators above 0")
    columns: dict[str, np.ndarray] = {"total": n}
    for name, level in LEVELS.items():
        wider = spread.widening(_error(n, target), level) if spread else 1.0
        for side, p in (("low", (1 - level) / 2), ("high", (1 + level) / 2)):
            limit = target + (_quantile(p, n, target) - target) * wider
            columns[f"{side}{name}"] = np.clip(limit, 0, 1)
    return pd.DataFrame(columns)


def _error(n: np.ndarray, target: float) -> np.ndarray:
    """Standard error of a share by chance alone."""
    return np.sqrt(target * (1 - target) / n)


def funnel_spread(successes: np.ndarray, totals: np.ndarray) -> Overdispersion:
    """How far shares lie apart beyond chance, around the ratio of sums; empty units do not count."""
    k, n = (np.asarray(values, float) for values in (successes, totals))
    target = k.sum() / n.sum()
    filled = n > 0
    return overdispersion(k[filled] / n[filled] - target, _error(n[filled], target))


def _quantile(p: float, n: np.ndarray, target: float) -> np.ndarray:
    """Binomial quantile as a share, interpolated between counts."""
    if target in (0, 1):  # nothing can differ from it by chance
        return np.full(len(n), float(target))
    r = stats.binom.ppf(p, n, target)
    above, at = stats.binom.cdf(r, n, target), stats.binom.pmf(r, n, target)
    with np.errstate(invalid="ignore", divide="ignore"):
        shift = np.where(at > 0, (above - p) / at, 0.0)
    return np.clip((r - shift) / n, 0, 1)


def place_in_funnel(frame: pd.DataFrame, *, successes: str, total: str) -> pd.DataFrame:
    """The frame with share, target, limits, p_value and zone (below, low, inside, high, above).

    One row per unit.

    The target is the ratio of sums over all rows. p_value is exact, two-sided and of chance alone; zone
    uses the limits, widened where units differ by more: low and high are beyond 95 %, below and above
    beyond 99.8 %. Rows with an empty
    denominator have NaN and zone "none".
    """
    k, n = frame[successes].to_numpy(float), frame[total].to_numpy(float)
    if n.sum() == 0:
        raise AnalysisError(_("{column}:所有分母都为 0").format(column=total))
    target = k.sum() / n.sum()
    filled = n > 0
    limits = funnel_limits(n[filled], target, funnel_spread(k, n))
    limits = limits.set_axis(frame.index[filled]).drop(columns="total")
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
