"""Somebody who asks every question there is, and solves for what was not shown.

The unknowns are the numbers of rows in the finest cells (place, month, group, …). Each number that a frame
shows is one linear equation. A hidden number is recovered when it follows by sums and differences.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product

import numpy as np
import pandas as pd

from tests.district import areas
from wzdash.metrics.query import frame
from wzdash.scope import Scope
from wzdash.store.engine import Store

PLACES = ("town", "village", "grid")
MONTHS = pd.date_range("2019-01-01", "2020-12-01", freq="MS")


def places() -> pd.DataFrame:
    """One row per finest place: town, village, grid, empty where a row is not known better."""
    known = areas()[["level", "code", "town_code", "village_code"]].fillna("")
    cells = known[known["level"] == "grid"].assign(grid=lambda f: f["code"])
    rests = known[known["level"] == "village"].assign(grid="")
    towns = known[known["level"] == "town"].assign(grid="")
    columns = {"town_code": "town", "village_code": "village"}
    nowhere = pd.DataFrame([{"town_code": "", "village_code": "", "grid": ""}])
    both = pd.concat([cells, rests, towns, nowhere])[[*columns, "grid"]]
    return both.rename(columns=columns).reset_index(drop=True)


def unknowns(**others: Sequence[str]) -> pd.DataFrame:
    """One row per finest cell: place, month and a value of each further key."""
    rows = places().merge(pd.DataFrame({"month": MONTHS}), how="cross")
    for name, values in others.items():
        rows = rows.merge(pd.DataFrame({name: list(values)}), how="cross")
    return rows.assign(year=rows["month"].dt.year)


@dataclass
class Attack:
    """Collects what frames show and hide; `counted` says for a column which unknowns its number counts."""

    store: Store
    cells: pd.DataFrame
    counted: dict[str, Callable[[pd.DataFrame], np.ndarray]]
    equations: list[np.ndarray] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    hidden: dict[tuple, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)
    _masks: dict[tuple[str, object], np.ndarray] = field(default_factory=dict)

    def _having(self, keys: dict[str, tuple]) -> np.ndarray:
        """Which cells have one of the given values of every key."""
        chosen = np.ones(len(self.cells), dtype=bool)
        for key, values in keys.items():
            chosen &= np.logical_or.reduce([self._mask(key, value) for value in values])
        return chosen

    def _mask(self, key: str, value: object) -> np.ndarray:
        if (key, value) not in self._masks:
            self._masks[key, value] = (self.cells[key] == value).to_numpy(dtype=bool)
        return self._masks[key, value]

    def ask(self, metric: str, start: date, end: date, by: tuple[str, ...] = (), **filters) -> None:
        """One question; every row of the answer is an equation or a secret about a place."""
        scope = Scope(start, end, "none").where(**filters)
        rows = frame(self.store, [metric], scope, by)
        inside = self.cells["month"].between(pd.Timestamp(start), pd.Timestamp(end)).to_numpy()
        asked = dict(scope.filters)
        for row in rows.to_dict("records"):
            keys = asked | {name: ("" if pd.isna(row[name]) else row[name],) for name in by}
            chosen = inside & self._having(keys)
            around = inside & self._having({key: codes for key, codes in keys.items() if key not in PLACES})
            around &= self._having({"town": tuple(self.cells["town"][chosen].unique()) or ("no town",)})
            of_a_place = keys.get("village", keys.get("grid", ("place",))) != ("",)
            for column, counts in self.counted.items():
                if column not in (f"{metric}_n", f"{metric}_d"):
                    continue
                counted = counts(self.cells)
                if pd.notna(row[column]):
                    self.equations.append(chosen & counted)
                    self.values.append(row[column])
                elif of_a_place:
                    self.hidden[(metric, column, start, end, by, str(row))] = (
                        chosen & counted,
                        around & counted,
                    )

    def truth(self, rows: pd.DataFrame) -> np.ndarray:
        """Number of rows in each finest cell."""
        keys = [name for name in self.cells if name != "year"]
        sizes = rows.groupby(keys).size().rename("n").reset_index()
        return self.cells.merge(sizes, on=keys, how="left")["n"].fillna(0).to_numpy()

    def recovered(self, truth: np.ndarray, least: int) -> list[tuple]:
        """The secrets of 1 … least−1 rows, in towns of more, that follow from what is shown.

        Larger ones may follow: half a year may be hidden for one of its quarters, and be the year without the
        other half.
        """
        matrix = np.array(self.equations, dtype=float)
        sizes, vectors = np.linalg.eigh(matrix.T @ matrix)
        known = vectors[:, sizes > 1e-7 * sizes.max()]
        found = []
        for question, (chosen, around) in self.hidden.items():
            secret = chosen.astype(float)
            is_small = 0 < truth[chosen].sum() < least <= truth[around].sum()
            if is_small and np.linalg.norm(secret - known @ (known.T @ secret)) < 1e-6:
                found.append(question)
        return found


def period(first: int, last: int) -> tuple[date, date]:
    """From the first of one month to the end of another, both counted from January 2019."""
    return MONTHS[first].date(), (MONTHS[last] + pd.offsets.MonthEnd()).date()


YEARS = [period(0, 11), period(12, 23), period(0, 23)]
PARTS_OF_YEARS = [
    *(period(a, b) for a, b in ((0, 5), (6, 11), (12, 17), (6, 17), (15, 19), (5, 22))),
    *(period(12 + 3 * quarter, 14 + 3 * quarter) for quarter in range(4)),
    *(period(12, month) for month in range(13, 23, 2)),  # from January on: differences are single months
    *(period(month, month) for month in range(12, 24)),
]


def everything(metric: str, cuts: Sequence[str], groups: Sequence[str]) -> list[tuple]:
    """Every kind of question about a metric: (metric, start, end, by, filters)."""
    questions: list[tuple] = []
    villages = sorted(set(places()["village"]) - {""})
    for (start, end), by in product(YEARS, (("grid",), ("village",), ("town", "grid"), ("village", "grid"))):
        questions += [(metric, start, end, by, {"group": group}) for group in (None, *groups)]
    for (start, end), cut, place in product(YEARS, cuts, ("village", "grid")):
        questions.append((metric, start, end, (place, cut), {}))
    for (start, end), by in product(PARTS_OF_YEARS, (("village",), ("grid",), ("town",))):
        questions.append((metric, start, end, by, {}))
    for start, end in (*YEARS, *PARTS_OF_YEARS):
        questions.append((metric, start, end, ("town",), {"group": groups[0] if groups else None}))
        questions += [(metric, start, end, (), {"village": village}) for village in villages[:2]]
        questions.append((metric, start, end, (), {"village": villages[:2]}))
    for start, end in YEARS:
        questions.append((metric, start, end, ("grid",), {"town": villages[0][:9]}))
        questions.append((metric, start, end, ("grid",), {"village": villages[0]}))
        questions.append((metric, start, end, ("group",), {"village": villages[1]}))
    return questions
