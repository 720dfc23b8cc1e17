"""Load of mediators and groups by town, mediators moved on trial, annual quotas against what was done."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from wzdash.analysis import load
from wzdash.charts import bars, frame
from wzdash.errors import AnalysisError
from wzdash.labels import N_, _, number, percent
from wzdash.metrics import roster
from wzdash.metrics.handlers import SETS, set_of
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.ui import cached, names
from wzdash.ui.page import View
from wzdash.ui.panels import counts
from wzdash.ui.panels.organisations import rows_of
from wzdash.ui.show import show_chart

LOADS = {"per_mediator": N_("每名调解员"), "per_group": N_("每个调解小组")}


@st.cache_data(max_entries=64, show_spinner=False)
def _handled(version: str, _store: Store, scope: Scope) -> pd.DataFrame:
    return roster.handled(_store, scope)


@st.cache_data(max_entries=64, show_spinner=False)
def _people(version: str, _store: Store, scope: Scope) -> pd.DataFrame:
    groups = roster.roster(_store, scope, ("mediation_group",))
    return groups.groupby("town").agg(mediators=("mediators", "sum"), groups=("code", "size"))


def by_town(view: View) -> pd.DataFrame:
    """One row per town of the district: disputes accepted, mediators and groups of the cells."""
    around = view.scope.where(town=None, village=None, grid=None)
    people = _people(cached.version(), view.store, around)
    accepted = view.frame("disputes_accepted", ("town",), around).dropna(subset=["town"])
    rows = people.join(accepted.set_index("town")["disputes_accepted"].rename("disputes"))
    rows = rows.fillna({"disputes": 0.0}).rename_axis("town").reset_index()
    return rows.assign(name=rows["town"].map(names.area_names()))


def loads(view: View) -> None:
    """Disputes accepted per mediator or per group of each town."""
    each = st.segmented_control(
        _("负荷"),
        list(LOADS),
        format_func=lambda key: _(LOADS[key]),
        default="per_mediator",
        required=True,
        key="load_each",
    )
    rows = load.loads(by_town(view))
    if rows[each].notna().sum() == 0:
        st.info(_("期间内没有受理的纠纷,或没有调解小组。"))
        return
    ordered = rows.dropna(subset=[each]).sort_values(each)
    highest, lowest = ordered.iloc[-1], ordered.iloc[0]
    times = load.spread(rows[each])
    title = _("{name}{each}受理 {n} 件最多,{low}最少 {least} 件,相差 {times} 倍").format(
        name=highest["name"],
        each=_(LOADS[each]),
        n=number(highest[each], 2),
        low=lowest["name"],
        least=number(lowest[each], 2),
        times=number(times, 1),
    )
    fig = bars.bars(rows, "name", each, n="disputes", key="town", net="line", kind="decimal")
    below = view.subtitle(_("期间内受理的网格纠纷 ÷ 人或组"), rows["disputes"].sum(), _("件"))
    fig = frame.decorate(fig, title, below, view.foot(_("网格纠纷、机构名册")))
    headers = {
        "name": _("镇街"),
        "disputes": _("受理纠纷"),
        "mediators": _("调解员"),
        "groups": _("调解小组"),
    }
    headers |= {key: _(words) for key, words in LOADS.items()}
    show_chart(view, fig, rows, "load", select=counts.filter_by(view, "town"), columns=headers)


def what_if(view: View) -> None:
    """Mediators moved from one town to another, or dealt as evenly as possible; nothing is written."""
    rows = by_town(view)
    if len(rows) < 2:
        st.info(_("至少要有两个镇街有调解小组,才能试算。"))
        return
    even, asked = _asked(rows)
    try:
        moved = load.even_out(rows) if even else load.move(rows, *asked)
    except AnalysisError as error:
        st.error(str(error))
        return
    title = _finding(moved)
    fig = bars.bars(
        moved,
        "name",
        "per_mediator",
        n="mediators",
        key="town",
        net="line",
        kind="decimal",
        reference=float(rows["disputes"].sum() / rows["mediators"].sum()),
        reference_name=_("全区"),
    )
    below = view.subtitle(_("试算后每名调解员受理件数,n 为调解员;不改数据"), rows["disputes"].sum(), _("件"))
    fig = frame.decorate(fig, title, below, view.foot(_("网格纠纷、机构名册")))
    headers = {"name": _("镇街"), "disputes": _("受理纠纷"), "mediators_now": _("现有调解员")}
    headers |= {
        "mediators": _("试算调解员"),
        "per_mediator_now": _("现在每人"),
        "per_mediator": _("试算每人"),
    }
    show_chart(view, fig, moved, "moved_mediators", columns=headers)
    changed = moved[moved["mediators"] != moved["mediators_now"]]
    shown = changed[list(headers)].rename(columns=headers).round(2)
    st.dataframe(shown, hide_index=True, alt=title, height="content")
    st.caption(_("只算件数与人数之比:不算案件难易、路程和人员专长,也不预测成功率。"))


def _finding(moved: pd.DataFrame) -> str:
    """How many were moved, and what that does to the highest load and to the spread."""
    before, after = load.spread(moved["per_mediator_now"]), load.spread(moved["per_mediator"])
    return _(
        "试算移动 {n} 名调解员:最大负荷 {high} → {new_high} 件/人,最大与最小之比 {before} → {after}"
    ).format(
        n=number((moved["mediators"] - moved["mediators_now"]).clip(lower=0).sum()),
        high=number(moved["per_mediator_now"].max(), 2),
        new_high=number(moved["per_mediator"].max(), 2),
        before=number(before, 2),
        after=number(after, 2),
    )


def _asked(rows: pd.DataFrame) -> tuple[bool, tuple[str, str, int]]:
    """Whether to deal evenly, and (from, to, number) of the move asked for."""
    ordered = load.loads(rows).sort_values("per_mediator")["town"].tolist()
    named = dict(zip(rows["town"], rows["name"], strict=True))
    most = int(rows.set_index("town")["mediators"].max()) - 1
    even = st.toggle(_("按最均匀分配"), key="move_even", help=_("每镇至少一人,其余逐一给负荷最高的镇街"))
    one, two, three = st.columns(3)
    source = one.selectbox(_("调出"), ordered, format_func=named.__getitem__, key="move_from", disabled=even)
    last = len(ordered) - 1
    target = two.selectbox(
        _("调入"), ordered, index=last, format_func=named.__getitem__, key="move_to", disabled=even
    )
    count = three.number_input(_("人数"), 0, max(most, 1), min(10, most), key="move_number", disabled=even)
    return even, (source, target, int(count))


def quotas(view: View) -> None:
    """Annual quotas against done: by set of kinds for the whole district, by town for the grid's own."""
    rows = rows_of(cached.version(), view.store, view.scope)
    rows = roster.with_done(rows, _handled(cached.version(), view.store, view.scope))
    rows = load.against_quota(rows[rows["kind"] != "brand"])
    if rows.empty:
        st.info(_("所选范围内没有这一类组织。"))
        return
    if view.scope.values("town"):
        st.caption(_("按类别的完成情况只看全区:镇街内一类可能只有一个组织。"))
    else:
        sets = rows.assign(set=set_of(rows["kind"]))
        table = load.quota_table(sets, "set")
        table["name"] = [_(SETS[key]) for key in table["set"]]
        _quota_chart(view, table, "set")
    grid = rows[~rows["kind"].isin(roster.AT_COURT)].dropna(subset=["town"])
    towns = load.quota_table(grid, "town")
    towns["name"] = towns["town"].map(names.area_names())
    _quota_chart(view, towns, "town")
    st.caption(
        _(
            "指标按组织在期间内存在的时间折算;网格纠纷和诉前调解分别计:法院的点位只计诉前调解,其他组织只计网格纠纷,法院委派给它们的不计。单个组织的数不显示。"
        )
    )


