"""Organisations of the defence line: who there is and where, the roster by kind with the brands, coverage."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd
import streamlit as st

from wzdash.charts import bars, frame
from wzdash.codes import label
from wzdash.export import table
from wzdash.labels import _, number, percent, pick
from wzdash.metrics import roster
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.ui import cached, names
from wzdash.ui.files import file_stem, stamp_of
from wzdash.ui.page import View
from wzdash.ui.panels import counts
from wzdash.ui.show import show_chart

COUNTED = (
    *("non_litigation_centres_district", "non_litigation_centres_town", "non_litigation_centres_village"),
    *("mediation_groups", "grid_mediators", "industry_orgs_district", "specialised_orgs", "personal_rooms"),
    *("veteran_rooms", "court_mediators", "mediation_experts", "mediation_brands"),
)


SHORT = 12  # rows of the roster that are shown without scrolling


@st.cache_data(max_entries=64, show_spinner=False)
def rows_of(version: str, _store: Store, scope: Scope) -> pd.DataFrame:
    """metrics.roster.roster of the scope."""
    return roster.roster(_store, scope)


@st.cache_data(max_entries=64, show_spinner=False)
def _coverage(version: str, _store: Store, scope: Scope) -> pd.DataFrame:
    return roster.coverage(_store, scope)


def register(view: View, scope: Scope | None = None) -> pd.DataFrame:
    """The roster of the scope with names, kinds and towns in words."""
    rows = rows_of(cached.version(), view.store, scope or view.scope)
    return rows.assign(
        name=[pick(zh, en) for zh, en in zip(rows["name_zh"], rows["name_en"], strict=True)],
        kind_name=[label("organisation.kind", kind) for kind in rows["kind"]],
        level_name=[label("organisation.level", level) if level else "" for level in rows["level"]],
        town_name=rows["town"].map(names.area_names()),
    )


def answer(view: View) -> None:
    """One sentence: centres at three levels, groups and mediators, the other organisations, brands."""
    row = view.frame(COUNTED).iloc[0]
    text = _(
        "三级非诉服务中心(站){centres} 个(区 {district}、镇 {town}、村 {village}),调解小组 {groups} 个、"
        "专兼职调解员 {people} 人;专业性行业性组织 {orgs} 个(区级 {industry} 个),个人调解室 {rooms} 个,"
        "退役军人调解室 {veterans} 个,驻院调解员 {court} 人,专家库 {experts} 人,特色品牌 {brands} 个。"
    )
    one = dict(zip(COUNTED, (row[name] for name in COUNTED), strict=True))
    words = ("district", "town", "village", "groups", "people", "industry", "orgs", "rooms", "veterans")
    filled = dict(zip((*words, "court", "experts", "brands"), map(number, one.values()), strict=True))
    centres = number(sum(one[name] for name in COUNTED[:3]))
    st.html(f'<p class="wz-answer">{html.escape(text.format(centres=centres, **filled))}</p>')


def structure(view: View) -> None:
    """Organisations by kind and level with their mediators: bars and table."""
    rows = register(view)
    if rows.empty:
        st.info(_("没有机构。用 `python -m wzdash import organisations` 导入。"))
        return
    found = rows.groupby(["kind", "level"], as_index=False, dropna=False).agg(
        kind_name=("kind_name", "first"),
        level_name=("level_name", "first"),
        organisations=("code", "size"),
        full=("full", "sum"),
        part=("part", "sum"),
        experts=("experts", "sum"),
        mediators=("mediators", "sum"),
    )
    found["name"] = found["kind_name"] + " · " + found["level_name"]
    found = found.sort_values("mediators", ascending=False, ignore_index=True)
    first = found.iloc[0]
    title = _("{n} 个组织、{people} 名调解员,{share} 在{name}").format(
        n=number(len(rows)),
        people=number(rows["mediators"].sum()),
        share=percent(first["mediators"] / rows["mediators"].sum()),
        name=first["kind_name"],
    )
    fig = bars.bars(found, "name", "mediators", n="organisations", key="kind", net="line")
    below = view.subtitle(_("调解员人数,n 为组织数"), rows["mediators"].sum(), _("人"))
    fig = frame.decorate(fig, title, below, view.foot(_("机构名册")))
    headers = {"kind_name": _("类别"), "level_name": _("层级"), "organisations": _("组织")}
    headers |= {"full": _("专职"), "part": _("兼职"), "mediators": _("调解员"), "experts": _("专家")}
    show_chart(view, fig, found, "structure", columns=headers)
    shown = found[list(headers)].rename(columns=headers)
    counted = ("organisations", "full", "part", "mediators", "experts")
    config = {headers[key]: st.column_config.NumberColumn(format="localized") for key in counted}
    st.dataframe(shown, hide_index=True, placeholder="—", height="content", column_config=config, alt=title)


def listed(view: View) -> None:
    """The roster of one kind, brands first; organisations only, never persons."""
    kinds = ("brand", *(kind for kind in roster.KINDS if kind != "brand"))
    kind = st.selectbox(
        _("类别"), kinds, format_func=lambda key: label("organisation.kind", key), key="roster_kind"
    )
    rows = register(view)
    rows = rows[rows["kind"] == kind]
    towns = rows["town"].nunique()
    title = _("{kind} {n} 个,分布在 {towns} 个镇街").format(
        kind=label("organisation.kind", kind), n=number(len(rows)), towns=number(towns)
    )
    st.subheader(title, anchor=False)
    if rows.empty:
        st.info(_("所选范围内没有这一类组织。"))
        return
    headers = {"name": _("名称"), "level_name": _("层级"), "town_name": _("镇街"), "full": _("专职")}
    headers |= {"part": _("兼职"), "experts": _("专家"), "quota": _("年度指标"), "since": _("成立")}
    shown = rows[list(headers)].rename(columns=headers)
    config = {_("成立"): st.column_config.DateColumn(format="YYYY-MM-DD")}
    height: Any = "content" if len(shown) <= SHORT else 35 * (SHORT + 1) + 2
    st.dataframe(shown, hide_index=True, placeholder="—", height=height, column_config=config, alt=title)
    data = table.csv(shown, stamp_of(view, title))
    name = f"{file_stem(view, 'roster_' + kind)}.csv"
    st.download_button(_("下载"), data, name, "text/csv", on_click="ignore", key="dl_roster")


def coverage(view: View) -> None:
    """Cells with a mediation group and villages with a station, by town."""
    rows = _coverage(cached.version(), view.store, view.scope)
    if rows.empty or not rows["cells"].sum():
        st.info(_("没有网格。用 `python -m wzdash grid` 或 `import areas` 补上。"))
        return
    rows = rows.assign(
        town_name=rows["town"].map(names.area_names()),
        share=rows["covered"] / rows["cells"],
        missing=rows["cells"] - rows["covered"],
    )
    cells, covered = rows["cells"].sum(), rows["covered"].sum()
    title = _("{cells} 个网格中 {covered} 个有调解小组,{villages} 个村社区中 {served} 个有非诉服务站").format(
        cells=number(cells),
        covered=number(covered),
        villages=number(rows["villages"].sum()),
        served=number(rows["served"].sum()),
    )
    fig = bars.bars(rows, "town_name", "share", n="cells", key="town", net="line", kind="share")
    fig = frame.decorate(
        fig, title, view.subtitle(_("有调解小组的网格占比"), cells), view.foot(_("机构名册"))
    )
    headers = {"town_name": _("镇街"), "cells": _("网格"), "covered": _("有调解小组"), "missing": _("没有")}
    headers |= {"share": _("占比"), "villages": _("村社区"), "served": _("有非诉服务站")}
    show_chart(view, fig, rows, "coverage", select=counts.filter_by(view, "town"), columns=headers)
