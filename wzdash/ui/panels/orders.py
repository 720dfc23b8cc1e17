"""Work orders: life cycle with how long each step takes, states that add up, two bases of closure, cuts."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from wzdash.analysis import findings
from wzdash.analysis.conservation import leaks
from wzdash.analysis.durations import summarise
from wzdash.analysis.proportions import wilson_columns
from wzdash.charts import bars, frame, funnel, line, ranking
from wzdash.codes import label
from wzdash.exhibits.cuts import place_finding
from wzdash.labels import _, number, percent
from wzdash.metrics import lifecycle
from wzdash.metrics.catalogue import metric
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.ui import cached
from wzdash.ui import names as words_of
from wzdash.ui.layout import side_by_side
from wzdash.ui.page import View
from wzdash.ui.panels import counts
from wzdash.ui.show import show_chart

STAGES = ("orders_received", *(stage for stage, _since, _until in lifecycle.STEPS))
BASES = ("closure_rate", "closure_rate_received")
DIMENSIONS = ("source", "group", "category", "department", "town")
MANY = 25  # bars; the rest becomes one


@st.cache_data(max_entries=64, show_spinner=False)
def _stage_hours(version: str, _store: Store, scope: Scope) -> pd.DataFrame:
    return summarise(lifecycle.stage_hours(_store, scope), "stage", days="hours").set_index("stage")


@st.cache_data(max_entries=64, show_spinner=False)
def _states(version: str, _store: Store, scope: Scope) -> pd.DataFrame:
    return lifecycle.states(_store, scope)


def stages(view: View) -> None:
    """The life cycle by cohort of reporting: count, shares, median and P90 since the step before."""
    found = view.frame(STAGES)
    times = _stage_hours(view.store.version, view.store, view.scope)
    rows = pd.DataFrame(
        {
            "stage": [_(metric(name).label) for name in STAGES],
            "count": [found[name].iloc[0] for name in STAGES],
        }
    )
    for column in ("median", "p90"):
        rows[column] = [times[column].get(name, float("nan")) for name in STAGES]
    what = _("工单流程")
    fig = funnel.stages(
        rows, "stage", "count", median="median", p90="p90", median_kind="duration", net="ground"
    )
    title = findings.pipeline(rows["count"], list(rows["stage"]), what)
    below = view.subtitle(_("按受理时间归组;用时自上一环节起"), rows["count"].iloc[0], _("件"))
    fig = frame.decorate(fig, title, below, view.foot(_("工单")))
    headers = {
        "stage": _("环节"),
        "count": _("数量"),
        "median": _("中位用时(小时)"),
        "p90": _("P90 用时(小时)"),
    }
    show_chart(view, fig, rows, "funnel_orders_received", columns=headers)


def states(view: View) -> None:
    """How many orders are in each state, and whether the states add up in every month, town and source."""
    by_cell = _states(view.store.version, view.store, view.scope)
    sums = by_cell.groupby("state")["count"].sum()
    rows = pd.DataFrame({"state": lifecycle.STATES, "count": [sums.get(s, 0) for s in lifecycle.STATES]})
    rows["name"] = [label("work_order.state", code) for code in rows["state"]]
    total = view.frame("orders_received")["orders_received"].iloc[0]
    broken, checked = _leaks(view, by_cell)
    title = _("{n} 件工单各在一个状态,{open} 件未结").format(
        n=number(rows["count"].sum()),
        open=number(rows.loc[rows["state"].isin(lifecycle.OPEN), "count"].sum()),
    )
    fig = bars.bars(rows, "name", "count", net="ground", sort=False)
    fig = frame.decorate(
        fig, title, view.subtitle(_("数据截止日的状态"), total, _("件")), view.foot(_("工单"))
    )
    show_chart(view, fig, rows, "states", columns={"name": _("状态"), "state": _("代码"), "count": _("数量")})
    if broken.empty:
        text = _("守恒:{cells} 个月 × 镇街 × 来源的格子里,各状态之和都等于受理,且逐环节不增。")
        st.caption(text.format(cells=number(checked)))
        return
    text = _("守恒:{cells} 个格子中有 {k} 处对不上,最大相差 {most} 件。请核对导入的时间。")
    st.warning(
        text.format(cells=number(checked), k=number(len(broken)), most=number(broken["leak"].abs().max()))
    )
    st.dataframe(broken.head(20), hide_index=True)


def _leaks(view: View, by_cell: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Cells where something does not add up, and how many cells there are."""
    names = {f"orders_{name}": name for name in lifecycle.COUNTED}
    cells = lifecycle.cells(by_cell, view.frame(tuple(names), lifecycle.CELL).rename(columns=names))
    by = list(lifecycle.CELL)
    return leaks(cells, by, lifecycle.BALANCED, lifecycle.CONTAINED), len(cells)


