"""Panels that any counted fact can use: trend, ranking, category × town, hour × weekday, funnel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from wzdash.analysis import findings
from wzdash.charts import bars, frame, funnel, heatmap, line
from wzdash.labels import N_, NONE, _, number
from wzdash.metrics.catalogue import metric
from wzdash.scope import Scope
from wzdash.ui import links, state
from wzdash.ui.page import View
from wzdash.ui.show import show_chart
from wzdash.ui.timeline import are_whole


def csv_headers(name: str, *dimensions: tuple[str, str]) -> dict[str, str]:
    """Headers of a CSV: the dimensions in words, then value, numerator, denominator."""
    one = metric(name)
    headers = dict(dimensions) | {name: _(one.label), f"{name}_n": _("分子"), f"{name}_d": _("分母")}
    return headers if one.is_rate else {k: v for k, v in headers.items() if not k.endswith(("_n", "_d"))}


CUT = {"week": N_("首尾不满一周的不画"), "month": N_("首尾不满一月的不画")}


def decorated(
    view: View, fig: Any, title: str, name: str, rows: pd.DataFrame, *, what: str = "", **foot: Any
) -> Any:
    """The figure with its frame: the finding, measure (or `what`) · n · period, provenance."""
    one = metric(name)
    n = None if one.kind == "yuan" else rows[f"{name}_d" if one.denominator else f"{name}_n"].sum()
    below = view.subtitle(what or _(one.label), n, _(one.unit) if one.unit and not one.share else "")
    hidden = int(rows["suppressed"].sum()) if "suppressed" in rows else 0
    if hidden:
        few = _("{k} 项数量过少,不予显示").format(k=number(hidden))
        foot["exclusions"] = " · ".join(filter(None, (foot.get("exclusions"), few)))
    return links.defined(frame.decorate(fig, title, below, view.foot(_(one.source), **foot)), name)


def trend(view: View, name: str, *, by: str = "month", title: str = "") -> None:
    """The metric over time against the comparison period, counts by whole weeks or months only."""
    one = metric(name)
    rows = view.frame(name, (by,))
    if withheld(rows):
        return
    compared = view.compared(name)
    whole = np.ones(len(rows), dtype=bool) if one.is_rate else are_whole(rows[by], by, view.scope)
    rows["before"] = _before(view, name, by, compared).reindex(range(len(rows))).to_numpy()
    overall, change = _overall(view, name, compared)
    shown = rows[whole].reset_index(drop=True) if whole.sum() > 1 else rows
    finding = title or findings.trend(shown, by, name, _(one.label), overall=overall, change=change)
    fig = line.trend(
        shown,
        by,
        name,
        compare="before" if shown["before"].notna().any() else None,
        n=f"{name}_d" if one.is_rate else None,
        net=one.net,
        kind=one.kind,
        name=_("本期"),
        compare_name=_("对比期"),
    )
    headers = csv_headers(name, (by, _("时间"))) | {"before": _("对比期")}
    cut = {} if len(shown) == len(rows) else {"exclusions": _(CUT[by])}
    show_chart(view, decorated(view, fig, finding, name, rows, **cut), rows, f"trend_{name}", columns=headers)


def _before(view: View, name: str, by: str, compared: Scope | None) -> pd.Series:
    """The metric's steps of the comparison period; a count of a part of a week or month is no number."""
    if compared is None:
        return pd.Series(dtype=float)
    rows = view.frame(name, (by,), compared)
    whole = metric(name).is_rate | are_whole(rows[by], by, compared)
    return rows[name].where(whole)


def _overall(view: View, name: str, compared: Scope | None) -> tuple[str, str]:
    """The metric over the whole period and its change against the comparison, as texts; no change: empty."""
    one = metric(name)
    now = view.frame(name)[name].iloc[0]
    before = view.frame(name, (), compared)[name].iloc[0] if compared else float("nan")
    change = one.change_text(now, before)
    return one.text(now, unit=False), "" if change == NONE else change


def withheld(rows: pd.DataFrame) -> bool:
    """True when the whole answer may not be shown; says why."""
    for reason in rows.attrs.get("withheld", ()):
        st.info(_(reason))
    return bool(rows.attrs.get("withheld"))


def place_finding(view: View, rows: pd.DataFrame, label: str, name: str, scope: Scope) -> str:
    """Which name leads by count and its share of all, or has the rate that deserves a look."""
    one = metric(name)
    if one.is_rate:
        low, code = one.better == "up", label.removesuffix("_name")
        key = code if code in rows else ""
        return findings.extreme(rows, label, name, _(one.label), one.text, lowest=low, key=key)
    total = view.frame(name, (), scope)[name].iloc[0]
    return findings.leading(rows, label, name, _(one.label), total)


