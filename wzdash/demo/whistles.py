"""Whistles: a grid calls departments to the spot; one per work order of that source."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from wzdash.codes import allowed
from wzdash.demo.columns import DAY, NEVER, coded, dated_ids, day_of, times, whole
from wzdash.demo.order_arrivals import WHISTLE, Orders
from wzdash.demo.order_lifecycle import LifeCycle
from wzdash.demo.seasons import AS_OF
from wzdash.demo.work_orders import order_ids
from wzdash.demo.world import World

RESOLVED, PENDING, REFERRED = range(3)
URGENT, ORDINARY = 30, 60  # minutes to arrive


def whistle_table(world: World, orders: Orders, cycle: LifeCycle, batch: int) -> pa.Table:
    """Rows of `whistle`; most units arrive in time, some calls end at the district."""
    rng = world.rng("whistles")
    rows = np.flatnonzero(orders.source == WHISTLE)
    size = len(rows)
    blown = orders.reported[rows]
    urgent = orders.items["group_code"].isin(["safety", "water"]).to_numpy()[orders.category[rows]]
    limit = np.where(urgent, URGENT, ORDINARY)
    slow = np.append(rng.lognormal(0, 0.18, len(world.town_codes)), 1.0)[orders.town[rows]]
    minutes = rng.lognormal(np.log(limit * 0.42 * slow), 0.5)
    arrived = blown + np.rint(minutes * 60).astype(np.int64)
    nobody = (rng.random(size) < 0.006) | (arrived > AS_OF)
    arrived = np.where(nobody, NEVER, arrived)
    called = rng.choice([1, 2, 3, 4, 5], size, p=[0.28, 0.36, 0.21, 0.10, 0.05])
    came = np.where(nobody, 0, 1 + rng.binomial(called - 1, 0.94))
    closed = cycle.closed[rows].copy()
    early = (closed != NEVER) & (arrived != NEVER) & (closed < arrived)
    closed[early] = arrived[early]
    pending = closed == NEVER
    referred = rng.random(size) < np.where(closed - blown > 10 * DAY, 0.25, 0.05)
    outcome = np.select([pending, referred], [PENDING, REFERRED], RESOLVED)
    return pa.table(
        {
            "id": dated_ids("WH", day_of(blown)),
            "work_order_id": order_ids(orders).take(pa.array(rows)),
            **world.place_columns(orders.town[rows], orders.village[rows], orders.cell[rows]),
            "whistled_at": times(blown),
            "units_called": whole(called),
            "units_arrived": whole(came),
            "arrived_at": times(arrived),
            "limit_minutes": whole(limit),
            "closed_at": times(closed),
            "outcome": coded(allowed("whistle.outcome"), outcome),
            "batch_id": pa.repeat(batch, size),
        }
    )
