"""What happened beside the main road: repeats, hand-backs, checks, exclusions, reopening, call-backs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wzdash.codes import allowed
from wzdash.demo import truth
from wzdash.demo.chance import choose, share_out
from wzdash.demo.columns import DAY, NEVER, days
from wzdash.demo.order_arrivals import APP, HOTLINE, PATROL, SUPERIOR, VIDEO, WHISTLE, Orders
from wzdash.demo.order_lifecycle import LifeCycle
from wzdash.demo.seasons import AS_OF
from wzdash.demo.world import World
from wzdash.store.clock import moment_of, office_seconds

PASSED, FAILED = 0, 1
SATISFIED, BASIC, DISSATISFIED = range(3)
GROWTH_FROM = days("2020-07-01") * DAY
CALLED_BACK = 0.985


@dataclass
class Quality:
    """One position per work order; −1 or NEVER where there is nothing."""

    recorded: np.ndarray
    verify: np.ndarray  # result of the first verification
    reworks: np.ndarray
    handbacks: np.ndarray
    exclusion: np.ndarray
    reopened: np.ndarray
    called_back: np.ndarray
    satisfaction: np.ndarray
    contacted: np.ndarray
    solved: np.ndarray
    praise: np.ndarray


def build_quality(world: World, orders: Orders, cycle: LifeCycle) -> Quality:
    """Everything about quality, with exactly the published satisfaction and praise."""
    rng = world.rng("order quality")
    late = (cycle.closed > cycle.due) & (cycle.due != NEVER)
    handbacks = _handbacks(world, rng, orders, cycle)
    reworks = _reworks(world, rng, orders, cycle)
    verify = np.where(cycle.verified == NEVER, -1, np.where(reworks > 0, FAILED, PASSED))
    reopened = _reopened(world, rng, orders, cycle)
    bad = np.exp(1.1 * late + 1.4 * (reopened != NEVER) + 0.8 * (reworks > 0))
    called, satisfaction = _call_backs(world, rng, orders, cycle, bad)
    reached = satisfaction >= 0
    return Quality(
        recorded=_recorded(world, rng, orders),
        verify=verify.astype(np.int8),
        reworks=reworks,
        handbacks=handbacks,
        exclusion=_exclusion(world, rng, orders, cycle, late),
        reopened=reopened,
        called_back=called,
        satisfaction=satisfaction,
        contacted=reached & (rng.random(len(orders)) < 0.974),
        solved=reached & (rng.random(len(orders)) < _solved_share(world, orders, satisfaction)),
        praise=_praise(world, rng, satisfaction),
    )


def _recorded(world: World, rng: np.random.Generator, orders: Orders) -> np.ndarray:
    """Most rows reach the platform within minutes, a few with days of delay."""
    size = len(orders)
    soon = rng.exponential(90, size)
    by_town = np.append(world.rng("late towns").lognormal(np.log(0.009), 0.7, len(world.town_codes)), 0.02)
    share = by_town[orders.town] * np.where(orders.source == PATROL, 2, 1)
    delay = np.where(rng.random(size) < share, (3 + rng.exponential(5, size)) * DAY, soon)
    return np.minimum(orders.reported + delay.astype(np.int64), AS_OF)


def _grown(world: World, orders: Orders, town: str, factor: float) -> np.ndarray:
    """1, rising linearly to `factor` in one town from July to December 2020."""
    since = np.clip((orders.reported - GROWTH_FROM) / (184 * DAY), 0, 1)
    return np.where(orders.town == world.town(town), 1 + (factor - 1) * since, 1.0)


def _handbacks(world: World, rng: np.random.Generator, orders: Orders, cycle: LifeCycle) -> np.ndarray:
    departments = orders.items["department_code"]
    rate = departments.map({"town": 0.03, "urban": 0.035, "housing": 0.09, "planning": 0.11}).fillna(0.055)
    rate = rate.to_numpy()[orders.category] * _grown(world, orders, truth.EXCLUDING_TOWN, 4.0)
    return np.where(cycle.dispatched != NEVER, np.minimum(rng.poisson(rate), 4), 0)


def _reworks(world: World, rng: np.random.Generator, orders: Orders, cycle: LifeCycle) -> np.ndarray:
    by_town = np.append(rng.lognormal(np.log(0.042), 0.25, len(world.town_codes)), 0.042)
    return np.where(cycle.verified != NEVER, np.minimum(rng.poisson(by_town[orders.town]), 3), 0)


def _exclusion(world, rng, orders: Orders, cycle: LifeCycle, late: np.ndarray) -> np.ndarray:
    """Position of the reason in its code list; late orders are excluded more often."""
    rate = 0.007 * np.where(late, 4, 1) * _grown(world, orders, truth.EXCLUDING_TOWN, 9.0)
    reason = rng.choice(len(allowed("work_order.exclusion")), len(orders), p=[0.42, 0.30, 0.08, 0.20])
    return np.where((rng.random(len(orders)) < rate) & cycle.is_filed, reason, -1)


def _reopened(world: World, rng, orders: Orders, cycle: LifeCycle) -> np.ndarray:
    rate = np.where(orders.town == world.town(truth.REOPENING_TOWN), 0.032, 0.008)
    again = (rng.random(len(orders)) < rate) & cycle.is_filed & cycle.is_closed
    moment = cycle.closed + ((0.2 + rng.exponential(11, len(orders))) * DAY).astype(np.int64)
    return np.where(again & (moment <= AS_OF), moment, NEVER)


def _call_backs(world, rng, orders: Orders, cycle: LifeCycle, bad) -> tuple[np.ndarray, np.ndarray]:
    """(moment tried, answer): a reporter of a filed and closed order is called in office hours."""
    known = cycle.is_filed & cycle.is_closed & (orders.source != PATROL) & (orders.source != VIDEO)
    begin = office_seconds(np.where(known, cycle.closed, orders.reported))
    wait = rng.gamma(1.6, 5 * 3600, len(orders)).astype(np.int64) + 600
    moment = moment_of(begin + wait)
    tried = known & (moment <= AS_OF) & (rng.random(len(orders)) < CALLED_BACK)
    number = round(world.count(truth.ORDERS_CLOSED) * truth.REACHED_SHARE)
    ready = np.select([orders.source == app for app in (HOTLINE, APP, WHISTLE, SUPERIOR)], [1.2, 0.9, 2, 2])
    reached = choose(rng, tried * ready, number)
    unhappy = number - round(number * truth.SATISFIED_SHARE)
    by_town = np.append(rng.lognormal(0, 0.35, len(world.town_codes)), 1.2)
    worst = choose(rng, (bad * by_town[orders.town])[reached], unhappy)
    answer = np.full(len(orders), -1, np.int8)
    answer[reached] = SATISFIED
    answer[reached[worst]] = np.where(rng.random(unhappy) < 0.64, BASIC, DISSATISFIED)
    return np.where(tried, moment, NEVER), answer


def _solved_share(world: World, orders: Orders, satisfaction: np.ndarray) -> np.ndarray:
    share = np.choose(satisfaction.clip(0), [0.962, 0.55, 0.12])
    return share - np.where(orders.town == world.town(truth.REOPENING_TOWN), 0.09, 0.0)


def _praise(world: World, rng: np.random.Generator, satisfaction: np.ndarray) -> np.ndarray:
    total = world.count(truth.PRAISE)
    praise = np.zeros(len(satisfaction), np.int64)
    givers = choose(rng, (satisfaction == SATISFIED).astype(float), round(total * 0.96))
    if len(givers):
        praise[givers] = share_out(total, rng.random(len(givers)) ** 8, least=1)
    return praise
