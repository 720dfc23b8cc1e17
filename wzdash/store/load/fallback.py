"""Fallback coordinates: many rows on one identical point, which then says nothing about where.

Declared rule: a point is a fallback when it carries at least 50 rows, at least 0.5 % of the located rows, and
at least 20 times as many as the 95th percentile of all other points. Data snapped to anchor points
(police.uk) has many rows on every point and so no fallback by this rule. A point that was a fallback before
stays one in later files.
"""

from __future__ import annotations

import numpy as np

LEAST_ROWS = 50
LEAST_SHARE = 0.005
TIMES = 20
PERCENTILE = 95


def fallback_points(rows: np.ndarray) -> np.ndarray:
    """True for each distinct point whose number of rows makes it a fallback."""
    least = max(LEAST_ROWS, LEAST_SHARE * rows.sum())
    found = np.zeros(len(rows), bool)
    for at in np.flatnonzero(rows >= least):
        others = np.delete(rows, at)
        usual = np.percentile(others, PERCENTILE) if len(others) else 0.0
        found[at] = rows[at] >= TIMES * usual
    return found
