"""Metrics, a scope and dimensions in; a DataFrame out. The only way a page gets a number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import numpy as np
import pandas as pd
from sqlalchemy import select

from wzdash.metrics import exposure, privacy
from wzdash.metrics.catalogue import metric
from wzdash.metrics.metric import Metric
from wzdash.metrics.source import choose, filter_condition, period_condition
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.store.grains import GRAINS, TIMES

_STEPS = {"day": "D", "week": "W-MON", "month": "MS", "year": "YS"}


def frame(
    store: Store, names: Sequence[str], scope: Scope, by: Sequence[str] = (), *, facts: bool = False
) -> pd.DataFrame:
    """One row per combination of `by` (one row in all without); sorted by it.

    For every metric three columns: `name` the value, `name_n` the numerator, `name_d` the denominator
    (empty for counts). An empty denominator gives an empty value. Rows without a place have an empty area.
    Where incidents or disputes are cut below town level, small cells are empty and `suppressed` says so.
    `attrs["ignored"]` lists filters of the scope that a metric's fact does not have. `facts` forbids rollups.
    Raises MetricError for an unknown metric or dimension, ResultCapped past the gateway's limits.
    """
    declared = sorted((metric(name) for name in dict.fromkeys(names)), key=_table_key)
    parts = [_part(store, list(group), scope, by, facts) for _, group in groupby(declared, _table_key)]
    joined = _join(parts, by)
    joined = _fill_time(joined, scope, by)
    for one in declared:
        _add_value(store, joined, one, scope, by)
    joined = privacy.suppress(joined, declared, scope, by, store.settings.min_cell)
    columns = [f"{name}{tail}" for name in dict.fromkeys(names) for tail in ("", "_n", "_d")]
    columns += [column for column in ("suppressed",) if column in joined]
    joined = joined[[*by, *columns]].sort_values(list(by), na_position="last") if by else joined[columns]
    joined = joined.reset_index(drop=True)
    joined.attrs["ignored"] = ignored_filters(declared, scope)
    return joined


def ignored_filters(declared: Iterable[Metric], scope: Scope) -> tuple[str, ...]:
    """Keys of the scope's filters that at least one of the metrics' facts does not have."""
    facts = {one.fact for one in declared}
    return tuple(key for key, _ in scope.filters if any(key not in GRAINS[fact].dimensions for fact in facts))


def _table_key(one: Metric) -> tuple:
    return one.fact, one.where


def _part(store: Store, group: list[Metric], scope: Scope, by: Sequence[str], facts: bool) -> pd.DataFrame:
    """Numerators and denominators of metrics that share a fact and fixed filters: one row per `by`."""
    fact, where = group[0].fact, group[0].where
    wanted = sorted({name for one in group for name in (one.numerator, one.denominator) if name})
    private = privacy.is_private(group, scope, by)
    base = privacy.ROWS.get(fact, "")
    if private:
        wanted = sorted({*wanted, base})
    active = [(key, codes) for key, codes in (*scope.filters, *where) if key in GRAINS[fact].dimensions]
    source = choose(fact, wanted, [*by, *(key for key, _ in active)], scope, store.as_of, facts=facts)
    keys = [source.grain.dimensions[name].label(name) for name in by]
    query = select(*keys, *(source.totals[name].label(f"m_{name}") for name in wanted)).where(
        period_condition(source.grain, scope), filter_condition(source.grain, active)
    )
    totals = store.read(query.group_by(*(source.grain.dimensions[name] for name in by)))
    for one in group:
        if private:
            totals[f"{one.name}_rows"] = totals[f"m_{base}"].astype(float)
        totals[f"{one.name}_n"] = totals[f"m_{one.numerator}"].astype(float)
        totals[f"{one.name}_d"] = totals[f"m_{one.denominator}"].astype(float) if one.denominator else np.nan
    return totals.drop(columns=[f"m_{name}" for name in wanted])


def _join(parts: list[pd.DataFrame], by: Sequence[str]) -> pd.DataFrame:
    joined = parts[0]
    for part in parts[1:]:
        joined = joined.merge(part, on=list(by), how="outer") if by else pd.concat([joined, part], axis=1)
    return joined


def _fill_time(joined: pd.DataFrame, scope: Scope, by: Sequence[str]) -> pd.DataFrame:
    """Adds the empty days, weeks, months of the period, so that a quiet month is a zero and not a gap."""
    numerators = [str(c) for c in joined if str(c).endswith(("_n", "_rows"))]
    if len(by) == 1 and by[0] in TIMES and by[0] != "year":
        step, first = _STEPS[by[0]], pd.Timestamp(scope.start)
        first = first.to_period({"day": "D", "week": "W", "month": "M"}[by[0]]).start_time
        steps = pd.date_range(first, pd.Timestamp(scope.end), freq=step, unit="us")
        joined[by[0]] = pd.to_datetime(joined[by[0]]).astype("datetime64[us]")
        joined = pd.DataFrame({by[0]: steps}).merge(joined, on=by[0], how="left")
    joined[numerators] = joined[numerators].fillna(0.0)
    return joined


def _add_value(store: Store, joined: pd.DataFrame, one: Metric, scope: Scope, by: Sequence[str]) -> None:
    numerator = joined[f"{one.name}_n"]
    if one.exposure:
        joined[f"{one.name}_d"] = exposure.column(store, one.exposure, joined, scope, by)
    if one.is_rate:
        denominator = joined[f"{one.name}_d"]
        joined[one.name] = (one.per * numerator / denominator).where(denominator > 0)
    else:
        joined[one.name] = numerator
