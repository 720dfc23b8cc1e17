"""Who handles a dispute: groups, centres, specialised organisations and rooms; the court and its stations.

The choice of rooms and of what the court entrusts to others has streams of its own.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from wzdash.demo.organisations import BRANCH, PREFIXES, TRIBUNAL, counts_by_town
from wzdash.demo.world import World

VILLAGE, TOWN, DISTRICT_LEVEL, INDUSTRY = range(4)
# organisations of an industry by dispute type, as listed in data/simulation/organisation.csv
INDUSTRY_ORG = {
    "medical": "MD01",
    "traffic": "MD02",
    "labour": "MD03",
    "property": "MD04",
    "family": "MD05",
    "contract": "MD09",
    "housing": "MD07",
    "expropriation": "MD08",
    "business": "MD09",
    "pollution": "MD10",
}
# of the disputes of a town: shares that its rooms and its specialised committees take over
TAKEN = (("personal_room", 0.16), ("veteran_room", 0.05), ("mediation_org", 0.12))
# of the court's cases: entrusted to specialised organisations, personal rooms, the town's centre
TO_INDUSTRY, TO_ROOM, TO_CENTRE = 0.16, 0.05, 0.06


def grid_handlers(
    world: World, rng: np.random.Generator, category: np.ndarray, cell: np.ndarray
) -> dict[str, np.ndarray]:
    """Level and organisation of the grids' disputes."""
    codes = np.array(world.items("dispute")["code"])[category]
    level = rng.choice(4, len(codes), p=[0.60, 0.25, 0.05, 0.10])
    level[(level == INDUSTRY) & ~np.isin(codes, list(INDUSTRY_ORG))] = TOWN
    town = world.cell_town[cell]
    organisation = np.where(
        level == VILLAGE, np.char.add("MG-", np.array(world.cell_codes)[cell]), "NL-320506"
    )
    organisation = np.where(level == TOWN, _centre(world, town), organisation)
    organisation = np.where(level == INDUSTRY, _industry(codes), organisation)
    return _taken(world, town, level, organisation)


def _taken(world: World, town, level: np.ndarray, organisation: np.ndarray) -> dict[str, np.ndarray]:
    """With what rooms and specialised committees of the town take over from its centre."""
    rng = world.rng("disputes of rooms")
    u, since = rng.random(len(town)), 0.0
    of_town = level == TOWN
    for kind, share in TAKEN:
        code = _one_of_town(world, rng, town, kind)
        mine = of_town & (u >= since) & (u < since + share) & (code != "")
        organisation = np.where(mine, code, organisation)
        if kind == "mediation_org":
            level = np.where(mine, INDUSTRY, level)
        since += share
    return {"level": level, "organisation": organisation}


def court_handlers(
    world: World, rng: np.random.Generator, category: np.ndarray, cell: np.ndarray
) -> dict[str, np.ndarray]:
    """Level and organisation of the court's cases, and which are known to the town only."""
    town = world.cell_town[cell]
    tribunal = pd.Series(TRIBUNAL).reindex(np.array(world.town_codes)[town]).fillna(BRANCH).to_numpy()
    u, size = rng.random(len(town)), len(town)
    station = _one_of_town(world, rng, town, "court_station")
    handled = np.where(u < 0.42, BRANCH, np.where(u < 0.74, tribunal, station))
    vague = rng.random(size) < 0.16
    handled = _entrusted(world, category, town, handled)
    return {"organisation": handled, "level": np.full(size, DISTRICT_LEVEL), "town_only": vague}


def _entrusted(world: World, category: np.ndarray, town: np.ndarray, handled: np.ndarray) -> np.ndarray:
    """With what the court entrusts to specialised organisations, personal rooms and town centres."""
    rng = world.rng("cases entrusted")
    u = rng.random(len(town))
    industry = _industry(np.array(world.items("dispute")["code"])[category])
    room = _one_of_town(world, rng, town, "personal_room")
    handled = np.where((u < TO_INDUSTRY) & (industry != ""), industry, handled)
    handled = np.where((u >= TO_INDUSTRY) & (u < TO_INDUSTRY + TO_ROOM), room, handled)
    last = TO_INDUSTRY + TO_ROOM
    return np.where((u >= last) & (u < last + TO_CENTRE), _centre(world, town), handled)


def _industry(codes: np.ndarray) -> np.ndarray:
    return np.array([INDUSTRY_ORG.get(code, "") for code in codes])


def _centre(world: World, town: np.ndarray) -> np.ndarray:
    return np.char.add("NL-", np.array(world.town_codes)[town])


def _one_of_town(world: World, rng: np.random.Generator, town: np.ndarray, kind: str) -> np.ndarray:
    """Code of one organisation of the kind in each town of the rows; empty where the town has none."""
    counts = counts_by_town(world, kind)
    first = np.cumsum(counts) - counts
    number = first[town] + rng.integers(0, np.maximum(counts[town], 1))
    codes = np.array([f"{PREFIXES[kind]}{n:02d}" for n in range(1, counts.sum() + 1)])
    return np.where(counts[town] > 0, codes[np.minimum(number, len(codes) - 1)], "")
