"""Median and P90 of durations that come counted: one row per number of days and how many took so long."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wzdash.errors import AnalysisError


def quantile(days: np.ndarray, counts: np.ndarray, share: float) -> float:
    """Smallest number of days within which at least `share` of all ended; NaN for none.

    The inverse of the distribution function (type 1 of Hyndman & Fan 1996): always a number of days that
    occurred.
    """
    if not 0 < share <= 1:
        raise AnalysisError(f"share={share!r}: must lie in 0…1")
    days, counts = np.asarray(days, float), np.asarray(counts, float)
    if not counts.sum():
        return float("nan")
    order = days.argsort(kind="stable")
    reached = np.cumsum(counts[order]) / counts.sum()
    return float(days[order][np.searchsorted(reached, share - 1e-12)])


def summarise(rows: pd.DataFrame, by: str, *, days: str = "days", count: str = "count") -> pd.DataFrame:
    """One row per value of `by`: n, median, p90 and negative (how many ended before they began)."""
    found = [
        (
            value,
            float(part[count].sum()),
            quantile(part[days].to_numpy(), part[count].to_numpy(), 0.5),
            quantile(part[days].to_numpy(), part[count].to_numpy(), 0.9),
            float(part.loc[part[days] < 0, count].sum()),
        )
        for value, part in rows.groupby(by, sort=False)
    ]
    return pd.DataFrame(found, columns=[by, "n", "median", "p90", "negative"])
