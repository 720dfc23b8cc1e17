"""Which table answers: the smallest one that has the measures, the dimensions and the period."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, DateTime, and_, cast, distinct, func, or_, true
from sqlalchemy.types import Double

from wzdash.errors import MetricError
from wzdash.labels import _
from wzdash.scope import Scope
from wzdash.store.grains import GRAINS, Grain
from wzdash.store.measures import DISTINCT, measures
from wzdash.store.rollups import rollups_of


@dataclass(frozen=True)
class Source:
    """A table chosen for a question: its grain and {measure: aggregate expression}."""

    grain: Grain
    totals: dict[str, ColumnElement]

    @property
    def name(self) -> str:
        """Name of the table."""
        return self.grain.table.name


def choose(
    fact: str,
    wanted: Collection[str],
    dimensions: Collection[str],
    scope: Scope,
    as_of: datetime,
    *,
    facts: bool = False,
) -> Source:
    """The source for these measures cut by these dimensions; `facts` forbids rollups.

    Raises MetricError when not even the fact has a dimension.
    """
    distinct_ones = DISTINCT.get(fact, {})
    if not facts and not any(name in distinct_ones for name in wanted):
        for rollup in rollups_of(fact):
            grain = rollup.grain()
            fits = rollup.unit == "day" or scope.months > 0
            if fits and all(name in grain.dimensions for name in dimensions):
                columns = rollup.table.c
                return Source(grain, {name: cast(func.sum(columns[name]), Double) for name in wanted})
    grain = GRAINS[fact]
    missing = [name for name in dimensions if name not in grain.dimensions]
    if missing:
        raise MetricError(
            _("{fact} 不能按 {missing} 细分;可用:{allowed}").format(
                fact=fact, missing=", ".join(missing), allowed=", ".join(grain.dimensions)
            )
        )
    per_row = measures(fact, as_of)
    return Source(
        grain,
        {
            name: cast(func.count(distinct(distinct_ones[name])), Double)
            if name in distinct_ones
            else func.sum(cast(per_row[name], Double))
            for name in wanted
        },
    )


def period_condition(grain: Grain, scope: Scope) -> ColumnElement:
    """Rows of the period; for what does not happen at a time, rows that exist at its end."""
    if grain.time is None:
        return _existing(grain, scope)
    after = scope.end + timedelta(days=1)
    if isinstance(grain.time.type, DateTime):
        start = datetime.combine(scope.start, datetime.min.time())
        return and_(grain.time >= start, grain.time < datetime.combine(after, datetime.min.time()))
    return and_(grain.time >= scope.start, grain.time < after)


def _existing(grain: Grain, scope: Scope) -> ColumnElement:
    columns = grain.table.c
    if "since" not in columns:
        return true()
    started = or_(columns.since.is_(None), columns.since <= scope.end)
    return and_(started, or_(columns.until.is_(None), columns.until > scope.end))


def filter_condition(grain: Grain, pairs: Iterable[tuple[str, tuple[str, ...]]]) -> ColumnElement:
    """Rows that the filters allow; filters that the table does not have allow everything."""
    known = ((key, codes) for key, codes in pairs if key in grain.dimensions)
    return and_(true(), *(grain.dimensions[key].in_(_values(key, codes)) for key, codes in known))


def _values(key: str, codes: tuple[str, ...]) -> list[Any]:
    """What the codes are in the tables: wd1 is weekday 1, h8 is hour 8."""
    letters = {"weekday": "wd", "hour": "h"}.get(key)
    return [int(code.removeprefix(letters)) for code in codes] if letters else list(codes)
