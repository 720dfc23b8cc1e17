"""Structural time-series model of a logged series: a wandering level, a season, regressors and the measure.

Harvey & Durbin (1986), JRSS A 149:187-227 (the seat-belt law), Harvey (1989); by statsmodels'
UnobservedComponents with maximum likelihood by the Kalman filter. The level may wander by itself,
so that a step has to stand out from what the level does anyway. Null hypothesis: the measure
changes nothing.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm
from statsmodels.tools.sm_exceptions import ConvergenceWarning

from wzdash.analysis.intervals import LEVEL, Estimate, ratio_from_log, wald
from wzdash.analysis.series import CountSeries
from wzdash.errors import AnalysisError
from wzdash.labels import _


@dataclass(frozen=True, slots=True, eq=False)
class StructuralFit:
    """`log_effect` with its standard error on the log scale; `components`: date, observed, level, season."""

    log_effect: float
    error: float
    effect: Estimate
    level_variance: float
    irregular_variance: float
    regressors: dict[str, float]
    components: pd.DataFrame
    converged: bool


def fit_structural(
    series: CountSeries, *, regressors: Mapping[str, np.ndarray] | None = None, level: float = LEVEL
) -> StructuralFit:
    """Local level + season + regressors (as given, e.g.

    Logged) + step, on log counts. Counts must be above 0.
    """
    if (series.counts <= 0).any():
        raise AnalysisError(_("结构模型取对数,每期至少要有一件"))
    period = round(series.cycle)
    if period > 1 and len(series.counts) < 3 * period:
        raise AnalysisError(_("结构模型至少需要三年数据"))
    extra = dict(regressors or {})
    step = (np.arange(len(series.counts)) >= series.start).astype(float)
    exog = np.column_stack([*extra.values(), step])
    model = sm.tsa.UnobservedComponents(
        np.log(series.counts),
        "llevel",
        seasonal=period if period > 1 else None,
        stochastic_seasonal=False,
        exog=exog,
    )
    fit = _maximise(model)
    value, error = float(fit.params[-1]), float(fit.bse[-1])
    named = dict(zip(model.param_names, fit.params, strict=True))
    table = pd.DataFrame(
        {
            "date": series.dates,
            "observed": series.counts,
            "level": fit.level.smoothed,
            "season": fit.seasonal.smoothed if period > 1 else 0.0,
        }
    )
    return StructuralFit(
        value,
        error,
        ratio_from_log(wald(value, error, level=level)),
        float(named["sigma2.level"]),
        float(named["sigma2.irregular"]),
        {name: float(named[f"beta.x{i}"]) for i, name in enumerate(extra, start=1)},
        table,
        bool(fit.mle_retvals["converged"]),
    )


def _maximise(model: sm.tsa.UnobservedComponents):
    """The fit with the highest likelihood; a simplex search takes over where the first stops short."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # said by `converged`
        fit = model.fit(disp=0, maxiter=500)
        if fit.mle_retvals["converged"]:
            return fit
        again = model.fit(start_params=fit.params, method="nm", disp=0, maxiter=5000)
    return again if again.llf >= fit.llf else fit
