"""Specification curve: the effect under every reasonable choice, so that nobody can pick one.

Simonsohn, Simmons & Nelson (2020), Nature Human Behaviour 4:1208-1214. Choices: window, family,
harmonics, trend, change of slope, recorded breaks. The effect is the mean rate ratio over the
periods of the measure, the same quantity in all of them. A simpler model that the data reject
against the fullest one of its window (F test, p < 0.001) stays on the chart but does not count
towards robustness.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from wzdash.analysis.segmented import Fit, Model, fit_segmented
from wzdash.analysis.series import Break, CountSeries
from wzdash.errors import AnalysisError

REJECTED = 0.001
AGREE = 0.95
SIGNIFICANT = 0.5
CLAIMED = 0.25
STRONG = 3.29  # a plain statistic that most readers would take for proof: p < 0.001


def windows(series: CountSeries) -> dict[str, CountSeries]:
    """The whole series and shorter or interrupted ones around the start, each with at least two years before.

    Setting the last year (or half year) before the start aside shows whether the effect is a return
    from a peak.
    """
    year = max(round(series.cycle), 1)
    before, after = series.n_before, series.n_after
    found = {"all": series}
    for years in (2, 3):
        if before > years * year:
            found[f"{years} years before"] = series.window(series.start - years * year, len(series.counts))
    if after > year:
        found["1 year after"] = series.window(0, series.start + year)
    aside = year if before >= 3 * year else year // 2
    if before >= 2 * year and aside:
        lately = Break(series.dates[series.start - aside], series.dates[series.start - 1])
        found["last year aside" if aside == year else "last half year aside"] = replace(
            series, breaks=(*series.breaks, lately)
        )
    return found


def choices(series: CountSeries, base: Model) -> list[Model]:
    """Every combination of family, harmonics, trend, slope and breaks; the base model's errors."""
    most = max(2 if series.cycle > 4 else int(series.cycle > 1), base.harmonics)
    families = ("quasipoisson",) if series.control is not None else ("quasipoisson", "negbin")
    return [
        Model(family, harmonics, trend, slope, broken)
        for family in families
        for harmonics in range(most + 1)
        for trend, slope in ((False, False), (True, False), (True, True))
        for broken in ((True, False) if series.breaks else (True,))
    ]


def specification_curve(fit: Fit) -> pd.DataFrame:
    """One row per specification that can be fitted, sorted by estimate.

    Columns: window, family, harmonics, trend, slope, breaks, estimate, low, high, p_value,
    dispersion, reasonable (not rejected by the data), base (the specification of `fit`).
    """
    rows = []
    for name, series in windows(fit.series).items():
        fits = [found for model in choices(fit.series, fit.model) if (found := _try_fit(series, model))]
        rows += _rows(name, fits, fit.model)
    table = pd.DataFrame(rows)
    return table.sort_values("estimate", kind="stable", ignore_index=True)


def _try_fit(series: CountSeries, model: Model) -> Fit | None:
    """None where the window is too short for the specification."""
    try:
        return fit_segmented(series, model)
    except AnalysisError:
        return None


def _rows(window: str, fits: list[Fit], base: Model) -> list[dict]:
    quasi = [fit for fit in fits if fit.model.family == "quasipoisson"]
    if not quasi:
        return []
    fullest = min(quasi, key=lambda fit: fit.regression.residual_df)
    kept = {_key(fit.model): not _rejected(fit, fullest) for fit in quasi}
    asked = replace(base, family="quasipoisson" if base.family == "poisson" else base.family, errors="auto")
    return [
        {
            "window": window,
            "family": fit.model.family,
            "harmonics": fit.model.harmonics,
            "trend": fit.model.trend,
            "slope": fit.model.slope,
            "breaks": fit.model.breaks,
            "estimate": fit.effect.value,
            "low": fit.effect.low,
            "high": fit.effect.high,
            "p_value": fit.effect.p_value,
            "statistic": fit.statistic,
            "dispersion": fit.dispersion,
            "reasonable": kept.get(_key(fit.model), False),
            "base": window == "all" and fit.model == asked,
        }
        for fit in fits
    ]


def _key(model: Model) -> tuple:
    return model.harmonics, model.trend, model.slope, model.breaks


def _rejected(fit: Fit, fullest: Fit) -> bool:
    """F test of the simpler model within the fullest."""
    fewer = fit.regression.residual_df - fullest.regression.residual_df
    if fewer <= 0:
        return False
    gain = (fit.regression.deviance - fullest.regression.deviance) / fewer
    ratio = gain / max(fullest.dispersion, 1.0)
    return bool(stats.f.sf(ratio, fewer, fullest.regression.residual_df) < REJECTED)


@dataclass(frozen=True, slots=True)
class Robustness:
    """Agreement of the reasonable specifications with the base estimate; shares are 0…1 of `n`."""

    n: int
    n_all: int
    same_sign: float
    significant: float
    opposed: float
    claims: float
    low: float
    high: float

    @property
    def holds(self) -> bool:
        """The effect has one sign, is significant in at least half of them and contradicted in none."""
        return self.same_sign >= AGREE and self.significant >= SIGNIFICANT and self.opposed == 0

    @property
    def disputed(self) -> bool:
        """A quarter of all specifications, rejected ones included, look like an effect to a reader."""
        return self.claims >= CLAIMED


def robustness(curve: pd.DataFrame, estimate: float) -> Robustness:
    """How the specifications agree with the sign of `estimate` (a ratio)."""
    kept = curve[curve["reasonable"]]
    sign = np.sign(np.log(estimate))
    direction = np.sign(np.log(kept["estimate"]))
    sure = _sure(kept)
    return Robustness(
        n=len(kept),
        n_all=len(curve),
        same_sign=float((direction == sign).mean()),
        significant=float((sure & (direction == sign)).mean()),
        opposed=float((sure & (direction == -sign)).mean()),
        claims=float((_sure(curve) | (curve["statistic"].abs() > STRONG)).mean()),
        low=float(kept["estimate"].min()),
        high=float(kept["estimate"].max()),
    )


def _sure(curve: pd.DataFrame) -> pd.Series:
    return (curve["low"] > 1) | (curve["high"] < 1)
