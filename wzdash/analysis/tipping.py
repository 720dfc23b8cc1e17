"""Tipping point: how much must the counts have changed anyway, without the measure, for its effect to vanish?

Rosenbaum (2002), Observational Studies, ch. 4, in the simplest form: an unseen background change
multiplies every count after the start. A background as large as the effect erases it; one as large
as the nearer limit of the interval already makes it uncertain.
"""

from __future__ import annotations

from dataclasses import dataclass

from wzdash.analysis.intervals import Estimate


@dataclass(frozen=True, slots=True)
class TippingPoint:
    """Background changes as shares (−0.1 = a fall of 10 %).

    `uncertain` is 0 when the interval holds 1 already.
    """

    erased: float
    uncertain: float


def tipping_point(ratio: Estimate) -> TippingPoint:
    """From a rate ratio with its interval."""
    nearer = ratio.high if ratio.value < 1 else ratio.low
    return TippingPoint(ratio.value - 1, nearer - 1 if ratio.excludes(1.0) else 0.0)