def ranking(view: View, name: str, by: str = "town", *, top: int | None = None, key: str = "rank") -> None:
    """The metric by area or category as sorted bars; a click on a bar filters the page."""
    one = metric(name)
    rows = view.frame(name, (by,))
    if withheld(rows):
        return
    rows = rows[rows[by].notna() | rows[f"{name}_n"].ne(0)].reset_index(drop=True)  # hidden rows stay
    label = f"{by}_name"
    title = place_finding(view, rows, label, name, view.scope)
    fig = bars.bars(
        rows, label, name, n=f"{name}_d" if one.is_rate else None, key=by, net=one.net, kind=one.kind, top=top
    )
    show_chart(
        view,
        decorated(view, fig, title, name, rows),
        rows,
        f"{key}_{name}_{by}",
        select=filter_by(view, by),
        columns=csv_headers(name, (label, _("名称")), (by, _("代码"))),
    )


def filter_by(view: View, *dimensions: str) -> Callable[[Sequence[dict]], None]:
    """What a click does: the page is filtered by the codes in the point's customdata, one per dimension."""

    def apply(points: Sequence[dict]) -> None:
        codes = points[0].get("customdata") or []
        chosen = {key: code for key, code in zip(dimensions, codes, strict=False) if isinstance(code, str)}
        scope = view.scope.where(**chosen)
        if chosen and scope != view.scope:
            state.click(scope, view.page)

    return apply


def category_by_town(view: View, name: str) -> None:
    """Category group × town as a heatmap; a click filters the page by both."""
    one = metric(name)
    rows = view.frame(name, ("group", "town"))
    if withheld(rows):
        return
    title = _pair(rows, name)
    fig = heatmap.heatmap(
        rows,
        *("group_name", "town_name", name),
        n=f"{name}_d" if one.is_rate else None,
        row_key="group",
        column_key="town",
        net=one.net,
        kind=one.kind,
    )
    show_chart(
        view,
        decorated(view, fig, title, name, rows),
        rows,
        f"matrix_{name}",
        select=filter_by(view, "group", "town"),
        columns=csv_headers(name, ("group_name", _("类别大类")), ("town_name", _("镇街"))),
    )


def _pair(rows: pd.DataFrame, name: str) -> str:
    """The town and category with the most, or with the rate that deserves a look."""
    one = metric(name)
    if not one.is_rate:
        return findings.strongest_pair(rows, "group_name", "town_name", name, _(one.label))
    both = zip(rows["town_name"], rows["group_name"], strict=True)
    paired = rows.assign(pair=[f"{town} · {group}" for town, group in both])
    low = one.better == "up"
    return findings.extreme(paired, "pair", name, _(one.label), one.text, lowest=low, key="town")


def hour_by_weekday(view: View, name: str) -> None:
    """Hour × weekday as a heatmap; rows whose hour is not known are told at the foot; a click filters."""
    one = metric(name)
    rows = view.frame(name, ("weekday", "hour"))
    if withheld(rows):
        return
    unknown = rows[rows["hour"].isna() | rows["weekday"].isna()][name].sum()
    known = rows.dropna(subset=["hour", "weekday"]).assign(
        day=lambda r: r["weekday"].astype(int) - 1, hour=lambda r: r["hour"].astype(int)
    )
    title = findings.busiest_hour(rows, "hour", "weekday", name, _(one.label))
    fig = heatmap.hour_weekday(known, "hour", "day", name, net=one.net, kind=one.kind)
    without = _("时间不详 {n}").format(n=one.text(unknown)) if unknown else ""
    show_chart(
        view,
        decorated(view, fig, title, name, rows, exclusions=without),
        rows,
        f"hours_{name}",
        select=partial(_filter_by_hour, view),
        columns=csv_headers(name, ("weekday", _("星期")), ("hour", _("小时"))),
    )


def _filter_by_hour(view: View, points: Sequence[dict]) -> None:
    codes = points[0].get("customdata") or []
    if len(codes) == 2:
        weekday, hour = (int(code) for code in codes)
        state.click(view.scope.where(weekday=f"wd{weekday + 1}", hour=f"h{hour}"), view.page)


def stages(view: View, names: Sequence[str], what: str) -> None:
    """A pipeline by cohort: count per stage, share of the previous and of the first."""
    rows = view.frame(tuple(names))
    if withheld(rows):
        return
    if rows[list(names)].isna().any(axis=None):
        st.info(_("{what}:有的环节数量过少,不予显示。").format(what=what))
        return
    counts = pd.DataFrame(
        {"stage": [_(metric(name).label) for name in names], "count": [rows[name].iloc[0] for name in names]}
    )
    title = findings.pipeline(counts["count"], list(counts["stage"]), what)
    fig = funnel.stages(counts, "stage", "count", net=metric(names[0]).net)
    below = view.subtitle(what, counts["count"].iloc[0], _(metric(names[0]).unit))
    fig = frame.decorate(fig, title, below, view.foot(_(metric(names[0]).source)))
    show_chart(view, fig, counts, f"funnel_{names[0]}", columns={"stage": _("环节"), "count": _("数量")})
