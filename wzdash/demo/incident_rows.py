"""Rows of `incident`: incidents with what a register adds, loses and repeats."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from wzdash.codes import allowed
from wzdash.demo.chance import choose
from wzdash.demo.columns import DAY, coded, dated_ids, day_of, times
from wzdash.demo.incidents import PINNED, Incidents
from wzdash.demo.seasons import AS_OF
from wzdash.demo.world import World

REPEATS = 0.013
NOWHERE, TOWN_ONLY, NO_POINT = 0.011, 0.016, 0.02
MINUTE, DAY_ONLY = 0, 1
LOSS = {  # share with a loss, median in yuan, spread
    "fraud": (0.97, 6_800, 1.45),
    "theft": (0.92, 850, 1.0),
    "burglary": (0.90, 3_200, 1.1),
    "robbery_snatch": (0.85, 1_500, 0.9),
}
OUTCOMES = {
    "criminal": (("立案侦查", 0.52), ("已破案", 0.27), ("行政处罚", 0.10), ("核查中", 0.11)),
    "civil": (("现场调解", 0.58), ("移交调解组织", 0.17), ("教育处理", 0.20), ("处理中", 0.05)),
}
CIVIL = ("dispute", "other")


def incident_table(world: World, incidents: Incidents, batch: int) -> pa.Table:
    """Rows of `incident` in order of occurrence; repeats carry the identifier of the first row."""
    rng = world.rng("incident rows")
    items = world.items("incident")
    group = items["group_code"].to_numpy()[incidents.category]
    first = choose(rng, (~np.isin(group, list(PINNED))).astype(float), round(len(group) * REPEATS))
    occurred = np.concatenate(
        [incidents.occurred, incidents.occurred[first] + rng.integers(0, 30, len(first)) * 60]
    )
    source_row = np.concatenate([np.arange(len(group)), first])
    grain = _grain(rng, group)[source_row]
    occurred = np.where(grain == DAY_ONLY, occurred // DAY * DAY, np.minimum(occurred, AS_OF - 60))
    order = np.argsort(occurred, kind="stable")
    position = np.empty_like(order)
    position[order] = np.arange(len(order))
    parent = np.full(len(order), -1, np.int64)
    parent[position[len(group) :]] = position[first]
    occurred, row = occurred[order], source_row[order]
    ids = dated_ids("JQ", day_of(occurred))
    places = _places(world, rng, incidents.cell)
    return pa.table(
        {
            "id": ids,
            "source": coded(allowed("incident.source"), _source(rng, group)[row]),
            "category_code": coded(items["code"].tolist(), incidents.category[row]),
            "group_code": coded(items["group_code"].tolist(), incidents.category[row]),
            **{name: column.take(pa.array(row)) for name, column in places.items()},
            "occurred_at": times(occurred),
            "time_grain": coded(("minute", "day"), grain[order]),
            "recorded_at": times(_recorded(rng, occurred, group[row], parent)),
            "duplicate_of": ids.take(pa.array(parent, mask=parent < 0)),
            "outcome": _outcome(rng, group).take(pa.array(row)),
            "loss_yuan": _loss(rng, group, row, parent),
            "batch_id": pa.repeat(batch, len(order)),
        }
    )


def _grain(rng: np.random.Generator, group: np.ndarray) -> np.ndarray:
    vague = np.where(group == "burglary", 0.24, np.where(group == "theft", 0.13, 0.03))
    return np.where(rng.random(len(group)) < vague, DAY_ONLY, MINUTE)


def _source(rng: np.random.Generator, group: np.ndarray) -> np.ndarray:
    station = np.where(group == "fraud", 0.45, 0.12)
    u = rng.random(len(group))
    return np.select([u < station, u < station + 0.05], [1, 2], 0)


def _recorded(rng, occurred: np.ndarray, group: np.ndarray, parent: np.ndarray) -> np.ndarray:
    """Reported minutes later; fraud and break-ins are noticed after hours or days."""
    hours = np.select([group == "fraud", group == "burglary", group == "theft"], [30.0, 14.0, 5.0], 0.2)
    delay = rng.exponential(hours * 3600) + np.where(parent >= 0, 3600, 60)
    return np.minimum(occurred + delay.astype(np.int64), AS_OF)


def _places(world: World, rng: np.random.Generator, cell: np.ndarray) -> dict[str, pa.Array]:
    lon, lat = world.district.points(rng, cell)
    u = rng.random(len(cell))
    nowhere, town_only = u < NOWHERE, u < NOWHERE + TOWN_ONLY
    town = np.where(nowhere, -1, world.cell_town[cell])
    village = np.where(town_only, -1, world.cell_village[cell])
    blank = town_only | (rng.random(len(cell)) < NO_POINT)
    lon[blank], lat[blank] = np.nan, np.nan
    return {
        **world.place_columns(town, village, np.where(town_only, -1, cell)),
        "lon": pa.array(lon, from_pandas=True),
        "lat": pa.array(lat, from_pandas=True),
        "fallback_point": pa.array(np.zeros(len(cell), bool), mask=blank),
    }


def _outcome(rng: np.random.Generator, group: np.ndarray) -> pa.Array:
    names = [name for choices in OUTCOMES.values() for name, _share in choices]
    civil = np.isin(group, CIVIL)
    size = len(OUTCOMES["criminal"])
    chosen = np.where(
        civil,
        size + rng.choice(4, len(group), p=[share for _name, share in OUTCOMES["civil"]]),
        rng.choice(4, len(group), p=[share for _name, share in OUTCOMES["criminal"]]),
    )
    return coded(names, chosen)


def _loss(rng: np.random.Generator, group: np.ndarray, row: np.ndarray, parent: np.ndarray) -> pa.Array:
    """Loss in whole yuan; a repeat repeats no loss."""
    loss = np.full(len(group), np.nan)
    for name, (share, median, spread) in LOSS.items():
        mine = np.flatnonzero((group == name) & (rng.random(len(group)) < share))
        loss[mine] = np.rint(rng.lognormal(np.log(median), spread, len(mine)))
    loss = loss[row]
    loss[parent >= 0] = np.nan
    return pa.array(loss, from_pandas=True)
