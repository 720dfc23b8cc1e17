"""Events per exposure (residents, days) with the exact interval that a Poisson count leaves.

Garwood, F. (1936), Fiducial limits for the Poisson distribution, Biometrika 28:437-442, by statsmodels.
What varies more than Poisson has a wider interval.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from statsmodels.stats.rates import confint_poisson

from wzdash.analysis.intervals import LEVEL


def rate_intervals(
    counts: pd.Series, exposures: pd.Series, *, per: float = 1.0, level: float = LEVEL
) -> pd.DataFrame:
    """rate, low and high of every row, per `per` of exposure; empty without a count or an exposure."""
    n, time = counts.astype(float), exposures.astype(float)
    known = n.notna() & (time > 0)
    table = pd.DataFrame(np.nan, index=n.index, columns=["rate", "low", "high"])
    if known.any():
        held = (n[known].to_numpy(), time[known].to_numpy())
        low, high = confint_poisson(*held, method="exact-c", alpha=1 - level)
        table.loc[known] = per * np.column_stack([held[0] / held[1], low, high])
    return table
