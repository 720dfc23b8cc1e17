"""What is waiting at the data date, whatever the period: pending disputes by age and due date."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Date, and_, func, literal, select

from wzdash.labels import N_
from wzdash.metrics import privacy
from wzdash.metrics.source import filter_condition
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.store.grains import GRAINS
from wzdash.store.schema import dispute
from wzdash.store.sql import days_between

AGES = ((7, N_("7天内")), (15, N_("8–15天")), (30, N_("16–30天")), (60, N_("31–60天")))
OLDER = N_("60天以上")
OVERDUE, SOON, LATER, NO_DATE = N_("已逾期"), N_("7天内到期"), N_("7天后到期"), N_("未定期限")


def pending(store: Store, scope: Scope, pipeline: str) -> pd.DataFrame:
    """One row per age and days until due: age, due_in (empty: no due date), count. All that are pending.

    Below town level nothing: nearly every age is a single dispute there.
    """
    c, grain = dispute.c, GRAINS["dispute"]
    today = literal(store.as_of.date(), Date)
    age, due_in = days_between(c.accepted_on, today), days_between(today, c.due_on)
    pairs = [(key, codes) for key, codes in scope.filters if key != "pipeline"]
    where = and_(
        filter_condition(grain, [*pairs, ("pipeline", (pipeline,))]),
        c.accepted_on <= today,
        c.outcome.is_(None),
    )
    query = select(age.label("age"), due_in.label("due_in"), func.count().label("count"))
    rows = store.read(query.where(where).group_by(age, due_in))
    return rows.head(0) if privacy.is_fine(scope) else rows


def by_age(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per age band, youngest first: band (a message id), count, overdue."""
    edges = [-1, *(last for last, _name in AGES), float("inf")]
    names = [*(name for _last, name in AGES), OLDER]
    band = pd.cut(rows["age"], edges, labels=names)
    overdue = rows["count"].where(rows["due_in"] < 0, 0)
    counted = rows.assign(band=band, overdue=overdue).groupby("band", observed=False)
    return counted[["count", "overdue"]].sum().reindex(names).reset_index()


def by_due(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per kind of due date: band (a message id), count."""
    due = rows["due_in"]
    masks = {OVERDUE: due < 0, SOON: (due >= 0) & (due <= 7), LATER: due > 7, NO_DATE: due.isna()}
    return pd.DataFrame({"band": list(masks), "count": [rows.loc[m, "count"].sum() for m in masks.values()]})
