"""Anti-fraud (意识防, 情景反诈): cases and losses by type, campaign reach, before and after by town."""

from __future__ import annotations

import streamlit as st

from wzdash.analysis.change import compare_columns
from wzdash.charts import bars, frame, heatmap
from wzdash.labels import _, number
from wzdash.metrics.catalogue import metric
from wzdash.ui.page import View
from wzdash.ui.panels import counts
from wzdash.ui.show import show_chart

CASES, LOSS, REACH = "incidents_fraud", "fraud_loss", "campaign_reach"


def cases(view: View) -> None:
    """Fraud by type: cases, then losses."""
    counts.ranking(view, CASES, "category")
    counts.ranking(view, LOSS, "category")


def reach(view: View) -> None:
    """Times people were reached, by kind of campaign and audience; counts, somebody may be counted twice."""
    rows = view.frame(REACH, ("kind", "audience"))
    if rows.empty:
        st.info(_("期间内没有宣传日报。用 `python -m wzdash import campaigns` 导入。"))
        return
    top = rows.sort_values(REACH).iloc[-1]
    title = _("{kind}覆盖{audience}最多:{n} 人次").format(
        kind=top["kind_name"], audience=top["audience_name"], n=number(top[REACH])
    )
    fig = heatmap.heatmap(rows, "audience_name", "kind_name", REACH, net="sky")
    headers = counts.csv_headers(REACH, ("kind_name", _("种类")), ("audience_name", _("对象")))
    show_chart(view, counts.decorated(view, fig, title, REACH, rows), rows, "reach", columns=headers)
    counts.trend(view, REACH)


def by_town(view: View) -> None:
    """Change of fraud by town against the comparison period, with the interval that chance alone leaves."""
    compared = view.compared(CASES)
    if compared is None:
        st.info(_("没有可用的对比期:请在左侧选一个,且不早于数据的起点。"))
        return
    now = view.frame(CASES, ("town",)).rename(columns={CASES: "after"})
    before = view.frame(CASES, ("town",), compared).rename(columns={CASES: "before"})
    rows = now[["town", "town_name", "after"]].merge(before[["town", "before"]], on="town", how="outer")
    rows = rows.dropna(subset=["town"]).fillna({"before": 0.0, "after": 0.0})
    rows = compare_columns(rows, "before", "after", exposure_ratio=view.scope.days / compared.days)
    fig = bars.bars(
        rows.assign(percent=rows["ratio"] - 1, least=rows["low"] - 1, most=rows["high"] - 1),
        *("town_name", "percent"),
        low="least",
        high="most",
        n="after",
        key="town",
        kind="share",
        signed=True,
    )
    moved = int(rows["beyond_chance"].sum())
    title = _("{n} 个镇街中 {k} 个的变化超出偶然波动").format(n=number(len(rows)), k=number(moved))
    below = view.subtitle(_("诈骗警情较对比期变化,95 % 区间"), rows["after"].sum())
    fig = frame.decorate(fig, title, below, view.foot(_(metric(CASES).source)))
    show_chart(view, fig, rows, "fraud_change", select=counts.filter_by(view, "town"), columns=_headers())
    st.caption(_("这是前后对比,不是宣传的成效;成效的判断见「成效评估」。"))


def _headers() -> dict[str, str]:
    return {
        "town_name": _("镇街"),
        "before": _("对比期"),
        "after": _("本期"),
        "ratio": _("比值"),
        "low": _("区间下限"),
        "high": _("区间上限"),
        "poisson_z": _("泊松 z"),
    }
