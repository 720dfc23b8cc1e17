"""Shrinkage of small units towards the mean of all: shares (beta-binomial) and rates (gamma-Poisson).

Empirical Bayes: Efron & Morris (1975), JASA 70:311-319; Clayton & Kaldor (1987), Biometrics
43:671-681. The prior is found by the method of moments, so it needs no iteration and is the same
everywhere. A street with 22 of 22 keeps less of its own 100 % than a town with 8,000 orders. Units
with an empty denominator get the mean of all.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from wzdash.analysis.intervals import LEVEL
from wzdash.errors import AnalysisError

MOST = 1e9  # a prior so strong that a unit keeps nothing of its own


def shrink_shares(successes: np.ndarray, totals: np.ndarray, *, level: float = LEVEL) -> pd.DataFrame:
    """One row per unit, in order: raw, share, low, high, weight, alpha, beta.

    low and high are posterior limits, weight (0…1) is how much of its own data a unit keeps, alpha
    and beta are the posterior for rank intervals. raw is NaN for an empty denominator.
    """
    k, n = np.asarray(successes, float), np.asarray(totals, float)
    if k.shape != n.shape or (k < 0).any() or (k > n).any() or n.sum() == 0:
        raise AnalysisError("numerators must lie between 0 and their denominators, and one must be above 0")
    mean = k.sum() / n.sum()
    strength = _share_strength(k, n, mean)
    if mean in (0.0, 1.0):  # nobody failed: Jeffreys' prior keeps room for a first failure
        mean, strength = (k.sum() + 0.5) / (n.sum() + 1), n.sum() + 1
    alpha, beta = k + mean * strength, n - k + (1 - mean) * strength
    with np.errstate(invalid="ignore"):
        raw = np.where(n > 0, k / n, np.nan)
    return pd.DataFrame(
        {
            "raw": raw,
            "share": alpha / (alpha + beta),
            "low": stats.beta.ppf((1 - level) / 2, alpha, beta),
            "high": stats.beta.ppf((1 + level) / 2, alpha, beta),
            "weight": n / (n + strength),
            "alpha": alpha,
            "beta": beta,
        }
    )


def _share_strength(k: np.ndarray, n: np.ndarray, mean: float) -> float:
    """Size of the prior in cases; MOST where units differ no more than chance makes them."""
    k, n = k[n > 0], n[n > 0]
    spread = mean * (1 - mean)
    if spread == 0 or len(n) < 2:
        return MOST
    total = n.sum()
    between = ((n * (k / n - mean) ** 2).sum() - (len(n) - 1) * spread) / (total - (n**2).sum() / total)
    return MOST if between <= 0 else float(np.clip(spread / between - 1, 1e-9, MOST))


def shrink_rates(counts: np.ndarray, exposures: np.ndarray, *, level: float = LEVEL) -> pd.DataFrame:
    """One row per unit, in order.

    Raw, rate, low, high, variance (per unit of exposure), weight, shape, size.
    """
    y, e = np.asarray(counts, float), np.asarray(exposures, float)
    if y.shape != e.shape or (y < 0).any() or (e <= 0).any() or y.sum() == 0:
        raise AnalysisError("counts must be 0 or more, exposures above 0, and one count above 0")
    mean, total = y.sum() / e.sum(), e.sum()
    scale = MOST * total
    if len(y) > 1:
        between = ((e * (y / e - mean) ** 2).sum() - (len(y) - 1) * mean) / (total - (e**2).sum() / total)
        scale = min(mean / between, scale) if between > 0 else scale
    shape, size = y + mean * scale, e + scale
    return pd.DataFrame(
        {
            "raw": y / e,
            "rate": shape / size,
            "low": stats.gamma.ppf((1 - level) / 2, shape, scale=1 / size),
            "high": stats.gamma.ppf((1 + level) / 2, shape, scale=1 / size),
            "variance": shape / size**2,
            "weight": e / size,
            "shape": shape,
            "size": size,
        }
    )
