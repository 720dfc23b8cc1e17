"""The verdict: rarely wrong on null series, finds real effects, and refuses what cannot be judged.

Null series trend, are autocorrelated, or were chosen for being bad. The slow parts run only where the first
condition of a claim holds. tests/acceptance/test_false_positives.py has more runs.
"""

from __future__ import annotations

import time

import numpy as np
import pytest

from tests.analysis.simulated import claims_effect, simulate, worst_town
from wzdash.analysis.displacement import weighted_displacement_difference
from wzdash.analysis.evaluation import evaluate_series
from wzdash.analysis.verdict import Evidence, decide
from wzdash.analysis.wording import displacement_verdict, percentage_verdict

RUNS = 120


@pytest.mark.parametrize(
    "world",
    [{}, {"trend": -0.25}, {"trend": 0.15, "phi": 0.6}, {"phi": 0.95, "sigma": 0.35}],
    ids=["autocorrelated", "falling", "rising", "wandering"],
)
def test_null_series_are_called_an_effect_in_at_most_5_percent(world):
    rng = np.random.default_rng(1)
    claims = sum(claims_effect(simulate(rng, n_before=24, **world)) for _ in range(RUNS))
    assert claims / RUNS <= 0.05


@pytest.mark.parametrize(("sigma", "phi"), [(0.15, 0.4), (0.2, 0.7)])
def test_towns_chosen_for_being_bad_do_not_look_cured(sigma, phi):
    rng = np.random.default_rng(2)
    claims = sum(claims_effect(worst_town(rng, sigma=sigma, phi=phi)) for _ in range(RUNS))
    assert claims / RUNS <= 0.05


def test_an_effect_as_large_as_the_published_one_is_found_and_its_interval_holds_the_truth():
    rng = np.random.default_rng(3)
    world = {"n_before": 24, "level": 100, "trend": np.log(0.81), "sigma": 0.06, "log_step": np.log(0.56)}
    found = [evaluate_series(simulate(rng, **world)) for _ in range(8)]
    assert np.mean([one.verdict.code == "effect" for one in found]) >= 0.8
    assert np.mean([one.judged.step.low <= 0.56 <= one.judged.step.high for one in found]) >= 0.8


def test_a_conclusion_that_flips_with_the_model_is_not_robust():
    """A steady fall: without a trend an effect of −40 %, with one none."""
    found = evaluate_series(simulate(np.random.default_rng(5), trend=-0.3, sigma=0.03))
    flat = found.curve[~found.curve["trend"]]
    assert flat["estimate"].max() < 0.8
    assert found.judged.step.low < 1 < found.judged.step.high
    assert found.verdict.code == "not_robust"
    assert "换一种合理的模型结论就变" in found.verdict.sentence("zh")


def test_a_flat_null_series_shows_no_effect_and_what_it_could_have_shown():
    verdict = evaluate_series(simulate(np.random.default_rng(12), sigma=0, phi=0)).verdict
    assert verdict.code == "no_effect"
    assert "只能看出" in verdict.sentence("zh")


@pytest.mark.parametrize(
    ("evidence", "code", "reason"),
    [
        (Evidence(0.7, 0.6, 0.8, 0.001, 0.04, 0.04), "effect", "none"),
        (Evidence(0.7, 0.6, 0.8, 0.02, 0.04, 0.04), "not_robust", "p_value"),
        (Evidence(0.7, 0.6, 0.8, 0.007, 0.07, 0.07), "not_robust", "p_value"),
        (Evidence(0.7, 0.6, 0.8, 0.001, 0.3, 0.04), "not_robust", "placebo"),
        (Evidence(0.7, 0.6, 0.8, 0.001, 0.04, 0.04, agree=False), "not_robust", "specification"),
        (Evidence(0.9, 0.7, 1.2, 0.4, 0.6, 0.04, disputed=True), "not_robust", "disputed"),
        (Evidence(0.9, 0.7, 1.2, 0.4, 0.6, 0.04), "no_effect", "chance"),
    ],
)
def test_decision_table(evidence, code, reason):
    assert decide(evidence) == (code, reason)


def test_a_bare_percentage_is_refused_and_told_what_is_needed():
    verdict = percentage_verdict(-0.538)
    assert verdict.code == "refused"
    assert verdict.sentence("zh").startswith(
        "拒绝下结论:仅凭 −53.8 % 不能称为效应,缺少件数和所比较的两个时期"
    )
    assert "at least 12 before and 6 after" in verdict.sentence("en")
    assert percentage_verdict(-0.457, before=1208, after=656).code == "refused"
    assert "the two periods compared missing" in percentage_verdict(-0.4, before=5, after=3).sentence("en")


def test_two_counts_are_a_change_but_no_effect():
    verdict = percentage_verdict(-0.538, before=260, after=120, periods="2018→2019")
    assert verdict.code == "not_enough"
    assert "比值 0.46(95 % 区间 0.37 至 0.58),超出偶然波动的界限" in verdict.sentence("zh")


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        (((207, 110), (308, 318)), "effect"),
        (((100, 80), (100, 90)), "no_effect"),
        (((100, 60), (100, 100)), "not_robust"),
    ],
)
def test_displacement_verdict(counts, code):
    verdict = displacement_verdict(weighted_displacement_difference(*counts))
    assert verdict.code == code
    assert set(verdict.sentences()) == {"zh", "en"}
    assert "无法检验" in verdict.weakest.say()


def test_everything_for_48_months_takes_under_3_seconds():
    series = simulate(np.random.default_rng(1), n_before=24, log_step=-0.5)
    began = time.perf_counter()
    evaluate_series(series).summary()
    assert time.perf_counter() - began < 3
