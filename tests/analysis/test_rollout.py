"""A staggered roll-out: both estimators on simulated communities with a known, heterogeneous truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wzdash.analysis.panel import NEVER, Panel, build_panel
from wzdash.analysis.rollout import roll_out_effect
from wzdash.analysis.staggered import event_study
from wzdash.analysis.wording import roll_out_verdict
from wzdash.errors import AnalysisError

DRAWS = 120


def communities(rng: np.random.Generator, *, effect=(0.6, 0.8), level=0.6, units=160, never=50, drift=0.0):
    """Monthly counts of communities, early ones with a larger effect, and the true ratio."""
    months = 48
    base = rng.gamma(1.5, level / 1.5, units)
    start = np.full(units, np.nan)
    start[rng.permutation(units)[: units - never]] = rng.choice(np.arange(18, 43, 3), units - never)
    time = np.arange(months)
    season = (1 + 0.2 * np.sin(2 * np.pi * time / 12)) * np.exp(-0.02 * time) * np.where(time >= 24, 0.7, 1)
    without = base[:, None] * season
    since = time[None, :] - start[:, None]
    without = without * np.exp(drift * np.where(np.isnan(since), 0, np.clip(since, -12, 0) + 12))
    ratio = np.where((start < 30)[:, None], *effect)
    mean = np.where(since >= 0, without * ratio, without)
    truth = mean[since >= 0].sum() / without[since >= 0].sum()
    frame = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(units), months),
            "month": np.tile(time, units),
            "n": rng.poisson(mean).ravel(),
            "start": np.repeat(start, months),
        }
    )
    return frame, truth


def panel_of(frame, every=3):
    return build_panel(frame, unit="unit", period="month", count="n", start="start", every=every)


def test_ratio_covers_a_heterogeneous_truth():
    rng, held, errors = np.random.default_rng(1), [], []
    for seed in range(50):
        frame, truth = communities(rng)
        found = roll_out_effect(panel_of(frame), seed=seed, draws=DRAWS).effect
        held.append(found.low <= truth <= found.high)
        errors.append(np.log(found.value / truth))
    assert 0.92 <= np.mean(held) <= 0.98
    assert abs(np.mean(errors)) < 0.03


def test_null_roll_out_is_rarely_called_an_effect():
    rng, claims, alarms = np.random.default_rng(99), [], []
    for seed in range(80):
        found = roll_out_effect(panel_of(communities(rng, effect=(1, 1))[0]), seed=seed, draws=80)
        claims.append(roll_out_verdict(found).code == "effect")
        alarms.append(not found.parallel)
    assert np.mean(claims) <= 0.05
    assert np.mean(alarms) <= 0.12


def test_a_strong_effect_is_found_and_shown_by_event_time():
    frame, _truth = communities(np.random.default_rng(3), effect=(0.5, 0.6), level=2)
    found = roll_out_effect(panel_of(frame), seed=1)
    later = found.events[found.events["event"] >= 0]
    assert (later["ratio"] < 0.8).mean() > 0.8
    assert list(found.events["event"]) == list(range(-4, 9))
    assert found.averted == pytest.approx((later["expected"] - later["observed"]).sum(), rel=0.2)
    verdict = roll_out_verdict(found)
    assert verdict.code == "effect"
    assert "110 个单位先后实施、50 个从未实施" in verdict.sentence("zh")


def test_trends_that_diverge_before_the_start_are_not_robust():
    frame, _truth = communities(np.random.default_rng(4), effect=(1, 1), level=3, drift=0.06)
    found = roll_out_effect(panel_of(frame), seed=1)
    assert not found.parallel
    assert roll_out_verdict(found).code == "not_robust"


def test_units_chosen_for_being_bad_do_not_look_cured():
    """Every other quarter the 20 worst of the last year are treated, without any effect."""
    rng, claims, naive = np.random.default_rng(8), [], []
    for seed in range(30):
        counts = rng.poisson(rng.gamma(3, 1, 200)[:, None] * np.ones(16)).astype(float)
        first = np.full(200, NEVER)
        for time in range(6, 15, 2):
            free = np.flatnonzero(first == NEVER)
            recent = counts[free, time - 4 : time].sum(axis=1) + rng.random(len(free))
            first[free[np.argsort(recent)[-20:]]] = time
        panel = Panel(pd.RangeIndex(200), pd.RangeIndex(16), counts, first)
        found = roll_out_effect(panel, seed=seed, draws=DRAWS)
        naive.append(found.effect.p_value < 0.05)
        claims.append(roll_out_verdict(found).code == "effect")
    assert np.mean(naive) > 0.5
    assert np.mean(claims) <= 0.05


def test_event_study_of_callaway_and_santanna():
    frame, _truth = communities(np.random.default_rng(5), effect=(0.5, 0.6), level=3)
    found = event_study(panel_of(frame))
    assert found.effect.high < 0
    assert found.events.set_index("event").loc[-1, "reference"]
    assert found.events["event"].tolist() == list(range(-5, 9))
    assert len(found.groups) == 9
    assert (found.n_treated, found.n_never) == (110, 50)


def test_event_study_by_hand():
    """One group, one period: the plain two-by-two difference."""
    rng = np.random.default_rng(6)
    counts = rng.poisson(9, (12, 2))
    frame = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(12), 2),
            "month": np.tile([0, 1], 12),
            "n": counts.ravel(),
            "start": np.repeat(np.where(np.arange(12) < 5, 1.0, np.nan), 2),
        }
    )
    change = counts[:, 1] - counts[:, 0]
    found = event_study(panel_of(frame, every=1))
    assert found.effect.value == pytest.approx(change[:5].mean() - change[5:].mean())


def test_errors_of_the_event_study_are_about_right():
    """z-values of null roll-outs spread like a standard normal; small groups make them a little wide."""
    rng = np.random.default_rng(7)
    found = [event_study(panel_of(communities(rng, effect=(1, 1))[0])).effect for _ in range(80)]
    z = [one.value / ((one.high - one.low) / 3.92) for one in found]
    assert 0.8 <= np.std(z) <= 1.25
    assert abs(np.mean(z)) < 0.4


def test_panel_joins_periods_from_the_end_and_fills_gaps():
    frame = pd.DataFrame(
        {"unit": list("aaab"), "month": [1, 2, 4, 5], "n": [1, 2, 3, 4], "start": [4, 4, 4, None]}
    )
    panel = panel_of(frame, every=2)
    assert panel.counts.tolist() == [[3, 3], [0, 4]]
    assert panel.first.tolist() == [1, NEVER]
    assert panel.treated.tolist() == [[False, True], [False, False]]


def test_bad_panels_are_refused():
    frame, _truth = communities(np.random.default_rng(1))
    frame.loc[0, "start"] = 7.0
    with pytest.raises(AnalysisError, match="不止一个起始期"):
        panel_of(frame)
    few, _truth = communities(np.random.default_rng(1), units=20, never=15)
    with pytest.raises(AnalysisError, match="至少需要 10 个"):
        roll_out_effect(panel_of(few), seed=1)
    with pytest.raises(AnalysisError, match="从未实施"):
        event_study(panel_of(communities(np.random.default_rng(1), never=0)[0]))


def test_hardly_any_events_are_refused():
    frame, _truth = communities(np.random.default_rng(5), level=0.6)
    few = panel_of(frame.assign(n=0.0))
    with pytest.raises(AnalysisError, match="至少需要 20 件"):
        roll_out_effect(few, seed=1, draws=20)
    counts = few.counts.copy()
    counts[few.first != NEVER, 0] = 1
    with pytest.raises(AnalysisError, match="没有一件"):
        roll_out_effect(Panel(few.units, few.periods, counts, few.first), seed=1, draws=20)
