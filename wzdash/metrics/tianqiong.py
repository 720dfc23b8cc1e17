"""The Tianqiong Plan as frames: milestones, assets at a day, the roll-out over time, counts of a day."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import and_, func, or_, select

from wzdash.metrics.source import filter_condition, period_condition
from wzdash.scope import Scope
from wzdash.store import schema
from wzdash.store.engine import Store
from wzdash.store.grains import GRAINS
from wzdash.store.sql import month_of


def milestones(store: Store) -> pd.DataFrame:
    """One row per project and milestone, in order of project and plan: names, stage, document, dates."""
    c = schema.project_milestone.c
    columns = (
        *(c.project_code, c.project_zh, c.project_en, c.stage, c.name_zh, c.name_en, c.document),
        *(c.planned_from, c.planned_on, c.reached_on, c.assumed),
    )
    return store.read(select(*columns).order_by(c.id))


def assets(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per project and kind of asset on the last day of the period with data: installed, online."""
    return _online(store, scope, "project_code", "kind_zh", "kind_en")


def assets_by_town(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per town on the last day of the period with data: installed, online, online_rate."""
    return _online(store, scope, "town_code").rename(columns={"town_code": "town"})


def _online(store: Store, scope: Scope, *by: str) -> pd.DataFrame:
    c = schema.asset_day.c
    grain = GRAINS["asset_day"]
    towns = filter_condition(grain, scope.filters)
    last = select(func.max(c.day)).where(period_condition(grain, scope)).scalar_subquery()
    sums = (func.sum(c.installed).label("installed"), func.sum(c.online).label("online"))
    keys = [c[name] for name in by]
    rows = store.read(select(*keys, *sums).where(towns, c.day == last).group_by(*keys).order_by(*keys))
    share = rows["online"].astype(float) / rows["installed"].where(rows["installed"] > 0)
    return rows.assign(installed=rows["installed"].astype(float), online_rate=share)


def rollout_months(store: Store, scope: Scope) -> pd.DataFrame:
    """One row per month: communities planned and enclosed until its end, over the whole plan."""
    c = schema.rollout.c
    where = filter_condition(GRAINS["rollout"], scope.filters)
    counts = []
    for column, name in ((c.planned_on, "planned"), (c.enclosed_on, "enclosed")):
        month = month_of(column).label("month")
        query = select(month, func.count().label(name)).where(where, column.is_not(None)).group_by(month)
        counts.append(store.read(query).set_index("month")[name])
    table = pd.concat(counts, axis=1)
    if table.empty:
        return pd.DataFrame(columns=["month", "planned", "enclosed"])
    months = pd.date_range(table.index.min(), table.index.max(), freq="MS", name="month")
    return table.reindex(months).fillna(0.0).cumsum().reset_index()


def events(store: Store, scope: Scope, net: str) -> pd.DataFrame:
    """One row per event of the period that a trend of the net must show: kind, dates, names, assumed."""
    c = schema.timeline_event.c
    inside = and_(c.starts_on <= scope.end, or_(c.ends_on.is_(None), c.ends_on >= scope.start))
    towns = scope.values("town")
    here = or_(c.town_code.is_(None), c.town_code.in_(towns)) if towns else c.town_code.is_(None)
    columns = (c.kind, c.starts_on, c.ends_on, c.name_zh, c.name_en, c.assumed)
    mine = or_(c.net == net, c.net.is_(None))
    return store.read(select(*columns).where(inside, here, mine).order_by(c.starts_on))