def closure(view: View) -> None:
    """Closure on due and on received basis beside each other: the counts, over time, by town."""
    row = view.frame(BASES).iloc[0]
    due, received = row["closure_rate_d"], row["closure_rate_received_d"]
    text = _(
        "办结 {closed} 件:占应结 {due} 件的 {a},占受理 {received} 件的 {b};"
        "两种口径差 {gap} 件未到期或没有时限的未结工单。"
    ).format(
        closed=number(row["closure_rate_n"]),
        due=number(due),
        received=number(received),
        a=percent(row["closure_rate"], 2),
        b=percent(row["closure_rate_received"], 2),
        gap=number(received - due),
    )
    st.html(f'<p class="wz-answer">{html.escape(text)}</p>')
    _both_over_time(view)
    side_by_side(*(partial(_basis_by_town, view, name) for name in BASES))


def _both_over_time(view: View) -> None:
    rows = view.frame(BASES, ("month",))
    words = dict(zip(BASES, (_("按应结"), _("按受理")), strict=True))
    long = pd.concat(
        [
            pd.DataFrame({"month": rows["month"], "basis": words[name], "rate": rows[name]}).assign(
                n=rows[f"{name}_n"], d=rows[f"{name}_d"]
            )
            for name in BASES
        ],
        ignore_index=True,
    )
    fig = line.trend(long, "month", "rate", series="basis", n="d", net="ground", kind=metric(BASES[0]).kind)
    widest = (rows[BASES[0]] - rows[BASES[1]]).max()
    title = _("两种口径最多相差 {gap} 个百分点").format(gap=number(widest * 100, 2))
    below = view.subtitle(_("按受理月份"), rows[f"{BASES[1]}_d"].sum(), _("件"))
    fig = frame.decorate(fig, title, below, view.foot(_(metric(BASES[0]).source)))
    headers = {"month": _("月份"), "basis": _("口径"), "rate": _("比率"), "n": _("分子"), "d": _("分母")}
    show_chart(view, fig, long, "closure_bases", columns=headers)


def _basis_by_town(view: View, name: str) -> None:
    """One basis by town with its interval: bars from zero would all look alike."""
    one = metric(name)
    rows = view.frame(name, ("town",))
    rows = wilson_columns(rows, f"{name}_n", f"{name}_d")
    whole = view.frame(name)[name].iloc[0]
    fig = ranking.forest(
        rows,
        *("town_name", name, "low", "high"),
        n=f"{name}_d",
        key="town",
        net="ground",
        kind=one.kind,
        reference=whole,
    )
    title = place_finding(view, rows, "town_name", name, view.scope)
    below = view.subtitle(_("{what},95 % 区间").format(what=_(one.label)), rows[f"{name}_d"].sum())
    fig = frame.decorate(fig, title, below, view.foot(_(one.source)))
    headers = counts.csv_headers(name, ("town_name", _("镇街")), ("town", _("代码")))
    headers |= {"low": _("区间下限"), "high": _("区间上限")}
    rows = rows[list(headers)]
    show_chart(view, fig, rows, f"rank_{name}", select=counts.filter_by(view, "town"), columns=headers)


def volume(view: View) -> None:
    """How many over time, and by which way they came."""
    counts.trend(view, "orders_received")
    counts.ranking(view, "orders_received", "source")


def cuts(view: View, names: Sequence[str]) -> None:
    """One of the metrics by source, category, department or town; a click on a bar filters the page."""
    words = {
        "source": _("来源"),
        "group": _("类别大类"),
        "category": _("类别"),
        "department": _("责任部门"),
        "town": _("镇街"),
    }
    with st.container(horizontal=True, key="choose_cut"):
        name = st.selectbox(
            _("指标"), list(names), format_func=lambda key: _(metric(key).label), key="cut_measure"
        )
        by = st.selectbox(_("细分"), DIMENSIONS, format_func=words.__getitem__, key="cut_by")
    counts.ranking(view, name, by, top=MANY, key="cut")
    if by == "category":
        _limits_of(view)


def _limits_of(view: View) -> None:
    """The responsibility list: every category with its department, clock and time limit."""
    rows = cached.categories()
    rows = rows[(rows["domain"] == "work_order") & (rows["code"] != rows["group_code"])]
    known, departments = words_of.category_names("work_order"), words_of.department_names()
    table = pd.DataFrame(
        {
            _("类别"): rows["code"].map(known),
            _("类别大类"): rows["group_code"].map(known),
            _("责任部门"): rows["department_code"].map(departments),
            _("时钟"): [label("category.clock", clock) if pd.notna(clock) else "" for clock in rows["clock"]],
            _("时限"): rows["limit_value"],
        }
    )
    with st.expander(_("责任清单:部门、时钟和时限")):
        st.dataframe(table, hide_index=True)
