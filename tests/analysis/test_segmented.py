"""Interrupted time series: agreement with statsmodels, coverage of the intervals, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from tests.analysis.simulated import simulate
from wzdash.analysis.segmented import Model, default_model, design_matrix, fit_segmented
from wzdash.analysis.series import Break, count_series
from wzdash.errors import AnalysisError

RUNS = 250


def coverage(seed: int, model: Model | None = None, *, runs: int = RUNS, **world) -> float:
    """Share of seeded series whose 95 % interval of the step holds the true step."""
    rng = np.random.default_rng(seed)
    truth = np.exp(world.setdefault("log_step", -0.2))
    intervals = [fit_segmented(simulate(rng, **world), model).step.interval for _ in range(runs)]
    return float(np.mean([low <= truth <= high for low, high in intervals]))


@pytest.mark.parametrize(
    "world",
    [
        {"phi": 0.0, "sigma": 0.0},
        {"phi": 0.3, "trend": -0.1},
        {"phi": 0.5, "n_before": 24},
        {"phi": 0.7, "trend": 0.05},
        {"phi": 0.5, "gamma": 50, "n_after": 18},
    ],
    ids=str,
)
def test_interval_covers_the_truth(world):
    assert 0.92 <= coverage(5, **world) <= 0.98


def test_plain_errors_and_hac_do_not_cover_autocorrelated_counts():
    """Why errors are 'auto': the usual choices fail where the default passes."""
    world = {"phi": 0.5, "n_before": 24}
    assert coverage(5, Model(errors="model"), runs=120, **world) < 0.9
    assert coverage(5, Model(errors="hac"), runs=120, **world) < 0.9


def test_negative_binomial_covers_too():
    rng = np.random.default_rng(3)
    fits = [
        fit_segmented(simulate(rng, log_step=-0.2, phi=0, sigma=0, gamma=30), Model("negbin"))
        for _ in range(100)
    ]
    assert 0.92 <= np.mean([f.step.low <= np.exp(-0.2) <= f.step.high for f in fits]) <= 0.98
    assert np.median([f.regression.alpha for f in fits]) == pytest.approx(1 / 30, rel=0.25)


def test_same_numbers_as_statsmodels_formulae():
    series = simulate(np.random.default_rng(1))
    fit = fit_segmented(series, Model("poisson", harmonics=1, slope=True))
    time = np.arange(60)
    after = (time >= 36).astype(float)
    x = np.column_stack(
        [np.ones(60), time, np.sin(np.pi * time / 6), np.cos(np.pi * time / 6), after, after * (time - 36)]
    )
    reference = sm.GLM(series.counts, x, family=sm.families.Poisson()).fit()
    assert np.log(fit.step.value) == pytest.approx(reference.params[4])
    assert np.log(fit.step.interval) == pytest.approx(reference.conf_int()[4], rel=1e-6)
    assert np.log(fit.slope.interval) == pytest.approx(reference.conf_int()[5], rel=1e-6)


def test_hac_agrees_with_statsmodels():
    series = simulate(np.random.default_rng(1))
    fit = fit_segmented(series, Model(harmonics=1, errors="hac"))
    reference = sm.GLM(series.counts, fit.design.to_numpy(), family=sm.families.Poisson()).fit(
        cov_type="HAC", cov_kwds={"maxlags": 4, "use_correction": True}
    )
    assert np.sqrt(np.diag(fit.errors.covariance)) == pytest.approx(reference.bse, rel=1e-6)


def test_effect_with_a_slope_is_the_mean_over_the_periods_of_the_measure():
    fit = fit_segmented(simulate(np.random.default_rng(1), log_step=-0.3), Model(slope=True))
    logs = np.log(fit.step.value) + np.log(fit.slope.value) * np.arange(24)
    assert np.log(fit.effect.value) == pytest.approx(logs.mean())


def test_a_control_takes_away_what_moves_both():
    rng = np.random.default_rng(2)
    shock = simulate(rng, level=1000, log_step=-0.5, phi=0.8, sigma=0.2)
    share = rng.binomial(shock.counts.astype(int), 0.3)
    series = count_series(shock.dates, share, shock.dates[36], control=shock.counts - share)
    alone = count_series(shock.dates, share, shock.dates[36])
    assert fit_segmented(alone).step.value < 0.75
    assert fit_segmented(series).step.low < 1 < fit_segmented(series).step.high


def test_a_recorded_break_is_a_regressor():
    series = simulate(np.random.default_rng(4), sigma=0)
    counts = series.counts.copy()
    counts[18:] *= 2
    broken = count_series(
        series.dates, counts, series.dates[36], breaks=[Break(series.dates[18], name="登记规则")]
    )
    ignored, known = fit_segmented(broken, Model(breaks=False)).step, fit_segmented(broken).step
    assert ignored.value < 0.8
    assert 0.85 < known.low < 1 < known.high < 1.15
    episode = count_series(
        series.dates, counts, series.dates[36], breaks=[Break(series.dates[2], series.dates[5])]
    )
    assert design_matrix(episode, Model())["break0"].sum() == 4


def test_daily_series_get_weekdays():
    dates = pd.date_range("2019-01-01", periods=700)
    series = count_series(dates, np.random.default_rng(1).poisson(20, 700), "2020-06-01")
    assert {"weekday1", "weekday6", "sin1"} <= set(design_matrix(series, default_model(series)).columns)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d, c: (d.delete(3), np.delete(c, 3), {}), "2016-04-01 没有数据行"),
        (lambda d, c: (d, np.where(d.year < 2019, 0, c), {}), "没有一件"),
        (lambda d, c: (d, np.where(np.arange(60) == 4, -1, c), {}), "-1"),
        (lambda d, c: (d, c, {"control": np.zeros(60)}), "对照计数为 0"),
        (lambda d, c: (d, c, {"exposure": np.ones(60), "control": np.ones(60)}), "只能给一个"),
        (lambda d, c: (d, c, {"breaks": [Break(d[36])]}), "断点与起始日重合"),
        (lambda d, c: (d[30:42], c[30:42], {}), "12 期数据"),
    ],
)
def test_what_cannot_be_fitted_is_refused(change, message):
    good = simulate(np.random.default_rng(1))
    dates, counts, extra = change(good.dates, good.counts)
    with pytest.raises(AnalysisError, match=message):
        fit_segmented(count_series(dates, counts, "2019-01-01", **extra), Model(harmonics=4))


def test_unknown_family_is_refused():
    with pytest.raises(AnalysisError, match="gaussian"):
        Model("gaussian")
