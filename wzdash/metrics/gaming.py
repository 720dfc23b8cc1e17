"""Counts behind the anti-gaming panel: how near to the limit orders are closed, satisfied but unsolved."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import and_, func, select

from wzdash.metrics.source import filter_condition, period_condition
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.store.grains import GRAINS
from wzdash.store.schema import work_order
from wzdash.store.sql import count_if, minutes_between

WIDTH, REACH = 0.025, 0.4  # as analysis.bunching looks at them


def limit_positions(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per town and bin around the limit: town, position (share of the limit, 1 at it), count."""
    c, grain = work_order.c, GRAINS["work_order"]
    used = minutes_between(c.reported_at, c.closed_at) / minutes_between(c.reported_at, c.due_at)
    place = func.ceil(used / WIDTH)
    where = and_(
        period_condition(grain, scope),
        filter_condition(grain, scope.filters),
        c.due_at > c.reported_at,
        c.town_code.is_not(None),
        used > 1 - REACH,
        used < 1 + REACH,
    )
    query = select(c.town_code.label("town"), place.label("bin"), func.count().label("count"))
    rows = store.read(query.where(where).group_by(c.town_code, place).order_by(c.town_code, place))
    position = (rows["bin"].astype(float) - 0.5) * WIDTH
    return rows.assign(position=position, count=rows["count"].astype(int)).drop(columns="bin")


def satisfied_unsolved(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per town: town, satisfied, unsolved (satisfied although not solved), of those reached."""
    c, grain = work_order.c, GRAINS["work_order"]
    satisfied = c.satisfaction == "satisfied"
    sums = (
        func.sum(count_if(satisfied)).label("satisfied"),
        func.sum(count_if(and_(satisfied, c.solved.is_(False)))).label("unsolved"),
    )
    where = (period_condition(grain, scope), filter_condition(grain, scope.filters), c.town_code.is_not(None))
    rows = store.read(select(c.town_code.label("town"), *sums).where(*where).group_by(c.town_code))
    return rows.astype({"satisfied": float, "unsolved": float}).sort_values("town", ignore_index=True)
