"""Weighted displacement difference: change in the target beyond its control, displacement included.

Wheeler & Ratcliffe (2018), Crime Science 7:11. WDD = (T₁−T₀) − (C₁−C₀) + (D₁−D₀) − (DC₁−DC₀); its
variance is the sum of the counts. Periods of unequal length or areas of unequal size are weighted:
count / w, variance count / w². Null hypothesis: the change in target and ring equals that of their
controls (independent Poisson counts, equal trends). A negative value means fewer events.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from wzdash.analysis.intervals import LEVEL, Estimate, wald
from wzdash.errors import AnalysisError
from wzdash.labels import N_, _

Pair = tuple[float, float]
AREAS = {
    "target": N_("目标区"),
    "control": N_("对照区"),
    "displacement": N_("转移区"),
    "displacement_control": N_("转移区的对照"),
}
SIGNS = {"target": 1, "control": -1, "displacement": 1, "displacement_control": -1}


@dataclass(frozen=True, slots=True)
class DisplacementDifference:
    """Events more (+) or fewer (−) than expected. `parts` has one row per area kind with its two counts."""

    difference: Estimate
    error: float
    parts: pd.DataFrame

    @property
    def z(self) -> float:
        """Difference / standard error."""
        return self.difference.value / self.error if self.error else math.nan

    def at_level(self, level: float) -> Estimate:
        """The same difference with an interval at another level."""
        return wald(self.difference.value, self.error, level=level)


def weighted_displacement_difference(
    target: Pair,
    control: Pair,
    *,
    displacement: Pair | None = None,
    displacement_control: Pair | None = None,
    time_weights: Pair = (1.0, 1.0),
    area_weights: dict[str, float] | None = None,
    level: float = LEVEL,
) -> DisplacementDifference:
    """WDD from counts (before, after) per area kind.

    Weights are lengths of the periods and sizes of the areas.
    """
    if (displacement is None) != (displacement_control is None):
        raise AnalysisError(_("转移区与转移区的对照要同时给出,或都不给"))
    given = {
        "target": target,
        "control": control,
        "displacement": displacement,
        "displacement_control": displacement_control,
    }
    pairs = {kind: pair for kind, pair in given.items() if pair is not None}
    sizes = {kind: (area_weights or {}).get(kind, 1.0) for kind in pairs}
    _check(pairs, time_weights, sizes)
    rows = [
        {
            "area": kind,
            "before": pair[0],
            "after": pair[1],
            "change": (pair[1] / time_weights[1] - pair[0] / time_weights[0]) / sizes[kind],
            "variance": (pair[0] / time_weights[0] ** 2 + pair[1] / time_weights[1] ** 2) / sizes[kind] ** 2,
        }
        for kind, pair in pairs.items()
    ]
    parts = pd.DataFrame(rows)
    value = float((parts["change"] * parts["area"].map(SIGNS)).sum())
    error = math.sqrt(float(parts["variance"].sum()))
    return DisplacementDifference(wald(value, error, level=level), error, parts)


def _check(pairs: dict[str, Pair], time_weights: Pair, sizes: dict[str, float]) -> None:
    for kind, pair in pairs.items():
        bad = next((count for count in pair if not (math.isfinite(count) and count >= 0)), None)
        if bad is not None:
            raise AnalysisError(
                _("{area}:{value} 不是计数;须为 0 或正数").format(area=_(AREAS[kind]), value=bad)
            )
    for weight in (*time_weights, *sizes.values()):
        if not (math.isfinite(weight) and weight > 0):
            raise AnalysisError(_("权重 {value} 须大于 0").format(value=weight))
