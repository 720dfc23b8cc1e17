"""Incidents recorded by the police, 2017–2020, with the known true effects of truth.py.

Totals of a pinned year are fixed and its days and cells drawn from the expected pattern, so that what the
pattern says (trend, season, step, enclosure) is what an estimator finds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from wzdash.demo import seasons, truth
from wzdash.demo.chance import draw, spread
from wzdash.demo.columns import DAY, days
from wzdash.demo.enclosure import Rollout
from wzdash.demo.world import YEARS, World, read_mix

MID = days("2019-01-01")


@dataclass(frozen=True)
class Pattern:
    """How one group runs: yearly level in 2018, trend a year, season (amplitude, peak month), noise."""

    level: float
    trend: float
    amplitude: float
    peak: float
    noise: float
    epidemic: float
    sigma: float  # of hotspots
    urban: float


PATTERNS = {
    "contact": Pattern(4_600, truth.CONTACT_TREND, 0.16, 7.5, 0.04, 0.45, 0.8, 0.6),
    "robbery_snatch": Pattern(truth.ROBBERY[2018], truth.ROBBERY_TREND, 0.15, 1.0, 0.0, 0.45, 0.9, 0.8),
    "burglary": Pattern(truth.BURGLARY[2018], truth.BURGLARY_TREND, 0.18, 1.5, 0.0, 0.55, 0.7, 0.2),
    "theft": Pattern(9_300, truth.THEFT_TREND, 0.10, 8.0, 0.03, 0.40, 0.9, 0.6),
    "fraud": Pattern(3_650, truth.FRAUD_TREND, 0.08, 11.0, 0.05, 0.75, 0.5, 0.4),
    "dispute": Pattern(13_400, 1.03, 0.14, 7.5, 0.05, 0.60, 0.7, 0.4),
    "other": Pattern(9_800, 1.02, 0.12, 7.0, 0.06, 0.60, 0.7, 0.4),
}
PINNED = {"robbery_snatch": truth.ROBBERY, "burglary": truth.BURGLARY}
DAMAGE_SHARE = 0.16  # of the group "other": what the recording break widens
WEEK = np.array([0.98, 0.96, 0.97, 0.99, 1.05, 1.06, 0.99])


@dataclass
class Incidents:
    """One position per incident, in order of its time."""

    occurred: np.ndarray
    category: np.ndarray
    cell: np.ndarray


def build_incidents(world: World, rollout: Rollout) -> Incidents:
    """All incidents of the four years."""
    mix = read_mix("incident", world.items("incident"))
    day, cell, category = [], [], []
    for group in PATTERNS:
        rng = world.rng(f"incident counts {group}")
        own_day, own_cell = _group(world, rng, group, rollout)
        day.append(own_day)
        cell.append(own_cell)
        category.append(_types(rng, mix, group, own_day))
    days_, kinds = np.concatenate(day), np.concatenate(category)
    rng = world.rng("incident hours")
    hours = np.array([seasons.HOURS[name] for name in mix["hours"]], float)
    second = draw(rng, hours, kinds).astype(np.int64) * 3600 + rng.integers(0, 60, len(kinds)) * 60
    occurred = days_ * DAY + second
    order = np.argsort(occurred, kind="stable")
    return Incidents(occurred[order], kinds[order], np.concatenate(cell)[order])


def expected_by_day(world: World, group: str) -> np.ndarray:
    """Expected district-wide count of each of all_days, before effects that differ between places."""
    pattern = PATTERNS[group]
    day = seasons.all_days()
    since = (day - (MID - 182)) / 365.25  # years from the middle of 2018
    month = (day - seasons.FIRST_DAY) / 365.25 * 12
    season = 1 + pattern.amplitude * np.cos(2 * np.pi * (month - pattern.peak) / 12)
    level = pattern.level / 365 * pattern.trend**since * season * WEEK[seasons.weekday()]
    level *= seasons.epidemic(pattern.epidemic)
    if group == "other":
        _type, start, factor = truth.RECORDING_BREAK
        level *= np.where(day >= days(start), 1 + DAMAGE_SHARE * (factor - 1), 1.0)
    started = day >= days(truth.TIANQIONG_START)
    step = {"robbery_snatch": truth.ROBBERY_STEP, "burglary": truth.BURGLARY_STEP}.get(group, 1.0)
    return level * np.where(started, step, 1.0)


def _group(world: World, rng, group: str, rollout: Rollout) -> tuple[np.ndarray, np.ndarray]:
    """(day, cell) of each incident of a group."""
    pattern = PATTERNS[group]
    level = expected_by_day(world, group)
    if pattern.noise:
        level = level * seasons.noise(rng, pattern.noise, memory=0.9)
    weight = world.hotspots(f"incidents {group}", pattern.sigma, pattern.urban)
    weight /= weight.sum()
    place = _EFFECTS.get(group, _no_effect)(world, rollout)
    if group in PINNED:
        level = _calibrated(level, weight, place, PINNED[group])
    days_, cells = [], []
    for year in YEARS:
        rows = np.flatnonzero(seasons.years() == year)
        rate = level[rows, None] * weight
        if place is not None:
            rate *= place[rows]
        pinned = PINNED.get(group, {}).get(year)
        total = world.count(pinned) if pinned else rng.poisson(rate.sum() * world.scale)
        counts = spread(rng, int(total), rate)
        row, cell = np.nonzero(counts)
        times = counts[row, cell]
        days_.append(np.repeat(seasons.all_days()[rows[row]], times))
        cells.append(np.repeat(cell, times).astype(np.int32))
    return np.concatenate(days_), np.concatenate(cells)


def _calibrated(level: np.ndarray, weight: np.ndarray, place, pinned: dict[int, int]) -> np.ndarray:
    """The level with its trend set so that both pinned years are expected as they are."""
    local = np.ones(len(level)) if place is None else place @ weight
    years = seasons.years()
    first, second = ((level * local)[years == year].sum() for year in pinned)
    wanted = pinned[2019] / pinned[2018]
    since = (seasons.all_days() - (MID - 182)) / 365.25
    steer = np.log(wanted / (second / first))
    level = level * np.exp(steer * since)
    return level * pinned[2018] / (level * local)[years == 2018].sum()


def _no_effect(world: World, rollout: Rollout) -> None:
    return None


def _enclosed(world: World, rollout: Rollout) -> np.ndarray:
    """Factor by day and cell: the enclosure's effect from the day it is there."""
    since = rollout.since(len(world.cell_codes))
    return np.where(seasons.all_days()[:, None] >= since, truth.ENCLOSURE_EFFECT, 1.0)


