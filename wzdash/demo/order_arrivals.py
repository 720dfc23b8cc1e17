"""Which work orders come in: when, from where, about what, and which of them repeat an earlier one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wzdash.codes import allowed
from wzdash.demo import seasons, truth
from wzdash.demo.chance import choose, draw, share_out, spread
from wzdash.demo.columns import DAY
from wzdash.demo.world import YEARS, World, read_mix

SOURCES = allowed("work_order.source")  # patrol, hotline, app, whistle, superior, video
PATROL, HOTLINE, APP, WHISTLE, SUPERIOR, VIDEO = range(6)
SOURCE_SHARE = np.array([0.0, 0.345, 0.18, 0.010, 0.05, 0.125])  # patrol is set by its valid orders
YEAR_SHARE = {2018: 0.93, 2019: 1.00, 2020: 1.03}
REPEATS = 0.023
WEEKEND = np.array([0.72, 0.70, 0.95, 0.55, 0.35, 0.90])
FESTIVAL = np.array([0.45, 0.50, 0.75, 0.40, 0.15, 0.75])
EPIDEMIC = np.array([0.55, 0.80, 0.70, 0.60, 0.70, 0.60])
# fully placed, in a village without cell, in a town only, nowhere
PLACED = np.array(
    [
        [0.995, 0.003, 0.002, 0.000],
        [0.935, 0.020, 0.030, 0.015],
        [0.975, 0.008, 0.009, 0.008],
        [0.990, 0.005, 0.005, 0.000],
        [0.930, 0.025, 0.030, 0.015],
        [0.994, 0.003, 0.003, 0.000],
    ]
)
FALLBACK_POINT = (120.6292, 31.2628)  # a geocoder's answer for "the district"
FALLBACK_ROWS = 4_230
NO_POINT = 0.028
STREET_SHARE = 0.35
URBAN_GROUPS = ("sanitation", "order", "parking", "building", "livelihood")


@dataclass
class Orders:
    """One position per work order, in order of reporting; codes are positions in their lists."""

    reported: np.ndarray  # seconds since 1970
    source: np.ndarray
    category: np.ndarray
    town: np.ndarray
    village: np.ndarray
    cell: np.ndarray
    lon: np.ndarray
    lat: np.ndarray
    fallback: np.ndarray
    parent: np.ndarray  # position of the order it repeats, or −1
    items: pd.DataFrame

    def __len__(self) -> int:
        return len(self.reported)

    @property
    def year(self) -> np.ndarray:
        """Year of reporting."""
        return self.reported.view("datetime64[s]").astype("datetime64[Y]").astype(np.int64) + 1970


def build_arrivals(world: World) -> Orders:
    """All orders received from 2018 to 2020, exactly as many as the scale asks for."""
    total = world.count(truth.ORDERS)
    repeats = world.count(truth.ORDERS * REPEATS)
    rng = world.rng("order arrivals")
    items = read_mix("work_order", world.items("work_order"))
    day, source = _days(world, rng, total - repeats)
    town = draw(rng, _towns(world, rng), source)
    category = _categories(world, rng, items, day=day, source=source, town=town)
    cell = _cells(world, rng, items, source=source, town=town, category=category)
    reported = day.astype(np.int64) * DAY + _seconds(rng, items, source, category)
    lon, lat = _points(world, rng, cell)
    own = {"reported": reported, "source": source, "category": category, "town": town, "cell": cell}
    own |= {"lon": lon, "lat": lat}
    parent = choose(rng, _repeatable(own, items), repeats)
    everything = _with_repeats(rng, own, parent)
    return _blur(world, rng, _sorted(world, everything, items, len(reported), parent))


def _days(world: World, rng: np.random.Generator, total: int) -> tuple[np.ndarray, np.ndarray]:
    """(day, source) of each order: exact numbers by source and year, random days within the year."""
    patrol = world.count(truth.PATROL_VALID_2019 / (1 - 0.024))  # a few are not filed
    numbers = np.zeros((len(SOURCES), len(YEARS)), np.int64)
    shares = np.array([YEAR_SHARE.get(year, 0.0) for year in YEARS])
    numbers[PATROL] = np.rint(patrol * shares)
    rest = share_out(total - int(numbers[PATROL].sum()), np.outer(SOURCE_SHARE, shares).ravel())
    numbers += rest.reshape(numbers.shape)
    days, sources = [], []
    for source in range(len(SOURCES)):
        weight = _day_weight(rng, source)
        for position, year in enumerate(YEARS):
            counts = spread(rng, int(numbers[source, position]), weight * (seasons.years() == year))
            days.append(np.repeat(seasons.all_days(), counts))
            sources.append(np.full(int(counts.sum()), source, np.int8))
    return np.concatenate(days).astype(np.int32), np.concatenate(sources)


def _day_weight(rng: np.random.Generator, source: int) -> np.ndarray:
    month = seasons.month_index()
    growth = 1 + 0.0012 * (month - 30)
    year = 1 + 0.10 * np.sin(2 * np.pi * (month % 12 - 3.5) / 12)
    weight = growth * year * seasons.noise(rng, 0.07) * seasons.epidemic(EPIDEMIC[source])
    weight[~seasons.working()] *= WEEKEND[source]
    weight[seasons.near_festival(1, 6)] *= FESTIVAL[source]
    return weight


def _towns(world: World, rng: np.random.Generator) -> np.ndarray:
    """Weights sources × towns: residents, how much a town reports, where inspectors walk."""
    lively = rng.lognormal(0, 0.12, len(world.town_codes))
    own = rng.lognormal(0, 0.10, (len(SOURCES), len(world.town_codes)))
    weight = world.town_residents * lively * own
    weight[VIDEO] *= 1 - 0.4 * world.lake  # fewer cameras at the lake
    return weight


def _categories(world: World, rng, items, *, day, source, town) -> np.ndarray:
    """Category of each order by source, town and month."""
    table = _category_table(world, rng, items)
    month = seasons.month_index()[day - seasons.FIRST_DAY] - 12
    key = (source.astype(np.int64) * table.shape[1] + town) * table.shape[2] + month
    return draw(rng, table.reshape(-1, table.shape[3]), key)


def _category_table(world: World, rng: np.random.Generator, items: pd.DataFrame) -> np.ndarray:
    """Weights sources × towns × months of 2018–2020 × categories."""
    group = items["group_code"]
    seen = np.ones((len(SOURCES), len(items)))
    seen[PATROL] = group.map({"livelihood": 0.03, "market_trade": 0.2, "environment": 0.4}).fillna(1.0)
    seen[VIDEO] = group.map({"order": 3, "parking": 3, "sanitation": 2, "water": 1}).fillna(0.15)
    seen[HOTLINE] = group.map({"livelihood": 4, "market_trade": 4, "environment": 3, "building": 1.6}).fillna(
        0.7
    )
    seen[APP] = group.map({"parking": 1.6, "sanitation": 1.3}).fillna(1.0)
    seen[SUPERIOR] = group.map({"building": 3, "environment": 3, "water": 3, "safety": 2}).fillna(0.6)
    seen[WHISTLE] = group.map({"safety": 6, "building": 5, "environment": 3, "order": 2}).fillna(0.5)
    urban = np.bincount(world.cell_town, world.urban * world.residents[:, -1]) / world.town_residents
    setting = {
        "any": np.ones_like(urban),
        "urban": 0.4 + urban,
        "rural": 1.7 - 1.3 * urban,
        "lake": 0.4 + 2 * world.lake,
    }
    place = np.stack([setting[name] for name in items["setting"]], axis=1)
    place *= rng.lognormal(0, 0.3, place.shape)
    season = np.array([seasons.SEASONS[name] for name in items["season"]]).T
    month = np.tile(season, (3, 1)) * rng.lognormal(0, 0.05, (36, len(items)))
    table = seen[:, None, None] * place[None, :, None] * month[None, None] * items["weight"].to_numpy()
    for town, code, first, last, factor in truth.ANOMALIES:
        span = slice(_month(first), _month(last) + 1)
        table[:, world.town(town), span, items.index[items["code"] == code][0]] *= factor
    return table


def _month(text: str) -> int:
    return (int(text[:4]) - 2018) * 12 + int(text[5:]) - 1


def _cells(world: World, rng, items, *, source, town, category) -> np.ndarray:
    """Cell of each order: three layers of hotspots by kind of order, one for patrol."""
    patrol = world.hotspots("patrol", 0.5)
    patrol[neglected_cells(world)] = 0
    layers = [
        world.hotspots("orders urban", 0.9, 0.8),
        world.hotspots("orders other", 0.8, -0.4),
        world.hotspots("orders service", 0.45),
        patrol,
    ]
    table = np.concatenate([world.by_town(weight) for weight in layers])
    group = items["group_code"].to_numpy()
    layer = np.where(np.isin(group, URBAN_GROUPS), 0, np.where(group == "livelihood", 2, 1))
    chosen = np.where(source == PATROL, 3, layer[category])
    return draw(rng, table, chosen * len(world.town_codes) + town)


def neglected_cells(world: World) -> np.ndarray:
    """Cells that inspectors hardly visit: sparsely lived in."""
    weight = np.exp(-3 * world.urban)
    return choose(world.rng("neglected"), weight, truth.NEGLECTED_CELLS)


def _seconds(rng, items, source, category) -> np.ndarray:
    """Second of the day: office hours for patrol and superiors, the category's hours otherwise."""
    kinds = list(seasons.HOURS)
    own = np.array([kinds.index(name) for name in items["hours"]])
    table = np.array([seasons.HOURS[name] for name in kinds], float)
    office = np.zeros(24)
    office[8:18] = (6, 10, 11, 8, 4, 7, 10, 10, 8, 4)
    table = np.vstack([table, office])
    key = np.where(np.isin(source, (PATROL, SUPERIOR)), len(kinds), own[category])
    return draw(rng, table, key).astype(np.int64) * 3600 + rng.integers(0, 3600, len(key))


