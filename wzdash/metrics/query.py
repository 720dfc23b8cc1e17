"""Metrics, a scope and dimensions in; a DataFrame out. The only way a page gets a number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import numpy as np
import pandas as pd
from sqlalchemy import select

from wzdash.errors import MetricError
from wzdash.labels import _
from wzdash.metrics import exposure, privacy
from wzdash.metrics.catalogue import metric
from wzdash.metrics.metric import Metric
from wzdash.metrics.privacy import Verdict
from wzdash.metrics.source import choose, filter_condition, period_condition
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.store.grains import GRAINS, TIMES

_STEPS = {"day": "D", "week": "W-MON", "month": "MS"}
_PERIODS = {"day": "D", "week": "W", "month": "M"}


def frame(
    store: Store, names: Sequence[str], scope: Scope, by: Sequence[str] = (), *, facts: bool = False
) -> pd.DataFrame:
    """One row per combination of `by` (one row in all without); sorted by it.

    For every metric three columns: `name` the value, `name_n` the numerator, `name_d` the denominator
    (empty for counts). An empty denominator gives an empty value. Rows without a place have an empty area.
    Where incidents or disputes are cut below town level every place has a row, small cells are empty and
    `suppressed` says so; `attrs["withheld"]` lists message ids of why an answer is empty altogether.
    `attrs["ignored"]` lists filters of the scope that a metric's fact does not have. `facts` forbids rollups.
    Raises MetricError for an unknown metric or dimension, ResultCapped past the gateway's limits.
    """
    wanted = list(dict.fromkeys(names))
    if not wanted:
        raise MetricError(_("没有指定指标"))
    declared = sorted((metric(name) for name in wanted), key=_table_key)
    verdicts = {
        one.name: privacy.judge(store, one, scope, by)
        for one in declared
        if privacy.is_private(one, scope, by, store.settings.min_cell)
    }
    pieces: list[pd.DataFrame] = []
    for _table, group in groupby(declared, _table_key):
        pieces += _pieces(store, list(group), scope, by, verdicts, facts=facts)
    joined = _fill_time(_join(pieces, by), scope, by)
    columns: dict[str, pd.Series] = {name: joined[name] for name in by}
    suppressed = pd.Series(False, index=joined.index)
    for name in wanted:
        values = _values(store, joined, metric(name), scope, by)
        if name in verdicts:
            hidden = _hidden(joined, name, verdicts[name])
            values = {tail: column.mask(hidden) for tail, column in values.items()}
            suppressed |= hidden
        columns |= {name + tail: column for tail, column in values.items()}
    result = pd.DataFrame(columns | ({"suppressed": suppressed} if verdicts else {}), index=joined.index)
    if by:
        result = result.sort_values(list(by), na_position="last", ignore_index=True)
    result.attrs["ignored"] = ignored_filters(declared, scope)
    result.attrs["withheld"] = tuple(dict.fromkeys(v.reason for v in verdicts.values() if v.reason))
    return result


def ignored_filters(declared: Iterable[Metric], scope: Scope) -> tuple[str, ...]:
    """Keys of the scope's filters that at least one of the metrics' facts does not have."""
    facts = {one.fact for one in declared}
    return tuple(key for key, _ in scope.filters if any(key not in GRAINS[fact].dimensions for fact in facts))


def _table_key(one: Metric) -> tuple:
    return one.fact, one.where


def _pieces(
    store: Store,
    group: list[Metric],
    scope: Scope,
    by: Sequence[str],
    verdicts: dict[str, Verdict],
    *,
    facts: bool,
) -> list[pd.DataFrame]:
    """Numerators and denominators of metrics that share a fact and fixed filters: frames of one row per `by`,
    one frame for those that anybody may see and one for each that is judged."""
    totals = _totals(store, group, scope, by, facts=facts)
    opened = [one for one in group if one.name not in verdicts]
    pieces = [_counts(totals, opened, by)] if opened else []
    for one in group:
        if one.name in verdicts:
            counts = _counts(totals, [one], by)
            pieces.append(privacy.masked(counts, verdicts[one.name], by, f"{one.name}_hidden"))
    return pieces


def _totals(
    store: Store, group: list[Metric], scope: Scope, by: Sequence[str], *, facts: bool
) -> pd.DataFrame:
    """Every measure that the metrics need, from the smallest table that has them: one row per `by`."""
    fact = group[0].fact
    wanted = sorted({name for one in group for name in (one.numerator, one.denominator) if name})
    filters = (*scope.filters, *group[0].where)
    active = [(key, codes) for key, codes in filters if key in GRAINS[fact].dimensions]
    source = choose(fact, wanted, [*by, *(key for key, _ in active)], scope, store.as_of, facts=facts)
    keys = [source.grain.dimensions[name] for name in by]
    named = [key.label(name) for key, name in zip(keys, by, strict=True)]
    query = select(*named, *(source.totals[name].label(f"m_{name}") for name in wanted)).where(
        period_condition(source.grain, scope), filter_condition(source.grain, active)
    )
    return store.read(query.group_by(*keys))


def _counts(totals: pd.DataFrame, metrics: list[Metric], by: Sequence[str]) -> pd.DataFrame:
    """The totals under the names of the metrics that use them."""
    columns: dict[str, pd.Series] = {name: totals[name] for name in by}
    for one in metrics:
        columns[f"{one.name}_n"] = totals[f"m_{one.numerator}"].astype(float)
        if one.denominator:
            columns[f"{one.name}_d"] = totals[f"m_{one.denominator}"].astype(float)
    return pd.DataFrame(columns)


def _join(pieces: list[pd.DataFrame], by: Sequence[str]) -> pd.DataFrame:
    if not by:
        return pd.concat(pieces, axis=1)
    joined = pieces[0]
    for piece in pieces[1:]:
        joined = joined.merge(piece, on=list(by), how="outer")
    return joined


def _fill_time(joined: pd.DataFrame, scope: Scope, by: Sequence[str]) -> pd.DataFrame:
    """Adds the empty days, weeks, months, years of the period when cut by time alone, so that a quiet month
    is a zero and not a gap."""
    if len(by) != 1 or by[0] not in TIMES:
        return joined
    name = by[0]
    steps = pd.DataFrame({name: _steps(name, scope)})
    return steps.merge(joined.astype({name: steps[name].dtype}), on=name, how="left")


def _steps(name: str, scope: Scope) -> pd.DatetimeIndex | pd.RangeIndex:
    """Every day, week (its Monday), month (its first day) or year of the period."""
    if name == "year":
        return pd.RangeIndex(scope.start.year, scope.end.year + 1)
    first = pd.Timestamp(scope.start).to_period(_PERIODS[name]).start_time
    return pd.date_range(first, pd.Timestamp(scope.end), freq=_STEPS[name], unit="us")


def _hidden(joined: pd.DataFrame, name: str, verdict: Verdict) -> pd.Series:
    """True where the metric may not be shown; rows that only other metrics have are empty for this one."""
    withheld = bool(verdict.reason)
    return joined[f"{name}_hidden"].astype("boolean").fillna(withheld).astype(bool)


def _values(
    store: Store, joined: pd.DataFrame, one: Metric, scope: Scope, by: Sequence[str]
) -> dict[str, pd.Series]:
    """Value, numerator, denominator; no rows count as zero, and a zero denominator gives no value."""
    numerator = joined[f"{one.name}_n"].fillna(0.0)
    if one.exposure:
        denominator = exposure.column(store, one.exposure, joined, scope, by)
    elif one.denominator:
        denominator = joined[f"{one.name}_d"].fillna(0.0)
    else:
        return {"": numerator, "_n": numerator, "_d": pd.Series(np.nan, index=joined.index)}
    value = (one.per * numerator / denominator).where(denominator > 0)
    return {"": value, "_n": numerator, "_d": denominator}
