"""District inspectors: which cells they walk, how far, what they report, whom they visit."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from wzdash.demo import seasons, truth
from wzdash.demo.chance import spread
from wzdash.demo.columns import dates, day_of, days, whole
from wzdash.demo.order_arrivals import PATROL, Orders, neglected_cells
from wzdash.demo.order_lifecycle import LifeCycle
from wzdash.demo.world import World

INSPECTORS = 42
CELLS_A_DAY = 7.5


def patrol_table(world: World, orders: Orders, cycle: LifeCycle, batch: int) -> pa.Table:
    """Rows of `patrol_day`, one per day and cell visited; orders without a cell keep a row of their own."""
    rng = world.rng("patrol")
    valid = (orders.source == PATROL) & cycle.is_filed & (orders.parent < 0)
    cells = len(world.cell_codes)
    wide = cells + 1  # the last column stands for orders without a cell
    place = np.where(orders.cell[valid] < 0, cells, orders.cell[valid]).astype(np.int64)
    key = (day_of(orders.reported[valid]) - seasons.FIRST_DAY) * wide + place
    found, reports = np.unique(key, return_counts=True)
    rows = np.union1d(found, _visits(world, rng, wide))
    counts = np.zeros(len(rows), np.int64)
    counts[np.searchsorted(rows, found)] = reports
    day, cell = seasons.FIRST_DAY + rows // wide, rows % wide
    cell = np.where(cell == cells, -1, cell)
    return pa.table(
        {
            "day": dates(day),
            **world.cell_columns(cell.astype(np.int32)),
            **_effort(rng, day, cell, counts),
            "valid_orders": whole(counts),
            **_contacts(world, rng, day, cell),
            "batch_id": pa.repeat(batch, len(rows)),
        }
    )


def _visits(world: World, rng: np.random.Generator, wide: int) -> np.ndarray:
    """Keys day × cell of the cells walked without necessarily finding anything."""
    weight = world.hotspots("patrol", 0.5)
    neglected = neglected_cells(world)
    weight[neglected] = weight.mean() * 0.02
    days_ = seasons.all_days()
    since = seasons.years() >= 2018
    busy = np.where(seasons.working(), 1.0, 0.55) * np.where(seasons.near_festival(0, 6), 0.4, 1.0)
    busy *= seasons.epidemic(0.6) * since
    total = world.count(INSPECTORS * CELLS_A_DAY * busy.sum())
    day = np.repeat(np.arange(len(days_)), spread(rng, total, busy))
    line = np.cumsum(weight / weight.sum())
    cell = np.minimum(np.searchsorted(line, rng.random(total)), len(weight) - 1)
    abandoned = np.isin(cell, neglected) & (days_[day] >= days(truth.NEGLECTED_SINCE))
    return np.unique(day[~abandoned] * wide + cell[~abandoned])


def _effort(
    rng: np.random.Generator, day: np.ndarray, cell: np.ndarray, reports: np.ndarray
) -> dict[str, pa.Array]:
    """Shares of inspectors' days, and kilometres: 41.0 per inspector and day in every year."""
    weight = np.where(cell < 0, 0.0, (1 + 0.5 * reports) * rng.gamma(6, size=len(day)))
    offset = day - day.min()
    busy = np.bincount(offset, weights=weight)
    walking = INSPECTORS * np.where(seasons.working(), 1.0, 0.6)
    share = weight / np.maximum(busy[offset], 1e-9) * walking[day - seasons.FIRST_DAY]
    share = share.round(4)
    km = share * truth.PATROL_KM * rng.lognormal(0, 0.25, len(day))
    year = day.astype("datetime64[D]").astype("datetime64[Y]").astype(int)
    for one in np.unique(year):
        rows = year == one
        km[rows] *= truth.PATROL_KM * share[rows].sum() / max(km[rows].sum(), 1e-9)
    return {"inspector_days": pa.array(share), "km": pa.array(km.round(3))}


def _contacts(
    world: World, rng: np.random.Generator, day: np.ndarray, cell: np.ndarray
) -> dict[str, pa.Array]:
    """Household visits, opinions and visits to elderly people, with the declared totals by year."""
    year = day.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    weight = np.where(cell < 0, 0.0, np.sqrt(world.residents[cell, -1]))
    weight *= seasons.epidemic(0.1)[day - seasons.FIRST_DAY]
    columns = {}
    declared = {"household_visits": truth.VISITS, "opinions": truth.OPINIONS, "elderly_visits": truth.ELDERLY}
    for name, totals in declared.items():
        counts = np.zeros(len(day), np.int64)
        for one, total in totals.items():
            rows = year == one
            counts[rows] = spread(rng, world.count(total), weight[rows])
        columns[name] = whole(counts)
    return columns
