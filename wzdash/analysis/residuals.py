"""Are the residuals of a fitted series what the model says: uncorrelated, and as variable as the family?

Ljung & Box (1978), Biometrika 65:297-303, on Pearson residuals; Bartlett limits ±1.96/√n for the
autocorrelation. Null hypothesis: no autocorrelation up to the given lag.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.tsa.stattools import acf

from wzdash.analysis.segmented import Fit


@dataclass(frozen=True, slots=True, eq=False)
class ResidualCheck:
    """`autocorrelation`: one row per lag (lag, value, limit). `ljung_box_p` tests all of them together."""

    dispersion: float
    ljung_box_p: float
    autocorrelation: pd.DataFrame

    @property
    def correlated(self) -> bool:
        """True when autocorrelation is beyond chance at 5 %."""
        return self.ljung_box_p < 0.05


def check_residuals(fit: Fit, *, lags: int | None = None) -> ResidualCheck:
    """Dispersion, Ljung-Box p-value and autocorrelation function of the Pearson residuals."""
    residuals = fit.regression.pearson
    n = len(residuals)
    lags = min(round(fit.series.cycle), n // 4, 24) if lags is None else lags
    lags = max(lags, 1)
    values = acf(residuals, nlags=lags, fft=False)[1:]
    statistic = n * (n + 2) * float((values**2 / (n - np.arange(1, lags + 1))).sum())
    table = pd.DataFrame({"lag": np.arange(1, lags + 1), "value": values, "limit": 1.96 / np.sqrt(n)})
    return ResidualCheck(fit.dispersion, float(stats.chi2.sf(statistic, lags)), table)
