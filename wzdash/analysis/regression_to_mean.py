"""Before/after of areas chosen for being bad, with the return to their mean taken out.

Hauer (1997), Observational Before-After Studies, ch. 11: an area's expected count before is a
compromise between its own count and the mean of all areas (gamma-Poisson; Efron & Morris 1975),
carried forward by what the areas without the measure did. ratio = after / expected; its variance by
the delta method. Null hypothesis: areas with the measure changed as the others did, once chosen.
Areas that were not chosen must be among the data, or the mean is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wzdash.analysis.intervals import LEVEL, Estimate, ratio_from_log, wald
from wzdash.analysis.shrinkage import shrink_rates
from wzdash.errors import AnalysisError
from wzdash.labels import _


@dataclass(frozen=True, slots=True, eq=False)
class CorrectedChange:
    """`ratio` is after / expected of the areas with the measure, `naive` the uncorrected one.

    `areas` has one row per area: its counts, treated, expected_before (shrunk) and expected_after.
    """

    ratio: Estimate
    naive: Estimate
    areas: pd.DataFrame


def corrected_change(
    frame: pd.DataFrame,
    *,
    before: str,
    after: str,
    treated: str,
    exposure: str | None = None,
    level: float = LEVEL,
) -> CorrectedChange:
    """Empirical-Bayes before/after of the treated areas. One row per area; counts and a boolean column."""
    chosen = frame[treated].to_numpy(bool)
    if chosen.all() or not chosen.any() or len(frame) < 6:
        raise AnalysisError(_("至少需要六个区域,其中有实施的,也有未实施的"))
    size = np.ones(len(frame)) if exposure is None else frame[exposure].to_numpy(float)
    y0, y1 = frame[before].to_numpy(float), frame[after].to_numpy(float)
    if y0[~chosen].sum() == 0 or y1[~chosen].sum() == 0 or y1[chosen].sum() == 0:
        raise AnalysisError(_("实施或未实施的区域中没有一件,无法比较"))
    shrunk = shrink_rates(y0, size)
    expected = shrunk["rate"].to_numpy() * size
    growth = y1[~chosen].sum() / y0[~chosen].sum()
    growth_variance = 1 / y1[~chosen].sum() + 1 / y0[~chosen].sum()
    own = expected[chosen].sum()
    own_variance = float((shrunk["variance"].to_numpy() * size**2)[chosen].sum()) / own**2
    observed = y1[chosen].sum()
    error = np.sqrt(1 / observed + own_variance + growth_variance)
    naive_error = np.sqrt(1 / observed + 1 / max(y0[chosen].sum(), 1) + growth_variance)
    df = float((~chosen).sum() - 1)  # the mean of all areas is itself estimated
    ratio = wald(float(np.log(observed / (own * growth))), float(error), df=df, level=level)
    plain = np.log(observed / (max(y0[chosen].sum(), 1) * growth))
    areas = frame.assign(expected_before=expected, expected_after=expected * growth)
    naive = wald(float(plain), float(naive_error), level=level)
    return CorrectedChange(ratio_from_log(ratio), ratio_from_log(naive), areas)
