"""Change of a count from one period to another, year on year for instance, with what chance alone allows.

Rate ratio: exact conditional interval (Clopper-Pearson of after / (before + after), Przyborowski &
Wilenski 1940) or the score interval (Wilson of the same share). Poisson limit: |2 (√after −
√before)| > 3, the variance-stabilised difference of two counts of equal exposure. A change from 0
has no percentage. Null hypothesis: equal rates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from wzdash.analysis.intervals import LEVEL, Estimate
from wzdash.errors import AnalysisError

LIMIT = 3.0


@dataclass(frozen=True, slots=True)
class CountChange:
    """Two counts compared.

    `ratio` is after / before per unit of exposure; infinite limits where before is 0.
    """

    before: int
    after: int
    ratio: Estimate
    poisson_z: float

    @property
    def percent(self) -> float | None:
        """Change as a share (−0.538 = −53.8 %); None when the count before is 0."""
        return None if self.before == 0 else self.ratio.value - 1

    @property
    def beyond_chance(self) -> bool:
        """True when |2 (√after − √before)| > 3."""
        return abs(self.poisson_z) > LIMIT


def poisson_z(before: float, after: float, exposure_ratio: float = 1.0) -> float:
    """2 (√after − √before).

    With unequal exposure (after / before) both counts are put on their pooled footing.
    """
    if exposure_ratio == 1.0:
        return 2 * (math.sqrt(after) - math.sqrt(before))
    scaled = math.sqrt(after / exposure_ratio) - math.sqrt(before)
    return 2 * math.sqrt(2) * scaled / math.sqrt(1 + 1 / exposure_ratio)


def compare_counts(
    before: int, after: int, *, exposure_ratio: float = 1.0, method: str = "exact", level: float = LEVEL
) -> CountChange:
    """Change of a count. `exposure_ratio` is exposure after / exposure before (days, residents)."""
    if before < 0 or after < 0 or exposure_ratio <= 0:
        raise AnalysisError(f"{before} → {after}: counts must be 0 or more and exposures above 0")
    methods = {"exact": "beta", "score": "wilson"}
    if method not in methods:
        raise AnalysisError(f"method={method!r}: allowed: {', '.join(methods)}")
    total = before + after
    if total == 0:
        nothing = Estimate(math.nan, 0.0, math.inf, 1.0, level)
        return CountChange(0, 0, nothing, 0.0)
    low, high = proportion_confint(after, total, alpha=1 - level, method=methods[method])
    share = exposure_ratio / (1 + exposure_ratio)
    ratio = Estimate(
        _odds(after / total) / exposure_ratio,
        _odds(float(low)) / exposure_ratio,
        _odds(float(high)) / exposure_ratio,
        float(stats.binomtest(int(after), int(total), share).pvalue),
        level,
    )
    return CountChange(int(before), int(after), ratio, poisson_z(before, after, exposure_ratio))


def chance_limits(before: float, exposure_ratio: float = 1.0) -> tuple[float, float]:
    """Least and largest change (as shares) that the Poisson limit still calls chance; NaN from zero."""
    if not before > 0:
        return math.nan, math.nan
    half = LIMIT * math.sqrt(1 + 1 / exposure_ratio) / (2 * math.sqrt(2))
    low, high = max(math.sqrt(before) - half, 0.0), math.sqrt(before) + half
    return low**2 / before - 1, high**2 / before - 1


def _odds(share: float) -> float:
    return math.inf if share >= 1 else max(share, 0.0) / (1 - share)


def compare_columns(
    frame: pd.DataFrame,
    before: str,
    after: str,
    *,
    exposure_ratio: float = 1.0,
    method: str = "exact",
    level: float = LEVEL,
) -> pd.DataFrame:
    """The frame with change, ratio, low, high, p_value, poisson_z, beyond_chance.

    One row per row of the frame.
    """
    pairs = zip(frame[before], frame[after], strict=True)
    changes = [
        compare_counts(int(a), int(b), exposure_ratio=exposure_ratio, method=method, level=level)
        for a, b in pairs
    ]
    return frame.assign(
        change=[math.nan if c.percent is None else c.percent for c in changes],
        ratio=[c.ratio.value for c in changes],
        low=[c.ratio.low for c in changes],
        high=[c.ratio.high for c in changes],
        p_value=[c.ratio.p_value for c in changes],
        poisson_z=[c.poisson_z for c in changes],
        beyond_chance=[c.beyond_chance for c in changes],
    )
