"""The figures of a briefing: trend, ranking, funnel and map, each with its rows and its native chart.

Where the answer may not be shown a note says why instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from wzdash.analysis import findings
from wzdash.briefing.material import Material
from wzdash.charts import bars, frame, funnel, line, mapfigure, maps, theme
from wzdash.charts.classes import classify
from wzdash.export.document import Chart, Figure, Series, Text
from wzdash.labels import NONE, _, number
from wzdash.metrics.catalogue import metric
from wzdash.metrics.metric import Metric
from wzdash.scope import Scope


@dataclass(frozen=True)
class _Drawn:
    """A picture, the rows it shows with their headers, what it is called and what it says."""

    what: str
    title: str
    rows: pd.DataFrame
    headers: dict[str, str]
    picture: Any
    chart: Chart | None = None


def trend(material: Material, name: str) -> Figure | Text:
    """The metric by month against the comparison period."""
    one, compared = metric(name), material.compared(name)
    rows = material.frame((name,), ("month",))
    if rows.attrs["withheld"]:
        return withheld(rows)
    rows["before"] = float("nan")
    if compared:
        earlier = material.frame((name,), ("month",), compared)[name]
        rows["before"] = earlier.reindex(range(len(rows))).to_numpy()
    series = [Series(name, _("本期"), theme.LIGHT.nets[one.net])]
    if rows["before"].notna().any():
        series.append(Series("before", _("对比期"), theme.LIGHT.grey))
    drawn = line.trend(
        rows,
        "month",
        name,
        compare="before" if len(series) > 1 else None,
        n=f"{name}_d" if one.is_rate else None,
        net=one.net,
        kind=one.kind,
        name=_("本期"),
        compare_name=_("对比期"),
    )
    headers = {"month": _("月份")} | {each.column: each.name for each in series}
    chart = Chart("line", "month", tuple(series), one.kind)
    what = _("{label}走势").format(label=_(one.label))
    shown = _Drawn(what, _trend_finding(material, one, rows, compared), rows, headers, drawn, chart)
    return _figure(material, one, shown)


def _trend_finding(material: Material, one: Metric, rows: pd.DataFrame, compared: Scope | None) -> str:
    """The value of the whole period and its change, or the month of the peak."""
    now = material.frame((one.name,))[one.name].iloc[0]
    before = material.frame((one.name,), (), compared)[one.name].iloc[0] if compared else float("nan")
    change = one.change_text(now, before)
    overall = one.text(now, unit=False)
    said = "" if change == NONE else change
    return findings.trend(rows, "month", one.name, _(one.label), overall=overall, change=said)


def ranking(material: Material, name: str) -> Figure | Text:
    """The metric by town, the largest (or the one that deserves a look) first."""
    one = metric(name)
    rows = material.frame((name,), ("town",))
    if rows.attrs["withheld"]:
        return withheld(rows)
    rows = rows.sort_values(name, ascending=one.better == "up", ignore_index=True)
    counts = {f"{name}_d": _("分母")} if one.is_rate else {}
    drawn = bars.bars(
        rows, "town_name", name, n=f"{name}_d" if one.is_rate else None, net=one.net, kind=one.kind
    )
    chart = Chart("bar", "town_name", (Series(name, _(one.label), theme.LIGHT.nets[one.net]),), one.kind)
    headers = {"town_name": _("镇街"), name: _(one.label), **counts}
    what = _("各镇街{label}").format(label=_(one.label))
    title = place_finding(material, rows, name)
    return _figure(material, one, _Drawn(what, title, rows, headers, drawn, chart))


def place_finding(material: Material, rows: pd.DataFrame, name: str) -> str:
    """Which town leads by count and its share of all, or has the rate that deserves a look."""
    one = metric(name)
    if one.is_rate:
        low = one.better == "up"
        return findings.extreme(rows, "town_name", name, _(one.label), one.text, lowest=low, key="town")
    total = material.frame((name,))[name].iloc[0]
    return findings.leading(rows, "town_name", name, _(one.label), total)


def stages(material: Material, names: Sequence[str], what: str) -> Figure | Text:
    """A pipeline by cohort: count per stage."""
    found = material.frame(names)
    if found.attrs["withheld"] or found[list(names)].isna().any(axis=None):
        return _note(_("{what}:有的环节数量过少,不予显示。").format(what=what))
    one = metric(names[0])
    rows = pd.DataFrame(
        {"stage": [_(metric(name).label) for name in names], "count": [found[name].iloc[0] for name in names]}
    )
    title = findings.pipeline(rows["count"], list(rows["stage"]), what)
    drawn = funnel.stages(rows, "stage", "count", net=one.net)
    chart = Chart("bar", "stage", (Series("count", _("数量"), theme.LIGHT.nets[one.net]),))
    headers = {"stage": _("环节"), "count": _("数量")}
    return _figure(material, one, _Drawn(what, title, rows, headers, drawn, chart), names=tuple(names))


def town_map(material: Material, name: str) -> Figure | Text:
    """The metric by town on the map, in classes; unlocated rows are told at its foot."""
    one = metric(name)
    rows = material.frame((name,), ("town",))
    if rows.attrs["withheld"]:
        return withheld(rows)
    towns = material.towns
    if towns.empty:
        return _note(_("没有区划边界,不画地图。"))
    chosen = material.scope.values("town")
    if chosen:
        towns = towns[towns["code"].isin(chosen)]
    joined = towns.merge(rows, how="left", left_on="code", right_on="town")
    hidden = joined["suppressed"].eq(True).tolist() if "suppressed" in joined else None
    classes = classify(joined[name].tolist(), method="quantile", kind=one.kind, net=one.net, hidden=hidden)
    labels = towns.dropna(subset=["lon", "lat"])[["name", "lon", "lat"]].assign(priority=900.0, quiet=False)
    drawn = mapfigure.figure(
        joined,
        name,
        classes,
        n=f"{name}_d" if one.is_rate else f"{name}_n",
        kind=one.kind,
        context=maps.Context(labels=labels.reset_index(drop=True)),
        room=760,
    )
    lost = rows.loc[rows["town"].isna(), f"{name}_n"].sum()
    shown = joined.drop(columns="geometry")
    headers = {"name": _("镇街"), name: _(one.label)}
    what = _("{label}分布图").format(label=_(one.label))
    title = place_finding(material, rows, name)
    return _figure(material, one, _Drawn(what, title, shown, headers, drawn), lost=lost)


def _figure(
    material: Material, one: Metric, drawn: _Drawn, *, names: tuple[str, ...] = (), lost: float | None = None
) -> Figure:
    """The figure with measure · n · period below its title, its provenance and its definitions."""
    rows, whole = drawn.rows, material.frame((one.name,)).iloc[0]
    n = whole[f"{one.name}_d" if one.denominator else f"{one.name}_n"]
    unit = _(one.unit) if one.unit and not one.share else ""
    hidden = int(rows["suppressed"].sum()) if "suppressed" in rows else 0
    few = _("{k} 项数量过少,不予显示").format(k=number(hidden)) if hidden else ""
    told = [metric(name) for name in names or (one.name,)]
    counts = {f"{one.name}_d": "count", "count": "count"}
    return Figure(
        drawn.what,
        drawn.title,
        rows,
        drawn.headers,
        counts | {one.name: one.kind, "before": one.kind},
        foot=material.foot(_(one.source), few, lost),
        net=one.net,
        definitions={_(each.label): _(each.definition) for each in told},
        picture=drawn.picture,
        subtitle=frame.subtitle(drawn.what if names else _(one.label), n, material.period, unit),
        chart=drawn.chart,
    )


def withheld(rows: pd.DataFrame) -> Text:
    """Why the whole answer may not be shown."""
    return _note("\n".join(_(reason) for reason in rows.attrs["withheld"]))


def _note(text: str) -> Text:
    return Text(text, style="note")
