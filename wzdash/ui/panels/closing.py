"""Time to close work orders: Kaplan–Meier, open orders censored, by town, category or source."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from wzdash.analysis.survival import Survival, survival, survival_by
from wzdash.charts import frame, ranking
from wzdash.charts import survival as curves
from wzdash.charts.values import full
from wzdash.labels import _, number, percent
from wzdash.metrics import lifecycle
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.ui import names
from wzdash.ui.layout import side_by_side
from wzdash.ui.page import View
from wzdash.ui.panels import counts
from wzdash.ui.show import show_chart

DAY = 24.0
LEAST = 30  # orders of a place before its median is shown
SHOWN = 2  # slowest and fastest places drawn beside all


@st.cache_data(max_entries=64, show_spinner=False)
def _hours(version: str, _store: Store, scope: Scope, by: str | None) -> pd.DataFrame:
    return lifecycle.hours_to_close(_store, scope, by)


@st.cache_data(max_entries=64, show_spinner=False)
def _table(version: str, _store: Store, scope: Scope, by: str) -> pd.DataFrame:
    rows = _hours(version, _store, scope, by)
    return survival_by(rows, by, duration="hours", ended="ended", count="count")


def _survival(rows: pd.DataFrame) -> Survival:
    hours, ended, n = (rows[name].to_numpy() for name in ("hours", "ended", "count"))
    return survival(hours, ended, counts=n)


def time_to_close(view: View) -> None:
    """The share still open by days since the report, and median and P90 by town, category or source."""
    words = {
        "town": _("镇街"),
        "group": _("类别大类"),
        "category": _("类别"),
        "source": _("来源"),
        "department": _("责任部门"),
    }
    by = st.segmented_control(
        _("细分"), list(words), format_func=words.__getitem__, key="closing_by", default="town", required=True
    )
    version = view.store.version
    rows = _hours(version, view.store, view.scope, None)
    if rows.empty:
        st.info(_("期间内没有工单。"))
        return
    whole = _survival(rows)
    table = _table(version, view.store, view.scope, by)
    table[f"{by}_name"] = names.name_column(table, by, "work_order")
    side_by_side(
        partial(_curves, view, whole, table, by),
        partial(_medians, view, whole, table, by),
    )


def _curves(view: View, whole: Survival, table: pd.DataFrame, by: str) -> None:
    """All orders, and the places that are slowest and fastest, as step curves in days."""
    known = table[table["n"] >= LEAST].sort_values("median")
    picked = pd.concat([known.head(SHOWN), known.tail(SHOWN)]).drop_duplicates(by)
    parts = _hours(view.store.version, view.store, view.scope, by)
    drawn = {_("全部"): whole}
    for row in picked.to_dict("records"):
        part = parts[parts[by].isna() if pd.isna(row[by]) else parts[by] == row[by]]
        drawn[row[f"{by}_name"]] = _survival(part)
    longest = _longest(whole)
    tables = {
        name: found.curve[found.curve["time"] <= longest].assign(time=lambda c: c["time"] / DAY)
        for name, found in drawn.items()
    }
    median, p90 = whole.quantile(0.5)[0], whole.quantile(0.9)[0]
    title = _("一半工单在 {median}内办结,九成在 {p90}内").format(
        median=full("duration", median), p90=full("duration", p90)
    )
    fig = curves.survival(tables, net="ground", longest=longest / DAY)
    what = _("自报告起仍未办结的占比(Kaplan–Meier),未结 {n} 件按截尾计入")
    below = view.subtitle(what.format(n=number(whole.n - whole.ended)), whole.n, _("件"))
    fig = frame.decorate(fig, title, below, view.foot(_("工单")))
    rows = pd.concat([curve.assign(name=name) for name, curve in tables.items()], ignore_index=True)
    headers = {
        "name": _("名称"),
        "time": _("天数"),
        "open": _("仍未办结"),
        "low": _("区间下限"),
        "high": _("区间上限"),
        "at_risk": _("风险集"),
        "ended": _("办结"),
    }
    show_chart(view, fig, rows, "closing_curves", columns=headers)
    left = whole.open_at(longest)
    st.caption(
        _("横轴到 {days} 天为止,此时仍有 {share} 未办结。").format(
            days=number(longest / DAY), share=percent(left, 1)
        )
    )


def _longest(whole: Survival) -> float:
    """Hours after which at most one in twenty is open, as whole days: two days to two months."""
    reached = whole.quantile(0.95)[0] or 60 * DAY
    return min(max(-(-reached // DAY) * DAY, 2 * DAY), 60 * DAY)


def _medians(view: View, whole: Survival, table: pd.DataFrame, by: str) -> None:
    """Median with its interval, one dot per name; the table behind it has P90 and the open ones."""
    known = table[(table["n"] >= LEAST) & table["median"].notna()]
    known = known.assign(
        median_low=known["median_low"].fillna(known["median"]),
        median_high=known["median_high"].fillna(known["median"]),
    )
    label = f"{by}_name"
    fig = ranking.forest(
        known,
        *(label, "median", "median_low", "median_high"),
        n="n",
        key=by,
        net="ground",
        kind="hours",
        reference=whole.quantile(0.5)[0],
    )
    title = _("办结时长:没有数据")
    if len(known):
        slow = known.sort_values("median").iloc[-1]
        title = _("{name}办结最慢,中位 {median},P90 {p90}").format(
            name=slow[label], median=full("duration", slow["median"]), p90=full("duration", slow["p90"])
        )
    few = _("不足 {n} 件的").format(n=LEAST)
    fig = frame.decorate(
        fig, title, view.subtitle(_("办结用时中位数"), whole.n, _("件")), view.foot(_("工单"), few)
    )
    headers = {
        label: _("名称"),
        by: _("代码"),
        "n": _("受理"),
        "ended": _("办结"),
        "open": _("未结"),
        "median": _("中位用时(小时)"),
        "median_low": _("区间下限"),
        "median_high": _("区间上限"),
        "p90": _("P90 用时(小时)"),
    }
    show_chart(view, fig, table, "closing_medians", select=counts.filter_by(view, by), columns=headers)
