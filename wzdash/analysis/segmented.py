"""Interrupted time series: segmented regression of counts on trend, season, recorded breaks and the measure.

Lopez Bernal, Cummins & Gasparrini (2017), Int J Epidemiol 46:348-355. log μ = offset + a + b·time +
harmonics + breaks + step (+ change of slope, 0 in the first period of the measure). Poisson,
quasi-Poisson or negative binomial; with a control series the share target / (target + control) is
modelled by quasi-binomial regression, which removes whatever moves both. Null hypothesis: no step
(and no change of slope). Ratios are per unit; slope ratios are per period.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import statsmodels.api as sm

from wzdash.analysis.count_regression import Regression, regress_counts, regress_share
from wzdash.analysis.intervals import LEVEL, Estimate, ratio_from_log, wald
from wzdash.analysis.serial import SerialErrors, serial_errors
from wzdash.analysis.series import CountSeries
from wzdash.errors import AnalysisError
from wzdash.labels import _

FAMILIES = ("poisson", "quasipoisson", "negbin")
EVENTS_EACH = 2  # events per coefficient below which likelihoods run away
ERRORS = ("auto", "model", "hac")


@dataclass(frozen=True, slots=True)
class Model:
    """What is fitted.

    `errors`: auto = the family's own unless residuals are autocorrelated (never for poisson).
    """

    family: str = "quasipoisson"
    harmonics: int = 2
    trend: bool = True
    slope: bool = False
    breaks: bool = True
    errors: str = "auto"

    def __post_init__(self) -> None:
        if self.family not in FAMILIES:
            raise AnalysisError(
                _("没有名为 {value!r} 的分布族;可用:{allowed}").format(
                    value=self.family, allowed=", ".join(FAMILIES)
                )
            )
        if self.errors not in ERRORS:
            raise AnalysisError(f"errors {self.errors!r}: allowed: {', '.join(ERRORS)}")
        if self.harmonics < 0:
            raise AnalysisError(_("谐波数 {value} 须为 0 或正整数").format(value=self.harmonics))


def default_model(series: CountSeries, *, slope: bool = False) -> Model:
    """Quasi-Poisson with trend and as many harmonics as the length can carry."""
    return Model(harmonics=_harmonics(series), slope=slope)


def _harmonics(series: CountSeries) -> int:
    if series.cycle < 4 or len(series.counts) < 1.5 * series.cycle:
        return 0
    return 2 if series.cycle > 4 and len(series.counts) >= 2 * series.cycle else 1


# ---------------------------------------------------------------- design


def design_matrix(series: CountSeries, model: Model) -> pd.DataFrame:
    """Regressors, one row per period.

    Const, trend (years from the start), harmonics, weekday, breaks, step, slope.
    """
    n = len(series.counts)
    time = np.arange(n) - series.start
    columns: dict[str, np.ndarray] = {"const": np.ones(n)}
    if model.trend:
        columns["trend"] = time / series.cycle
    for k in range(1, model.harmonics + 1):
        angle = 2 * np.pi * k * time / series.cycle
        columns[f"sin{k}"], columns[f"cos{k}"] = np.sin(angle), np.cos(angle)
    if series.step == "day" and model.harmonics:
        weekday = series.dates.day_of_week
        columns |= {f"weekday{d}": (weekday == d).astype(float) for d in range(1, 7)}
    if model.breaks:
        columns |= _break_columns(series)
    after = (time >= 0).astype(float)
    columns["step"] = after
    if model.slope:
        columns["slope"] = time * after
    return pd.DataFrame(columns, index=series.dates)


def _break_columns(series: CountSeries) -> dict[str, np.ndarray]:
    """Columns of the recorded breaks that vary within the series."""
    columns = {}
    for i, item in enumerate(series.breaks):
        inside = series.dates >= item.start
        if item.end is not None:
            inside &= series.dates <= item.end
        if 0 < inside.sum() < len(inside):
            columns[f"break{i}"] = inside.astype(float)
    return columns


# ---------------------------------------------------------------- fit


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted model: ratios come with the interval of the model's errors at `level`."""

    series: CountSeries
    model: Model
    design: pd.DataFrame
    regression: Regression
    errors: SerialErrors
    level: float = LEVEL

    @property
    def dispersion(self) -> float:
        """Pearson χ² per residual degree of freedom."""
        return self.regression.dispersion

    def contrast(self, weights: np.ndarray) -> Estimate:
        """weights · coefficients on the log scale."""
        error = float(np.sqrt(weights @ self.errors.covariance @ weights))
        value = float(weights @ self.regression.coefficients)
        return wald(value, error, df=self.errors.df(weights), level=self.level)

    def unit(self, name: str) -> np.ndarray:
        """Contrast that picks one coefficient by its column name."""
        return (self.design.columns == name).astype(float)

    @cached_property
    def step(self) -> Estimate:
        """Rate ratio at the first period of the measure."""
        return ratio_from_log(self.contrast(self.unit("step")))

    @cached_property
    def slope(self) -> Estimate | None:
        """Change of the trend per period, as a ratio; None when the model has no change of slope."""
        return ratio_from_log(self.contrast(self.unit("slope"))) if self.model.slope else None

    @property
    def effect_weights(self) -> np.ndarray:
        """Contrast of the mean log rate ratio over the periods of the measure."""
        if not self.model.slope:
            return self.unit("step")
        return self.unit("step") + self.unit("slope") * self.design["slope"].iloc[self.series.start :].mean()

    @cached_property
    def effect(self) -> Estimate:
        """Mean rate ratio over the periods of the measure; equals the step without a change of slope."""
        return ratio_from_log(self.contrast(self.effect_weights))

    @cached_property
    def statistic(self) -> float:
        """Effect over its plain quasi-likelihood error.

        Comparable between dates and areas, not a test by itself.
        """
        weights, regression = self.effect_weights, self.regression
        weighted = self.design.to_numpy() * regression.root_weight[:, None]
        variance = weights @ np.linalg.inv(weighted.T @ weighted) @ weights * max(regression.dispersion, 1.0)
        return float(weights @ regression.coefficients / np.sqrt(variance))

    @cached_property
    def linear(self) -> np.ndarray:
        """Linear predictor of every period, offset left out."""
        return self.design.to_numpy() @ self.regression.coefficients

    @cached_property
    def baseline_design(self) -> np.ndarray:
        """The design as it would be without the measure."""
        return self.design.assign(**{c: 0.0 for c in ("step", "slope") if c in self.design}).to_numpy()


