"""What is open at the data date, whatever the period: work orders by age and by days past their limit."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Date, and_, case, func, literal, select

from wzdash.labels import N_
from wzdash.metrics.source import filter_condition
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.store.grains import GRAINS
from wzdash.store.schema import work_order
from wzdash.store.sql import day_of, days_between

AGES = ((7, N_("7天内")), (30, N_("8–30天")), (90, N_("31–90天")), (365, N_("91–365天")))
OLDEST = N_("一年以上")
NO_LIMIT, NOT_DUE = N_("没有时限"), N_("未到期")
LATE = (
    (0, N_("超期不满1天")),
    (7, N_("超期1–7天")),
    (30, N_("超期8–30天")),
    (90, N_("超期31–90天")),
    (365, N_("超期91–365天")),
)
LATEST = N_("超期一年以上")
BEFORE = -1  # days late of what is not yet due


def open_orders(store: Store, scope: Scope, by: str | None = None) -> pd.DataFrame:
    """One row per age and days late (and value of `by`): age, late (empty: no limit; −1: not due), count.

    All orders that are open at the data date and that the filters allow; the period does not matter.
    """
    c, grain = work_order.c, GRAINS["work_order"]
    today = literal(store.as_of.date(), Date)
    age = days_between(day_of(c.reported_at), today)
    late = case(
        (c.due_at.is_(None), None),
        (c.due_at <= store.as_of, days_between(day_of(c.due_at), today)),
        else_=BEFORE,
    )
    keys = [grain.dimensions[by].label(by)] if by else []
    query = select(*keys, age.label("age"), late.label("late"), func.count().label("count"))
    where = and_(filter_condition(grain, scope.filters), c.closed_at.is_(None), c.reported_at <= store.as_of)
    return store.read(query.where(where).group_by(*keys, age, late))


def by_age(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per age band, youngest first: band (a message id), count, overdue."""
    names = [*(name for _last, name in AGES), OLDEST]
    band = pd.cut(rows["age"], [-1, *(last for last, _name in AGES), float("inf")], labels=names)
    overdue = rows["count"].where(rows["late"] >= 0, 0)
    counted = rows.assign(band=band, overdue=overdue).groupby("band", observed=False)
    return counted[["count", "overdue"]].sum().reindex(names).reset_index()


def by_days_late(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per band of days past the limit: band (a message id), count; also not due and no limit."""
    names = [NOT_DUE, *(name for _last, name in LATE), LATEST]
    edges = [BEFORE - 1, BEFORE, *(last for last, _name in LATE), float("inf")]
    band = pd.cut(rows["late"].astype(float), edges, labels=names)
    counted = rows.assign(band=band).groupby("band", observed=False)["count"].sum().reindex(names)
    none = pd.Series({NO_LIMIT: rows.loc[rows["late"].isna(), "count"].sum()})
    return pd.concat([none, counted]).rename_axis("band").rename("count").reset_index()
