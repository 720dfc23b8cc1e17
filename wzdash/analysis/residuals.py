"""Are the residuals of a fitted series what the model says: uncorrelated, and as variable as the family?

Ljung & Box (1978), Biometrika 65:297-303, on Pearson residuals. Its p-value is simulated: noise
that went through the same regression, since trend and harmonics leave correlation behind that the
χ² table does not know (it alarms in 18 % of clean series of five years). Bartlett limits ±1.96/√n
for the autocorrelation. Null hypothesis: no autocorrelation up to the given lag.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from statsmodels.tsa.stattools import acf

from wzdash.analysis.segmented import Fit

MOST_LAGS = 24
DRAWS = 999


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


def check_residuals(fit: Fit, *, lags: int | None = None, seed: int = 0) -> ResidualCheck:
    """Dispersion, Ljung-Box p-value and autocorrelation function of the Pearson residuals."""
    residuals = fit.regression.pearson
    n = len(residuals)
    lags = min(round(fit.series.cycle), n // 4, MOST_LAGS) if lags is None else lags
    lags = max(lags, 1)
    values = acf(residuals, nlags=lags, fft=False, adjusted=False)[1:] if residuals.any() else np.zeros(lags)
    table = pd.DataFrame({"lag": np.arange(1, lags + 1), "value": values, "limit": 1.96 / np.sqrt(n)})
    null = _null_statistics(fit, lags, np.random.default_rng(seed))
    larger = int((null >= _ljung_box(values, n)).sum())
    return ResidualCheck(fit.dispersion, (1 + larger) / (1 + len(null)), table)


def _ljung_box(values: np.ndarray, n: int) -> np.ndarray:
    """Ljung-Box statistic of autocorrelations, lags in the last axis."""
    return n * (n + 2) * (values**2 / (n - np.arange(1, values.shape[-1] + 1))).sum(axis=-1)


def _null_statistics(fit: Fit, lags: int, rng: np.random.Generator) -> np.ndarray:
    """Statistics of uncorrelated noise after the same regression."""
    q, _r = np.linalg.qr(fit.design.to_numpy() * fit.regression.root_weight[:, None])
    noise = rng.standard_normal((DRAWS, len(q)))
    noise -= (noise @ q) @ q.T
    noise -= noise.mean(axis=1, keepdims=True)
    power = (noise**2).sum(axis=1)
    values = np.stack(
        [(noise[:, k:] * noise[:, :-k]).sum(axis=1) / power for k in range(1, lags + 1)], axis=1
    )
    return _ljung_box(values, len(q))
