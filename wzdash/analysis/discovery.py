"""False discovery rate: of many comparisons some pass a limit by chance, so the limit must know how many.

Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57:289-300.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

DISCOVERY = 0.05


def false_discovery(p_values: np.ndarray) -> np.ndarray:
    """Benjamini-Hochberg adjusted p-values; NaN stays NaN and does not count."""
    p = np.asarray(p_values, float)
    adjusted = np.full(p.shape, np.nan)
    known = np.isfinite(p)
    if known.any():
        adjusted[known] = stats.false_discovery_control(p[known])
    return adjusted
