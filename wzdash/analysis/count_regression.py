"""Regression of counts on a design matrix.

Poisson, negative binomial, or the share of target in target + control.

McCullagh & Nelder (1989); NB2 of Hilbe (2011) by maximum likelihood. Quasi-likelihood families
share the estimates of their parent; only their errors differ, and those are made elsewhere
(serial.py, segmented.py).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import statsmodels.api as sm
from statsmodels.discrete.discrete_model import NegativeBinomial
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

LEAST_ALPHA = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Regression:
    """Coefficients and, per period, expected count, Pearson residual and root of the working weight."""

    coefficients: np.ndarray
    mean: np.ndarray
    pearson: np.ndarray
    root_weight: np.ndarray
    deviance: float
    alpha: float = 0.0

    @property
    def residual_df(self) -> int:
        """Periods less coefficients."""
        return len(self.mean) - len(self.coefficients)

    @property
    def dispersion(self) -> float:
        """Pearson χ² per residual degree of freedom; 1 for counts as variable as the family says."""
        return float(self.pearson @ self.pearson) / self.residual_df


def regress_counts(
    counts: np.ndarray, design: np.ndarray, *, exposure: np.ndarray | None = None, negbin: bool = False
) -> Regression:
    """Log-linear regression; log(exposure) is the offset.

    NB2 falls back to Poisson where nothing is overdispersed.
    """
    offset = None if exposure is None else np.log(exposure)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PerfectSeparationWarning)  # hardly varying counts
        fit = sm.GLM(counts, design, family=sm.families.Poisson(), offset=offset).fit()
    poisson = _regression(counts, fit.mu, fit.params, float(fit.deviance), 0.0)
    return _negative_binomial(counts, design, offset, poisson) if negbin else poisson


def _regression(
    counts: np.ndarray, mean: np.ndarray, coefficients: np.ndarray, deviance: float, alpha: float
) -> Regression:
    spread = 1 + alpha * mean
    return Regression(
        coefficients, mean, (counts - mean) / np.sqrt(mean * spread), np.sqrt(mean / spread), deviance, alpha
    )


def _negative_binomial(
    counts: np.ndarray, design: np.ndarray, offset: np.ndarray | None, poisson: Regression
) -> Regression:
    guess = float((((counts - poisson.mean) ** 2 - poisson.mean) / poisson.mean**2).mean())
    if guess <= LEAST_ALPHA:
        return poisson
    start = np.append(poisson.coefficients, guess)
    with np.errstate(all="ignore"):  # trial points of the line search may leave the parameter space
        fit = NegativeBinomial(counts, design, offset=offset).fit(
            start_params=start, disp=0, maxiter=200, warn_convergence=False, skip_hessian=True
        )
    alpha = float(fit.params[-1])
    if not (fit.mle_retvals["converged"] and np.isfinite(fit.params).all() and alpha > LEAST_ALPHA):
        return poisson
    mean = fit.predict()
    deviance = float(sm.families.NegativeBinomial(alpha=alpha).deviance(counts, mean))
    return _regression(counts, mean, fit.params[:-1], deviance, alpha)


def regress_share(counts: np.ndarray, control: np.ndarray, design: np.ndarray) -> Regression:
    """Logistic regression of counts / (counts + control).

    Its coefficients are log ratios of target to control.
    """
    total = counts + control
    fit = sm.GLM(np.column_stack([counts, control]), design, family=sm.families.Binomial()).fit()
    mean = fit.mu * total
    variance = mean * (1 - fit.mu)
    return Regression(
        fit.params, mean, (counts - mean) / np.sqrt(variance), np.sqrt(variance), float(fit.deviance)
    )
