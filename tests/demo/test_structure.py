"""The simulated rows have the structure that pages, checks and honest indicators need."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from sqlalchemy import and_, func, select

from wzdash.demo import truth
from wzdash.store import schema as s

order, dispute, incident = s.work_order.c, s.dispute.c, s.incident.c
AS_OF = pd.Timestamp("2020-12-31 23:59:59")


def count(*where):
    return func.count().filter(and_(*where))


@pytest.mark.parametrize("table", [*s.DIMENSIONS, *s.FACTS, *s.PROVENANCE[:2]], ids=lambda table: table.name)
def test_every_table_is_filled_and_every_row_has_its_batch(ask, table):
    column = table.c.id if table is s.import_batch else table.c.batch_id
    rows, with_batch = ask(select(func.count(), func.count(column)).select_from(table)).iloc[0]
    assert rows == with_batch > 0


def test_batches_say_how_many_rows_they_brought(ask):
    batch = s.import_batch.c
    rows = ask(select(batch.id, batch.kind, batch.rows_accepted, batch.rows_rejected, batch.simulated))
    assert rows["simulated"].all()
    assert not rows["kind"].duplicated().any()
    rejected = ask(
        select(s.rejected_row.c.batch_id, func.count().label("n")).group_by(s.rejected_row.c.batch_id)
    )
    told = rows[rows["rows_rejected"] > 0].set_index("id")["rows_rejected"].to_dict()
    assert rejected.set_index("batch_id")["n"].to_dict() == told
    stored = ask(select(order.batch_id, func.count().label("n")).group_by(order.batch_id))
    batch_of_orders = rows.set_index("kind").loc["work-orders"]
    assert stored.iloc[0].tolist() == [batch_of_orders["id"], batch_of_orders["rows_accepted"]]


def test_some_cells_are_not_patrolled_for_long(ask):
    patrol = s.patrol_day.c
    last = ask(select(patrol.grid_code, func.max(patrol.day).label("last")).group_by(patrol.grid_code))
    stale = last[last["last"] < pd.Timestamp(truth.NEGLECTED_SINCE)]
    assert 10 < len(stale) <= truth.NEGLECTED_CELLS
    assert (last["last"] > pd.Timestamp("2020-12-01")).mean() > 0.9


def test_dispute_stages_are_in_order_and_outcomes_add_up(ask):
    rows = ask(select(s.dispute))
    stages = ["found_on", "accepted_on", "mediating_on", "concluded_on"]
    for earlier, later in pairwise(stages):
        assert not (rows[earlier] > rows[later]).any(), (earlier, later)
    for later in ("confirmed_on", "performed_on", "filed_in_court_on"):
        assert not (rows["concluded_on"] > rows[later]).any(), later
        assert (rows[later].isna() | rows["outcome"].notna()).all()
    assert (rows["outcome"].isna() == rows["concluded_on"].isna()).all()
    assert rows.loc[rows["accepted_on"].isna(), "outcome"].isna().all()
    assert (rows["confirmed_on"].isna() | (rows["outcome"] == "success")).all()
    assert (rows["filed_in_court_on"].isna() | (rows["outcome"] == "failure")).all()
    grid = rows[rows["pipeline"] == "grid"]
    assert (grid["found_on"] >= truth.PLATFORM_LAUNCH).all()
    for column in [
        name for name in rows if name.endswith("_on") and name not in ("due_on", "performance_due_on")
    ]:
        assert not (rows[column] > AS_OF).any(), column
    assert {"success", "failure", "withdrawn"} == set(rows["outcome"].dropna())
    assert rows.groupby("pipeline")["outcome"].apply(lambda outcome: outcome.isna().sum() > 50).all()


def test_disputes_are_handled_by_organisations_that_exist(ask):
    organisation = s.organisation.c
    lost = select(count(organisation.code.is_(None))).select_from(
        s.dispute.outerjoin(s.organisation, organisation.code == dispute.organisation_code)
    )
    assert ask(lost).iloc[0, 0] == 0
    parents = set(
        ask(select(organisation.parent_code).where(organisation.parent_code.is_not(None)))["parent_code"]
    )
    assert parents <= set(ask(select(organisation.code))["code"])


def test_one_sub_centre_in_each_town_and_one_group_in_each_cell(ask):
    organisation, area = s.organisation.c, s.area.c
    for kind, level, column in (
        ("sub_centre", "town", "town_code"),
        ("mediation_group", "grid", "grid_code"),
    ):
        found = ask(select(organisation[column]).where(organisation.kind == kind))[column]
        assert sorted(found) == sorted(ask(select(area.code).where(area.level == level))["code"])


def test_at_most_one_enclosed_community_in_a_cell_every_date_assumed(ask):
    rows = ask(select(s.rollout))
    assert rows["grid_code"].is_unique
    assert rows["assumed"].all()
    assert rows["enclosed_on"].isna().sum() > 0
    assert rows["enclosed_on"].dt.to_period("M").nunique() > 25
    assert rows["enclosed_on"].dropna().dt.year.ge(2018).all()


def test_counts_of_warnings_and_assets_are_possible(ask):
    warning, asset = s.warning_day.c, s.asset_day.c
    impossible = (warning.verified > warning.warnings) | (warning.arrests > warning.verified)
    assert ask(select(count(impossible)).select_from(s.warning_day)).iloc[0, 0] == 0
    assert ask(select(count(asset.online > asset.installed)).select_from(s.asset_day)).iloc[0, 0] == 0
    share = ask(select(func.sum(asset.online) * 1.0 / func.sum(asset.installed))).iloc[0, 0]
    assert 0.93 < share < 0.99


def test_residents_add_up_over_the_levels(ask):
    population = s.population.c
    sums = ask(
        select(
            population.level,
            population.year,
            func.sum(population.residents).label("n"),
            func.count().label("areas"),
        ).group_by(population.level, population.year)
    )
    assert sums.groupby("year")["n"].nunique().eq(1).all()
    assert sums.groupby("level")["areas"].first().to_dict() == {
        "district": 1,
        "grid": 887,
        "town": 14,
        "village": 209,
    }
    assert sums["n"].between(1_100_000, 1_400_000).all()


def test_every_assumed_event_is_marked(ask):
    event = s.timeline_event.c
    rows = ask(select(event.kind, event.assumed, event.starts_on, event.source))
    assert rows.loc[rows["kind"] == "intervention", "assumed"].all()
    assert rows["source"].notna().all()
    assert {"intervention", "break", "epidemic", "holiday", "campaign"} == set(rows["kind"])
    assert pd.Timestamp(truth.TIANQIONG_START) in set(rows["starts_on"])


def test_incidents_know_how_exactly_their_time_is_known(ask):
    midnight = func.date_trunc("day", incident.occurred_at)
    vague = and_(incident.time_grain == "day", incident.occurred_at != midnight)
    assert ask(select(count(vague)).select_from(s.incident)).iloc[0, 0] == 0
    grains = ask(
        select(incident.time_grain, func.count().label("n")).group_by(incident.time_grain)
    ).set_index("time_grain")["n"]
    assert 0.02 < grains["day"] / grains.sum() < 0.12
    losses = ask(select(func.sum(incident.loss_yuan)).where(incident.duplicate_of.is_not(None))).iloc[0, 0]
    assert not losses > 0
