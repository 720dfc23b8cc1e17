"""Checks the rules against the store: one finding per rule and part of the district that it looks at.

A number that is hidden, has no rows or too few of them is `unknown`: it is neither well nor ill. An anomaly
is a month outside what the part's own level and the season of all parts lead to expect, with the false
discovery rate held over the whole table (analysis.anomalies).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, cast

import numpy as np
import pandas as pd
from sqlalchemy import select

from wzdash.alerts.rules import Rule
from wzdash.analysis.anomalies import seasonal_anomalies
from wzdash.errors import AnalysisError, SettingsError
from wzdash.labels import _
from wzdash.metrics.catalogue import metric
from wzdash.metrics.coverage import first_days
from wzdash.metrics.query import frame
from wzdash.scope import Scope, months_before
from wzdash.store import schema
from wzdash.store.engine import Store

FIRED, QUIET, UNKNOWN = "fired", "quiet", "unknown"
LEVELS = ("town", "village", "grid")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of one part: the value with its counts against `low` and `high`.

    `label` is the rule's own; `part` is a code of the rule's `by`, empty for the whole scope. Outside
    low … high it has fired.
    """

    rule: str
    label: str
    metric: str
    by: str
    part: str
    start: date
    end: date
    state: str
    value: float | None = None
    n: float | None = None
    d: float | None = None
    low: float | None = None
    high: float | None = None
    expected: float | None = None
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def scope(self) -> Scope:
        """The slice of the district that the finding is about."""
        scope = Scope(self.start, self.end).where(**dict(self.filters))
        return scope.where(**{self.by: self.part}) if self.by and self.part else scope


def check(store: Store, rules: Iterable[Rule]) -> list[Finding]:
    """One finding per rule and part, in the order of the rules; raises SettingsError for a code unknown."""
    found: list[Finding] = []
    for rule in rules:
        _check_codes(store, rule)
        found += _anomalies(store, rule) if rule.anomaly else _limits(store, rule)
    return found


def span(rule: Rule, as_of: date) -> tuple[date, date]:
    """First and last day: the last `days`, or the last whole months, that end `lag_days` before the data."""
    last = as_of - timedelta(days=rule.lag_days)
    if rule.days:
        return last - timedelta(days=rule.days - 1), last
    after = (last + timedelta(days=1)).replace(day=1)
    return months_before(after, rule.months), after - timedelta(days=1)


def _limits(store: Store, rule: Rule) -> list[Finding]:
    start, end = span(rule, store.as_of.date())
    scope = Scope(start, end, "none").where(**dict(rule.filters))
    rows = frame(store, [rule.metric], scope, [rule.by] if rule.by else [])
    if rule.by:
        rows = rows.dropna(subset=[rule.by])
    found = []
    for row in rows.to_dict("records"):
        value, n, d = (_plain(row[rule.metric + tail]) for tail in ("", "_n", "_d"))
        behind = d if metric(rule.metric).denominator else n
        judged = value is not None and behind is not None and behind >= rule.least
        out = judged and not _within(value, rule.below, rule.above)
        state = (FIRED if out else QUIET) if judged else UNKNOWN
        part = str(row[rule.by]) if rule.by else ""
        numbers = {"value": value, "n": n, "d": d, "low": rule.below, "high": rule.above}
        found.append(_finding(rule, part, (start, end), state, **numbers))
    return found


def _within(value: float | None, low: float | None, high: float | None) -> bool:
    return value is not None and (low is None or value >= low) and (high is None or value <= high)


def _anomalies(store: Store, rule: Rule) -> list[Finding]:
    """The last whole months against the season, by part; parts with a hidden month are unknown."""
    start, end = span(rule, store.as_of.date())
    first = first_days(store, [rule.metric]).get(rule.metric, start)
    begin = months_before(first.replace(day=1), -1) if first.day > 1 else first
    if begin > start:
        return []
    scope = Scope(begin, end, "none").where(**dict(rule.filters))
    rows = frame(store, [rule.metric], scope, ["month", rule.by]).dropna(subset=[rule.by])
    hidden = set(rows.loc[rows[rule.metric].isna(), rule.by])
    months = pd.date_range(begin, end, freq="MS")
    table = rows.pivot_table(index=rule.by, columns="month", values=rule.metric, aggfunc="sum")
    table = table.drop(index=list(hidden & set(table.index))).reindex(columns=months, fill_value=0).fillna(0)
    found = [_finding(rule, str(part), (start, end), UNKNOWN) for part in sorted(hidden)]
    if table.empty:
        return found
    long = table.rename_axis(columns="month").reset_index().melt(rule.by, value_name="count")
    try:
        judged = seasonal_anomalies(long, unit=rule.by, month="month", count="count")
    except AnalysisError as error:
        raise AnalysisError(f"{rule.name}: {error}") from None
    recent = judged[judged["month"] >= pd.Timestamp(start)]
    return found + [_anomaly(rule, row) for row in recent.to_dict("records")]


def _anomaly(rule: Rule, row: dict[Any, Any]) -> Finding:
    day = row["month"].date()
    days = (day, months_before(day, -1) - timedelta(days=1))
    state = FIRED if row["direction"] != "none" and row["count"] >= rule.least else QUIET
    count = float(row["count"])
    return _finding(
        rule, str(row[rule.by]), days, state, value=count, n=count, expected=float(row["expected"])
    )


def _finding(rule: Rule, part: str, days: tuple[date, date], state: str, **numbers: float | None) -> Finding:
    bare = Finding(rule.name, rule.label, rule.metric, rule.by, part, *days, state, filters=rule.filters)
    return replace(bare, **cast(Any, numbers))


def _plain(value: Any) -> float | None:
    return None if value is None or np.isnan(value) else float(value)


def _check_codes(store: Store, rule: Rule) -> None:
    """Raises SettingsError for an area that the store does not know."""
    c = schema.area.c
    for key, codes in rule.filters:
        if key not in LEVELS:
            continue
        known = set(store.read(select(c.code).where(c.level == key))["code"])
        lost = [code for code in codes if code not in known]
        if lost:
            text = _("{where}:{key} = {value!r} 不存在;可用的例如:{allowed}")
            shown = ", ".join(sorted(known)[:4])
            where = rule.where or rule.name
            raise SettingsError(text.format(where=where, key=key, value=lost[0], allowed=shown))
