"""How sure the change of a card is: a rate-ratio interval for counts, Newcombe's for shares."""

from __future__ import annotations

from math import isfinite, isnan

from wzdash.analysis.change import compare_counts
from wzdash.analysis.proportions import point_change


def count_interval(now: float, before: float) -> tuple[float, float] | None:
    """Limits of now / before − 1 as shares; None for what is no count, or nothing to compare with.

    Both counts are taken as Poisson: what varies more than that has a wider interval.
    """
    if not _are_counts(now, before) or not before:
        return None
    ratio = compare_counts(int(before), int(now)).ratio
    return (ratio.low - 1, ratio.high - 1) if isfinite(ratio.high) else None


def share_interval(
    now: float, total_now: float, before: float, total_before: float
) -> tuple[float, float] | None:
    """Limits of the difference of two shares (0.01 = one percentage point); None without denominators."""
    if not _are_counts(now, total_now, before, total_before) or now > total_now or before > total_before:
        return None
    change = point_change(int(before), int(total_before), int(now), int(total_now))
    return change.interval if change else None


def _are_counts(*values: float) -> bool:
    return all(not isnan(value) and value >= 0 and float(value).is_integer() for value in values)
