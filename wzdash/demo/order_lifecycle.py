"""From report to closing: filing, deadlines, how long handling takes, what is still open at the data date."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wzdash.demo import truth
from wzdash.demo.chance import choose
from wzdash.demo.columns import DAY, NEVER
from wzdash.demo.order_arrivals import HOTLINE, PATROL, SUPERIOR, VIDEO, Orders
from wzdash.demo.seasons import AS_OF
from wzdash.demo.world import World
from wzdash.store.clock import CLOCKS, due_at, moment_of, office_seconds

NOT_FILED = np.array([0.0, 0.052, 0.061, 0.004, 0.012, 0.018])  # patrol: see _unfiled
FILING_MINUTES = np.array([4, 35, 25, 8, 45, 6])
LATEST = AS_OF + 10 * 365 * DAY  # of a closing that has not happened yet
ON_TIME, BUNCHED, LATE, STUCK = range(4)


@dataclass
class LifeCycle:
    """Times of each order in seconds since 1970, NEVER where the stage is not reached."""

    due: np.ndarray
    filed: np.ndarray
    dispatched: np.ndarray
    handled: np.ndarray
    verified: np.ndarray
    closed: np.ndarray

    @property
    def is_filed(self) -> np.ndarray:
        """True for orders that were filed."""
        return self.filed != NEVER

    @property
    def is_closed(self) -> np.ndarray:
        """True for orders that were closed, or answered without filing."""
        return self.closed != NEVER


def build_lifecycle(world: World, orders: Orders) -> LifeCycle:
    """Stages of all orders, with exactly the published number closed and due."""
    rng = world.rng("order lifecycle")
    clock = orders.items["clock"].to_numpy()[orders.category]
    limit = orders.items["limit_value"].to_numpy()[orders.category]
    due = due_at(orders.reported.view("datetime64[s]"), clock, limit).astype(np.int64)
    office = np.isin(clock, CLOCKS[:2])
    unfiled = _unfiled(world, rng, orders)
    behaviour = _behaviour(world, rng, orders, due)
    closed = _closing(rng, orders, due, office, behaviour)
    closed[unfiled] = _answered(rng, orders.reported[unfiled])
    _balance(world, rng, orders, due=due, closed=closed, filed=~unfiled)
    return _stages(rng, orders, due, closed, office=office, unfiled=unfiled)


def _unfiled(world: World, rng: np.random.Generator, orders: Orders) -> np.ndarray:
    """True for reports that are answered without filing. Patrol in 2019 keeps exactly the valid ones."""
    original = orders.parent < 0
    weight = NOT_FILED[orders.source] * original
    unfiled = rng.random(len(orders)) < weight
    patrol = (orders.source == PATROL) & original
    for year in (2018, 2019, 2020):
        rows = np.flatnonzero(patrol & (orders.year == year))
        valid = world.count(truth.PATROL_VALID_2019) if year == 2019 else round(len(rows) * 0.977)
        unfiled[rows[choose(rng, np.ones(len(rows)), len(rows) - valid)]] = True
    return unfiled


def _answered(rng: np.random.Generator, reported: np.ndarray) -> np.ndarray:
    later = (rng.lognormal(np.log(2.2), 0.9, len(reported)) * 3600).astype(np.int64)
    return np.minimum(reported + later, AS_OF)


def _behaviour(world: World, rng: np.random.Generator, orders: Orders, due: np.ndarray) -> np.ndarray:
    """How each order goes: in good time, just before the limit, late, or stuck."""
    towns = len(world.town_codes)
    late_by_town = np.append(rng.lognormal(np.log(0.036), 0.30, towns), 0.05)
    bunched_by_town = np.append(np.full(towns, 0.035), 0.035)
    bunched_by_town[world.town(truth.BUNCHING_TOWN)] = 0.16
    group = orders.items["group_code"]
    hard = group.map(
        {"building": 2.6, "environment": 1.6, "livelihood": 1.4, "sanitation": 0.7, "order": 0.7}
    )
    factor = hard.fillna(1.0).to_numpy() * rng.lognormal(0, 0.15, len(group))
    better = np.interp(orders.year, [2018, 2020], [1.25, 0.85])
    late = np.clip(late_by_town[orders.town] * factor[orders.category] * better, 0, 0.6)
    u = rng.random(len(orders))
    bunched = bunched_by_town[orders.town]
    kind = np.select([u < late * 0.16, u < late, u < late + bunched], [STUCK, LATE, BUNCHED], ON_TIME)
    kind[(kind == BUNCHED) & (due == NEVER)] = ON_TIME
    return kind.astype(np.int8)


def _closing(rng, orders: Orders, due, office, behaviour) -> np.ndarray:
    """When each order would be closed; working clocks run in office hours."""
    size = len(orders)
    no_limit = due == NEVER
    limit = np.where(no_limit, orders.reported + 2 * DAY, due)
    share = rng.beta(1.4, 2.9, size)
    close_to = 1 - np.minimum(rng.exponential(0.02, size), 0.3)
    share = np.where(behaviour == BUNCHED, close_to, share)
    share = np.where(behaviour == LATE, 1 + rng.lognormal(-0.8, 1.0, size), share)
    closed = between(orders.reported, limit, share, office)
    stuck = behaviour == STUCK
    closed[stuck] = limit[stuck] + (rng.lognormal(np.log(55), 1.3, int(stuck.sum())) * DAY).astype(np.int64)
    rounded = np.clip(closed, orders.reported + 240, LATEST)
    intime = ~no_limit & (behaviour <= BUNCHED)
    return np.where(intime, np.minimum(rounded, due), rounded)


def between(start: np.ndarray, end: np.ndarray, share: np.ndarray, office: np.ndarray) -> np.ndarray:
    """Moments at a share of the way from start to end; where `office`, on the way of office hours."""
    moment = start + (share * (end - start)).astype(np.int64)
    begin, finish = office_seconds(start[office]), office_seconds(end[office])
    way = moment_of(begin + (share[office] * (finish - begin)).astype(np.int64))
    moment[office] = np.maximum(way, start[office])
    return moment


def _balance(world: World, rng, orders: Orders, *, due, closed, filed) -> None:
    """Changes closings in place until exactly the published numbers are open: not yet due, and overdue."""
    total = len(orders)
    open_total = total - world.count(truth.ORDERS_CLOSED)
    waiting = world.count(truth.ORDERS_NOT_YET_DUE)
    not_due = filed & ((due == NEVER) | (due > AS_OF))
    age = (AS_OF - orders.reported) / DAY
    _set_open(rng, not_due, np.exp(-age / 1.5) + 1e-9, waiting, earliest=orders.reported, closed=closed)
    past = filed & ~not_due
    since = np.maximum(orders.reported, due)
    overdue = open_total - waiting
    _set_open(rng, past, np.exp(-age / 60) + 1e-4, overdue, earliest=since, closed=closed)


def _set_open(rng, rows, weight, wanted: int, *, earliest, closed) -> None:
    still = rows & (closed > AS_OF)
    surplus = int(still.sum()) - wanted
    if surplus > 0:
        chosen = choose(rng, still / weight.clip(1e-4), surplus)
        span = AS_OF - earliest[chosen]
        closed[chosen] = earliest[chosen] + (rng.uniform(0.2, 1, len(chosen)) * span).astype(np.int64)
    elif surplus < 0:
        chosen = choose(rng, (rows & ~still) * weight, -surplus)
        wait = rng.lognormal(np.log(0.5), 0.9, len(chosen)) * (AS_OF - earliest[chosen] + DAY)
        closed[chosen] = np.minimum(AS_OF + 1 + wait.astype(np.int64), LATEST)


def _stages(rng, orders: Orders, due, closed, *, office, unfiled) -> LifeCycle:
    """The stages on the way to closing, in order; what lies after the data date has not happened."""
    span = closed - orders.reported
    slow = np.where(np.isin(orders.source, (HOTLINE, SUPERIOR)), 1.0, 0.8)
    minutes = rng.lognormal(np.log(FILING_MINUTES[orders.source]), slow)
    filed = orders.reported + np.minimum(minutes * 60, span * 0.15).astype(np.int64)
    wait = rng.lognormal(np.log(np.where(orders.source == VIDEO, 8, 25)), 0.9)
    dispatched = filed + np.minimum(wait * 60, span * 0.15).astype(np.int64)
    share = rng.uniform(0.62, 0.95, len(orders))
    handled = np.clip(between(orders.reported, closed, share, office), dispatched, closed)
    share += (1 - share) * rng.uniform(0.2, 0.9, len(orders))
    verified = np.clip(between(orders.reported, closed, share, office), handled, closed)
    cycle = LifeCycle(due, filed, dispatched, handled, verified, closed)
    for column in (filed, dispatched, handled, verified, closed):
        column[column > AS_OF] = NEVER
    for column in (filed, dispatched, handled, verified):
        column[unfiled] = NEVER
    return cycle
