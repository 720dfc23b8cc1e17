"""How long something takes, for disputes and orders alike: curves of what is still open, medians by part."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from wzdash.analysis.survival import Survival, survival
from wzdash.charts import frame, ranking
from wzdash.charts import survival as curves
from wzdash.charts.values import full
from wzdash.labels import _, number
from wzdash.ui.page import View
from wzdash.ui.panels import counts
from wzdash.ui.show import show_chart

SHOWN = 2  # slowest and fastest parts drawn beside all


@dataclass(frozen=True)
class Words:
    """What is said of it, in the running language; `finding` has {median} and {p90}, `open_share` {n}."""

    finding: str
    open_share: str
    slowest: str
    nothing: str
    measure: str
    still: str
    done: str
    running: str
    median: str
    p90: str


@dataclass(frozen=True)
class Times:
    """Durations in `unit` (days or hours) of which `scale` make a day.

    Parts of fewer than `least` are left out. `longest`: where the curves end. `key`: how the names of the
    charts begin and end.
    """

    view: View
    key: tuple[str, str]
    net: str
    unit: str
    told: str
    scale: float
    least: int
    longest: float
    source: str
    words: Words

    def curves(self, whole: Survival, table: pd.DataFrame, parts: pd.DataFrame, by: str) -> None:
        """All, and the slowest and fastest parts, as step curves in days; `parts`: the rows cut by `by`."""
        known = self._known(table).dropna(subset=[by]).sort_values("median")
        picked = pd.concat([known.head(SHOWN), known.tail(SHOWN)]).drop_duplicates(by)
        drawn = {_("全部"): whole}
        for row in picked.to_dict("records"):
            drawn[row[f"{by}_name"]] = survival_of(parts[parts[by] == row[by]], self.unit)
        tables = {
            name: found.curve[found.curve["time"] <= self.longest].assign(
                time=lambda c: c["time"] / self.scale
            )
            for name, found in drawn.items()
        }
        median, p90 = (full(self.told, whole.quantile(share)[0]) for share in (0.5, 0.9))
        fig = curves.survival(tables, net=self.net, longest=self.longest / self.scale)
        what = self.words.open_share.format(n=number(whole.n - whole.ended))
        below = self.view.subtitle(what, whole.n, _("件"))
        title = self.words.finding.format(median=median, p90=p90)
        fig = frame.decorate(fig, title, below, self.view.foot(self.source))
        rows = pd.concat([curve.assign(name=name) for name, curve in tables.items()], ignore_index=True)
        headers = {"name": _("名称"), "time": _("天数"), "open": self.words.still, "low": _("区间下限")}
        headers |= {"high": _("区间上限"), "at_risk": _("风险集"), "ended": self.words.done}
        show_chart(self.view, fig, rows, self._prefix("curves"), columns=headers)

    def medians(self, whole: Survival, table: pd.DataFrame, by: str) -> None:
        """Median with its interval, one dot per part; the table behind it has P90 and the open ones."""
        label, words = f"{by}_name", self.words
        known = self._known(table)
        known = known.assign(
            median_low=known["median_low"].fillna(known["median"]),
            median_high=known["median_high"].fillna(known["median"]),
        )
        fig = ranking.forest(
            known,
            *(label, "median", "median_low", "median_high"),
            n="n",
            key=by,
            net=self.net,
            kind=self.unit,
            reference=whole.quantile(0.5)[0],
        )
        title = words.nothing
        placed = known.dropna(subset=[by])
        if len(placed):
            slow = placed.sort_values("median").iloc[-1]
            middle, late = (full(self.told, slow[name]) for name in ("median", "p90"))
            title = words.slowest.format(name=slow[label], median=middle, p90=late)
        few = _("不足 {n} 件的").format(n=self.least)
        below = self.view.subtitle(words.measure, whole.n, _("件"))
        fig = frame.decorate(fig, title, below, self.view.foot(self.source, few))
        headers = {
            label: _("名称"),
            by: _("代码"),
            "n": _("受理"),
            "ended": words.done,
            "open": words.running,
        }
        headers |= {"median": words.median, "median_low": _("区间下限"), "median_high": _("区间上限")}
        headers |= {"p90": words.p90}
        select = counts.filter_by(self.view, by)
        show_chart(self.view, fig, table, self._prefix("medians"), select=select, columns=headers)

    def _known(self, table: pd.DataFrame) -> pd.DataFrame:
        """The parts with enough rows and a median."""
        return table[(table["n"] >= self.least) & table["median"].notna()]

    def _prefix(self, name: str) -> str:
        before, after = self.key
        return "_".join(filter(None, (before, name, after)))


def survival_of(rows: pd.DataFrame, unit: str) -> Survival:
    """Kaplan–Meier of rows with the unit's column, ended and count."""
    times, ended, n = (rows[name].to_numpy() for name in (unit, "ended", "count"))
    return survival(times, ended, counts=n)
