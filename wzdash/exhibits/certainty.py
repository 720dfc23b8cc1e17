"""How sure the change of a headline is: the same for a card, a sentence and an agenda."""

from __future__ import annotations

from wzdash.analysis.card_interval import count_interval, share_interval
from wzdash.labels import signed
from wzdash.metrics.headline import Headline
from wzdash.store.grains import GRAINS


def change_limits(one: Headline) -> tuple[float, float] | None:
    """95 % limits of the change: a share of a count, a difference of a share.

    None for what has no interval: hidden or not compared, another rate, a sum of money or kilometres, and a
    register, which is counted whole and is no sample.
    """
    if one.is_hidden or one.gap:
        return None
    if one.metric.share:
        return share_interval(one.n, one.d, one.before_n, one.before_d)
    if one.metric.is_rate or one.metric.kind != "count" or GRAINS[one.metric.fact].time is None:
        return None
    return count_interval(one.value, one.before)


def limit_texts(one: Headline, unit: str = "") -> tuple[str, str] | None:
    """The limits as people read them: percentage points of a share, per cent of a count."""
    limits = change_limits(one)
    if limits is None:
        return None
    near = not all(round(limit * 100, 1) for limit in limits)  # a limit near zero is not written as zero
    decimals = 2 if one.metric.share or near else 1
    low, high = (signed(limit * 100, decimals, unit) for limit in limits)
    return low, high


def is_beyond_chance(one: Headline) -> bool:
    """True when the interval of the change leaves out no change."""
    limits = change_limits(one)
    return limits is not None and not limits[0] <= 0 <= limits[1]
