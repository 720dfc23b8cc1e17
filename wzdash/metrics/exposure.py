"""What could be affected: residents, households or grid cells of the areas that a question is about."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from sqlalchemy import func, select

from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.store.schema import area, population

LEVELS = ("grid", "village", "town")
CELLS = "cells"  # number of grid cells of an area; every other exposure is a column of population


def column(store: Store, what: str, rows: pd.DataFrame, scope: Scope, by: Sequence[str]) -> pd.Series:
    """The exposure of each row: of its own area when cut by area, else of the whole scope.

    `what` is CELLS or a column of population, where the latest year not after the period's end counts.
    Empty when unknown.
    """
    level = next((name for name in LEVELS if name in by), None)
    if level is None:
        return pd.Series(_total(store, what, scope), index=rows.index)
    known = _by_area(store, what, scope, level)
    return rows[level].map(known).astype(float)


def _year(store: Store, scope: Scope, level: str) -> int | None:
    c = population.c
    years = select(func.max(c.year).label("year")).where(c.level == level, c.year <= scope.end.year)
    year = store.read(years)["year"].iloc[0]
    return None if pd.isna(year) else int(year)


def _by_area(store: Store, what: str, scope: Scope, level: str) -> dict[str, float]:
    if what == CELLS:
        return _cells(store, level)
    year = _year(store, scope, level)
    if year is None:
        return {}
    c = population.c
    known = store.read(select(c.area_code, c[what].label("value")).where(c.level == level, c.year == year))
    return dict(zip(known["area_code"], known["value"].astype(float), strict=True))


def _cells(store: Store, level: str) -> dict[str, float]:
    c = area.c
    key = c.code if level == "grid" else c[f"{level}_code"]
    query = select(key.label("code"), func.count().label("cells")).where(c.level == "grid").group_by(key)
    known = store.read(query)
    return dict(zip(known["code"], known["cells"].astype(float), strict=True))


def _total(store: Store, what: str, scope: Scope) -> float:
    """Exposure of the scope's areas at the finest level that is filtered; of all towns without a filter."""
    level = next((name for name in LEVELS if scope.values(name)), "town")
    known = _by_area(store, what, scope, level)
    chosen = scope.values(level)
    if chosen:
        known = {code: value for code, value in known.items() if code in chosen}
    return sum(known.values()) if known else np.nan
