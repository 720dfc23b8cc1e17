"""What may be asked over one scope, whoever asks: a page, which remembers between visits, or a report."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date

import pandas as pd

from wzdash.charts import frame as chart_frame
from wzdash.exhibits.names import Names
from wzdash.labels import period
from wzdash.metrics.catalogue import metric
from wzdash.metrics.coverage import is_covered
from wzdash.metrics.headline import Headline
from wzdash.scope import Scope
from wzdash.store.engine import Store


class Answers(ABC):
    """Metric frames with names, headlines, and what every chart must carry."""

    store: Store
    scope: Scope

    @property
    def fact(self) -> str:
        """The fact whose categories the scope may be filtered by; empty where it is asked of several."""
        return ""

    @abstractmethod
    def ask(self, names: tuple[str, ...], scope: Scope, by: tuple[str, ...]) -> pd.DataFrame:
        """metrics.query.frame, remembered; the caller may change it."""

    @abstractmethod
    def headlines(self, *names: str) -> list[Headline]:
        """One headline per metric over the scope."""

    @abstractmethod
    def first_day(self, name: str) -> date | None:
        """Day of a metric's first row in the store; None when it has none."""

    @property
    @abstractmethod
    def names(self) -> Names:
        """Codes in words."""

    def frame(
        self, metrics: str | Sequence[str], by: Sequence[str] = (), scope: Scope | None = None
    ) -> pd.DataFrame:
        """metrics.query.frame over the scope, with a column `<dimension>_name` in words."""
        wanted = (metrics,) if isinstance(metrics, str) else tuple(metrics)
        rows = self.ask(wanted, scope or self.scope, tuple(by))
        fact = metric(wanted[0]).fact
        for dimension in by:
            if rows[dimension].dtype.kind not in "Mif":
                rows[f"{dimension}_name"] = self.names.column(rows, dimension, fact)
        return rows

    def compared(self, name: str) -> Scope | None:
        """The comparison period, where one is chosen and the metric's own rows reach back to it."""
        compared = self.scope.compared()
        return compared if compared and is_covered(compared, self.first_day(name)) else None

    @property
    def period(self) -> str:
        """The period in words."""
        return period(self.scope.start, self.scope.end)

    def subtitle(self, measure: str, n: float | None = None, unit: str = "") -> str:
        """Measure · n · period: the second line of a chart."""
        return chart_frame.subtitle(measure, n, self.period, unit)

    def foot(self, source: str = "", exclusions: str = "", unlocated: float | None = None) -> str:
        """Source · data date · exclusions · unlocated · demo mark: the last line of a chart."""
        return chart_frame.foot(source, self.store.as_of.date(), exclusions, unlocated, self.store.simulated)

    def scope_text(self) -> str:
        """The scope in words, as printed on exports."""
        return self.scope.text(self.names.of_scope(self.fact))
