"""The effects that are built into the simulated district are found, and intervals hold what is true there."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wzdash.analysis.evaluation import evaluate_series
from wzdash.analysis.panel import build_panel
from wzdash.analysis.rollout import roll_out_effect
from wzdash.analysis.series import Break, count_series
from wzdash.analysis.wording import percentage_verdict, roll_out_verdict
from wzdash.demo import seasons, truth
from wzdash.demo.columns import DAY
from wzdash.demo.enclosure import build_rollout
from wzdash.demo.incidents import build_incidents
from wzdash.demo.world import build_world

MONTHS = pd.period_range("2017-01", "2020-12", freq="M")
EPIDEMIC = Break(pd.Timestamp("2020-02-01"), pd.Timestamp("2020-04-30"))


@pytest.fixture(scope="module")
def district():
    """Incidents of the default seed with month, group and cell, and the month each cell was enclosed."""
    world = build_world(truth.DEFAULT_SEED, 1.0)
    rollout = build_rollout(world)
    made = build_incidents(world, rollout)
    group = world.items("incident")["group_code"].to_numpy()[made.category]
    month = pd.to_datetime(made.occurred // DAY, unit="D").to_period("M")
    since = rollout.since(len(world.cell_codes))
    start = pd.Series(pd.to_datetime(since, unit="D")).dt.to_period("M").where(since <= seasons.LAST_DAY)
    return pd.DataFrame({"month": month, "group": group, "cell": made.cell}), start


def evaluate(district, group):
    counts = district[0].query("group == @group")["month"].value_counts().reindex(MONTHS, fill_value=0)
    series = count_series(MONTHS.to_timestamp(), counts, truth.TIANQIONG_START, breaks=[EPIDEMIC])
    return evaluate_series(series)


@pytest.mark.parametrize(
    ("group", "step"), [("robbery_snatch", truth.ROBBERY_STEP), ("burglary", truth.BURGLARY_STEP)]
)
def test_the_steps_of_the_plan_are_found(district, group, step):
    found = evaluate(district, group)
    assert found.verdict.code == "effect"
    assert found.judged.step.low <= step <= found.judged.step.high


@pytest.mark.parametrize("group", ["theft", "contact", "fraud", "other"])
def test_no_effect_is_claimed_where_there_is_none(district, group):
    found = evaluate(district, group)
    assert found.verdict.code != "effect"
    assert found.judged.step.low <= 1 <= found.judged.step.high


def test_the_published_percentage_overstates_the_step(district):
    """−53.8 % year on year holds a falling trend: the plan's own part is −43.7 %."""
    found = evaluate(district, "robbery_snatch")
    assert found.judged.step.value > 1 - 0.538 - 0.05
    verdict = percentage_verdict(-0.538)
    assert verdict.code == "refused"


def test_the_enclosure_effect_is_found_over_the_roll_out(district):
    incidents, start = district
    burglary = incidents[incidents["group"] == "burglary"]
    table = burglary.groupby(["cell", "month"]).size().unstack(fill_value=0)
    table = table.reindex(index=range(len(start)), columns=MONTHS, fill_value=0)
    n = len(MONTHS)
    frame = pd.DataFrame(
        {
            "cell": np.repeat(np.arange(len(start)), n),
            "month": np.tile(MONTHS.to_timestamp(), len(start)),
            "n": table.to_numpy().ravel(),
            "start": np.repeat(start.dt.to_timestamp().to_numpy(), n),
        }
    )
    found = roll_out_effect(build_panel(frame, unit="cell", period="month", count="n", start="start"), seed=1)
    assert found.effect.low <= truth.ENCLOSURE_EFFECT <= found.effect.high
    assert found.parallel
    assert roll_out_verdict(found).code == "effect"
