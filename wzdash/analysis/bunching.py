"""Bunching before a limit: are more cases finished just before the deadline than the density says?

Saez (2010), Chetty et al. (2011), Kleven (2016): the counts of durations in bins relative to the
limit, a smooth polynomial through the bins outside the window before the limit, excess = observed −
smooth in the window. McCrary (2008) tests the break at the limit by the same idea. Poisson
regression with a step for the window; the dispersion of the bins enters the error. Null hypothesis:
the density is smooth through the window.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wzdash.analysis.count_regression import regress_counts
from wzdash.analysis.intervals import LEVEL, Estimate, ratio_from_log, wald
from wzdash.errors import AnalysisError
from wzdash.labels import _

FEWEST = 100


@dataclass(frozen=True, slots=True, eq=False)
class Bunching:
    """`ratio` observed / smooth in the window, `excess` cases; `bins`: position, count, smooth, window."""

    ratio: Estimate
    excess: float
    n: int
    bins: pd.DataFrame

    @property
    def found(self) -> bool:
        """True when more than chance is bunched before the limit (1 % level)."""
        return self.ratio.value > 1 and self.ratio.p_value < 0.01


def bunching(
    position: np.ndarray,
    *,
    window: float = 0.05,
    width: float = 0.025,
    reach: float = 0.4,
    degree: int = 3,
    level: float = LEVEL,
) -> Bunching:
    """Bunching of durations given as share of the limit (1 = exactly at the limit).

    `window` is the stretch before the limit that is tested, `width` of a bin, `reach` how far the
    smooth density is looked at on both sides. Cases after the limit get a level of their own, since
    many do not come that far.
    """
    x = np.asarray(position, float)
    x = x[np.isfinite(x) & (np.abs(x - 1) < reach)]
    if len(x) < FEWEST:
        raise AnalysisError(_("时限附近只有 {n} 件;至少需要 {least} 件").format(n=len(x), least=FEWEST))
    side = round(reach / width)
    edges = 1 + width * np.arange(-side, side + 1)
    counts = np.histogram(np.nextafter(x, -np.inf), edges)[0].astype(float)
    middle = (edges[:-1] + edges[1:]) / 2 - 1
    inside = (middle < 0) & (middle > -window)
    columns = [middle**k for k in range(degree + 1)]
    columns += [(middle > 0).astype(float), np.where(middle > 0, middle, 0), inside.astype(float)]
    design = np.column_stack(columns)
    fit = regress_counts(counts, design)
    weighted = design * fit.root_weight[:, None]
    error = np.sqrt(np.linalg.inv(weighted.T @ weighted)[-1, -1] * max(fit.dispersion, 1.0))
    ratio = ratio_from_log(
        wald(float(fit.coefficients[-1]), float(error), df=float(fit.residual_df), level=level)
    )
    smooth = np.exp(design[:, :-1] @ fit.coefficients[:-1])
    bins = pd.DataFrame({"position": middle + 1, "count": counts, "smooth": smooth, "window": inside})
    excess = float((counts - smooth)[inside].sum())
    return Bunching(ratio, excess, len(x), bins)
