"""An exhibit: what one answer shows, drawn and in words, before a page or a report puts its frame on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from wzdash.exhibits.answers import Answers
from wzdash.labels import _, number
from wzdash.metrics.catalogue import metric
from wzdash.metrics.metric import Metric


@dataclass(frozen=True)
class Exhibit:
    """Rows of an answer with their figure and the finding as title.

    `rows` is the whole answer, `shown` what of it is drawn; `category` names a point of the figure and
    `series` {column: name} its values. `by`: dimensions whose codes a click gives. `exclusions` says what is
    not drawn. An answer that may not be shown has no figure, and `withheld` says why. `what` and `n` stand
    below the title instead of the metric's label and the rows' own n.
    """

    metric: Metric
    rows: pd.DataFrame
    title: str = ""
    figure: Any = None
    category: str = ""
    series: Mapping[str, str] = field(default_factory=dict)
    by: tuple[str, ...] = ()
    shown: pd.DataFrame | None = None
    exclusions: str = ""
    withheld: tuple[str, ...] = ()
    what: str = ""
    n: float | None = None

    @property
    def name(self) -> str:
        """Name of the metric: the column of its values."""
        return self.metric.name

    @property
    def drawn(self) -> pd.DataFrame:
        """The rows that the figure draws."""
        return self.rows if self.shown is None else self.shown


def withheld(rows: pd.DataFrame) -> tuple[str, ...]:
    """Why the whole answer may not be shown, in words; empty when it may."""
    return tuple(_(reason) for reason in rows.attrs.get("withheld", ()))


def subtitle(answers: Answers, shown: Exhibit) -> str:
    """Measure · n · period of an exhibit."""
    return measured(answers, shown.name, shown.rows, shown.what, shown.n)


def measured(answers: Answers, name: str, rows: pd.DataFrame, what: str = "", n: float | None = None) -> str:
    """Measure (or `what`) · n (by default of these rows) · period; a sum of money is no n."""
    one = metric(name)
    if n is None and one.kind != "yuan":
        n = rows[f"{name}_d" if one.denominator else f"{name}_n"].sum()
    return answers.subtitle(what or _(one.label), n, _(one.unit) if one.unit and not one.share else "")


def provenance(
    answers: Answers, name: str, rows: pd.DataFrame, exclusions: str = "", unlocated: float | None = None
) -> str:
    """Source, data date, what is not shown (too few rows included) and the demo mark."""
    hidden = int(rows["suppressed"].sum()) if "suppressed" in rows else 0
    few = _("{k} 项数量过少,不予显示").format(k=number(hidden)) if hidden else ""
    left_out = " · ".join(filter(None, (exclusions, few)))
    return answers.foot(_(metric(name).source), left_out, unlocated)
