"""Where work orders come from: squares of about fifty metres with their number of orders, no points.

Incidents and disputes have none: they are shown by area only (privacy.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Integer, and_, cast, func, or_, select

from wzdash.metrics.source import filter_condition, period_condition
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.store.grains import GRAINS
from wzdash.store.schema import work_order

STEP = 2000  # squares per degree: 0.0005°, about 50 metres
MOST = 200_000


@dataclass(frozen=True, eq=False)
class Spots:
    """`rows`: x, y (the middle of a square in 1/STEP degrees east and north) and n (its orders).

    `left_out`: orders that are in no square.
    """

    rows: pd.DataFrame
    left_out: int


def spots(store: Store, scope: Scope, most: int = MOST) -> Spots:
    """The squares of a scope; where there are more than `most`, those with the most orders.

    Rows without a point, or at a point that stands for unknown places, are in no square.
    """
    c, grain = work_order.c, GRAINS["work_order"]
    east, north = (cast(func.round(column * STEP), Integer) for column in (c.lon, c.lat))
    told = or_(c.fallback_point.is_(None), c.fallback_point.is_(False))
    where = and_(period_condition(grain, scope), filter_condition(grain, scope.filters))
    count = func.count()
    query = select(east.label("x"), north.label("y"), count.label("n"))
    rows = store.read(
        query.where(where, told, c.lon.is_not(None), c.lat.is_not(None))
        .group_by(east, north)
        .order_by(count.desc(), east, north)
        .limit(most)
    )
    rows = rows.astype({"x": int, "y": int, "n": int})
    every = store.read(select(func.count().label("n")).where(where))["n"].iloc[0]
    return Spots(rows, int(every - rows["n"].sum()))
