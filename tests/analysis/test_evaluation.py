"""The parts of an evaluation: counterfactual, residuals, placebos, specifications, tipping point, power."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.analysis.simulated import simulate
from wzdash.analysis.counterfactual import counterfactual
from wzdash.analysis.detectable import detectable_between, detectable_by, detectable_change
from wzdash.analysis.evaluation import area_placebos, evaluate_series
from wzdash.analysis.intervals import Estimate
from wzdash.analysis.placebo import placebo_dates, rank_placebos
from wzdash.analysis.regression_to_mean import corrected_change
from wzdash.analysis.residuals import check_residuals
from wzdash.analysis.segmented import Model, fit_segmented
from wzdash.analysis.series import Break, count_series, days_in_period
from wzdash.analysis.specification import robustness, specification_curve, windows
from wzdash.analysis.structural import fit_structural
from wzdash.analysis.tipping import tipping_point
from wzdash.errors import AnalysisError


@pytest.fixture(scope="module")
def effective():
    return evaluate_series(simulate(np.random.default_rng(1), log_step=-0.5, sigma=0.05))


def test_averted_cases_are_expected_minus_observed(effective):
    found = effective.counterfactual
    after = found.path[found.path["after"]]
    assert found.averted.value == pytest.approx((after["expected"] - after["observed"]).sum(), rel=1e-6)
    assert found.averted.low < found.averted.value < found.averted.high
    before = found.path[~found.path["after"]]
    assert before["expected"].to_numpy() == pytest.approx(before["fitted"].to_numpy())
    assert (
        (found.path["low"] <= found.path["expected"]) & (found.path["expected"] <= found.path["high"])
    ).all()


def test_averted_cases_cover_the_truth_and_are_reproducible():
    rng, held = np.random.default_rng(2), []
    for _ in range(100):
        series = simulate(rng, log_step=-0.4, sigma=0, phi=0, season=0)
        angle = np.pi * np.arange(36, 60) / 6
        truth = (1 - np.exp(-0.4)) * 100 * np.exp(0.1 * np.cos(2 * angle)).sum()
        averted = counterfactual(fit_segmented(series), seed=1, draws=500).averted
        held.append(averted.low <= truth <= averted.high)
    assert 0.9 <= np.mean(held) <= 1
    fit = fit_segmented(series)
    assert counterfactual(fit, seed=3).averted == counterfactual(fit, seed=3).averted
    assert counterfactual(fit, seed=3).averted != counterfactual(fit, seed=4).averted


def test_counterfactual_with_a_control_is_given_the_control():
    series = simulate(np.random.default_rng(3), log_step=-0.5, sigma=0.05)
    other = simulate(np.random.default_rng(4), sigma=0.05)
    joined = count_series(series.dates, series.counts, series.dates[36], control=other.counts)
    found = counterfactual(fit_segmented(joined), seed=1)
    after = found.path[found.path["after"]]
    assert found.averted.value == pytest.approx((after["expected"] - after["observed"]).sum(), rel=0.05)


def test_residual_check_sees_what_is_there():
    rng = np.random.default_rng(5)
    quiet = [check_residuals(fit_segmented(simulate(rng, sigma=0, phi=0))).correlated for _ in range(60)]
    loud = [
        check_residuals(fit_segmented(simulate(rng, sigma=0.3, phi=0.7, n_before=60))).correlated
        for _ in range(20)
    ]
    assert np.mean(quiet) <= 0.12
    assert np.mean(loud) >= 0.8


def test_placebo_p_is_a_rank():
    table = pd.DataFrame(
        {"label": list("abcd"), "estimate": 1.0, "statistic": [1, -2, 0.5, -3], "real": [False] * 3 + [True]}
    )
    found = rank_placebos(table)
    assert (found.p_value, found.smallest_p, found.n) == (0.25, 0.25, 3)
    assert rank_placebos(table.assign(real=[True, False, False, False])).p_value == 0.75
    assert np.isnan(rank_placebos(table.tail(1)).p_value)


def test_one_of_14_towns_cannot_reach_5_percent():
    """INDICATORS.md: 1 treated of 14 → 1/14 = 0.071."""
    rng = np.random.default_rng(6)
    towns = {f"t{i}": simulate(rng, log_step=-1.0 if i == 0 else 0, sigma=0.05) for i in range(14)}
    placebos = area_placebos({name: evaluate_series(series) for name, series in towns.items()})
    assert round(placebos["t0"].smallest_p, 3) == 0.071
    assert placebos["t0"].p_value == placebos["t0"].smallest_p
    assert placebos["t5"].p_value > 0.1


def test_placebo_dates_lie_before_the_start_and_short_series_have_none():
    fit = fit_segmented(simulate(np.random.default_rng(7), n_before=24))
    table = placebo_dates(fit).table
    placebos = table[~table["real"]]
    assert len(placebos) == 24 - 2 * 6 + 1
    assert placebos["label"].max() < fit.series.dates[fit.series.start]
    short = placebo_dates(fit_segmented(simulate(np.random.default_rng(7), n_before=8, n_after=30)))
    assert np.isnan(short.p_value)


def test_placebo_dates_are_seldom_beaten_under_the_null():
    """More often than 5 %: the real fit sees more periods than the placebos (placebo.py)."""
    rng = np.random.default_rng(8)
    found = [placebo_dates(fit_segmented(simulate(rng, sigma=0, phi=0))).p_value for _ in range(60)]
    assert np.mean(np.array(found) <= 0.05) <= 0.12


def test_specification_curve_holds_every_choice_once(effective):
    curve = effective.curve
    choice = ["window", "family", "harmonics", "trend", "slope", "breaks"]
    assert not curve.duplicated(choice).any()
    assert set(curve["family"]) == {"quasipoisson", "negbin"}
    assert set(curve["harmonics"]) == {0, 1, 2}
    assert curve["base"].sum() == 1
    base = curve[curve["base"]].iloc[0]
    assert base["estimate"] == pytest.approx(effective.judged.effect.value)
    assert curve["estimate"].is_monotonic_increasing
    assert set(curve["window"]) == {"all", "2 years before", "1 year after", "last year aside"}


def test_recorded_breaks_are_a_choice():
    series = simulate(np.random.default_rng(9))
    broken = count_series(series.dates, series.counts, series.dates[36], breaks=[Break(series.dates[20])])
    assert set(specification_curve(fit_segmented(broken))["breaks"]) == {True, False}


def test_specifications_that_fight_are_not_robust(effective):
    curve = effective.curve.copy()
    assert robustness(curve, 0.6).holds
    fight = curve.assign(estimate=1 / curve["estimate"], low=1 / curve["high"], high=1 / curve["low"])
    mixed = robustness(pd.concat([curve, fight]), 0.6)
    assert mixed.opposed > 0
    assert not mixed.holds


def test_windows_keep_two_years_before():
    for series in windows(simulate(np.random.default_rng(1), n_before=60)).values():
        assert series.n_before >= 24


def test_tipping_point():
    fall = tipping_point(Estimate(0.885, 0.839, 0.933))
    assert (round(fall.erased, 3), round(fall.uncertain, 3)) == (-0.115, -0.067)
    assert tipping_point(Estimate(1.3, 1.1, 1.5)).uncertain == pytest.approx(0.1)
    assert tipping_point(Estimate(0.9, 0.7, 1.1)).uncertain == 0.0


def test_detectable_change_has_its_power():
    rng = np.random.default_rng(10)
    fall = detectable_by(fit_segmented(simulate(rng, sigma=0, phi=0))).fall
    found = [
        fit_segmented(simulate(rng, sigma=0, phi=0, log_step=np.log1p(fall))).effect.high < 1
        for _ in range(150)
    ]
    assert 0.7 <= np.mean(found) <= 0.9
    two = detectable_between(100)
    assert two.fall == pytest.approx(np.expm1(-(1.959964 + 0.841621) * np.sqrt(2 / 100)), rel=1e-5)
    with pytest.raises(AnalysisError):
        detectable_change(0.1, power=1.5)


def test_regression_to_the_mean_is_taken_out():
    """The three worst of 40 towns are 'treated', with no effect at all."""
    rng, naive, corrected = np.random.default_rng(11), [], []
    for _ in range(200):
        mean = rng.gamma(20, 2, 40)
        before, after = rng.poisson(mean), rng.poisson(mean * 0.9)
        frame = pd.DataFrame({"b": before, "a": after, "t": before >= np.sort(before)[-3]})
        found = corrected_change(frame, before="b", after="a", treated="t")
        naive.append(found.naive.high < 1)
        corrected.append(found.ratio.excludes(1))
    assert np.mean(naive) > 0.2
    assert np.mean(corrected) <= 0.075
    with pytest.raises(AnalysisError, match="六个区域"):
        corrected_change(frame.assign(t=True), before="b", after="a", treated="t")


def test_structural_model_finds_a_step_and_needs_three_years():
    series = simulate(np.random.default_rng(12), log_step=-0.4, sigma=0.02, n_before=60, level=400)
    fit = fit_structural(series)
    assert fit.converged
    assert fit.effect.low < np.exp(-0.4) < fit.effect.high
    assert list(fit.components.columns) == ["date", "observed", "level", "season"]
    with pytest.raises(AnalysisError, match="三年"):
        fit_structural(series.window(40, 70))
    with pytest.raises(AnalysisError, match="取对数"):
        fit_structural(count_series(series.dates, series.counts * (np.arange(84) > 0), series.dates[60]))


def test_days_are_an_exposure():
    dates = pd.date_range("2019-01-01", periods=48, freq="MS")
    days = days_in_period(dates, "month")
    assert days[:3].tolist() == [31, 28, 31]
    assert days[13] == 29
    counts = np.round(days * 10)
    fit = fit_segmented(count_series(dates, counts, "2021-01-01", exposure=days), Model(harmonics=1))
    assert fit.step.value == pytest.approx(1, abs=1e-6)
    assert fit.step.low < 1 < fit.step.high


@pytest.mark.parametrize(("freq", "step"), [("D", "day"), ("7D", "week"), ("QS", "quarter"), ("YS", "year")])
def test_steps_of_a_series_are_recognised(freq, step):
    dates = pd.date_range("2001-01-01", periods=40, freq=freq)
    assert count_series(dates, np.ones(40), dates[20]).step == step


def test_summary_is_plain(effective):
    import json

    summary = effective.summary()
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary
    assert summary["verdict"] == "effect"


def test_odd_series_are_judged_or_refused_but_never_crash():
    """Few and many events, short and long, steep, with and without a control."""
    import json

    rng, codes = np.random.default_rng(13), set()
    for i in range(16):
        n_before, n_after = int(rng.integers(3, 60)), int(rng.integers(1, 40))
        world = {
            "level": rng.choice([0.3, 1, 3, 10, 1e5]),
            "sigma": rng.uniform(0, 0.8),
            "phi": rng.uniform(0, 0.9),
        }
        try:
            series = simulate(rng, n_before=n_before, n_after=n_after, log_step=rng.uniform(-2, 2), **world)
            if i % 3 == 0:
                control = rng.poisson(4, n_before + n_after) + 1
                series = count_series(series.dates, series.counts, series.dates[n_before], control=control)
            summary = evaluate_series(series).summary()
        except AnalysisError:
            continue
        json.dumps(summary, allow_nan=False)
        codes.add(summary["verdict"])
    assert codes == {"effect", "no_effect", "not_robust", "not_enough"}


def test_counts_that_never_vary_show_no_effect():
    dates = pd.date_range("2016-01-01", periods=60, freq="MS")
    assert evaluate_series(count_series(dates, np.full(60, 5), dates[30])).verdict.code == "no_effect"
