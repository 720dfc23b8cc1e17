"""Declared data checks, run before anything is published.

A check selects the keys that break it; a failure names table, rule, count and example keys. Empty values are
the business of `not_null`; the other rules look at what is filled. Rules about single rows are counted
together, in one reading of their table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Double,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from wzdash.codes import CODES, allowed
from wzdash.errors import ChecksFailed
from wzdash.store import schema as s
from wzdash.store.grains import GRAINS, Grain
from wzdash.store.measures import measures
from wzdash.store.rollups import ROLLUPS, Rollup
from wzdash.store.sql import total, with_rows

EXAMPLES = 5


@dataclass(frozen=True, eq=False)  # told apart as objects: conditions do not compare
class Check:
    """A rule about one table: `violations` selects one column, a key per broken row.

    `target` is the other table that the rule reads, if any: a change to either can break it. `broken` says
    when a single row breaks it, where that can be said. `rows`: without rows in one of these tables nothing
    can break it; its own table, unless said otherwise.
    """

    table: str
    rule: str
    violations: Callable[[datetime], Select]
    target: str = ""
    broken: ColumnElement[bool] | None = None
    rows: frozenset[str] = frozenset()


def each_row(key: Column, rule: str, broken: ColumnElement[bool], target: str = "") -> Check:
    """A rule about single rows, named by `key`."""
    query = select(key).where(broken)
    return Check(key.table.name, rule, lambda _: query, target, broken)


def _key(table: Table) -> Column:
    for name in ("id", "code", "area_code", "day", "key"):
        if name in table.c:
            return table.c[name]
    return next(iter(table.c))


def not_null(table: Table, column: Column) -> Check:
    """The column is filled in every row."""
    return each_row(_key(table), f"{column.name} not null", column.is_(None))


def unique(table: Table, *columns: str) -> Check:
    """No two rows share these columns."""
    keys = [table.c[name] for name in columns]
    query = select(keys[0]).group_by(*keys).having(func.count() > 1)
    return Check(table.name, f"{', '.join(columns)} unique", lambda _: query)


def accepted(column: Column, codes: Iterable[str]) -> Check:
    """The column holds one of the codes."""
    values = tuple(codes)
    return each_row(column, f"{column.name} one of {', '.join(values)}", column.not_in(values))


def relation(column: Column, target: Column, *where: ColumnElement) -> Check:
    """Every value of the column exists in the target, which may be the same table."""
    there = select(target).where(target.is_not(None), *where).correlate(None)
    name = target.table.name
    return each_row(
        column, f"{column.name} exists in {name}", and_(column.is_not(None), column.not_in(there)), name
    )


def ordered(table: Table, earlier: str, later: str) -> Check:
    """Where both are filled the first is not after the second."""
    return each_row(_key(table), f"{earlier} not after {later}", table.c[earlier] > table.c[later])


def balance(fact: str, rule: str, total: str, *parts: str) -> Check:
    """In every month and town the measure `total` is the sum of `parts`."""
    grain = next(rollup for rollup in ROLLUPS if rollup.fact == fact).grain()
    town, c = grain.dimensions["town"], grain.table.c
    difference = func.sum(c[total]) - sum((func.sum(c[part]) for part in parts), start=literal(0))
    query = select(town).group_by(grain.dimensions["month"], town).having(difference != 0)
    return Check(fact, rule, lambda _: query)


def adds_up(rollup: Rollup) -> Check:
    """In every month and town each measure summed over the rollup equals the sum over its facts.

    The first rollup of a fact is held against the fact, the others against the first: the same proof, and the
    fact is read once.
    """
    first = next(one for one in ROLLUPS if one.fact == rollup.fact)
    against = rollup.fact if rollup is first else first.table.name

    @lru_cache(maxsize=4)  # writing the question down takes longer than a small store takes to answer it
    def violations(as_of: datetime) -> Select:
        per_row = measures(rollup.fact, as_of)
        if rollup is first:
            wanted = _by_month_and_town(GRAINS[rollup.fact], per_row)
        else:
            wanted = _by_month_and_town(first.grain(), {name: first.table.c[name] for name in per_row})
        sums = _by_month_and_town(rollup.grain(), {name: -rollup.table.c[name] for name in per_row})
        both = union_all(wanted, sums).subquery()
        apart = {name: _apart(both.c[name]) for name in per_row}
        named = case(*((broken, literal(name)) for name, broken in apart.items()))
        key = cast(both.c.month, String) + " " + func.coalesce(both.c.town, "") + " " + named
        return select(key.label("key")).group_by(both.c.month, both.c.town).having(or_(*apart.values()))

    name = rollup.table.name
    both_tables = frozenset((name, rollup.fact))
    return Check(name, f"adds up to {against}", violations, rollup.fact, rows=both_tables)


def _by_month_and_town(grain: Grain, per_row: Mapping[str, ColumnElement]) -> Select:
    month, town = grain.dimensions["month"], grain.dimensions["town"]
    sums = (cast(total(expression), Double).label(name) for name, expression in per_row.items())
    return select(month.label("month"), town.label("town"), *sums).group_by(month, town)


def _apart(difference: ColumnElement) -> ColumnElement:
    """Whether what should cancel out does not, beyond the rounding of sums."""
    return func.abs(func.sum(difference)) > 1e-6 + 1e-9 * func.sum(func.abs(difference))


def _declared() -> tuple[Check, ...]:
    checks: list[Check] = []
    for table in (*s.DIMENSIONS, *s.FACTS, *s.PROVENANCE):
        checks += [not_null(table, column) for column in table.c if not column.nullable]
        checks += [
            accepted(table.c[name.split(".")[1]], allowed(name))
            for name in CODES
            if name.startswith(f"{table.name}.") and name.split(".")[1] in table.c
        ]
        checks += _places(table)
        if "batch_id" in table.c:
            checks.append(relation(table.c.batch_id, s.import_batch.c.id))
    for table in s.FACTS:
        checks += [unique(table, key) for key in ("id", "code") if key in table.c]
    checks += [adds_up(rollup) for rollup in ROLLUPS]
    return (*checks, *_SPECIFIC)


def _places(table: Table) -> list[Check]:
    """Areas exist, and a row placed in a cell is placed in the cell's village and town."""
    if table in s.DIMENSIONS or "grid_code" not in table.c:
        town = [table.c.town_code] if table in s.FACTS and "town_code" in table.c else []
        return [relation(column, s.area.c.code) for column in town]
    c, cell = table.c, s.area.alias()
    agrees = and_(  # a cell laid over a town or a district has no village or no town to disagree with
        or_(cell.c.village_code.is_(None), cell.c.village_code == c.village_code),
        or_(cell.c.town_code.is_(None), cell.c.town_code == c.town_code),
    )
    stray = select(_key(table)).join(cell, cell.c.code == c.grid_code).where(or_(~agrees, agrees.is_(None)))
    return [
        *(relation(c[name], s.area.c.code) for name in ("town_code", "village_code", "grid_code")),
        Check(table.name, "grid_code agrees with village_code and town_code", lambda _: stray, s.area.name),
    ]


