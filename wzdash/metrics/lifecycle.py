"""What does not add up from rollups about work orders: how long steps take, in which state an order is.

A cohort is the orders reported in the period. Durations are counted in SQL: one row per number of hours,
never one per order.
"""

from __future__ import annotations

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    DateTime,
    Integer,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)

from wzdash.codes import CODES
from wzdash.metrics.source import filter_condition, period_condition
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.store.grains import GRAINS
from wzdash.store.schema import work_order
from wzdash.store.sql import day_of, days_between, hours_between, hours_of, whole_minutes_between

# a stage's metric and the two times its duration lies between
STEPS = (
    ("orders_filed", "reported_at", "filed_at"),
    ("orders_dispatched", "filed_at", "dispatched_at"),
    ("orders_handled", "dispatched_at", "handled_at"),
    ("orders_verified", "handled_at", "verified_at"),
    ("orders_closed_filed", "verified_at", "closed_at"),
    ("orders_called_back", "closed_at", "called_back_at"),
)
STATES = tuple(CODES["work_order.state"])
OPEN = ("reported", "filed", "dispatched", "handled", "verified")
CELL = ("month", "town", "source")
COUNTED = ("received", "open", "closed", "filed", "dispatched", "handled", "verified")

# what must hold in every cell; `in_…` counts the orders in a state, the others are the measures of metrics
BALANCED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("received", tuple(f"in_{state}" for state in STATES)),
    ("open", tuple(f"in_{state}" for state in OPEN)),
    ("closed", ("in_not_filed", "in_closed", "in_called_back")),
    ("filed", tuple(f"in_{state}" for state in STATES if state not in ("reported", "not_filed"))),
)
CONTAINED = (("filed", "dispatched"), ("dispatched", "handled"), ("handled", "verified"))


def cohort(scope: Scope) -> ColumnElement:
    """Condition on `work_order`: the orders reported in the period that the filters allow."""
    grain = GRAINS["work_order"]
    return and_(period_condition(grain, scope), filter_condition(grain, scope.filters))


def stage_hours(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per stage and hours from the stage before: stage, hours, count. Only what was reached."""
    return store.read(union_all(*(_hours_of(*step, scope) for step in STEPS)))


def _hours_of(stage: str, since: str, until: str, scope: Scope) -> Select:
    """By whole minutes first: the orders are grouped by a number, only the sums by what is cut from it."""
    c = work_order.c
    minutes = whole_minutes_between(c[since], c[until]).label("minutes")
    where = and_(cohort(scope), c[since].is_not(None), c[until].is_not(None))
    inner = select(minutes, func.count().label("n")).where(where).group_by(minutes).subquery()
    hours = hours_of(inner.c.minutes)
    counted = cast(func.sum(inner.c.n), Integer).label("count")
    return select(literal(stage).label("stage"), hours.label("hours"), counted).group_by(hours)


def hours_to_close(store: Store, scope: Scope, by: str | None = None) -> pd.DataFrame:
    """One row per number of hours (and value of `by`): hours, ended, count.

    From report to close; open orders are censored at the data date (ended is false). Orders closed before
    they were reported are left out.
    """
    c = work_order.c
    hours = hours_between(c.reported_at, func.coalesce(c.closed_at, literal(store.as_of, DateTime)))
    ended = c.closed_at.is_not(None)
    keys = [GRAINS["work_order"].dimensions[by].label(by)] if by else []
    query = select(*keys, hours.label("hours"), ended.label("ended"), func.count().label("count"))
    rows = store.read(query.where(cohort(scope), hours >= 0).group_by(*keys, hours, ended))
    return rows.astype({"ended": bool, "hours": float})


def state() -> ColumnElement:
    """The one state of an order: how far it got."""
    c = work_order.c
    closed, filed = c.closed_at.is_not(None), c.filed_at.is_not(None)
    return case(
        (and_(closed, ~filed), "not_filed"),
        (and_(closed, c.called_back_at.is_not(None)), "called_back"),
        (closed, "closed"),
        (c.verified_at.is_not(None), "verified"),
        (c.handled_at.is_not(None), "handled"),
        (c.dispatched_at.is_not(None), "dispatched"),
        (filed, "filed"),
        else_="reported",
    )


def states(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per month, town, source and state: month, town, source, state, count. For balances and sums."""
    keys = {name: GRAINS["work_order"].dimensions[name] for name in CELL} | {"state": state()}
    query = select(*(key.label(name) for name, key in keys.items()), func.count().label("count"))
    return store.read(query.where(cohort(scope)).group_by(*keys.values()))


def cells(by_state: pd.DataFrame, measured: pd.DataFrame) -> pd.DataFrame:
    """One row per month, town and source that has orders: the counts of COUNTED and in_… for every state.

    `by_state` as from `states`; `measured` has the counts of metrics, one column per name in COUNTED.
    """
    by = list(CELL)
    whole = measured[[*by, *COUNTED]].fillna(dict.fromkeys(COUNTED, 0.0))
    sides = [part.assign(**{name: _words(part[name]) for name in by}) for part in (whole, by_state)]
    wide = sides[1].pivot_table(index=by, columns="state", values="count", aggfunc="sum", fill_value=0)
    states_ = [f"in_{state}" for state in STATES]
    wide = wide.reindex(columns=STATES, fill_value=0).set_axis(states_, axis=1).reset_index()
    joined = sides[0].merge(wide, how="outer", on=by)
    joined[[*COUNTED, *states_]] = joined[[*COUNTED, *states_]].fillna(0.0).astype(float)
    return joined[(joined[[*COUNTED, *states_]] > 0).any(axis=1)].reset_index(drop=True)


def _words(keys: pd.Series) -> list[str]:
    """The keys as text, so that missing ones are equal too."""
    return ["" if pd.isna(key) else str(key) for key in keys]


def repeat_days(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per number of days between a repeat and its original: days, count, same.

    `same` counts those in the same cell with the same category. Repeats whose original is not in the store
    have no days.
    """
    first = work_order.alias("first")
    c = work_order.c
    days = days_between(day_of(first.c.reported_at), day_of(c.reported_at))
    alike = and_(first.c.grid_code == c.grid_code, first.c.category_code == c.category_code)
    joined = work_order.outerjoin(first, first.c.id == c.duplicate_of)
    columns = (
        days.label("days"),
        func.count().label("count"),
        func.sum(case((alike, 1), else_=0)).label("same"),
    )
    where = and_(cohort(scope), c.duplicate_of.is_not(None))
    return store.read(select(*columns).select_from(joined).where(where).group_by(days))
