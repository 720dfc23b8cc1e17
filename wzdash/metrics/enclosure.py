"""The roll-out of enclosed communities as a panel for estimators. Its cells are never shown by themselves."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sqlalchemy import func, select

from wzdash.metrics.catalogue import metric
from wzdash.metrics.source import choose, filter_condition, period_condition
from wzdash.scope import Scope
from wzdash.store import schema
from wzdash.store.engine import Store


def cell_months(store: Store, name: str, scope: Scope) -> pd.DataFrame:
    """One row per grid cell and month of the period: grid, month, n, start.

    n: events of the counted metric (small cells included: only sums over many cells may be shown). start: the
    month of the cell's first enclosed community, missing where there is none until the period's end.
    """
    cells = _cells(store, scope)
    months = pd.date_range(scope.start, scope.end, freq="MS", unit="us")
    counts = _counts(store, name, scope).pivot(index="grid", columns="month", values="n")
    counts = counts.reindex(index=cells, columns=months).fillna(0.0)
    starts = _starts(store, scope).reindex(cells)
    return pd.DataFrame(
        {
            "grid": np.repeat(cells.to_numpy(), len(months)),
            "month": np.tile(months, len(cells)),
            "n": counts.to_numpy(dtype=float).ravel(),
            "start": np.repeat(starts.to_numpy(), len(months)),
        }
    )


def _cells(store: Store, scope: Scope) -> pd.Index:
    """Codes of the grid cells of the chosen towns."""
    c = schema.area.c
    query = select(c.code).where(c.level == "grid").order_by(c.code)
    towns = scope.values("town")
    return pd.Index(store.read(query.where(c.town_code.in_(towns)) if towns else query)["code"])


def _counts(store: Store, name: str, scope: Scope) -> pd.DataFrame:
    """One row per grid cell and month with events."""
    one = metric(name)
    filters = (*scope.filters, *one.where)
    wanted = ["grid", "month"]
    source = choose(one.fact, [one.numerator], [*wanted, *(key for key, _ in filters)], scope, store.as_of)
    keys = [source.grain.dimensions[key] for key in wanted]
    query = select(
        *(key.label(word) for key, word in zip(keys, wanted, strict=True)),
        source.totals[one.numerator].label("n"),
    )
    known = keys[0].is_not(None)
    inside = period_condition(source.grain, scope)
    return store.read(query.where(inside, filter_condition(source.grain, filters), known).group_by(*keys))


def _starts(store: Store, scope: Scope) -> pd.Series:
    """First day of the month in which each cell was first enclosed, by cell."""
    c = schema.rollout.c
    query = select(c.grid_code, func.min(c.enclosed_on).label("day")).where(
        c.grid_code.is_not(None), c.enclosed_on <= scope.end
    )
    rows = store.read(query.group_by(c.grid_code)).set_index("grid_code")["day"]
    return rows - pd.to_timedelta(rows.dt.day - 1, unit="D")
