"""Durations, states and the backlog, counted in SQL on each engine, against the rows one by one."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from tests.district import AS_OF, orders
from wzdash.analysis.conservation import leaks
from wzdash.analysis.survival import survival
from wzdash.metrics import backlog, lifecycle
from wzdash.metrics.query import frame
from wzdash.scope import Scope
from wzdash.settings import Settings
from wzdash.store.engine import Store, open_store

BOTH = Scope(date(2019, 1, 1), date(2020, 12, 31))
ROWS = orders()


@pytest.fixture
def store(district_settings: Settings) -> Store:
    return open_store(district_settings)


def cut_down(hours: pd.Series) -> pd.Series:
    """What hours_between says: whole minutes, tenths of an hour, hours, days."""
    unit = np.select([hours < 4, hours < 48, hours < 240], [1 / 60, 0.1, 1.0], 24.0)
    return np.floor(hours / unit + 1e-9) * unit


def hours(since: pd.Series, until: pd.Series | pd.Timestamp) -> pd.Series:
    return (until - since) / pd.Timedelta(hours=1)


def test_the_hours_of_every_stage_are_those_of_the_rows(store: Store):
    found = lifecycle.stage_hours(store, BOTH)
    for stage, since, until in lifecycle.STEPS:
        known = ROWS.dropna(subset=[since, until])
        part = found[found["stage"] == stage]
        assert part["count"].sum() == len(known)
        taken = cut_down(hours(known[since], known[until]))
        assert (part["hours"] * part["count"]).sum() == pytest.approx(taken.sum())


def test_open_orders_are_censored_at_the_data_date(store: Store):
    found = lifecycle.hours_to_close(store, BOTH)
    closed = ROWS["closed_at"].notna()
    assert found.loc[found["ended"], "count"].sum() == closed.sum()
    assert found.loc[~found["ended"], "count"].sum() == (~closed).sum()
    taken = cut_down(hours(ROWS["reported_at"], ROWS["closed_at"].fillna(pd.Timestamp(AS_OF))))
    counted = survival(found["hours"].to_numpy(), found["ended"].to_numpy(), counts=found["count"].to_numpy())
    single = survival(taken.to_numpy(), closed.to_numpy())
    for share in (0.1, 0.5):
        assert counted.quantile(share)[0] == pytest.approx(single.quantile(share)[0])


def test_a_cut_adds_up_and_filters_hold(store: Store):
    by_town = lifecycle.hours_to_close(store, BOTH, "town")
    assert by_town["count"].sum() == len(ROWS)
    town = "320506001"
    alone = lifecycle.hours_to_close(store, BOTH.where(town=town))
    assert alone["count"].sum() == by_town.loc[by_town["town"] == town, "count"].sum()
    spring = BOTH.between(date(2019, 4, 1), date(2019, 4, 30))
    inside = ROWS["reported_at"].between("2019-04-01", "2019-04-30 23:59:59")
    assert lifecycle.hours_to_close(store, spring)["count"].sum() == inside.sum()


def test_every_order_is_in_exactly_one_state(store: Store):
    found = lifecycle.states(store, BOTH)
    assert found["count"].sum() == len(ROWS)
    assert set(found["state"]) <= set(lifecycle.STATES)
    open_ = found[found["state"].isin(lifecycle.OPEN)]["count"].sum()
    assert open_ == ROWS["closed_at"].isna().sum()


def test_a_lost_order_is_a_leak():
    state = {f"in_{name}": [0, 0] for name in lifecycle.STATES} | {"in_closed": [5, 4]}
    measured = {name: [0, 0] for name in lifecycle.COUNTED} | {"received": [5, 5]}
    measured |= {name: [5, 5] for name in ("closed", "filed", "dispatched", "handled", "verified")}
    cells = pd.DataFrame({"town": ["a", "b"]} | state | measured)
    found = leaks(cells, ["town"], lifecycle.BALANCED, lifecycle.CONTAINED)
    assert set(found["town"]) == {"b"}
    assert set(found["leak"]) == {-1}


def test_the_simulated_district_is_conserved_in_every_cell(demo_settings: Settings):
    store, scope = open_store(demo_settings), Scope(date(2018, 1, 1), date(2020, 12, 31))
    keys = list(lifecycle.CELL)
    names = {f"orders_{name}": name for name in lifecycle.COUNTED}
    measured = frame(store, list(names), scope, keys).rename(columns=names)
    joined = lifecycle.cells(lifecycle.states(store, scope), measured)
    assert len(joined) == len(measured) > 500
    assert leaks(joined, keys, lifecycle.BALANCED, lifecycle.CONTAINED).empty


def test_the_backlog_has_every_open_order_once(store: Store):
    open_ = ROWS[ROWS["closed_at"].isna()]
    late = open_["due_at"].notna() & (open_["due_at"] <= pd.Timestamp(AS_OF))
    quiet = BOTH.between(date(2019, 1, 1), date(2019, 1, 2))  # the period does not matter
    rows = backlog.open_orders(store, quiet)
    ages, days = backlog.by_age(rows), backlog.by_days_late(rows)
    assert ages["count"].sum() == days["count"].sum() == len(open_)
    assert ages["overdue"].sum() == late.sum()
    counted = days.set_index("band")["count"]
    assert counted[backlog.NO_LIMIT] == open_["due_at"].isna().sum()
    assert counted[backlog.NOT_DUE] == (open_["due_at"] > pd.Timestamp(AS_OF)).sum()
    by_town = backlog.open_orders(store, quiet, "town")
    assert by_town["count"].sum() == len(open_)


def test_days_between_a_repeat_and_its_original(store: Store):
    rows = lifecycle.repeat_days(store, BOTH)
    repeats = ROWS[ROWS["duplicate_of"].notna()]
    first = ROWS.set_index("id").loc["W00000", "reported_at"].normalize()
    days = (repeats["reported_at"].dt.normalize() - first).dt.days
    assert rows["count"].sum() == len(repeats)
    assert (rows["days"] * rows["count"]).sum() == days.sum()