def _campaign(world: World, rollout: Rollout) -> np.ndarray:
    """Factor by day and cell: the targeted campaign's effect in its towns from its start."""
    towns = [world.town(code) for code in truth.CAMPAIGN_TOWNS]
    targeted = np.isin(world.cell_town, towns)
    started = seasons.all_days()[:, None] >= days(truth.CAMPAIGN_START)
    return np.where(started & targeted, truth.CAMPAIGN_EFFECT, 1.0)


_EFFECTS: dict[str, Callable[[World, Rollout], np.ndarray | None]] = {
    "burglary": _enclosed,
    "fraud": _campaign,
}


def _types(rng: np.random.Generator, mix, group: str, day: np.ndarray) -> np.ndarray:
    """Type of each incident: shares drift slowly; a recording rule widens one type at the break."""
    own = np.flatnonzero(mix["group_code"] == group)
    month = np.arange(48)
    drift = rng.normal(0, 0.006, len(own))
    table = mix["weight"].to_numpy()[own] * np.exp(np.outer(month - 24, drift))
    code, start, factor = truth.RECORDING_BREAK
    widened = mix["code"].to_numpy()[own] == code
    table[np.ix_(month >= (int(start[:4]) - 2017) * 12 + int(start[5:7]) - 1, widened)] *= factor
    return own[draw(rng, table, seasons.month_index()[day - seasons.FIRST_DAY])]
