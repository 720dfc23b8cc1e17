"""Do disputes of one type come back at the same place sooner and more often than chance brings them?

A dispute recurs when another of the same type was found in the same grid cell at most `window` days before.
Busy cells see repeats anyway. Null hypothesis: within a town, types are dealt at random to its disputes,
whose places and dates stay as they are (a permutation test, Good 2005). Seeded, so that a page and its
export agree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wzdash.errors import AnalysisError

DEALS = 199
SPAN = 100_000  # more days than any two dates are apart: group and day in one sorted number


@dataclass(frozen=True, slots=True, eq=False)
class Recurrence:
    """`by_type`: one row per type: disputes, recurred, share, expected. Expected is the mean under chance.

    `p_value` is one-sided, (1 + deals at least as large) / (1 + deals): never 0.
    """

    by_type: pd.DataFrame
    disputes: int
    recurred: int
    expected: float
    p_value: float
    window: int

    @property
    def share(self) -> float | None:
        """Recurring disputes among all; None without any."""
        return self.recurred / self.disputes if self.disputes else None


def recurs(rows: pd.DataFrame, window: int) -> pd.Series:
    """Which disputes had one of the same type in the same cell at most `window` days before; one per row.

    `rows`: place, category, day. Of several on one day all but one recur.
    """
    if window < 0:
        raise AnalysisError(f"window={window!r}: must be 0 days or more")
    group = rows.groupby(["place", "category"]).ngroup().to_numpy()
    order = np.lexsort((rows["day"], group))
    key = group[order] * SPAN + _days(rows)[order]
    repeats = np.zeros(len(rows), bool)
    repeats[order[1:]] = _again(key, window)
    return pd.Series(repeats, index=rows.index)


def recurrence(rows: pd.DataFrame, window: int, *, seed: int, deals: int = DEALS) -> Recurrence:
    """Recurrence against chance, from one row per dispute: town, place, category, day."""
    place, day = pd.factorize(rows["place"])[0], _days(rows)
    kind, kinds = pd.factorize(rows["category"], sort=True)
    town = np.sort(pd.factorize(rows["town"])[0], kind="stable")
    by_town = pd.factorize(rows["town"])[0].argsort(kind="stable")
    place, day, kind = place[by_town], day[by_town], kind[by_town]
    rng = np.random.default_rng(seed)
    found = _count(place, kind, day, window, len(kinds))
    chance = np.zeros((deals, len(kinds)))
    for deal in range(deals):
        dealt = kind[(town + rng.random(len(town))).argsort()]
        chance[deal] = _count(place, dealt, day, window, len(kinds))
    total = np.bincount(kind, minlength=len(kinds))
    by_type = pd.DataFrame(
        {
            "category": kinds,
            "disputes": total,
            "recurred": found,
            "share": found / np.where(total > 0, total, 1),
            "expected": chance.mean(axis=0),
        }
    )
    sums = chance.sum(axis=1)
    beyond = int((sums >= found.sum()).sum())
    return Recurrence(
        by_type, len(rows), int(found.sum()), float(sums.mean()), (1 + beyond) / (1 + deals), window
    )


def _days(rows: pd.DataFrame) -> np.ndarray:
    return pd.to_datetime(rows["day"]).to_numpy().astype("datetime64[D]").astype(np.int64)


def _again(key: np.ndarray, window: int) -> np.ndarray:
    """Which of the sorted keys (group × SPAN + day) but the first follow one of their group closely."""
    return (np.diff(key // SPAN) == 0) & (np.diff(key) <= window)


def _count(place: np.ndarray, kind: np.ndarray, day: np.ndarray, window: int, kinds: int) -> np.ndarray:
    """How many disputes recur, one number per type."""
    key = np.sort((place * kinds + kind) * SPAN + day)
    return np.bincount((key[1:][_again(key, window)] // SPAN) % kinds, minlength=kinds)
