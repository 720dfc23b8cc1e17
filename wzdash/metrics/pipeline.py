"""What does not add up from rollups about a mediation pipeline: durations, paths, cells to be balanced.

Each function reads one pipeline; there is none for both, because they never share a funnel or a sum. A cohort
is the disputes accepted in the period (those not accepted: found in it).
"""

from __future__ import annotations

import pandas as pd
from sqlalchemy import ColumnElement, Date, Select, and_, case, func, literal, or_, select, true, union_all

from wzdash.metrics import privacy
from wzdash.metrics.source import choose, filter_condition, period_condition
from wzdash.metrics.stages import BALANCED, CONTAINED, STAGES
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.store.grains import GRAINS
from wzdash.store.schema import dispute
from wzdash.store.sql import days_between

CELL = ("month", "town", "category", "source", "level")
_COUNTED = tuple(
    dict.fromkeys(
        [*(name for whole, parts in BALANCED for name in (whole, *parts)), *(n for p in CONTAINED for n in p)]
    )
)


def cohort(scope: Scope, pipeline: str) -> ColumnElement:
    """Condition on `dispute`: the scope's rows of one pipeline."""
    grain = GRAINS["dispute"]
    pairs = [(key, codes) for key, codes in scope.filters if key != "pipeline"]
    return and_(period_condition(grain, scope), filter_condition(grain, [*pairs, ("pipeline", (pipeline,))]))


def stage_days(store: Store, scope: Scope, pipeline: str) -> pd.DataFrame:
    """One row per stage and days from the stage before: stage, days, count. Only what was reached.

    Below town level nothing: nearly every number of days is a single dispute there.
    """
    if privacy.is_fine(scope):
        return pd.DataFrame({"stage": [], "days": [], "count": []})
    return store.read(union_all(*(_days_of(stage, scope, pipeline) for stage in STAGES if stage.since)))


def _days_of(stage, scope: Scope, pipeline: str) -> Select:
    since, until = dispute.c[stage.since], dispute.c[stage.until]
    days = days_between(since, until)
    ended = dispute.c.outcome == stage.key if stage.until == "concluded_on" else true()
    where = and_(cohort(scope, pipeline), since.is_not(None), until.is_not(None), ended)
    columns = (literal(stage.key).label("stage"), days.label("days"), func.count().label("count"))
    return select(*columns).where(where).group_by(days)


def days_to_conclude(
    store: Store, scope: Scope, pipeline: str, by: str | None = None, *, shown: bool = True
) -> pd.DataFrame:
    """One row per number of days (and value of `by`): days, ended, count.

    From acceptance to an outcome; pending disputes are censored at the data date (ended is false). A
    withdrawal ends a dispute. Below town level nothing; organisations with few disputes are left out.
    """
    c = dispute.c
    today = literal(store.as_of.date(), Date)
    days = case(
        (c.outcome.is_not(None), days_between(c.accepted_on, c.concluded_on)),
        else_=days_between(c.accepted_on, today),
    )
    ended = c.outcome.is_not(None)
    keys = [GRAINS["dispute"].dimensions[by].label(by)] if by else []
    where = and_(cohort(scope, pipeline), c.accepted_on.is_not(None), c.accepted_on <= today)
    query = select(*keys, days.label("days"), ended.label("ended"), func.count().label("count"))
    rows = store.read(query.where(where, days.is_not(None), days >= 0).group_by(*keys, days, ended))
    rows["ended"] = rows["ended"].astype(bool)
    return _without_small(rows, by, scope, store.settings.min_cell)


def _without_small(rows: pd.DataFrame, by: str | None, scope: Scope, least: int) -> pd.DataFrame:
    if not privacy.is_fine(scope, (by,) if by else ()):
        return rows
    if by is None or by in privacy.AREAS or privacy.is_fine(scope):
        return rows.head(0)
    totals = rows.groupby([by], dropna=False, as_index=False).agg(count=("count", "sum"))
    hidden = totals.loc[privacy.small(totals["count"], least), by]
    return rows[~rows[by].isin(hidden)].reset_index(drop=True)


def paths(store: Store, scope: Scope, pipeline: str) -> pd.DataFrame:
    """One row per way through the pipeline: source, accepted, mediating, outcome, form, confirmed,
    performance, filed, count. `performance` is performed, enforced, due, running or none; agreements only."""
    c = dispute.c
    keys = {
        "source": c.source,
        "accepted": c.accepted_on.is_not(None),
        "mediating": c.mediating_on.is_not(None),
        "outcome": c.outcome,
        "form": c.form,
        "confirmed": c.confirmed_on.is_not(None),
        "performance": _performance(store),
        "filed": c.filed_in_court_on.is_not(None),
    }
    query = select(*(e.label(name) for name, e in keys.items()), func.count().label("count"))
    rows = store.read(query.where(cohort(scope, pipeline)).group_by(*keys.values()))
    return rows.head(0) if privacy.is_fine(scope) else rows


def _performance(store: Store) -> ColumnElement:
    """Where an agreement stands; a performance counts once its term has come, as in its rate."""
    c, today = dispute.c, store.as_of.date()
    come = c.performance_due_on <= today
    return case(
        (or_(c.outcome.is_(None), c.outcome != "success"), None),
        (and_(come, c.performed_on.is_not(None)), "performed"),
        (c.enforced_on.is_not(None), "enforced"),
        (come, "due"),
        (c.performance_due_on.is_not(None), "running"),
        else_="none",
    )


def cells(store: Store, scope: Scope, pipeline: str) -> pd.DataFrame:
    """One row per month, town, type, source and level: the counts that must balance.

    For checks, not for show: nothing is suppressed.
    """
    active = [(key, codes) for key, codes in scope.filters if key in GRAINS["dispute"].dimensions]
    active.append(("pipeline", (pipeline,)))
    dimensions = [*CELL, *(key for key, _codes in active)]
    source = choose("dispute", _COUNTED, dimensions, scope, store.as_of)
    keys = [source.grain.dimensions[name] for name in CELL]
    query = select(
        *(key.label(name) for key, name in zip(keys, CELL, strict=True)),
        *(source.totals[name].label(name) for name in _COUNTED),
    )
    condition = and_(period_condition(source.grain, scope), filter_condition(source.grain, active))
    return store.read(query.where(condition).group_by(*keys))
