"""Rollups: sums of every additive measure over coarser grains, so that a page's cost stops growing with rows.

A rollup is one row of ROLLUPS. It is rebuilt from its fact inside the same publish that changes the fact
(what is due depends on the data date, so old rows change too), and checks.py proves that it adds up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Date,
    Double,
    Integer,
    Select,
    String,
    Table,
    delete,
    select,
)

from wzdash.store.grains import GRAINS, PLACES, Grain, time_dimensions
from wzdash.store.measures import measures
from wzdash.store.schema import metadata
from wzdash.store.sql import is_count, total, with_rows

# some of its rows are known to the month only: their first day's weekday would be made up
KNOWN_TO_THE_MONTH = {"incident"}
_ANY_TIME = datetime(2000, 1, 1)
_PLACE = ("town", "village", "grid")


@dataclass(frozen=True)
class Rollup:
    """A table of sums: its fact, its finest time (day or month) and what it can be cut by."""

    fact: str
    unit: str
    dimensions: tuple[str, ...]
    table: Table

    @lru_cache(maxsize=32)  # noqa: B019 (rollups are as few as they are lasting)
    def select(self, as_of: datetime) -> Select:
        """Its rows, computed from the fact: one row per time unit and dimensions."""
        source = GRAINS[self.fact]
        keys = [source.dimensions[name].label(column) for name, column in self.columns().items()]
        sums = [total(expression).label(name) for name, expression in measures(self.fact, as_of).items()]
        return select(*keys, *sums).group_by(*(source.dimensions[name] for name in self.columns()))

    def columns(self) -> dict[str, str]:
        """{dimension: column} of the key."""
        return {self.unit: self.unit} | {name: _column(name) for name in self.dimensions}

    @cache  # noqa: B019
    def grain(self) -> Grain:
        """The rollup as a table that can answer."""
        time = self.table.c[self.unit]
        times = time_dimensions(time, self.unit)
        if self.fact in KNOWN_TO_THE_MONTH:
            times.pop("weekday", None)
        named: dict[str, ColumnElement] = {name: self.table.c[_column(name)] for name in self.dimensions}
        return Grain(self.table, time, self.unit, {**times, **named})


def _column(dimension: str) -> str:
    return PLACES.get(dimension) or {"group": "group_code", "category": "category_code"}.get(
        dimension, dimension if dimension not in ("department",) else "department_code"
    )


def _rollup(fact: str, name: str, unit: str, *dimensions: str) -> Rollup:
    keys: list[Column] = [Column(unit, Date, nullable=False)]
    keys += [Column(_column(dimension), String(32)) for dimension in dimensions]
    sums = [Column(measure, _type_of(each)) for measure, each in measures(fact, _ANY_TIME).items()]
    grain = f"one row per {unit} and {', '.join(dimensions)}: sums of the measures of {fact}"
    return Rollup(fact, unit, dimensions, Table(f"{fact}_{name}", metadata, *keys, *sums, comment=grain))


def _type_of(measure: ColumnElement) -> Integer | Double:
    """Whole numbers where the rows have them: they are written in half the time that fractions take."""
    if not isinstance(measure.type, Integer):
        return Double()
    return Integer() if is_count(measure) else BigInteger()


# Smallest first: the first that can answer is asked. By day there are no cells, and of incidents no villages:
# such tables would have nearly as many rows as their facts, which then answer as fast.
ROLLUPS: tuple[Rollup, ...] = (
    _rollup("work_order", "by_month", "month", "town", "group", "category", "source", "department"),
    _rollup("work_order", "by_month_grid", "month", *_PLACE, "group"),
    _rollup("work_order", "by_day", "day", "town", "village"),
    _rollup("incident", "by_month", "month", "town", "group", "category", "source"),
    _rollup("incident", "by_month_grid", "month", *_PLACE, "group"),
    _rollup("incident", "by_day", "day", "town"),
    _rollup("dispute", "by_month", "month", "pipeline", "town", "group", "category", "source", "level"),
    _rollup("patrol_day", "by_month_grid", "month", *_PLACE),
)


def rollups_of(fact: str) -> tuple[Rollup, ...]:
    """The rollups of a fact, smallest first."""
    return tuple(rollup for rollup in ROLLUPS if rollup.fact == fact)


def rebuild(connection: Connection, facts: set[str], as_of: datetime) -> None:
    """Replaces every row of the rollups of these facts, in the caller's transaction."""
    filled = with_rows(connection, metadata.sorted_tables)
    for rollup in ROLLUPS:
        if rollup.fact in facts and rollup.table.name in filled:
            connection.execute(delete(rollup.table))
        if rollup.fact in facts & filled:
            names = [*rollup.columns().values(), *measures(rollup.fact, as_of)]
            connection.execute(rollup.table.insert().from_select(names, rollup.select(as_of)))
