"""Where work orders come from: spots of about fifty metres with their number of orders, never single points.

Incidents and disputes have no spots: they are shown by area only (privacy.py).
"""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Integer, and_, cast, func, or_, select

from wzdash.metrics.source import filter_condition, period_condition
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.store.grains import GRAINS
from wzdash.store.schema import work_order

STEP = 2000  # spots per degree: 0.0005°, about 50 metres
MOST = 200_000


def spots(store: Store, scope: Scope, most: int = MOST) -> pd.DataFrame:
    """One row per spot: lon, lat, n; the `most` with the most orders.

    Rows without a point, or at a point that stands for unknown places, are left out; `attrs["left_out"]` says
    how many orders are in no spot.
    """
    c, grain = work_order.c, GRAINS["work_order"]
    east, north = (cast(func.round(column * STEP), Integer) for column in (c.lon, c.lat))
    told = or_(c.fallback_point.is_(None), c.fallback_point.is_(False))
    where = and_(period_condition(grain, scope), filter_condition(grain, scope.filters))
    count = func.count()
    query = select(east.label("x"), north.label("y"), count.label("n"))
    found = store.read(
        query.where(where, told, c.lon.is_not(None), c.lat.is_not(None))
        .group_by(east, north)
        .order_by(count.desc(), east, north)
        .limit(most)
    )
    rows = pd.DataFrame({"lon": found["x"] / STEP, "lat": found["y"] / STEP, "n": found["n"].astype(int)})
    every = store.read(select(func.count().label("n")).where(where))["n"].iloc[0]
    rows.attrs["left_out"] = int(every - rows["n"].sum())
    return rows
