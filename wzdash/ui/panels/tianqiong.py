"""The Tianqiong Plan (天穹计划): projects, assets, enclosed communities, warnings."""

from __future__ import annotations

import html

import pandas as pd
import streamlit as st

from wzdash.charts import bars, frame, gantt, line
from wzdash.codes import label
from wzdash.labels import N_, _, language, month, number, percent
from wzdash.metrics import tianqiong
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.ui import names
from wzdash.ui.page import View
from wzdash.ui.panels import counts
from wzdash.ui.show import show_chart

FEWEST_TOWNS = 2  # to be beside each other
STEPS = {"day": N_("逐日"), "week": N_("逐周"), "month": N_("逐月")}


@st.cache_data(max_entries=8, show_spinner=False)
def _milestones(version: str, _store: Store) -> pd.DataFrame:
    return tianqiong.milestones(_store)


@st.cache_data(max_entries=64, show_spinner=False)
def _assets(version: str, _store: Store, scope: Scope) -> pd.DataFrame:
    return tianqiong.assets(_store, scope)


@st.cache_data(max_entries=64, show_spinner=False)
def _towns(version: str, _store: Store, scope: Scope) -> pd.DataFrame:
    return tianqiong.assets_by_town(_store, scope)


@st.cache_data(max_entries=64, show_spinner=False)
def _rollout(version: str, _store: Store, scope: Scope) -> pd.DataFrame:
    return tianqiong.rollout_months(_store, scope)


def _words(rows: pd.DataFrame, stem: str) -> pd.Series:
    """The stored name of the running language, Chinese where English is missing."""
    chinese, english = rows[f"{stem}_zh"], rows[f"{stem}_en"]
    return english.where(english.notna(), chinese) if language() == "en" else chinese


def answer(view: View) -> None:
    """One sentence: milestones reached and late, communities enclosed, assets online."""
    row = view.frame(("milestones_reached", "milestones_overdue")).iloc[0]
    communities = view.frame("enclosure_share").iloc[0]
    text = _(
        "里程碑 {n} 个,达成 {done} 个,逾期未达成 {late} 个;科技合围小区 {in_} ÷ {all}({share})。"
    ).format(
        n=number(row["milestones_reached_d"]),
        done=number(row["milestones_reached_n"]),
        late=number(row["milestones_overdue"]),
        in_=number(communities["enclosure_share_n"]),
        all=number(communities["enclosure_share_d"]),
        share=percent(communities["enclosure_share"]),
    )
    st.html(f'<p class="wz-answer">{html.escape(text)}</p>')


def projects(view: View) -> None:
    """A Gantt chart: all projects by stage, or one project with each of its milestones and documents."""
    rows = _milestones(view.store.version, view.store)
    if rows.empty:
        st.info(_("没有里程碑。用 `python -m wzdash import milestones` 导入。"))
        return
    rows = rows.assign(project=_words(rows, "project"), name=_words(rows, "name"))
    named = dict(zip(rows["project_code"], rows["project"], strict=True))
    chosen = st.pills(_("工程"), list(named), format_func=named.__getitem__, key="tianqiong_project")
    shown = _of_project(rows, chosen) if chosen else _by_stage(rows)
    today = view.store.as_of.date()
    fig = gantt.gantt(
        shown,
        "name",
        "planned_from",
        "planned_on",
        reached="reached_on",
        assumed="assumed",
        today=today,
        net="sky",
    )
    late = shown["reached_on"].isna() & (shown["planned_on"] < pd.Timestamp(today))
    title = _("{what}:{done} ÷ {n} 达成,{late} 项逾期").format(
        what=named[chosen] if chosen else _("七大工程"),
        done=number(shown["reached_on"].notna().sum()),
        n=number(len(shown)),
        late=number(late.sum()),
    )
    guess = _("日期为假设") if shown["assumed"].any() else ""
    below = frame.subtitle(_("横条为计划:深色已达成、浅色未到期、红色逾期;菱形为达成日"), len(shown))
    fig = frame.decorate(fig, title, below, " · ".join(filter(None, (view.foot(_("里程碑")), guess))))
    headers = {
        "name": _("名称"),
        "planned_from": _("计划开始"),
        "planned_on": _("计划完成"),
        "reached_on": _("达成"),
    }
    show_chart(view, fig, shown, "gantt", columns=headers)
    if view.scope.values("town"):
        st.caption(_("里程碑是全区的,不分镇街。"))


def _of_project(rows: pd.DataFrame, code: str) -> pd.DataFrame:
    """The milestones of one project; governance documents are marked as such."""
    own = rows[rows["project_code"] == code]
    mark = own["document"].map(lambda is_document: _("[文件]") if is_document is True else "")
    return own.assign(name=own["name"] + mark)


