"""How busy each day and hour is: week, year, holidays, epidemic. Weights have mean about 1."""

from __future__ import annotations

from functools import cache

import numpy as np

from wzdash.demo.columns import days
from wzdash.store.clock import working_days

FIRST_DAY, LAST_DAY = days("2017-01-01"), days("2020-12-31")
AS_OF = (LAST_DAY + 1) * 86_400 - 1
SPRING_FESTIVALS = tuple(days(text) for text in ("2017-01-28", "2018-02-16", "2019-02-05", "2020-01-25"))

# weight by month, January first
SEASONS = {
    "flat": (1.0,) * 12,
    "summer": (0.7, 0.7, 0.85, 0.95, 1.1, 1.3, 1.45, 1.45, 1.2, 1.0, 0.85, 0.75),
    "winter": (1.4, 1.3, 1.1, 0.9, 0.8, 0.7, 0.7, 0.75, 0.85, 1.0, 1.2, 1.35),
    "rain": (0.7, 0.8, 0.9, 1.0, 1.1, 1.9, 1.7, 1.3, 1.0, 0.7, 0.6, 0.6),
    "typhoon": (0.5, 0.5, 0.7, 0.8, 0.9, 1.1, 1.6, 2.4, 1.6, 0.7, 0.6, 0.5),
    "algae": (0.1, 0.1, 0.2, 0.5, 1.4, 2.2, 2.6, 2.4, 1.5, 0.7, 0.2, 0.1),
    "spring": (0.6, 0.7, 1.3, 1.6, 1.4, 1.1, 1.0, 0.9, 0.9, 0.9, 0.8, 0.7),
    "harvest": (0.5, 0.4, 0.5, 0.6, 1.6, 2.2, 0.6, 0.5, 0.8, 1.8, 1.7, 0.8),
    "festival": (2.6, 3.0, 0.6, 0.5, 0.6, 0.5, 0.5, 0.5, 0.8, 1.0, 0.6, 0.9),
    "newyear": (2.4, 1.6, 0.7, 0.7, 0.7, 0.8, 0.8, 0.8, 0.9, 0.9, 1.1, 1.6),
    "school": (0.5, 0.6, 0.8, 0.9, 1.2, 1.7, 1.8, 2.0, 1.2, 0.5, 0.4, 0.4),
}
# weight by hour, midnight first
HOURS = {
    "any": (1.0,) * 24,
    "day": (1, 1, 1, 1, 1, 2, 5, 14, 30, 38, 38, 32, 22, 28, 34, 35, 32, 25, 18, 14, 10, 6, 3, 2),
    "morning": (1, 1, 1, 1, 2, 8, 24, 42, 45, 38, 30, 22, 15, 18, 20, 20, 18, 14, 10, 7, 5, 3, 2, 1),
    "evening": (4, 2, 1, 1, 1, 2, 6, 14, 20, 22, 22, 22, 20, 20, 22, 24, 28, 36, 44, 46, 40, 30, 18, 9),
    "night": (26, 20, 16, 14, 10, 8, 8, 8, 8, 8, 8, 8, 9, 9, 8, 8, 10, 14, 20, 28, 36, 44, 46, 38),
}


@cache
def all_days() -> np.ndarray:
    """Days since 1970 from 1 January 2017 to 31 December 2020."""
    return np.arange(FIRST_DAY, LAST_DAY + 1)


@cache
def month_index() -> np.ndarray:
    """Months since January 2017 of each of all_days."""
    months = all_days().astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months - months[0]


@cache
def weekday() -> np.ndarray:
    """0 Monday … 6 Sunday of each of all_days."""
    return (all_days() + 3) % 7


def years() -> np.ndarray:
    """Year of each of all_days."""
    return 2017 + month_index() // 12


@cache
def working() -> np.ndarray:
    """True on working days, for each of all_days."""
    return working_days(all_days().astype("datetime64[D]"))


def near_festival(before: int, after: int) -> np.ndarray:
    """True from `before` days before to `after` days after the Spring Festival, for each of all_days."""
    offsets = all_days()[:, None] - np.array(SPRING_FESTIVALS)
    return ((offsets >= -before) & (offsets <= after)).any(axis=1)


def epidemic(floor: float) -> np.ndarray:
    """1 on ordinary days, `floor` at the bottom in early February 2020, back to 1 on 1 May."""
    points = [days(text) for text in ("2020-02-01", "2020-02-20", "2020-03-15", "2020-05-01")]
    level = np.interp(all_days(), points, [floor, floor, (1 + floor) / 2, 1.0])
    level[all_days() < points[0]] = 1.0
    return level


def noise(rng: np.random.Generator, sigma: float, memory: float = 0.6) -> np.ndarray:
    """Log-normal noise per day with autocorrelation `memory`, mean about 1."""
    shocks = rng.normal(0, sigma * np.sqrt(1 - memory**2), len(all_days()))
    level = np.empty_like(shocks)
    last = 0.0
    for number, shock in enumerate(shocks):
        last = memory * last + shock
        level[number] = last
    return np.exp(level - sigma**2 / 2)
