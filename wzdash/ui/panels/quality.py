"""How well work orders are done: repeats, hand-backs, exclusions by reason, satisfaction with bounds."""

from __future__ import annotations

import html
from functools import partial

import pandas as pd
import streamlit as st

from wzdash.analysis.durations import quantile
from wzdash.charts import bars, frame, heatmap, ranking
from wzdash.exhibits.cuts import place_finding
from wzdash.labels import _, number, percent
from wzdash.metrics import lifecycle
from wzdash.metrics.catalogue import metric
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.store.measures import REOPEN_WINDOW
from wzdash.ui.cards import show_cards
from wzdash.ui.layout import side_by_side
from wzdash.ui.page import View
from wzdash.ui.panels import counts
from wzdash.ui.show import show_chart

RATES = (
    "verification_pass_rate",
    "rework_rate",
    "handback_rate",
    "repeat_rate",
    "reopen_rate",
    "exclusion_rate",
)
SAID = ("callback_reach", "contact_rate", "solution_rate", "satisfaction_rate")


@st.cache_data(max_entries=64, show_spinner=False)
def _repeats(version: str, _store: Store, scope: Scope) -> pd.DataFrame:
    return lifecycle.repeat_days(_store, scope)


def handling(view: View) -> None:
    """Rates of what went wrong, how far repeats lie from their original, and what was excluded and why."""
    heads = view.headlines(*RATES)
    show_cards(heads[:3], heads[3:])
    _window(view)
    name = st.selectbox(
        _("指标"), RATES, format_func=lambda key: _(metric(key).label), index=2, key="quality_measure"
    )
    side_by_side(partial(counts.trend, view, name), partial(counts.ranking, view, name, "department"))
    if name == "reopen_rate" and view.store.as_of.date() - view.scope.end < REOPEN_WINDOW:
        st.caption(_("最近 30 天办结的工单还可能重开:末月的重开率偏低。"))
    side_by_side(partial(_reasons, view), partial(_reasons_by_town, view))


def _window(view: View) -> None:
    """The window that the repeats of the period really span, measured on them."""
    rows = _repeats(view.store.version, view.store, view.scope)
    known = rows[rows["days"].notna() & (rows["days"] >= 0)]
    if known.empty:
        return
    days, n = known["days"].to_numpy(), known["count"].to_numpy()
    text = _(
        "重复件 {n} 件(同一网格、同一类别的占 {same}):"
        "与原件相隔中位 {median} 天,P90 {p90} 天,最长 {most} 天。"
        "重开指办结后 30 日内再次打开。"
    ).format(
        n=number(rows["count"].sum()),
        same=percent(rows["same"].sum() / rows["count"].sum()),
        median=number(quantile(days, n, 0.5)),
        p90=number(quantile(days, n, 0.9)),
        most=number(days.max()),
    )
    st.html(f'<p class="wz-answer">{html.escape(text)}</p>')


def _excluded(view: View, *by: str) -> pd.DataFrame:
    """One row per reason (and further dimension) that occurs: exclusion, exclusion_name, …, n."""
    rows = view.frame("exclusion_rate", ("exclusion", *by)).rename(columns={"exclusion_rate_n": "n"})
    return rows[rows["exclusion"].notna() & (rows["n"] > 0)].reset_index(drop=True)


def _reasons(view: View) -> None:
    whole = view.frame("exclusion_rate").iloc[0]
    rows = _excluded(view)
    title = _("剔除 {n} 件,占受理的 {share}").format(
        n=number(whole["exclusion_rate_n"]), share=percent(whole["exclusion_rate"], 2)
    )
    fig = bars.bars(rows, "exclusion_name", "n", net="ground")
    below = view.subtitle(_("剔除出考评的工单,按理由"), whole["exclusion_rate_n"], _("件"))
    fig = frame.decorate(fig, title, below, view.foot(_("工单")))
    headers = {"exclusion_name": _("理由"), "exclusion": _("代码"), "n": _("数量")}
    show_chart(view, fig, rows[list(headers)], "exclusions", columns=headers)


