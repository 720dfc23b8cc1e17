"""Inspections of enterprises and the hazards found, with the published totals for 2019."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wzdash.codes import allowed
from wzdash.demo import seasons, truth
from wzdash.demo.chance import choose, share_out
from wzdash.demo.columns import coded, dated_ids, dates
from wzdash.demo.world import World

SEVERITIES = allowed("hazard.severity")  # minor, general, larger
TERM = np.array([7, 15, 30])  # days to rectify
JOINT, CAMPAIGN_331, ROUTINE = range(3)
TYPES = np.array([14.0, 16, 9, 5, 12, 6, 4, 3, 5, 5, 2, 3, 3, 3, 5, 4, 6])


@dataclass(frozen=True)
class Inspections:
    """One position per inspection, in order of its day."""

    day: np.ndarray
    enterprise: np.ndarray
    cell: np.ndarray
    programme: np.ndarray


def build_inspections(world: World) -> Inspections:
    """Inspections from 2018 to 2020; distinct enterprises by year as declared."""
    rng = world.rng("inspections")
    known = max(world.count(7_400), 3)
    home = _homes(world, rng, known)
    days_, enterprises = [], []
    for year, distinct in truth.ENTERPRISES.items():
        chosen = choose(rng, np.ones(known), min(world.count(distinct), known))
        times = 1 + rng.poisson(0.75, len(chosen))
        enterprise = np.repeat(chosen, times)
        busy = (seasons.years() == year) * np.where(seasons.working(), 1.0, 0.12)
        busy = busy * seasons.epidemic(0.35) * np.where(seasons.near_festival(0, 7), 0.2, 1.0)
        days_.append(rng.choice(seasons.all_days(), len(enterprise), p=busy / busy.sum()))
        enterprises.append(enterprise)
    day, enterprise = np.concatenate(days_), np.concatenate(enterprises)
    order = np.argsort(day, kind="stable")
    day, enterprise = day[order], enterprise[order]
    programme = rng.choice(3, len(day), p=[0.42, 0.33, 0.25])
    return Inspections(day, enterprise, home[enterprise], programme)


def _homes(world: World, rng: np.random.Generator, known: int) -> np.ndarray:
    """Cell of each enterprise: industrial villages rather than dense housing."""
    weight = world.hotspots("enterprises", 1.1, -1.0)
    return rng.choice(len(weight), known, p=weight / weight.sum()).astype(np.int32)


def inspection_table(world: World, inspections: Inspections, batch: int) -> pa.Table:
    """Rows of `inspection`."""
    numbers = [f"EN{number:05d}" for number in range(1, int(inspections.enterprise.max()) + 2)]
    return pa.table(
        {
            "id": dated_ids("IN", inspections.day),
            "enterprise_id": coded(numbers, inspections.enterprise),
            "programme": coded(allowed("inspection.programme"), inspections.programme),
            **world.cell_columns(inspections.cell),
            "inspected_on": dates(inspections.day),
            "batch_id": pa.repeat(batch, len(inspections.day)),
        }
    )


def hazard_table(world: World, inspections: Inspections, batch: int) -> pa.Table:
    """Rows of `hazard`: by year and severity as declared, most of them rectified in time."""
    rng = world.rng("hazards")
    source, severity = _found(world, rng, inspections)
    found = inspections.day[source]
    due = found + TERM[severity]
    rectified = found + np.maximum(1, np.rint(rng.lognormal(np.log(TERM[severity] * 0.5), 0.55))).astype(
        np.int64
    )
    rectified = np.where(_never(world, rng, found, severity), -1, rectified)
    rectified[rectified > seasons.LAST_DAY] = -1
    items = world.items("hazard")
    category = rng.choice(len(items), len(found), p=TYPES / TYPES.sum())
    return pa.table(
        {
            "id": dated_ids("HZ", found),
            "inspection_id": dated_ids("IN", inspections.day).take(pa.array(source)),
            "category_code": coded(items["code"].tolist(), category),
            "group_code": coded(items["group_code"].tolist(), category),
            "severity": coded(SEVERITIES, severity),
            **world.cell_columns(inspections.cell[source]),
            "found_on": dates(found),
            "due_on": dates(due),
            "rectified_on": dates(rectified),
            "batch_id": pa.repeat(batch, len(found)),
        }
    )


def _found(world: World, rng: np.random.Generator, inspections: Inspections) -> tuple[np.ndarray, np.ndarray]:
    """(inspection, severity) of each hazard, in order of the inspection."""
    year = inspections.day.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    weight = rng.gamma(0.8, size=len(year))
    rows, kinds = [], []
    for one, numbers in truth.HAZARDS.items():
        mine = np.flatnonzero(year == one)
        for kind, name in enumerate(SEVERITIES):
            total = world.count(numbers[name])
            hit = np.repeat(mine, share_out(total, weight[mine] * rng.gamma(1.0, size=len(mine))))
            rows.append(hit)
            kinds.append(np.full(total, kind))
    found, severity = np.concatenate(rows), np.concatenate(kinds)
    order = np.argsort(found, kind="stable")
    return found[order], severity[order]


def _never(world: World, rng: np.random.Generator, found: np.ndarray, severity: np.ndarray) -> np.ndarray:
    """True for hazards that are still there: declared numbers for 2019, a share of the others."""
    year = found.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    never = (year != 2019) & (rng.random(len(found)) < 0.007)
    for kind, name in enumerate(SEVERITIES):
        rows = np.flatnonzero((year == 2019) & (severity == kind))
        number = min(world.count(truth.HAZARDS_OPEN_2019[name]), len(rows))
        never[rows[choose(rng, np.ones(len(rows)), number)]] = True
    return never
