"""Every kind of rule finds what breaks it and says table, rule, count and example keys."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Connection, delete, insert, literal, select, text, update

from tests.district import AS_OF
from wzdash.errors import ChecksFailed
from wzdash.store import schema as s
from wzdash.store.checks import CHECKS, EXAMPLES, run_checks
from wzdash.store.rollups import ROLLUPS

ROLLUP = ROLLUPS[0].table
ORDER, DISPUTE = s.work_order.c, s.dispute.c
FIRST = ORDER.id == "W00000"
LOCATED = select(ORDER.id).where(ORDER.grid_code == "3205060010010001").order_by(ORDER.id).limit(1)
CLOSED = select(DISPUTE.id).where(DISPUTE.outcome.is_not(None)).order_by(DISPUTE.id).limit(1)
ACCEPTED = select(DISPUTE.id).where(DISPUTE.accepted_on.is_not(None)).order_by(DISPUTE.id).limit(1)


def one(table, query):
    """Condition: the one row that the query names."""
    return table.c.id == query.scalar_subquery()


BREAKAGES = {  # what is done to the store: what the failure says
    "unique": (
        update(s.work_order).values(id="W00001").where(ORDER.id.in_(["W00002", "W00003"])),
        r"work_order: id unique: 1 broken, for example W00001",
    ),
    "unique of two columns": (
        insert(s.category).from_select(["domain", "code", "group_code", "name_zh"], select(
            s.category.c.domain, s.category.c.code, s.category.c.group_code, s.category.c.name_zh
        ).where(s.category.c.code == "city")),
        r"category: domain, code unique: 1 broken, for example work_order",
    ),
    "accepted values": (
        update(s.incident).values(source="rumour").where(s.incident.c.id < "I00007"),
        r"incident: source one of call_110, station, patrol: 7 broken, for example rumour",
    ),
    "relation": (
        update(s.work_order).values(town_code="999", village_code=None, grid_code=None).where(FIRST),
        r"work_order: town_code exists in area: 1 broken, for example 999",
    ),
    "a batch that nobody imported": (
        update(s.hazard).values(batch_id=99).where(s.hazard.c.id == "H00003"),
        r"hazard: batch_id exists in import_batch: 1 broken, for example 99",
    ),
    "relation within a domain": (
        update(s.dispute).values(category_code="theft_a").where(DISPUTE.id == "D00000"),
        r"dispute: category_code exists in category: 1 broken, for example theft_a",
    ),
    "relation of a table to itself": (
        update(s.area).values(parent_code="gone").where(s.area.c.code == "320506002001"),
        r"area: parent_code exists in area: 1 broken, for example gone",
    ),
    "a cell lies in its village": (
        update(s.work_order).values(village_code="320506001002").where(one(s.work_order, LOCATED)),
        r"work_order: grid_code agrees with village_code and town_code: 1 broken, for example W\d+",
    ),
    "a cell without its village": (
        update(s.work_order).values(village_code=None).where(one(s.work_order, LOCATED)),
        r"work_order: grid_code agrees with village_code and town_code: 1 broken, for example W\d+",
    ),
    "order of times": (
        update(s.work_order).values(closed_at="2018-01-01 00:00:00").where(FIRST),
        r"work_order: reported_at not after closed_at: 1 broken, for example W00000",
    ),
    "order of days": (
        update(s.dispute).values(found_on="2020-12-31").where(one(s.dispute, ACCEPTED)),
        r"dispute: found_on not after accepted_on: 1 broken, for example D\d+",
    ),
    "outcome without acceptance": (
        update(s.dispute).values(accepted_on=None).where(one(s.dispute, CLOSED)),
        r"dispute: an outcome has an acceptance: 1 broken, for example D\d+",
    ),
    "rows of a batch": (
        insert(s.import_batch).values(
            id=7, kind="work-orders", rows_read=10, rows_accepted=8, rows_rejected=1,
            imported_at=AS_OF, simulated=True,
        ),
        r"import_batch: rows read = accepted \+ rejected: 1 broken, for example 7",
    ),
    "balance": (
        update(ROLLUP).values(open=ROLLUP.c.open + 1).where(
            ROLLUP.c.month == date(2019, 3, 1), ROLLUP.c.town_code == "320506001"
        ),
        r"work_order: received = closed \+ open: 1 broken, for example 320506001",
    ),
    "a rollup that lost a sum": (
        update(ROLLUP).values(filed=ROLLUP.c.filed + 1).where(
            ROLLUP.c.month == date(2019, 3, 1), ROLLUP.c.town_code == "320506001"
        ),
        r"work_order_by_month: adds up to work_order: 1 broken, for example 2019-03-01 320506001 filed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", BREAKAGES)
def test_rule_fails_and_says_where(damaged: Connection, kind: str):
    breaking, said = BREAKAGES[kind]
    damaged.execute(breaking)
    with pytest.raises(ChecksFailed, match=said):
        run_checks(damaged, {breaking.table.name, "work_order"}, AS_OF)


@pytest.mark.parametrize("rollup", ROLLUPS, ids=lambda rollup: rollup.table.name)
def test_a_rollup_that_was_tampered_with_is_found(damaged: Connection, rollup):
    """The total stays the same: a row moves to another town."""
    table = rollup.table
    rows = damaged.execute(select(table.c.town_code).distinct()).scalars().all()
    assert "320506001" in rows
    damaged.execute(update(table).values(town_code="320506002").where(table.c.town_code == "320506001"))
    with pytest.raises(
        ChecksFailed, match=rf"{table.name}: adds up to {rollup.fact}\w*: \d+ broken, for example 20"
    ):
        run_checks(damaged, {table.name}, AS_OF)


@pytest.mark.parametrize("rollup", ROLLUPS, ids=lambda rollup: rollup.table.name)
def test_a_rollup_with_a_missing_or_an_invented_row_is_found(damaged: Connection, rollup):
    table = rollup.table
    key = table.c[rollup.unit]
    least = damaged.execute(select(key).order_by(key).limit(1)).scalar_one()
    damaged.execute(delete(table).where(key == least))
    with pytest.raises(ChecksFailed, match="adds up"):
        run_checks(damaged, {rollup.fact}, AS_OF)
    damaged.rollback()
    counted = list(table.c)[len(rollup.columns())]
    damaged.execute(insert(table).from_select([key.name, counted.name], select(literal(least), literal(1.0))))
    with pytest.raises(ChecksFailed, match="adds up"):
        run_checks(damaged, {rollup.fact}, AS_OF)


def test_examples_are_few_and_sorted(damaged: Connection):
    damaged.execute(update(s.hazard).values(severity="huge"))
    damaged.execute(
        update(s.hazard).values(found_on="2030-01-01").where(s.hazard.c.rectified_on.is_not(None))
    )
    with pytest.raises(ChecksFailed) as caught:
        run_checks(damaged, {"hazard"}, AS_OF)
    assert len(caught.value.failures) == 2
    line = next(line for line in caught.value.failures if "found_on" in line)
    keys = line.split("for example ")[1].split(", ")
    assert len(keys) == EXAMPLES
    assert keys == sorted(keys)


def test_only_checks_that_read_a_touched_table_run(damaged: Connection):
    damaged.execute(update(s.hazard).values(severity="huge"))
    assert run_checks(damaged, {"incident"}, AS_OF) > 10
    damaged.execute(delete(s.area).where(s.area.c.code == "3205060010010001"))
    with pytest.raises(ChecksFailed, match="work_order: grid_code exists in area"):
        run_checks(damaged, {"area"}, AS_OF)


def test_a_sound_store_passes_every_check(damaged: Connection):
    everything = {check.table for check in CHECKS}
    assert run_checks(damaged, everything, AS_OF) == len(CHECKS) > 100


def test_an_empty_value_where_none_may_be(damaged: Connection):
    """The column may have been added to an older store, where it allows empty values."""
    damaged.execute(text("ALTER TABLE area ALTER COLUMN name_zh DROP NOT NULL"))
    damaged.execute(update(s.area).values(name_zh=None).where(s.area.c.code == "320506001"))
    with pytest.raises(ChecksFailed, match="area: name_zh not null: 1 broken, for example 320506001"):
        run_checks(damaged, {"area"}, AS_OF)


def test_empty_values_break_only_the_rule_about_them(damaged: Connection):
    emptied = ("source", "category_code", "town_code", "village_code", "grid_code", "closed_at")
    damaged.execute(update(s.work_order).values(dict.fromkeys(emptied)))
    damaged.execute(delete(s.category))
    with pytest.raises(ChecksFailed) as caught:
        run_checks(damaged, {"work_order"}, AS_OF)
    assert all("adds up" in line for line in caught.value.failures)
