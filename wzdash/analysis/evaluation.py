"""One series, everything: fit, counterfactual, residuals, placebo dates, specification curve, verdict.

The verdict rests on the default model whatever model was asked for, so that nobody can pick one that
says more. Parts are computed when first asked for; all of them take under a second for 48 months.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from wzdash.analysis.counterfactual import Counterfactual, counterfactual
from wzdash.analysis.detectable import DetectableChange, detectable_by
from wzdash.analysis.placebo import Placebo, placebo_areas, placebo_dates
from wzdash.analysis.residuals import ResidualCheck, check_residuals
from wzdash.analysis.segmented import Fit, Model, default_model, fit_segmented
from wzdash.analysis.series import CountSeries
from wzdash.analysis.specification import Robustness, robustness, specification_curve
from wzdash.analysis.tipping import TippingPoint, tipping_point
from wzdash.analysis.verdict import Evidence, Verdict
from wzdash.analysis.wording import enough_or_not, series_verdict


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Everything about one series.

    `fit` is the model asked for, `judged` the default one that the verdict rests on.
    """

    fit: Fit
    judged: Fit
    seed: int

    @cached_property
    def counterfactual(self) -> Counterfactual:
        """Path without the measure and averted cases, of the model asked for."""
        return counterfactual(self.fit, seed=self.seed)

    @cached_property
    def residuals(self) -> ResidualCheck:
        """Dispersion and autocorrelation of the model asked for."""
        return check_residuals(self.fit)

    @cached_property
    def placebo(self) -> Placebo:
        """The real start among placebo dates."""
        return placebo_dates(self.judged)

    @cached_property
    def curve(self):
        """Specification curve, one row per specification."""
        return specification_curve(self.judged)

    @cached_property
    def robustness(self) -> Robustness:
        """Agreement of the specifications with the estimate."""
        return robustness(self.curve, self.judged.effect.value)

    @cached_property
    def detectable(self) -> DetectableChange:
        """Smallest change that this series would show."""
        return detectable_by(self.judged)

    @cached_property
    def tipping(self) -> TippingPoint:
        """Background change that would erase the effect."""
        return tipping_point(self.judged.effect)

    @cached_property
    def verdict(self) -> Verdict:
        """The verdict. Specifications are not fitted when the series is too short for one."""
        short = enough_or_not(self.fit.series)
        return short if short is not None else series_verdict(self)

    @property
    def evidence(self) -> Evidence:
        """What the verdict rests on."""
        effect, placebo = self.judged.effect, self.placebo
        return Evidence(
            effect.value,
            effect.low,
            effect.high,
            effect.p_value,
            placebo.p_value,
            placebo.smallest_p,
            self.robustness.holds,
            self.robustness.disputed,
        )

    def summary(self) -> dict[str, object]:
        """Plain values under the names of the command line; None where there is nothing to say.

        n_before and n_after are periods, count_before and count_after events; averted > 0 means fewer cases.
        """
        return {key: _finite(value) for key, value in self._summary().items()}

    def _summary(self) -> dict[str, object]:
        fit, series, averted = self.fit, self.fit.series, self.counterfactual.averted
        slope = fit.slope
        return {
            "step_rr": fit.step.value,
            "step_ci": list(fit.step.interval),
            "slope_rr": slope and slope.value,
            "slope_ci": slope and list(slope.interval),
            "dispersion": fit.dispersion,
            "n_before": series.n_before,
            "n_after": series.n_after,
            "averted": averted.value,
            "averted_ci": list(averted.interval),
            "placebo_p": self.placebo.p_value,
            "smallest_p": self.placebo.smallest_p,
            "verdict": self.verdict.code,
            "sentence": self.verdict.sentences(),
            "count_before": series.count_before,
            "count_after": series.count_after,
            "effect_rr": self.judged.effect.value,
            "effect_ci": list(self.judged.effect.interval),
            "effect_p": self.judged.effect.p_value,
            "family": fit.model.family,
            "harmonics": fit.model.harmonics,
            "autocorrelation": self.judged.errors.phi,
            "ljung_box_p": self.residuals.ljung_box_p,
            "detectable_fall": self.detectable.fall,
            "tipping_background": self.tipping.uncertain,
            "specifications": self._specifications(),
        }

    def _specifications(self) -> dict[str, object] | None:
        if self.verdict.code == "not_enough":
            return None
        found = self.robustness
        return {
            "n": found.n,
            "n_all": found.n_all,
            "same_sign": found.same_sign,
            "significant": found.significant,
            "lowest": found.low,
            "highest": found.high,
        }


def _finite(value: object) -> object:
    """The value with None for what is not a finite number, lists and dictionaries included."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [_finite(one) for one in value]
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    return value


def evaluate_series(series: CountSeries, model: Model | None = None, *, seed: int = 0) -> Evaluation:
    """Evaluation of one series; parts are computed when first asked for.

    Raises AnalysisError as fit_segmented.
    """
    default = default_model(series)
    judged = fit_segmented(series, default)
    fit = judged if model is None or model == default else fit_segmented(series, model)
    return Evaluation(fit, judged, seed)


def area_placebos(evaluations: Mapping[str, Evaluation]) -> dict[str, Placebo]:
    """For each area, its place among all the others as placebos; every area is judged at the same date."""
    return {
        name: placebo_areas(one.judged, {k: v.judged for k, v in evaluations.items() if k != name}, name=name)
        for name, one in evaluations.items()
    }
