"""What the ground net answers one by one: minutes until somebody came to a whistle, the larger hazards."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import func, select

from wzdash.metrics.source import filter_condition, period_condition
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.store.grains import GRAINS
from wzdash.store.schema import hazard, whistle
from wzdash.store.sql import minutes_between

LISTED = 500


def arrival_minutes(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per town and whole minute (rounded up) until the first unit came: town, minutes, count."""
    c, grain = whistle.c, GRAINS["whistle"]
    minutes = func.ceil(minutes_between(c.whistled_at, c.arrived_at))
    where = (
        period_condition(grain, scope),
        filter_condition(grain, scope.filters),
        c.arrived_at >= c.whistled_at,
    )
    query = select(c.town_code.label("town"), minutes.label("minutes"), func.count().label("count"))
    rows = store.read(query.where(*where).group_by(c.town_code, minutes))
    return rows.astype({"minutes": float, "count": float})


def larger_hazards(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per larger hazard of the period, open ones first: id, category, places, three dates, late.

    `late`: days past its term when rectified, or at the data date while it is open; 0 in time.
    """
    c, grain = hazard.c, GRAINS["hazard"]
    columns = (
        *(c.id, c.category_code.label("category"), c.town_code.label("town"), c.grid_code.label("grid")),
        *(c.found_on, c.due_on, c.rectified_on),
    )
    where = (
        period_condition(grain, scope),
        filter_condition(grain, scope.filters),
        c.severity == "larger",
    )
    rows = store.read(select(*columns).where(*where).order_by(c.found_on.desc(), c.id).limit(LISTED))
    for name in ("found_on", "due_on", "rectified_on"):
        rows[name] = pd.to_datetime(rows[name])
    ended = rows["rectified_on"].fillna(pd.Timestamp(store.as_of.date()))
    late = (ended - rows["due_on"]).dt.days.clip(lower=0).fillna(0).astype(int)
    rows = rows.assign(late=late, is_open=rows["rectified_on"].isna())
    return rows.sort_values(["is_open", "late", "found_on"], ascending=False, ignore_index=True)
