"""The defence line's organisations: who there is, which cells they cover, what they did."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from sqlalchemy import and_, func, select, true

from wzdash.metrics.source import filter_condition, period_condition
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.store.grains import GRAINS, PLACES
from wzdash.store.schema import area, dispute, organisation

KINDS = (
    "non_litigation_centre",
    "mediation_group",
    "mediation_org",
    "personal_room",
    "veteran_room",
    "court_centre",
    "tribunal",
    "court_station",
    "brand",
)
AT_COURT = ("court_centre", "tribunal", "court_station")
YEAR = 365.25


def _areas(scope: Scope) -> list[tuple[str, tuple[str, ...]]]:
    return [(key, codes) for key, codes in scope.filters if key in PLACES]


def roster(store: Store, scope: Scope, kinds: Iterable[str] = KINDS) -> pd.DataFrame:
    """One row per organisation that exists at the period's end in the scope's areas.

    Columns: code, parent, kind, level, names, town, village, grid, lon, lat, full, part, mediators, experts,
    quota, since, share.
    `share` is how many years of the period it has existed: a quota of the period is quota × share.
    """
    c, grain = organisation.c, GRAINS["organisation"]
    columns = (
        c.code,
        c.parent_code.label("parent"),
        c.kind,
        c.level,
        c.name_zh,
        c.name_en,
        *(c[column].label(name) for name, column in PLACES.items()),
        c.lon,
        c.lat,
        c.mediators_full.label("full"),
        c.mediators_part.label("part"),
        c.experts,
        c.annual_quota.label("quota"),
        c.since,
    )
    where = and_(
        c.kind.in_(tuple(kinds)), period_condition(grain, scope), filter_condition(grain, _areas(scope))
    )
    rows = store.read(select(*columns).where(where).order_by(c.kind, c.code))
    numbers = ["full", "part", "experts", "quota"]
    rows[numbers] = rows[numbers].astype(float)
    start, end = pd.Timestamp(scope.start), pd.Timestamp(scope.end)
    begun = pd.to_datetime(rows["since"]).fillna(start)
    days = (end - begun.where(begun > start, start)).dt.days + 1
    return rows.assign(mediators=rows[["full", "part"]].fillna(0).sum(axis=1), share=days / YEAR)


def handled(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per organisation and pipeline: code, pipeline, done (accepted in the period).

    For sums over kinds and towns. A single organisation's own count is shown only by metrics.query cut by
    `organisation`, which hides small ones.
    """
    c, grain = dispute.c, GRAINS["dispute"]
    where = and_(period_condition(grain, scope), c.accepted_on.is_not(None), c.organisation_code.is_not(None))
    query = select(c.organisation_code.label("code"), c.pipeline, func.count().label("done"))
    return store.read(query.where(where).group_by(c.organisation_code, c.pipeline))


def with_done(roster_rows: pd.DataFrame, done: pd.DataFrame) -> pd.DataFrame:
    """The roster with done: cases of the court for its own places, disputes of the grids for all others."""
    wide = done.pivot_table(index="code", columns="pipeline", values="done", aggfunc="sum", fill_value=0)
    wide = wide.reindex(columns=["grid", "court"], fill_value=0)
    found = roster_rows[["code"]].join(wide, on="code").fillna({"grid": 0, "court": 0})
    at_court = roster_rows["kind"].isin(AT_COURT)
    return roster_rows.assign(done=found["court"].where(at_court, found["grid"]).astype(float))


def coverage(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per town: town, cells, covered (with a mediation group), villages, served (with a station)."""
    a, groups = area.c, roster(store, scope, ("mediation_group", "non_litigation_centre"))
    level = {"town": "town_code", "village": "village_code", "grid": "code"}
    chosen = and_(true(), *(a[level[key]].in_(codes) for key, codes in _areas(scope)))
    query = select(a.code, a.level, a.town_code.label("town"), a.village_code.label("village"))
    rows = store.read(query.where(a.level.in_(("village", "grid")), chosen))
    cells, villages = rows[rows["level"] == "grid"], rows[rows["level"] == "village"]
    with_group = set(groups.loc[groups["kind"] == "mediation_group", "grid"].dropna())
    centres = groups["kind"] == "non_litigation_centre"
    with_centre = set(groups.loc[centres & (groups["level"] == "village"), "village"].dropna())
    counted = pd.DataFrame(
        {
            "cells": cells.groupby("town").size(),
            "covered": cells[cells["code"].isin(with_group)].groupby("town").size(),
            "villages": villages.groupby("town").size(),
            "served": villages[villages["code"].isin(with_centre)].groupby("town").size(),
        }
    )
    return counted.fillna(0).astype(int).rename_axis("town").reset_index()
