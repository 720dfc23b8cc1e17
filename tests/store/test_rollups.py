"""A rollup holds the sums of its facts, row by row, and is rebuilt when they change."""

from __future__ import annotations

import pandas as pd
import pytest
from sqlalchemy import Connection, select, update

from tests.district import AS_OF, disputes, incidents, orders
from wzdash.settings import Settings
from wzdash.store import schema as s
from wzdash.store.engine import open_store
from wzdash.store.measures import measures
from wzdash.store.rollups import ROLLUPS, rebuild, rollups_of


def sorted_rows(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values(list(frame.columns), ignore_index=True).astype(
        {name: float for name in frame if pd.api.types.is_numeric_dtype(frame[name])}
    )


@pytest.mark.parametrize("rollup", ROLLUPS, ids=lambda rollup: rollup.table.name)
def test_rows_equal_the_sums_of_the_facts(district_settings: Settings, rollup):
    store = open_store(district_settings)
    kept = store.read(select(rollup.table))
    computed = store.read(rollup.select(AS_OF))
    assert list(kept.columns) == list(computed.columns)
    pd.testing.assert_frame_equal(sorted_rows(kept), sorted_rows(computed), check_exact=False)
    keys = list(rollup.columns().values())
    assert not kept.duplicated(keys).any()


@pytest.mark.parametrize(
    ("fact", "made", "counted", "time"),
    [
        ("work_order", orders, "received", "reported_at"),
        ("incident", incidents, "incidents", "occurred_at"),
        ("dispute", disputes, "found", ""),
    ],
)
def test_rollups_count_what_was_put_in(district_settings: Settings, fact, made, counted, time):
    """Counted by pandas from the rows that the test made."""
    rows = made()
    when = rows[time] if time else rows["accepted_on"].fillna(rows["found_on"])
    expected = rows.groupby([when.dt.to_period("M"), rows["town_code"].fillna("")]).size()
    for rollup in rollups_of(fact):
        table = rollup.table
        query = select(table.c[rollup.unit], table.c.town_code, table.c[counted])
        kept = open_store(district_settings).read(query)
        month = kept[rollup.unit].dt.to_period("M")
        found = kept[counted].groupby([month, kept["town_code"].fillna("")]).sum()
        assert found.to_dict() == expected.to_dict()


def test_rebuilding_follows_the_facts_and_the_date(damaged: Connection):
    table = rollups_of("work_order")[0].table

    def total(name: str) -> float:
        return damaged.execute(select(table.c[name])).scalars().all()

    before = sum(total("closed"))
    damaged.execute(update(s.work_order).values(closed_at=None))
    rebuild(damaged, {"incident"}, AS_OF)
    assert sum(total("closed")) == before > 0
    rebuild(damaged, {"work_order"}, AS_OF)
    assert sum(total("closed")) == 0
    due = sum(total("open_overdue"))
    rebuild(damaged, {"work_order"}, AS_OF.replace(year=2019))
    assert 0 < sum(total("open_overdue")) < due


def test_rollups_are_listed_smallest_first_and_hold_every_measure():
    for fact in ("work_order", "incident"):
        assert [rollup.unit for rollup in rollups_of(fact)] == ["month", "month", "day"]
    for rollup in ROLLUPS:
        names = [*rollup.columns().values(), *measures(rollup.fact, AS_OF)]
        assert list(rollup.table.c.keys()) == names
        assert rollup.table.comment.startswith(f"one row per {rollup.unit} and ")
