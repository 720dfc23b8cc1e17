"""Overdispersion: how far do units of a ranking lie apart that chance alone does not explain?

Spiegelhalter (2005), Quality and Safety in Health Care 14:347-351: with many cases per unit nearly every
unit leaves limits that allow for chance only. Variance between units is added to them (additive random
effects): the one at which standardised deviations have mean square one (Paule & Mandel 1982), the extremes
winsorised so that an outlying unit does not hide itself. Quantiles are Student's, since few units
tell little about a variance. Null hypothesis for a unit inside the widened limits: it is one of the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

WINSORISED = 0.1  # of the units at either end
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Overdispersion:
    """`factor`: mean square of deviations, 1 where chance explains them; `spread`: sd around the target."""

    factor: float
    spread: float
    units: int

    @property
    def present(self) -> bool:
        """True when units differ by more than chance, so that limits are widened."""
        return self.spread > 0

    def widening(self, error: np.ndarray, level: float) -> np.ndarray:
        """How many times as wide the limits at a level become for units whose chance errors are given."""
        error = np.asarray(error, float)
        if not self.present:
            return np.ones_like(error)
        tail = (1 - level) / 2
        wider = stats.t.isf(tail, self.units - 1) / stats.norm.isf(tail)
        return np.fmax(wider * np.sqrt(1 + np.square(self.spread / error)), 1.0)


def overdispersion(
    deviation: np.ndarray, error: np.ndarray, *, winsorised: float = WINSORISED
) -> Overdispersion:
    """Spread of units around the target from their deviations from it and the chance errors of these.

    One value per unit, in the same unit of measure. Fewer than five units: none.
    """
    known = np.isfinite(deviation) & np.isfinite(error) & (np.asarray(error) > 0)
    d, s = np.asarray(deviation, float)[known], np.asarray(error, float)[known]
    size = len(d)
    if size < FEWEST:
        return Overdispersion(1.0, 0.0, size)
    cut = max(round(winsorised * size), 1)

    def excess(spread: float) -> float:
        return _mean_square(d, np.hypot(s, spread), cut) - (size - 1) / size

    factor = _mean_square(d, s, cut)
    if excess(0.0) <= 0:
        return Overdispersion(1.0, 0.0, size)
    between = optimize.brentq(excess, 0.0, 20 * float(np.abs(d).max() + s.max()))
    share = s**-2 / (s**-2).sum()  # the target moves with the large units
    return Overdispersion(factor, float(between * np.sqrt(1 + (share**2).sum())), size)


def _mean_square(deviation: np.ndarray, error: np.ndarray, cut: int) -> float:
    """Mean square of standardised, winsorised deviations from their mean, 1 for standard normal ones."""
    centre = np.average(deviation, weights=error**-2.0)
    z = np.sort((deviation - centre) / error)
    tail = cut / len(z)
    edge = stats.norm.isf(tail)
    normal = 1 - 2 * tail - 2 * edge * stats.norm.pdf(edge) + 2 * tail * edge**2
    return float(np.mean(np.clip(z, z[cut], z[-cut - 1]) ** 2) / normal)
