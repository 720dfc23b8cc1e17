"""Work orders and whistles have the structure that pages, checks and honest indicators need."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import shapely
from sqlalchemy import and_, case, func, select

from wzdash.demo import truth
from wzdash.store import schema as s
from wzdash.store.clock import due_at

order, dispute, incident = s.work_order.c, s.dispute.c, s.incident.c
AS_OF = pd.Timestamp("2020-12-31 23:59:59")


def count(*where):
    return func.count().filter(and_(*where))


def number(ask, *where) -> int:
    """Number of work orders of which all of this is true."""
    return int(ask(select(count(*where)).select_from(s.work_order)).iloc[0, 0])


def test_life_cycle_is_in_order_and_ends_at_the_data_date(ask):
    stages = (
        "reported_at",
        "filed_at",
        "dispatched_at",
        "handled_at",
        "verified_at",
        "closed_at",
        "called_back_at",
    )
    for earlier, later in pairwise(stages):
        assert number(ask, order[earlier] > order[later]) == 0, (earlier, later)
    skipped = [and_(order[b].is_not(None), order[a].is_(None)) for a, b in pairwise(stages[1:6])]
    assert [number(ask, rule) for rule in skipped[:3]] == [0, 0, 0]
    assert (
        number(ask, skipped[3])
        == number(ask, order.filed_at.is_(None), order.closed_at.is_not(None))
        > 50_000
    )
    assert number(ask, order.reopened_at <= order.closed_at) == 0
    for name in (*stages, "recorded_at", "reopened_at"):
        assert number(ask, order[name] > AS_OF.to_pydatetime()) == 0, name


def test_identifiers_carry_the_day_and_are_unique(ask):
    frame = ask(select(order.id, order.reported_at).where(order.category_code == "manhole"))
    assert (frame["id"].str[2:10] == frame["reported_at"].dt.strftime("%Y%m%d")).all()
    assert frame["id"].str.fullmatch(r"WO\d{8}-\d{6}").all()
    assert (
        ask(select(func.count() - func.count(order.id.distinct())).select_from(s.work_order)).iloc[0, 0] == 0
    )


def test_deadlines_follow_the_clock_of_the_category(ask):
    item = s.category.c
    same = and_(item.domain == "work_order", item.code == order.category_code)
    query = select(order.reported_at, order.due_at, item.clock, item.limit_value).join(s.category, same)
    rows = ask(query.where(order.id.like("WO2019020%-0005%") | order.id.like("WO201910%-0005%")))
    assert len(rows) > 2_000
    assert rows["clock"].nunique() == 4
    expected = pd.Series(due_at(rows["reported_at"], rows["clock"], rows["limit_value"]))
    assert (rows["due_at"].astype("datetime64[s]").fillna(AS_OF) == expected.fillna(AS_OF)).all()
    assert rows["due_at"].isna().any()


def test_backlog_has_fresh_and_old_orders(ask):
    frame = ask(select(order.reported_at, order.due_at).where(order.closed_at.is_(None)))
    waiting = ~(frame["due_at"] <= AS_OF)
    assert (len(frame), waiting.sum()) == (22_000, truth.ORDERS_NOT_YET_DUE)
    age = (AS_OF - frame.loc[~waiting, "reported_at"]).dt.days
    shares = np.histogram(age, bins=[0, 7, 30, 90, 365, 2000])[0] / len(age)
    assert (shares > 0.01).all()
    assert (waiting & frame["due_at"].isna()).any()


def test_repeats_are_near_their_original_in_place_and_time(ask):
    first = s.work_order.alias().c
    near = and_(order.grid_code == first.grid_code, order.category_code == first.category_code)
    gap = order.reported_at - first.reported_at
    within = and_(near, order.reported_at > first.reported_at, gap < pd.Timedelta(days=7).to_pytimedelta())
    joined = select(count(within), func.count()).select_from(
        s.work_order.join(first.id.table, first.id == order.duplicate_of)
    )
    good, repeats = ask(joined).iloc[0]
    assert good == repeats == number(ask, order.duplicate_of.is_not(None)) > 40_000
    assert number(ask, order.valid.is_(True), order.duplicate_of.is_not(None)) == 0
    assert number(ask, order.valid != and_(order.filed_at.is_not(None), order.duplicate_of.is_(None))) == 0


def test_week_year_and_festivals_show(ask):
    weekday = func.extract("isodow", order.reported_at).label("weekday")
    week = ask(
        select(weekday, count(order.source == "patrol"), count(order.source == "app")).group_by(weekday)
    )
    week = week.set_index("weekday")
    patrol, app = week.iloc[:, 0], week.iloc[:, 1]
    assert patrol.loc[[6, 7]].mean() < 0.8 * patrol.loc[[1, 2, 3, 4, 5]].mean()
    assert app.loc[[6, 7]].mean() > 0.85 * app.loc[[1, 2, 3, 4, 5]].mean()
    day = func.date_trunc("day", order.reported_at).label("day")
    days = ask(select(day, func.count().label("n")).group_by(day)).set_index("day")["n"].sort_index()
    assert len(days) == 1096
    assert days["2019-02-04":"2019-02-10"].mean() < 0.6 * days["2019-01"].mean()
    assert days["2019-07"].mean() > 1.1 * days["2019-01"].mean()
    assert days["2020-02"].mean() < 0.85 * days["2019-11"].mean()


def test_unlocated_late_and_fallback_rows_are_there(ask):
    received = truth.ORDERS
    assert 0.02 < number(ask, order.grid_code.is_(None)) / received < 0.05
    assert 0.004 < number(ask, order.town_code.is_(None)) / received < 0.02
    late = number(ask, order.recorded_at > order.reported_at + pd.Timedelta(days=3).to_pytimedelta())
    assert 0.01 < late / received < 0.04
    points = ask(
        select(order.lon, order.lat, func.count().label("n"), func.count(order.grid_code).label("placed"))
        .where(order.fallback_point)
        .group_by(order.lon, order.lat)
    )
    assert len(points) == 1
    assert points["n"][0] > 4_000
    assert points["placed"][0] == 0


def test_points_lie_in_their_cell(ask):
    area = s.area.c
    query = select(order.lon, order.lat, area.geometry).join(s.area, area.code == order.grid_code)
    rows = ask(query.where(order.id.like("WO20190801%"), order.lon.is_not(None)))
    assert len(rows) > 1_000
    cells = shapely.from_wkb([bytes(value) for value in rows["geometry"]])
    assert shapely.distance(cells, shapely.points(rows["lon"], rows["lat"])).max() < 2e-6


def by_town(ask, share, *where) -> pd.Series:
    frame = ask(
        select(order.town_code, share.label("share"))
        .where(order.town_code.is_not(None), *where)
        .group_by(order.town_code)
    )
    return frame.set_index("town_code")["share"].astype(float)


def test_what_the_anti_gaming_panel_should_find(ask):
    rate = lambda condition: func.avg(case((condition, 1.0), else_=0.0))  # noqa: E731
    margin = order.due_at - order.closed_at
    last = and_(order.closed_at <= order.due_at, margin < pd.Timedelta(minutes=10).to_pytimedelta())
    days_limit = order.due_at - order.reported_at > pd.Timedelta(days=2).to_pytimedelta()
    bunching = by_town(ask, rate(last), days_limit, order.closed_at.is_not(None))
    assert bunching.idxmax() == truth.BUNCHING_TOWN
    assert bunching.max() > 2 * bunching.median()
    late_2020 = order.reported_at >= pd.Timestamp("2020-10-01").to_pydatetime()
    for rule in (order.exclusion.is_not(None), order.handbacks > 0):
        shares = by_town(ask, rate(rule), late_2020)
        assert shares.idxmax() == truth.EXCLUDING_TOWN
        assert shares.max() > 2 * shares.median()
    reopened = by_town(ask, rate(order.reopened_at.is_not(None)), order.closed_at.is_not(None))
    assert reopened.idxmax() == truth.REOPENING_TOWN
    gap = by_town(
        ask, rate(order.satisfaction == "satisfied") - rate(order.solved), order.satisfaction.is_not(None)
    )
    assert gap.idxmax() == truth.REOPENING_TOWN


@pytest.mark.parametrize("move", truth.ANOMALIES, ids=lambda move: move[1])
def test_moves_of_a_town_and_category_are_there(ask, move):
    town, code, first, last, factor = move
    month = func.date_trunc("month", order.reported_at).label("month")
    query = (
        select(month, count(order.town_code == town), func.count())
        .where(order.category_code == code)
        .group_by(month)
    )
    frame = ask(query).set_index("month").sort_index()
    share = frame.iloc[:, 0] / (frame.iloc[:, 1] - frame.iloc[:, 0])
    inside = share[first:last].mean()
    assert inside / share.drop(share[first:last].index).mean() == pytest.approx(factor, rel=0.3)


def test_call_back_leaves_an_answer_only_where_somebody_was_reached(ask):
    answered = order.satisfaction.is_not(None)
    assert number(ask, answered, order.called_back_at.is_(None)) == 0
    assert number(ask, answered, order.solved.is_(None) | order.contacted.is_(None)) == 0
    assert number(ask, ~answered, order.solved.is_not(None)) == 0
    reached, tried = number(ask, answered), number(ask, order.called_back_at.is_not(None))
    assert 0.75 < reached / tried < 0.95
    assert number(ask, order.satisfaction == "satisfied", order.solved.is_(False)) > 10_000


def test_every_whistle_belongs_to_one_order(ask):
    whistle = s.whistle.c
    joined = s.whistle.join(s.work_order, and_(order.id == whistle.work_order_id, order.source == "whistle"))
    both = ask(select(func.count(), func.count(whistle.work_order_id.distinct())).select_from(joined)).iloc[0]
    assert both.tolist() == [number(ask, order.source == "whistle")] * 2
    rows = ask(select(s.whistle))
    minutes = (rows["arrived_at"] - rows["whistled_at"]).dt.total_seconds() / 60
    assert 0.9 < (minutes <= rows["limit_minutes"]).mean() < 0.98
    assert (rows["units_arrived"] <= rows["units_called"]).all()
    assert (rows["outcome"] == "pending").eq(rows["closed_at"].isna()).all()