def _reasons_by_town(view: View) -> None:
    rows = _excluded(view, "town")
    if rows.empty:
        st.info(_("期间内没有剔除的工单。"))
        return
    top = rows.sort_values("n").iloc[-1]
    title = _("{town}因「{reason}」剔除最多:{n} 件").format(
        town=top["town_name"], reason=top["exclusion_name"], n=number(top["n"])
    )
    fig = heatmap.heatmap(rows, "town_name", "exclusion_name", "n", row_key="town", net="ground")
    below = view.subtitle(_("剔除的工单,镇街 × 理由"), rows["n"].sum(), _("件"))
    fig = frame.decorate(fig, title, below, view.foot(_("工单")))
    headers = {"town_name": _("镇街"), "exclusion_name": _("理由"), "n": _("数量")}
    show_chart(
        view,
        fig,
        rows[list(headers)],
        "exclusions_town",
        select=counts.filter_by(view, "town"),
        columns=headers,
    )


def satisfaction(view: View) -> None:
    """What those who were reached said, how many were reached, and what the others could change at most."""
    show_cards(view.headlines(*SAID))
    row = view.frame(SAID).iloc[0]
    happy, reached, called = (
        row[c] for c in ("satisfaction_rate_n", "satisfaction_rate_d", "callback_reach_d")
    )
    if not called:
        st.info(_("期间内没有回访。"))
        return
    text = _(
        "满意率 {rate} 只说明得到答复的 V = {v} 件;应回访 {c} 件,接通 {reach}。"
        "没有接通的若全部不满意,满意率为 {worst};若全部满意,为 {best}。"
    ).format(
        rate=percent(row["satisfaction_rate"], 2),
        v=number(reached),
        c=number(called),
        reach=percent(row["callback_reach"]),
        worst=percent(happy / called),
        best=percent((happy + called - reached) / called),
    )
    st.html(f'<p class="wz-answer">{html.escape(text)}</p>')
    side_by_side(partial(_bounds, view, "town"), partial(_bounds, view, "group"))
    side_by_side(
        partial(counts.trend, view, "satisfaction_rate"), partial(counts.trend, view, "callback_reach")
    )


def _bounds(view: View, by: str) -> None:
    """The satisfaction of those reached as a dot, worst and best case over all who were called as a line."""
    rows = view.frame(("satisfaction_rate", "callback_reach"), (by,))
    rows = rows[rows["callback_reach_d"] > 0].reset_index(drop=True)
    called, happy = rows["callback_reach_d"], rows["satisfaction_rate_n"]
    rows["worst"] = happy / called
    rows["best"] = (happy + called - rows["satisfaction_rate_d"]) / called
    rows["reach"] = rows["callback_reach"]
    label = f"{by}_name"
    fig = ranking.forest(
        rows,
        *(label, "satisfaction_rate", "worst", "best"),
        n="satisfaction_rate_d",
        key=by,
        net="ground",
        kind=metric(SAID[-1]).kind,
        interval_name=_("最坏 – 最好"),
    )
    title = place_finding(view, rows, label, "satisfaction_rate", view.scope)
    below = view.subtitle(
        _("满意率(点)与未接通者的最坏、最好情形(线),V 为得到答复"), rows["satisfaction_rate_d"].sum()
    )
    fig = frame.decorate(fig, title, below, view.foot(_("工单")))
    headers = {
        label: _("名称"),
        by: _("代码"),
        "satisfaction_rate": _("满意率"),
        "satisfaction_rate_n": _("满意"),
        "satisfaction_rate_d": _("得到答复 V"),
        "callback_reach_d": _("应回访"),
        "reach": _("接通率"),
        "worst": _("最坏"),
        "best": _("最好"),
    }
    show_chart(
        view, fig, rows[list(headers)], f"bounds_{by}", select=counts.filter_by(view, by), columns=headers
    )
