"""Whole weeks and months of a period: the part of one at an end of it looks like a fall and is none."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wzdash.scope import Scope

PERIODS = {"week": "W-SUN", "month": "M"}  # of pandas


def are_whole(steps: pd.Series, by: str, scope: Scope) -> np.ndarray:
    """Which weeks or months, given by their first days, the period holds from end to end."""
    if by not in PERIODS:
        return np.ones(len(steps), dtype=bool)
    periods = pd.PeriodIndex(pd.to_datetime(steps), freq=PERIODS[by])
    begins, ends = periods.start_time.date >= scope.start, periods.end_time.date <= scope.end
    return np.asarray(begins & ends, dtype=bool)