def fit_segmented(series: CountSeries, model: Model | None = None, *, level: float = LEVEL) -> Fit:
    """The fitted model. Raises AnalysisError when the series is too short or holds no events."""
    model = default_model(series) if model is None else model
    design = design_matrix(series, model)
    _check(series, design)
    x = design.to_numpy()
    if series.control is not None:
        regression = regress_share(series.counts, series.control, x)
    else:
        negbin = model.family == "negbin"
        regression = regress_counts(series.counts, x, exposure=series.exposure, negbin=negbin)
    return Fit(series, model, design, regression, _errors(model, x, regression), level)


def _check(series: CountSeries, design: pd.DataFrame) -> None:
    n, p = design.shape
    if n - p < 3:
        raise AnalysisError(
            _("{n} 期数据要估计 {p} 个系数;至少需要 {least} 期").format(n=n, p=p, least=p + 3)
        )
    if series.count_before == 0 or series.count_after == 0:
        raise AnalysisError(_("起始日之前或之后没有一件,无法估计比值"))
    least = EVENTS_EACH * p
    if series.counts.sum() < least:
        raise AnalysisError(
            _("共 {n:g} 件要估计 {p} 个系数;至少需要 {least} 件").format(
                n=series.counts.sum(), p=p, least=least
            )
        )
    if np.linalg.matrix_rank(design.to_numpy()) < p:
        raise AnalysisError(_("登记的断点与起始日重合,两者的影响无法分开"))
    if series.control is None:
        return
    if series.exposure is not None:  # what multiplies one series only is not a shared change
        raise AnalysisError(_("暴露量与对照只能给一个;对照序列已包含天数与人口的变化"))
    if (series.control == 0).any():
        raise AnalysisError(_("对照计数为 0;对照的每一期至少要有一件"))


def _errors(model: Model, x: np.ndarray, regression: Regression) -> SerialErrors:
    weighted = x * regression.root_weight[:, None]
    bread = np.linalg.inv(weighted.T @ weighted)
    if model.errors == "hac":
        return SerialErrors(_hac(bread, weighted, regression.pearson))
    if model.family == "poisson":
        return SerialErrors(bread)
    if model.errors == "model":
        return SerialErrors(bread * (1.0 if regression.alpha else regression.dispersion))
    nugget = float((1 / (1 + regression.alpha * regression.mean)).mean())
    # Student quantiles: alpha by likelihood is too small in short series
    df = regression.residual_df if regression.alpha else np.inf
    return serial_errors(weighted, regression.pearson, nugget=nugget, df=df)


def _hac(bread: np.ndarray, weighted: np.ndarray, pearson: np.ndarray) -> np.ndarray:
    """Newey & West (1987) with the small-sample factor n / (n − p); narrow in short series, see serial.py."""
    n, p = weighted.shape
    lags = int(np.floor(4 * (n / 100) ** (2 / 9))) + 1
    meat = sm.stats.sandwich_covariance.S_hac_simple(weighted * pearson[:, None], nlags=lags)
    return bread @ meat @ bread * n / (n - p)
