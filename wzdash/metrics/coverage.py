"""Whether a metric's own rows cover a period: before the first of them there is nothing to compare with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd
from sqlalchemy import func, select

from wzdash.metrics.catalogue import metric
from wzdash.metrics.source import filter_condition
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.store.grains import GRAINS

LEEWAY = timedelta(days=7)  # a quiet first week is not a gap


def first_days(store: Store, names: Sequence[str]) -> dict[str, date]:
    """{metric: day of its first row in the store}, without those that have none or do not happen in time."""
    known: dict[tuple, date | None] = {}
    found = {}
    for one in map(metric, names):
        key = (one.fact, one.where)
        if key not in known:
            known[key] = _first_day(store, *key)
        first = known[key]
        if first is not None:
            found[one.name] = first
    return found


def _first_day(store: Store, fact: str, where: tuple) -> date | None:
    grain = GRAINS[fact]
    if grain.time is None:
        return None
    query = select(func.min(grain.time).label("first")).where(filter_condition(grain, where))
    first = store.read(query)["first"].iloc[0]
    return None if pd.isna(first) else pd.Timestamp(first).date()


def is_covered(scope: Scope, first: date | None) -> bool:
    """False when the period begins more than LEEWAY before the first row."""
    return first is None or scope.start + LEEWAY >= first
