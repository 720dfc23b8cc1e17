"""Mediation by type, town, level, source and month: success with interval and shrinkage, days to conclude."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from wzdash.analysis import findings
from wzdash.analysis.proportions import wilson_columns
from wzdash.analysis.shrinkage import shrink_shares
from wzdash.analysis.survival import Survival, survival_by
from wzdash.charts import line, ranking
from wzdash.exhibits.cuts import place_finding
from wzdash.labels import N_, _, number, percent
from wzdash.metrics import pipeline as rows_of
from wzdash.metrics.catalogue import metric
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.ui import names
from wzdash.ui.layout import side_by_side
from wzdash.ui.panels import counts
from wzdash.ui.panels.pipelines import Pipeline, is_too_fine
from wzdash.ui.panels.times import Times, Words, survival_of
from wzdash.ui.show import show_chart

RATES = {
    "grid": ("mediation_success_accepted", "mediation_success", "non_litigation_share"),
    "court": (
        *("pre_litigation_success_rate", "confirmation_rate", "agreement_performance_rate"),
        "diversion_rate",
    ),
}
CUTS = {
    "category": N_("纠纷类型"),
    "town": N_("镇街"),
    "level": N_("调解层级"),
    "source": N_("来源"),
    "month": N_("月份"),
}
PARTS = ("category", "town", "source", "level")
LEAST = 20  # disputes of a part before its median is shown


def success(way: Pipeline) -> None:
    """One rate by one cut: as counted with its interval, and shrunken towards the whole where n is small."""
    with st.container(horizontal=True, key="choose_success"):
        name = st.selectbox(
            _("指标"),
            RATES[way.key],
            format_func=lambda key: _(metric(key).label),
            key=f"success_measure_{way.key}",
        )
        by = st.selectbox(_("细分"), list(CUTS), format_func=lambda key: _(CUTS[key]), key="success_by")
    if by == "month":
        _over_time(way, name)
        return
    _by_part(way, name, by)


def _over_time(way: Pipeline, name: str) -> None:
    one, view = metric(name), way.view
    rows = view.frame(name, ("month",))
    if counts.withheld(rows):
        return
    rows = wilson_columns(rows, f"{name}_n", f"{name}_d")
    fig = line.trend(
        rows,
        "month",
        name,
        low="low",
        high="high",
        n=f"{name}_d",
        net="line",
        kind=one.kind,
        name=_(one.label),
    )
    whole = one.text(view.frame(name)[name].iloc[0], unit=False)
    title = findings.trend(rows, "month", name, _(one.label), overall=whole, change="")
    what = _("{what},95 % 区间").format(what=_(one.label))
    fig = counts.decorated(view, fig, title, name, rows, what=what)
    headers = counts.csv_headers(name, ("month", _("月份")))
    headers |= {"low": _("区间下限"), "high": _("区间上限")}
    show_chart(view, fig, rows, f"success_{name}_month", columns=headers)


def _by_part(way: Pipeline, name: str, by: str) -> None:
    rows = way.view.frame(name, (by,))
    if counts.withheld(rows):
        return
    known = rows[rows[name].notna()].reset_index(drop=True)
    if known.empty:
        st.info(_("期间内没有可比的数据。"))
        return
    known = wilson_columns(known, f"{name}_n", f"{name}_d")
    shrunk = shrink_shares(known[f"{name}_n"].to_numpy(), known[f"{name}_d"].to_numpy())
    known = known.assign(shrunk=shrunk["share"], shrunk_low=shrunk["low"], shrunk_high=shrunk["high"])
    known["weight"] = shrunk["weight"]
    side_by_side(partial(_counted, way, name, by, known), partial(_shrunken, way, name, by, known))
    st.caption(
        _(
            "收缩:件数少的向全体靠拢({least} 至 {most} 的权重来自自身数据)。"
            "比较先看收缩值,再看原值;区间相互重叠的不分高下。"
        ).format(least=percent(known["weight"].min()), most=percent(known["weight"].max()))
    )
    hidden = int(rows["suppressed"].sum()) if "suppressed" in rows else 0
    if hidden:
        st.caption(_("{k} 项数量过少,不予显示").format(k=number(hidden)))


def _headers(name: str, by: str) -> dict[str, str]:
    headers = counts.csv_headers(name, (f"{by}_name", _("名称")), (by, _("代码")))
    headers |= {"low": _("区间下限"), "high": _("区间上限"), "shrunk": _("收缩值")}
    return headers | {"shrunk_low": _("收缩值区间下限"), "shrunk_high": _("收缩值区间上限")}


def _counted(way: Pipeline, name: str, by: str, rows: pd.DataFrame) -> None:
    one, view, label = metric(name), way.view, f"{by}_name"
    whole = view.frame(name)[name].iloc[0]
    fig = ranking.forest(
        rows, *(label, name, "low", "high"), n=f"{name}_d", key=by, net="line", reference=whole
    )
    title = place_finding(view, rows, label, name, view.scope)
    what = _("{what},95 % 区间").format(what=_(one.label))
    fig = counts.decorated(view, fig, title, name, rows, what=what)
    headers = _headers(name, by)
    select = counts.filter_by(view, by)
    show_chart(view, fig, rows[list(headers)], f"success_{name}_{by}", select=select, columns=headers)


def _shrunken(way: Pipeline, name: str, by: str, rows: pd.DataFrame) -> None:
    one, view, label = metric(name), way.view, f"{by}_name"
    whole = view.frame(name)[name].iloc[0]
    fig = ranking.forest(
        rows,
        *(label, "shrunk", "shrunk_low", "shrunk_high"),
        n=f"{name}_d",
        key=by,
        net="line",
        reference=whole,
    )
    apart = ((rows["shrunk_low"] > whole) | (rows["shrunk_high"] < whole)).sum()
    title = _("收缩后 {k} 项与全体有别,共 {n} 项").format(k=number(apart), n=number(len(rows)))
    what = _("{what}(经验贝叶斯收缩),95 % 区间").format(what=_(one.label))
    fig = counts.decorated(view, fig, title, name, rows, what=what)
    headers = _headers(name, by)
    select = counts.filter_by(view, by)
    show_chart(view, fig, rows[list(headers)], f"shrunk_{name}_{by}", select=select, columns=headers)


@st.cache_data(max_entries=64, show_spinner=False)
def _days(version: str, _store: Store, scope: Scope, pipeline: str, by: str | None) -> pd.DataFrame:
    return rows_of.days_to_conclude(_store, scope, pipeline, by)


@st.cache_data(max_entries=64, show_spinner=False)
def _table(version: str, _store: Store, scope: Scope, pipeline: str, by: str) -> pd.DataFrame:
    rows = _days(version, _store, scope, pipeline, by)
    return survival_by(rows, by, duration="days", ended="ended", count="count")


def days_to_conclude(way: Pipeline) -> None:
    """The share still undecided by days since acceptance, and the median by type, town, source or level."""
    if is_too_fine(way.view):
        return
    by = st.segmented_control(
        _("细分"), PARTS, format_func=lambda key: _(CUTS[key]), key="conclude_by", default="category",
        required=True,
    )  # fmt: skip
    version, view = way.view.store.version, way.view
    rows = _days(version, view.store, view.scope, way.key, None)
    if rows.empty:
        st.info(_("期间内没有受理的纠纷。"))
        return
    whole = survival_of(rows, "days")
    table = _table(version, view.store, view.scope, way.key, by)
    table[f"{by}_name"] = names.name_column(table, by, "dispute")
    parts = _days(version, view.store, view.scope, way.key, by)
    times = _times(way, whole)
    side_by_side(
        partial(times.curves, whole, table, parts, by),
        partial(times.medians, whole, table, by),
    )


def _times(way: Pipeline, whole: Survival) -> Times:
    words = Words(
        finding=_("一半纠纷在 {median}内有结果,九成在 {p90}内"),
        open_share=_("自受理起仍无结果的占比(Kaplan–Meier),在调 {n} 件按截尾计入"),
        slowest=_("{name}最慢,中位 {median},P90 {p90}"),
        nothing=_("调解时长:没有数据"),
        measure=_("自受理到有结果的中位天数"),
        still=_("仍无结果"),
        done=_("有结果"),
        running=_("在调"),
        median=_("中位天数"),
        p90=_("P90 天数"),
    )
    longest = max((whole.quantile(0.95)[0] or 90.0), 7.0)
    key = ("conclude", way.key)
    return Times(way.view, key, "line", "days", "days", 1.0, LEAST, longest, way.source, words)