def _quota_chart(view: View, rows: pd.DataFrame, by: str) -> None:
    known = rows[rows["ratio"].notna()].sort_values("ratio", ignore_index=True)
    if known.empty:
        st.info(_("没有下达年度指标。"))
        return
    title = _("完成年均指标的 {share};{none} 个组织没有受理,{name}完成最少({least})").format(
        share=percent(known["done_with_quota"].sum() / known["expected"].sum()),
        none=number(rows["none"].sum()),
        name=known["name"].iloc[0],
        least=percent(known["ratio"].iloc[0]),
    )
    if by == "set":  # grid disputes and cases of the court are never added
        title = _("{none} 个组织有指标而没有受理;{name}完成最少({least})").format(
            none=number(rows["none"].sum()), name=known["name"].iloc[0], least=percent(known["ratio"].iloc[0])
        )
    fig = bars.bars(
        known,
        "name",
        "ratio",
        n="organisations",
        key=by,
        net="line",
        kind="share",
        reference=1.0,
        reference_name=_("年度指标"),
    )
    what = _("受理 ÷ 年均调处量化指标,n 为组织数")
    fig = frame.decorate(
        fig, title, view.subtitle(what, rows["organisations"].sum()), view.foot(_("机构名册"))
    )
    headers: dict[str, Any] = {"name": _("名称"), "organisations": _("组织"), "expected": _("应完成")}
    headers |= {"done_with_quota": _("完成"), "ratio": _("完成率")}
    headers |= {key: _(words) for key, words in load.BANDS.items()}
    select = counts.filter_by(view, "town") if by == "town" else None
    show_chart(view, fig, rows, f"quota_{by}", select=select, columns=headers)
    shown = rows[list(headers)].assign(ratio=rows["ratio"] * 100).round(1).rename(columns=headers)
    shares = {headers[key]: st.column_config.NumberColumn(format="localized") for key in list(headers)[1:]}
    shares[_("完成率")] = st.column_config.NumberColumn(format="%.1f%%")
    st.dataframe(shown, hide_index=True, placeholder="—", height="content", column_config=shares, alt=title)
