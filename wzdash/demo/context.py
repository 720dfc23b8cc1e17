"""Residents by area and year, and the events that a trend must show. Every assumed date is marked."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from wzdash.demo.geography import DISTRICT
from wzdash.demo.world import YEARS, World
from wzdash.settings import DATA


def event_frame(world: World, batch: int) -> pd.DataFrame:
    """Rows of `timeline_event`, as listed in data/simulation/event.csv."""
    frame = pd.read_csv(DATA / "simulation" / "event.csv", dtype={"town_code": str})
    for name in ("starts_on", "ends_on"):
        frame[name] = [date.fromisoformat(text) if isinstance(text, str) else None for text in frame[name]]
    return frame.assign(id=[f"EV{n:03d}" for n in range(1, len(frame) + 1)], batch_id=batch)


def population_frame(world: World, batch: int) -> pd.DataFrame:
    """Rows of `population`: cells, and their sums by village, town and district."""
    rng = world.rng("households")
    household = rng.uniform(2.3, 3.1, len(world.cell_codes))[:, None]
    alone = rng.gamma(4, 0.0022, len(world.cell_codes))[:, None]
    numbers = {
        "residents": world.residents,
        "households": np.rint(world.residents / household).astype(np.int64),
        "elderly_alone": np.rint(world.residents * alone).astype(np.int64),
    }
    cells = pd.DataFrame(
        {
            "grid": np.repeat(world.cell_codes, len(YEARS)),
            "village": np.repeat(np.array(world.village_codes)[world.cell_village], len(YEARS)),
            "town": np.repeat(np.array(world.town_codes)[world.cell_town], len(YEARS)),
            "district": DISTRICT,
            "year": np.tile(YEARS, len(world.cell_codes)),
            **{name: table.ravel() for name, table in numbers.items()},
        }
    )
    levels = [
        cells.groupby([level, "year"], as_index=False)[list(numbers)]
        .sum()
        .rename(columns={level: "area_code"})
        .assign(level=level)
        for level in ("district", "town", "village", "grid")
    ]
    return pd.concat(levels, ignore_index=True).assign(source="simulated", batch_id=batch)
