"""Rows of `work_order`, with exactly the published totals."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from wzdash.codes import allowed
from wzdash.demo.columns import coded, dated_ids, day_of, times, whole
from wzdash.demo.order_arrivals import SOURCES, Orders
from wzdash.demo.order_lifecycle import LifeCycle
from wzdash.demo.order_quality import Quality
from wzdash.demo.world import World

SLICE = 240_000


def order_ids(orders: Orders) -> pa.Array:
    """Identifier of each order, such as WO20190103-000123."""
    return dated_ids("WO", day_of(orders.reported))


def order_tables(
    world: World, orders: Orders, cycle: LifeCycle, quality: Quality, batch: int
) -> Iterator[pa.Table]:
    """Rows of `work_order` in order of reporting, some hundred thousand at a time."""
    ids = order_ids(orders)
    for start in range(0, len(orders), SLICE):
        rows = slice(start, start + SLICE)
        columns = _what(world, orders, ids, rows)
        columns |= _when(orders, cycle, quality, rows)
        columns |= _how_well(orders, cycle, quality, rows)
        columns["batch_id"] = pa.repeat(batch, len(orders.reported[rows]))
        yield pa.table(columns)


def _what(world: World, orders: Orders, ids: pa.Array, rows: slice) -> dict[str, pa.Array]:
    category, items, parent = orders.category[rows], orders.items, orders.parent[rows]
    places = world.place_columns(orders.town[rows], orders.village[rows], orders.cell[rows])
    lon, lat = orders.lon[rows], orders.lat[rows]
    return {
        "id": ids[rows],
        "source": coded(SOURCES, orders.source[rows]),
        "category_code": coded(items["code"].tolist(), category),
        "group_code": coded(items["group_code"].tolist(), category),
        "department_code": coded(items["department_code"].tolist(), category),
        **places,
        "lon": pa.array(lon, from_pandas=True),
        "lat": pa.array(lat, from_pandas=True),
        "fallback_point": pa.array(orders.fallback[rows], mask=np.isnan(lon)),
        "duplicate_of": ids.take(pa.array(parent, mask=parent < 0)),
    }


def _when(orders: Orders, cycle: LifeCycle, quality: Quality, rows: slice) -> dict[str, pa.Array]:
    moments = {
        "reported_at": orders.reported,
        "recorded_at": quality.recorded,
        "filed_at": cycle.filed,
        "dispatched_at": cycle.dispatched,
        "handled_at": cycle.handled,
        "verified_at": cycle.verified,
        "closed_at": cycle.closed,
        "called_back_at": quality.called_back,
        "reopened_at": quality.reopened,
        "due_at": cycle.due,
    }
    return {name: times(moment[rows]) for name, moment in moments.items()}


def _how_well(orders: Orders, cycle: LifeCycle, quality: Quality, rows: slice) -> dict[str, pa.Array]:
    silent = quality.satisfaction[rows] < 0
    return {
        "valid": pa.array(cycle.is_filed[rows] & (orders.parent[rows] < 0)),
        "verify_result": coded(allowed("work_order.verify_result"), quality.verify[rows]),
        "reworks": whole(quality.reworks[rows]),
        "handbacks": whole(quality.handbacks[rows]),
        "exclusion": coded(allowed("work_order.exclusion"), quality.exclusion[rows]),
        "contacted": pa.array(quality.contacted[rows], mask=silent),
        "solved": pa.array(quality.solved[rows], mask=silent),
        "satisfaction": coded(allowed("work_order.satisfaction"), quality.satisfaction[rows]),
        "praise": whole(quality.praise[rows]),
    }
