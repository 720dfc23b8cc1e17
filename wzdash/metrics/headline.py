"""What a KPI card says: the value with its counts, the comparison period, the months before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import nan

import pandas as pd

from wzdash.metrics.catalogue import metric
from wzdash.metrics.coverage import first_days, is_covered
from wzdash.metrics.metric import Metric
from wzdash.metrics.query import frame
from wzdash.metrics.steps import are_whole
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.store.grains import GRAINS

NOTHING = (nan, nan, nan)


@dataclass(frozen=True)
class Headline:
    """One metric over a scope: value, numerator, denominator, the same before, and its monthly values.

    `gap` says why there is nothing before: none (no comparison was asked for), untimed (it exists rather than
    happens), uncovered (the period begins before the first row, `since`), hidden (too few to show).
    `is_early`: records of the period may still be completed, while those compared with had longer.
    """

    metric: Metric
    value: float
    n: float
    d: float
    before: float
    before_n: float
    before_d: float
    months: pd.Series
    gap: str = ""
    since: date | None = None
    is_early: bool = False

    @property
    def is_hidden(self) -> bool:
        """True when the value may not be shown; a count of nothing is 0, never empty."""
        return pd.isna(self.n)

    @property
    def change(self) -> str:
        """The change against the comparison period as people read it; an em dash where there is none."""
        return self.metric.change_text(self.value, self.before)

    @property
    def is_unfinished(self) -> bool:
        """True when a lower value may only be one that is not complete yet: it is no fall."""
        return self.is_early and self.value < self.before

    @property
    def direction(self) -> int:
        """1 better, −1 worse, 0 neither: by what the metric calls better."""
        if pd.isna(self.value) or pd.isna(self.before) or not self.metric.better or self.value == self.before:
            return 0
        return 1 if (self.value > self.before) == (self.metric.better == "up") else -1


def headlines(store: Store, names: Sequence[str], scope: Scope) -> list[Headline]:
    """One headline per metric, in the order asked."""
    now = frame(store, names, scope).iloc[0]
    compared = scope.compared()
    before = frame(store, names, compared).iloc[0] if compared else now * nan
    months, since = _months(store, names, scope), first_days(store, names)
    age = (store.as_of.date() - scope.end).days
    gaps = {name: _gap(name, before, compared, since.get(name)) for name in names}
    return [
        Headline(
            metric(name),
            *_three(now, name),
            *(NOTHING if gaps[name] else _three(before, name)),
            months[name] if name in months else pd.Series(dtype=float),
            gaps[name],
            since.get(name),
            age < metric(name).ripe_days,
        )
        for name in names
    ]


def _three(row: pd.Series, name: str) -> tuple[float, float, float]:
    """Value, numerator and denominator of a metric in a row of query.frame."""
    return float(row[name]), float(row[f"{name}_n"]), float(row[f"{name}_d"])


def _gap(name: str, before: pd.Series, compared: Scope | None, since: date | None) -> str:
    """Why there is no value before; empty when there is one."""
    if not is_timed(name):
        return "untimed"
    if compared is None:
        return "none"
    if not is_covered(compared, since):
        return "uncovered"
    return "hidden" if pd.isna(before[f"{name}_n"]) else ""


def is_timed(name: str) -> bool:
    """False for what exists rather than happens (milestones, organisations): it has no comparison period."""
    grain = GRAINS[metric(name).fact]
    return grain.time is not None or "since" in grain.table.c


def _months(store: Store, names: Sequence[str], scope: Scope) -> pd.DataFrame:
    """Monthly values of the metrics that happen in time: one row per month.

    A count of a part of a month, at an end of the period, is no number: it would look like a fall.
    """
    timed = [name for name in names if GRAINS[metric(name).fact].time is not None]
    if not timed:
        return pd.DataFrame()
    rows = frame(store, timed, scope, ("month",))
    parts = ~are_whole(rows["month"], "month", scope)
    rows.loc[parts, [name for name in timed if not metric(name).is_rate]] = nan
    return rows.set_index("month")
