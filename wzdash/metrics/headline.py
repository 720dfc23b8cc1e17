"""What a KPI card says: the value with its counts, the comparison period, the months before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from wzdash.metrics.catalogue import metric
from wzdash.metrics.metric import Metric
from wzdash.metrics.query import frame
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.store.grains import GRAINS


@dataclass(frozen=True)
class Headline:
    """One metric over a scope: value, numerator, denominator, the same before, and its monthly values."""

    metric: Metric
    value: float
    n: float
    d: float
    before: float
    before_n: float
    before_d: float
    months: pd.Series

    @property
    def change(self) -> str:
        """The change against the comparison period as people read it; an em dash where there is none."""
        return self.metric.change_text(self.value, self.before)

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
    before = frame(store, names, compared).iloc[0] if compared else now * float("nan")
    months = _months(store, names, scope)
    none = float("nan")
    return [
        Headline(
            metric(name),
            value=float(now[name]),
            n=float(now[f"{name}_n"]),
            d=float(now[f"{name}_d"]),
            before=float(before[name]) if is_timed(name) else none,
            before_n=float(before[f"{name}_n"]) if is_timed(name) else none,
            before_d=float(before[f"{name}_d"]) if is_timed(name) else none,
            months=months[name] if name in months else pd.Series(dtype=float),
        )
        for name in names
    ]


def is_timed(name: str) -> bool:
    """False for what exists rather than happens (milestones, organisations): it has no comparison period."""
    grain = GRAINS[metric(name).fact]
    return grain.time is not None or "since" in grain.table.c


def _months(store: Store, names: Sequence[str], scope: Scope) -> pd.DataFrame:
    """Monthly values of the metrics that happen in time: one row per month."""
    timed = [name for name in names if GRAINS[metric(name).fact].time is not None]
    if not timed:
        return pd.DataFrame()
    return frame(store, timed, scope, ("month",)).set_index("month")
