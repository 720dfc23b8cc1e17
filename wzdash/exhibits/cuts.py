"""Exhibits that any metric can have: over time, by place or category, by both, by hour, by stage."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from wzdash.analysis import findings
from wzdash.charts import bars, funnel, heatmap, line
from wzdash.exhibits.answers import Answers
from wzdash.exhibits.exhibit import Exhibit, withheld
from wzdash.labels import N_, NONE, _
from wzdash.metrics.catalogue import metric
from wzdash.metrics.steps import are_whole
from wzdash.scope import Scope

BEFORE = "before"
CUT = {"week": N_("首尾不满一周的不画"), "month": N_("首尾不满一月的不画")}


def trend(answers: Answers, name: str, by: str = "month", title: str = "") -> Exhibit:
    """The metric over time against the comparison period, counts by whole weeks or months only."""
    one, rows = metric(name), answers.frame(name, (by,))
    if withheld(rows):
        return Exhibit(one, rows, withheld=withheld(rows))
    compared = answers.compared(name)
    whole = np.ones(len(rows), dtype=bool) if one.is_rate else are_whole(rows[by], by, answers.scope)
    rows[BEFORE] = _before(answers, name, by, compared).reindex(range(len(rows))).to_numpy()
    shown = rows[whole].reset_index(drop=True) if whole.sum() > 1 else rows
    if not title:
        overall, change = _overall(answers, name, compared)
        title = findings.trend(shown, by, name, _(one.label), overall=overall, change=change)
    series = {name: _("本期")}
    if shown[BEFORE].notna().any():
        series[BEFORE] = _("对比期")
    fig = line.trend(
        shown,
        by,
        name,
        compare=BEFORE if BEFORE in series else None,
        n=f"{name}_d" if one.is_rate else None,
        net=one.net,
        kind=one.kind,
        name=series[name],
        compare_name=_("对比期"),
    )
    cut = "" if len(shown) == len(rows) else _(CUT[by])
    return Exhibit(one, rows, title, fig, by, series, shown=shown, exclusions=cut)


def _before(answers: Answers, name: str, by: str, compared: Scope | None) -> pd.Series:
    """The metric's steps of the comparison period; a count of a part of a week or month is no number."""
    if compared is None:
        return pd.Series(dtype=float)
    rows = answers.frame(name, (by,), compared)
    whole = metric(name).is_rate | are_whole(rows[by], by, compared)
    return rows[name].where(whole)


def _overall(answers: Answers, name: str, compared: Scope | None) -> tuple[str, str]:
    """The metric over the whole period and its change against the comparison, as texts; no change: empty."""
    one = metric(name)
    now = answers.frame(name)[name].iloc[0]
    before = answers.frame(name, (), compared)[name].iloc[0] if compared else float("nan")
    change = one.change_text(now, before)
    return one.text(now, unit=False), "" if change == NONE else change


def place_finding(answers: Answers, rows: pd.DataFrame, label: str, name: str, scope: Scope) -> str:
    """Which name leads by count and its share of all, or has the rate that deserves a look."""
    one = metric(name)
    if one.is_rate:
        low, code = one.better == "up", label.removesuffix("_name")
        key = code if code in rows else ""
        return findings.extreme(rows, label, name, _(one.label), one.text, lowest=low, key=key)
    total = answers.frame(name, (), scope)[name].iloc[0]
    return findings.leading(rows, label, name, _(one.label), total)


def ranking(answers: Answers, name: str, by: str = "town", top: int | None = None) -> Exhibit:
    """The metric by area or category as sorted bars; one that deserves a look is the first row."""
    one, rows = metric(name), answers.frame(name, (by,))
    if withheld(rows):
        return Exhibit(one, rows, withheld=withheld(rows))
    rows = rows[rows[by].notna() | rows[f"{name}_n"].ne(0)]  # hidden rows stay
    rows = rows.sort_values(name, ascending=one.better == "up", ignore_index=True)
    label = f"{by}_name"
    title = place_finding(answers, rows, label, name, answers.scope)
    fig = bars.bars(
        rows, label, name, n=f"{name}_d" if one.is_rate else None, key=by, net=one.net, kind=one.kind, top=top
    )
    return Exhibit(one, rows, title, fig, label, {name: _(one.label)}, (by,))


def category_by_town(answers: Answers, name: str) -> Exhibit:
    """Category group × town as a heatmap."""
    one, rows = metric(name), answers.frame(name, ("group", "town"))
    if withheld(rows):
        return Exhibit(one, rows, withheld=withheld(rows))
    fig = heatmap.heatmap(
        rows,
        *("group_name", "town_name", name),
        n=f"{name}_d" if one.is_rate else None,
        row_key="group",
        column_key="town",
        net=one.net,
        kind=one.kind,
    )
    return Exhibit(one, rows, _pair(rows, name), fig, "group_name", {name: _(one.label)}, ("group", "town"))


def _pair(rows: pd.DataFrame, name: str) -> str:
    """The town and category with the most, or with the rate that deserves a look."""
    one = metric(name)
    if not one.is_rate:
        return findings.strongest_pair(rows, "group_name", "town_name", name, _(one.label))
    both = zip(rows["town_name"], rows["group_name"], strict=True)
    paired = rows.assign(pair=[f"{town} · {group}" for town, group in both])
    low = one.better == "up"
    return findings.extreme(paired, "pair", name, _(one.label), one.text, lowest=low, key="town")


def hour_by_weekday(answers: Answers, name: str) -> Exhibit:
    """Hour × weekday as a heatmap; rows whose hour is not known are told, not drawn."""
    one, rows = metric(name), answers.frame(name, ("weekday", "hour"))
    if withheld(rows):
        return Exhibit(one, rows, withheld=withheld(rows))
    unknown = rows[rows["hour"].isna() | rows["weekday"].isna()][name].sum()
    known = rows.dropna(subset=["hour", "weekday"]).assign(
        day=lambda r: r["weekday"].astype(int) - 1, hour=lambda r: r["hour"].astype(int)
    )
    title = findings.busiest_hour(rows, "hour", "weekday", name, _(one.label))
    fig = heatmap.hour_weekday(known, "hour", "day", name, net=one.net, kind=one.kind)
    without = _("时间不详 {n}").format(n=one.text(unknown)) if unknown else ""
    return Exhibit(one, rows, title, fig, "hour", {name: _(one.label)}, shown=known, exclusions=without)


def stages(answers: Answers, names: Sequence[str], what: str) -> Exhibit:
    """A pipeline by cohort: one row per stage with its count."""
    first, found = metric(names[0]), answers.frame(names)
    few = (_("{what}:有的环节数量过少,不予显示。").format(what=what),)
    hidden = withheld(found) or (few if found[list(names)].isna().any(axis=None) else ())
    if hidden:
        return Exhibit(first, found, withheld=hidden)
    counts = [found[name].iloc[0] for name in names]
    rows = pd.DataFrame({"stage": [_(metric(name).label) for name in names], "count": counts})
    title = findings.pipeline(rows["count"], list(rows["stage"]), what)
    fig = funnel.stages(rows, "stage", "count", net=first.net)
    return Exhibit(first, rows, title, fig, "stage", {"count": _("数量")}, what=what, n=counts[0])
