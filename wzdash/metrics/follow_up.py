"""Rows for what comes back and what follows: disputes by place and day, failures, linked incidents and suits.

For analysis.recurrence and analysis.escalation, which hand back sums; the rows themselves are never shown.
The link of types is declared in data/escalation_links.csv: which calls and offences may follow which dispute.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path

import pandas as pd
from sqlalchemy import ColumnElement, Table, and_, select, true

from wzdash.errors import SettingsError
from wzdash.metrics import privacy
from wzdash.metrics.pipeline import cohort
from wzdash.scope import Scope
from wzdash.settings import DATA
from wzdash.store.engine import Store
from wzdash.store.schema import dispute, incident
from wzdash.store.sql import day_of

LINKS = DATA / "escalation_links.csv"


@cache
def read_links(path: Path = LINKS) -> pd.DataFrame:
    """One row per dispute type and incident type that may follow it: dispute, event.

    Raises SettingsError naming the row with an empty or repeated pair.
    """
    rows = pd.read_csv(path, encoding="utf-8-sig", dtype=str)[["dispute", "event"]]
    bad = rows.isna().any(axis=1) | rows.duplicated()
    if bad.any():
        line = int(bad.to_numpy().argmax())
        raise SettingsError(
            f"{path.name}, row {line + 2}: {rows.iloc[line].tolist()}; allowed: each pair of types once"
        )
    return rows


def placed(store: Store, scope: Scope, pipeline: str) -> pd.DataFrame:
    """One row per dispute with a grid cell: town, place, category, day (found on).

    Nothing below town level.
    """
    c = dispute.c
    columns = (*_what_where(dispute), c.found_on.label("day"))
    where = and_(cohort(scope, pipeline), c.grid_code.is_not(None), c.category_code.is_not(None))
    # the permutation needs the same order every time
    rows = store.read(select(*columns).where(where).order_by(c.found_on, c.id))
    return rows.head(0) if privacy.is_fine(scope) else rows


def failures(store: Store, scope: Scope, pipeline: str) -> pd.DataFrame:
    """One row per failed mediation: town, place, category, found_on, concluded_on, filed_on.

    Nothing below town level.
    """
    c = dispute.c
    columns = (*_what_where(dispute), c.found_on, c.concluded_on, c.filed_in_court_on.label("filed_on"))
    where = and_(cohort(scope, pipeline), c.outcome == "failure", c.concluded_on.is_not(None))
    rows = store.read(select(*columns).where(where).order_by(c.concluded_on, c.id))
    return rows.head(0) if privacy.is_fine(scope) else rows


def incidents_near(store: Store, scope: Scope, window: int) -> pd.DataFrame:
    """Incidents of linked types around the period, one row each, with a cell: town, place, category, day."""
    c = incident.c
    reach = timedelta(days=window + 366)  # a mediation may take months
    where = and_(
        c.grid_code.is_not(None),
        c.category_code.in_(read_links()["event"].unique().tolist()),
        c.occurred_at >= scope.start - reach,
        c.occurred_at < scope.end + reach,
        _in_towns(c.town_code, scope),
    )
    return store.read(select(*_what_where(incident), day_of(c.occurred_at).label("day")).where(where))


def suits_near(store: Store, scope: Scope, window: int) -> pd.DataFrame:
    """One row per case of the court in a known cell, around the period: town, place, category, day."""
    c = dispute.c
    reach = timedelta(days=window + 366)
    where = and_(
        c.pipeline == "court",
        c.grid_code.is_not(None),
        c.found_on >= scope.start - reach,
        c.found_on <= scope.end + reach,
        _in_towns(c.town_code, scope),
    )
    return store.read(select(*_what_where(dispute), c.found_on.label("day")).where(where))


def _what_where(table: Table) -> tuple[ColumnElement, ...]:
    """Town, cell (as place) and category of a row."""
    c = table.c
    return c.town_code.label("town"), c.grid_code.label("place"), c.category_code.label("category")


def _in_towns(town: ColumnElement, scope: Scope) -> ColumnElement:
    """Whole towns, also where the scope is one village: its neighbours are the comparison."""
    towns = set(scope.values("town")) | {code[:9] for key in privacy.AREAS for code in scope.values(key)}
    return town.in_(sorted(towns)) if towns else true()