def _by_stage(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per project and stage: first planned start, last planned end, reached when all of it is."""
    groups = rows.groupby(["project_code", "stage"], sort=False)
    table = groups.agg(
        project=("project", "first"),
        planned_from=("planned_from", "min"),
        planned_on=("planned_on", "max"),
        reached_on=("reached_on", "max"),
        missing=("reached_on", lambda days: days.isna().any()),
        assumed=("assumed", "any"),
    ).reset_index()
    table["reached_on"] = table["reached_on"].where(~table["missing"])
    stage = table["stage"].map(lambda code: label("project_milestone.stage", code))
    short = table["project"].str.split(" (", n=1, regex=False).str[0]  # "Tianyan (sensing)" in English
    return table.assign(name=short + " · " + stage)


def assets(view: View) -> None:
    """Assets installed by kind with the share online, and the online rate over time."""
    rows = _assets(view.store.version, view.store, view.scope)
    if rows.empty:
        st.info(_("期间内没有设备日报。用 `python -m wzdash import assets` 导入。"))
        return
    rows = rows.assign(name=_words(rows, "kind"))
    worst = rows.sort_values("online_rate").iloc[0]
    title = _("已装 {n} 台套,{name}在线率最低,为 {share}").format(
        n=number(rows["installed"].sum()), name=worst["name"], share=percent(worst["online_rate"])
    )
    fig = bars.bars(rows, "name", "online_rate", n="installed", net="sky", kind="share")
    below = view.subtitle(_("在线率"), rows["installed"].sum(), _("台套"))
    fig = frame.decorate(fig, title, below, view.foot(_("设备日报")))
    headers = {"name": _("名称"), "installed": _("已装"), "online": _("在线"), "online_rate": _("在线率")}
    show_chart(view, fig, rows, "assets", columns=headers)
    counts.trend(view, "asset_online_rate")
    _assets_by_town(view)


def _assets_by_town(view: View) -> None:
    """Assets installed in each town with the share online; a click filters by the town."""
    rows = _towns(view.store.version, view.store, view.scope)
    rows = rows[rows["town"].notna()].reset_index(drop=True)
    if len(rows) < FEWEST_TOWNS:
        return
    rows = rows.assign(name=rows["town"].map(names.area_names()))
    most, worst = rows.sort_values("installed").iloc[-1], rows.sort_values("online_rate").iloc[0]
    title = _("{most}装得最多({n} 台套);{name}在线率最低,为 {share}").format(
        most=most["name"],
        n=number(most["installed"]),
        name=worst["name"],
        share=percent(worst["online_rate"]),
    )
    fig = bars.bars(rows, "name", "installed", key="town", net="sky")
    below = view.subtitle(_("各镇街已装设备"), rows["installed"].sum(), _("台套"))
    fig = frame.decorate(fig, title, below, view.foot(_("设备日报")))
    headers = {"name": _("名称"), "installed": _("已装"), "online": _("在线"), "online_rate": _("在线率")}
    select = counts.filter_by(view, "town")
    show_chart(view, fig, rows, "assets_town", select=select, columns=headers)


def rollout(view: View) -> None:
    """Communities enclosed against the plan, cumulated by month over all plan years."""
    rows = _rollout(view.store.version, view.store, view.scope)
    if rows.empty:
        st.info(_("没有合围台账。用 `python -m wzdash import rollout` 导入。"))
        return
    last = rows.iloc[-1]
    title = _("到 {month} 合围 {n} 个小区,计划 {plan} 个").format(
        month=month(last["month"]), n=number(last["enclosed"]), plan=number(last["planned"])
    )
    fig = line.trend(
        rows, "month", "enclosed", compare="planned", net="sky", name=_("已合围"), compare_name=_("计划")
    )
    below = frame.subtitle(_("累计小区数"), last["planned"])
    guess = _("日期为假设,公布的只有三年计划")
    fig = frame.decorate(fig, title, below, " · ".join((view.foot(_("合围台账")), guess)))
    show_chart(
        view,
        fig,
        rows,
        "rollout",
        columns={"month": _("月份"), "enclosed": _("已合围"), "planned": _("计划")},
    )


def warnings(view: View) -> None:
    """Warnings, verified and arrests as counts over time, with what they are not."""
    st.info(_("预警、核实和抓获是产出,不是成效:抓得多可能是案件多,也可能是查得多。成效看警情的变化。"))
    counts.stages(view, ("warnings", "warnings_verified", "offenders_caught_by_warning"), _("预警到抓获"))
    step = st.segmented_control(
        _("走势"),
        list(STEPS),
        format_func=lambda key: _(STEPS[key]),
        default="month",
        required=True,
        key="tianqiong_step",
    )
    for name in ("warnings", "warnings_verified", "offenders_caught_by_warning"):
        counts.trend(view, name, by=step or "month")