def _points(world: World, rng: np.random.Generator, cell: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points inside the cells; a share of them along the cell's hotspot street."""
    lon, lat = world.district.points(rng, cell)
    ends = world.district.streets(rng)[cell]
    along = rng.random(len(cell))
    street = np.flatnonzero(rng.random(len(cell)) < STREET_SHARE * world.urban[cell])
    part = along[street, None]
    on = ends[street, 0] * (1 - part) + ends[street, 1] * part
    lon[street], lat[street] = on[:, 0].round(6), on[:, 1].round(6)
    return lon, lat


def _repeatable(own: dict[str, np.ndarray], items: pd.DataFrame) -> np.ndarray:
    """Weight with which an order is reported again: what many people see, not in the last days."""
    group = items["group_code"].map({"parking": 2, "environment": 3, "water": 2, "roads": 2}).fillna(1.0)
    last = own["reported"] > seasons.AS_OF - 2 * DAY
    return np.where(last, 0.0, group.to_numpy()[own["category"]])


def _with_repeats(rng, own: dict[str, np.ndarray], parent: np.ndarray) -> dict[str, np.ndarray]:
    again = {name: column[parent] for name, column in own.items()}
    later = (rng.lognormal(np.log(0.8), 1.0, len(parent)).clip(0.003, 6.9) * DAY).astype(np.int64)
    again["reported"] = np.minimum(again["reported"] + later, seasons.AS_OF - 3600)
    again["source"] = rng.choice(np.array([HOTLINE, APP, VIDEO], np.int8), len(parent), p=[0.5, 0.4, 0.1])
    return {name: np.concatenate([column, again[name]]) for name, column in own.items()}


def _sorted(world: World, rows: dict[str, np.ndarray], items, own: int, parent: np.ndarray) -> Orders:
    order = np.argsort(rows["reported"], kind="stable")
    position = np.empty_like(order)
    position[order] = np.arange(len(order))
    link = np.full(len(order), -1, np.int64)
    link[position[own:]] = position[parent]
    rows = {name: column[order] for name, column in rows.items()}
    village = world.cell_village[rows["cell"]]
    fallback = np.zeros(len(order), bool)
    return Orders(**rows, village=village, fallback=fallback, parent=link, items=items)


def _blur(world: World, rng: np.random.Generator, orders: Orders) -> Orders:
    """Takes the place away from some rows, and puts a fallback point on some of those."""
    repeated = orders.parent >= 0
    repeated[orders.parent[repeated]] = True
    state = draw(rng, PLACED, orders.source)
    state[repeated] = 0  # a repeat is known by its place
    orders.cell = np.where(state >= 1, -1, orders.cell)
    orders.village = np.where(state >= 2, -1, orders.village)
    orders.town = np.where(state >= 3, -1, orders.town)
    empty = (state >= 1) | ((rng.random(len(state)) < NO_POINT) & ~repeated)
    orders.lon[empty], orders.lat[empty] = np.nan, np.nan
    fallen = choose(rng, (state >= 2).astype(float), world.count(FALLBACK_ROWS))
    orders.lon[fallen], orders.lat[fallen] = FALLBACK_POINT
    orders.fallback[fallen] = True
    return orders