_SPECIFIC = (
    unique(s.area, "code"),
    unique(s.category, "domain", "code"),
    unique(s.department, "code"),
    unique(s.population, "area_code", "year"),
    unique(s.import_batch, "id"),
    unique(s.store_info, "key"),
    relation(s.area.c.parent_code, s.area.c.code),
    relation(s.population.c.area_code, s.area.c.code),
    relation(s.category.c.department_code, s.department.c.code),
    relation(s.work_order.c.category_code, s.category.c.code, s.category.c.domain == "work_order"),
    relation(s.hazard.c.category_code, s.category.c.code, s.category.c.domain == "hazard"),
    relation(s.incident.c.category_code, s.category.c.code, s.category.c.domain == "incident"),
    relation(s.dispute.c.category_code, s.category.c.code, s.category.c.domain == "dispute"),
    relation(s.work_order.c.department_code, s.department.c.code),
    ordered(s.work_order, "reported_at", "closed_at"),
    ordered(s.work_order, "filed_at", "handled_at"),
    ordered(s.hazard, "found_on", "rectified_on"),
    ordered(s.dispute, "found_on", "accepted_on"),
    ordered(s.dispute, "accepted_on", "concluded_on"),
    ordered(s.dispute, "concluded_on", "confirmed_on"),
    ordered(s.dispute, "concluded_on", "performed_on"),
    each_row(
        s.import_batch.c.id,
        "rows read = accepted + rejected",
        s.import_batch.c.rows_read != s.import_batch.c.rows_accepted + s.import_batch.c.rows_rejected,
    ),
    each_row(
        s.dispute.c.id,
        "an outcome has an acceptance",
        and_(s.dispute.c.outcome.is_not(None), s.dispute.c.accepted_on.is_(None)),
    ),
    balance("work_order", "received = closed + open", "received", "closed", "open"),
    balance(
        "dispute",
        "accepted = success + failure + withdrawn + pending",
        "accepted",
        *("success", "failure", "withdrawn", "pending"),
    ),
)

CHECKS = _declared()


def run_checks(connection: Connection, tables: set[str], as_of: datetime) -> int:
    """Number of checks run: those that read one of these tables.

    Raises ChecksFailed with a line per broken rule.
    """
    chosen = [check for check in CHECKS if {check.table, check.target} & tables]
    filled = with_rows(connection, s.metadata.sorted_tables)
    at_risk = [check for check in chosen if (check.rows or {check.table}) & filled]
    whole = _whole(connection, at_risk)
    failures = [
        line for check in at_risk if check not in whole and (line := _failure(connection, check, as_of))
    ]
    if failures:
        raise ChecksFailed(failures)
    return len(chosen)


def _whole(connection: Connection, checks: list[Check]) -> set[Check]:
    """Those of the rules about single rows that nothing breaks."""
    found: set[Check] = set()
    for name in {check.table for check in checks}:
        rules = {check: check.broken for check in checks if check.table == name and check.broken is not None}
        counts = [func.count(case((broken, 1))) for broken in rules.values()]
        if counts:
            row = connection.execute(select(*counts).select_from(s.metadata.tables[name])).one()
            found.update(check for check, broken in zip(rules, row, strict=True) if not broken)
    return found


def _failure(connection: Connection, check: Check, as_of: datetime) -> str:
    """What a failed check says; empty when nothing breaks it."""
    broken = check.violations(as_of).subquery()
    key = next(iter(broken.c))
    count = connection.execute(select(func.count()).select_from(broken)).scalar_one()
    if not count:
        return ""
    examples = connection.execute(select(key).order_by(key).limit(EXAMPLES)).scalars()
    shown = ", ".join(str(value) for value in examples)
    return f"{check.table}: {check.rule}: {count} broken, for example {shown}"
