"""The three-year plan of technology-enclosed communities: which cell was enclosed when (dates assumed)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wzdash.demo import seasons, truth
from wzdash.demo.chance import choose
from wzdash.demo.columns import dates, days
from wzdash.demo.world import World

NAMES = ("花园", "家园", "新村", "雅苑", "名邸", "华庭", "景园", "丽舍")
NAMES_EN = ("Gardens", "Homes", "New Village", "Court", "Mansions", "Terrace", "Park", "Residences")
UNFINISHED = 9  # planned for 2020 and not enclosed at the data date


@dataclass(frozen=True)
class Rollout:
    """One position per community, at most one in a cell; `enclosed` is −1 where it has not happened."""

    cell: np.ndarray
    year: np.ndarray
    planned: np.ndarray
    enclosed: np.ndarray

    def since(self, cells: int) -> np.ndarray:
        """Day of enclosure by cell; a day after the data for cells without."""
        since = np.full(cells, seasons.LAST_DAY + 1, np.int64)
        done = self.enclosed >= 0
        since[self.cell[done]] = self.enclosed[done]
        return since


def build_rollout(world: World) -> Rollout:
    """Communities in dense cells, spread over the plan years and through each year."""
    rng = world.rng("rollout")
    weight = np.exp(2.2 * world.urban)
    years = np.repeat(list(truth.COMMUNITIES), list(truth.COMMUNITIES.values()))
    cell = rng.permutation(choose(rng, weight, len(years)))
    start = np.array([days(f"{year}-03-01") for year in years])
    planned = start + rng.integers(0, 300, len(years))
    delay = np.rint(rng.gamma(1.3, 14, len(years))).astype(np.int64) - 10
    enclosed = np.minimum(np.maximum(planned + delay, start), seasons.LAST_DAY - 5)
    last = np.flatnonzero(years == 2020)
    enclosed[last[np.argsort(planned[last])[-UNFINISHED:]]] = -1
    return Rollout(cell.astype(np.int32), years, planned, enclosed)


def rollout_table(world: World, rollout: Rollout, batch: int) -> pa.Table:
    """Rows of `rollout`; every date is marked as assumed."""
    rng = world.rng("rollout rows")
    size = len(rollout.cell)
    lon, lat = world.district.points(rng, rollout.cell)
    kind = rng.integers(0, len(NAMES), size)
    villages = world.district.villages.iloc[world.cell_village[rollout.cell]]
    base_zh = villages["name_zh"].str.replace("(社区|村)$", "", regex=True)
    base_en = villages["name_en"].str.replace(r" (Community|Village)$", "", regex=True)
    number = world.district.cells["number"].to_numpy()[rollout.cell]
    households = np.rint(world.residents[rollout.cell, -1] / 2.7 * rng.uniform(0.35, 0.8, size))
    return pa.table(
        {
            "id": [f"EC{year}-{n:03d}" for n, year in enumerate(rollout.year, 1)],
            "name_zh": [f"{b}{NAMES[k]}{n}区" for b, k, n in zip(base_zh, kind, number, strict=True)],
            "name_en": [f"{b} {NAMES_EN[k]} {n}" for b, k, n in zip(base_en, kind, number, strict=True)],
            **world.cell_columns(rollout.cell),
            "lon": lon,
            "lat": lat,
            "households": households.astype(np.int32),
            "plan_year": rollout.year.astype(np.int32),
            "planned_on": dates(rollout.planned),
            "enclosed_on": dates(rollout.enclosed),
            "assumed": pa.repeat(True, size),
            "batch_id": pa.repeat(batch, size),
        }
    )
