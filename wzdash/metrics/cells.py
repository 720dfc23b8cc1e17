"""Grid cells as places: when a patrol was there last, and what is rooted in them. No counts of people."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from sqlalchemy import and_, func, select, true

from wzdash.metrics.source import filter_condition, period_condition
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.store.grains import GRAINS, PLACES
from wzdash.store.schema import area, organisation, patrol_day

_CODE = {"town": area.c.town_code, "village": area.c.village_code, "grid": area.c.code}


def _all_cells(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per grid cell of the scope's areas: code, town, village."""
    a = area.c
    chosen = and_(true(), *(_CODE[key].in_(codes) for key, codes in scope.filters if key in PLACES))
    query = select(a.code, a.town_code.label("town"), a.village_code.label("village"))
    return store.read(query.where(a.level == "grid", chosen).order_by(a.code))


def last_visits(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per grid cell: code, town, village, last_visit, days from then to the period's end.

    Visits before the period count too; later ones do not. Both are empty where no visit is recorded.
    """
    c = patrol_day.c
    query = select(c.grid_code.label("code"), func.max(c.day).label("last_visit"))
    seen = store.read(query.where(c.grid_code.is_not(None), c.day <= scope.end).group_by(c.grid_code))
    rows = _all_cells(store, scope).merge(seen, on="code", how="left")
    last = pd.to_datetime(rows["last_visit"])
    return rows.assign(last_visit=last, days=(pd.Timestamp(scope.end) - last).dt.days.astype(float))


def rooted(store: Store, scope: Scope, kinds: Iterable[str]) -> pd.DataFrame:
    """One row per kind of organisation and town: kind, town, cells, covered (cells that have one)."""
    c, grain = organisation.c, GRAINS["organisation"]
    wanted = tuple(kinds)
    where = and_(c.kind.in_(wanted), period_condition(grain, scope), filter_condition(grain, scope.filters))
    found = store.read(select(c.kind, c.grid_code.label("code")).where(where).distinct())
    cells = _all_cells(store, scope)
    total = cells.groupby("town").size()
    parts = []
    for kind in wanted:
        here = cells[cells["code"].isin(found.loc[found["kind"] == kind, "code"])].groupby("town").size()
        counted = pd.DataFrame({"cells": total, "covered": here.reindex(total.index).fillna(0)})
        parts.append(counted.astype(float).rename_axis("town").reset_index().assign(kind=kind))
    return pd.concat(parts, ignore_index=True)
