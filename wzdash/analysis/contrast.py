"""Two places on one metric: each value with its interval, and the difference with its own.

Counts and rates are taken as Poisson (exact interval, Garwood 1936; ratio by compare_counts), shares as
binomial (Wilson, Newcombe). Null hypothesis of a difference: both places are equal.
"""

from __future__ import annotations

from math import isfinite, nan

import pandas as pd

from wzdash.analysis.change import compare_counts
from wzdash.analysis.intervals import LEVEL, Estimate
from wzdash.analysis.proportions import point_change, wilson
from wzdash.analysis.rates import rate_intervals


def counted(*values: float) -> bool:
    """True when all are whole numbers of 0 or more: what an interval can be given for."""
    return all(isfinite(value) and value >= 0 and float(value).is_integer() for value in values)


def share_value(n: float, total: float) -> Estimate | None:
    """A share with its Wilson interval; None without counts or with an empty denominator."""
    return wilson(int(n), int(total)) if counted(n, total) and n <= total else None


def count_value(
    n: float, exposure: float = 1.0, per: float = 1.0, *, level: float = LEVEL
) -> Estimate | None:
    """A count, or `per` × count / exposure, with its exact interval; None for what is no count."""
    if not counted(n) or not exposure > 0:
        return None
    row = rate_intervals(pd.Series([n]), pd.Series([exposure]), per=per, level=level).iloc[0]
    return Estimate(float(row["rate"]), float(row["low"]), float(row["high"]), nan, level)


def share_difference(n: float, total: float, other: float, other_total: float) -> Estimate | None:
    """The first share minus the other (0.01 = one percentage point); None where either has no interval."""
    if share_value(n, total) is None or share_value(other, other_total) is None:
        return None
    return point_change(int(other), int(other_total), int(n), int(total))


def count_difference(n: float, exposure: float, other: float, other_exposure: float) -> Estimate | None:
    """The first over the other per unit of exposure, minus 1; None for what is no count or from zero."""
    if not counted(n, other) or not other or not (exposure > 0 and other_exposure > 0):
        return None
    ratio = compare_counts(int(other), int(n), exposure_ratio=exposure / other_exposure).ratio
    return Estimate(ratio.value - 1, ratio.low - 1, ratio.high - 1, ratio.p_value, ratio.level)
