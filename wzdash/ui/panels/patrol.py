"""Patrol: the answer of the page, cells that nobody visited for long, towns by effort, party in the grid."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from wzdash.charts import bars, frame, mapfigure
from wzdash.charts.classes import classify
from wzdash.charts.legend import legend_html
from wzdash.labels import NONE, _, number, percent
from wzdash.metrics import cells
from wzdash.metrics.catalogue import metric
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.ui import cached, deck, names
from wzdash.ui.page import View
from wzdash.ui.panels import counts, maps
from wzdash.ui.show import downloads, show_chart

SIZE = (760, 480)
LIMITS = (14, 30, 60, 90)
PARTY = ("party_branch", "pioneer_hub")


@st.cache_data(max_entries=64, show_spinner=False)
def _visits(version: str, _store: Store, scope: Scope) -> pd.DataFrame:
    return cells.last_visits(_store, scope)


@st.cache_data(max_entries=64, show_spinner=False)
def _rooted(version: str, _store: Store, scope: Scope) -> pd.DataFrame:
    return cells.rooted(_store, scope, PARTY)


def answer(view: View) -> None:
    """One sentence: valid orders per day, cells without a visit, hazards overdue, whistles answered."""
    orders = view.frame("patrol_valid_orders")["patrol_valid_orders"].iloc[0]
    hazard = view.frame(("hazards_overdue", "hazards_larger")).iloc[0]
    whistle = view.frame("whistle_arrival_on_time").iloc[0]
    days = _visits(view.store.version, view.store, view.scope)["days"]
    text = _(
        "巡查每天发现有效工单 {orders} 件;{cells} 个网格超过 30 天无人巡查;"
        "逾期未整改隐患 {overdue} 处,较大隐患 {larger} 处;吹哨按时报到 {share}。"
    ).format(
        orders=number(orders / view.scope.days, 1),
        cells=number((~(days <= 30)).sum()),
        overdue=number(hazard["hazards_overdue"]),
        larger=number(hazard["hazards_larger"]),
        share=percent(whistle["whistle_arrival_on_time"]),
    )
    st.html(f'<p class="wz-answer">{html.escape(text)}</p>')


def neglected(view: View) -> None:
    """Map of the days since the last patrol, cells past the limit outlined; a click filters by the cell."""
    limit = st.segmented_control(
        _("超过多少天无人巡查"), LIMITS, default=30, required=True, key="neglect_days"
    )
    chosen = view.scope.values("grid")  # outlined among the others, not alone
    rows = _visits(view.store.version, view.store, view.scope.where(grid=None))
    shapes = cached.shapes("grid")
    shapes = shapes[shapes["geometry"].notna()]
    areas = shapes[["code", "geometry"]].merge(rows, on="code")
    if areas.empty:
        st.info(_("没有网格边界。请用 `python -m wzdash grid` 或 `import areas` 补上。"))
        return
    areas["name"] = areas["code"].map(names.area_names())
    late = areas[~(areas["days"] <= limit)]
    title = _("{n} 个网格中 {k} 个超过 {limit} 天无人巡查").format(
        n=number(len(areas)), k=number(len(late)), limit=limit
    )
    drawing: dict[str, Any] = {
        "frame": areas,
        "value": "days",
        "classes": classify(areas["days"].tolist(), method="natural", net="ground"),
        "kind": "count",
        "context": maps.context("grid"),
        "selected": chosen or tuple(late["code"]),
    }
    _map(view, drawing, title, late)


def _map(view: View, drawing: dict[str, Any], title: str, late: pd.DataFrame) -> None:
    what = _("至期末距上次巡查的天数")

    def framed(fig: Any) -> Any:
        below = view.subtitle(what, len(drawing["frame"]))
        return frame.decorate(fig, title, below, view.foot(_("巡查日报")))

    words = framed(frame.figure([], 1))
    st.html(frame.heading(words))
    maps.clickable(view, drawing, "neglected", SIZE, title)
    st.html(legend_html(drawing["classes"], what, ground=deck.ground(view)))
    table = (
        drawing["frame"].drop(columns="geometry").sort_values("days", ascending=False, na_position="first")
    )
    headers = {
        "code": _("代码"),
        "name": _("网格"),
        "last_visit": _("上次巡查"),
        "days": _("天数"),
    }
    with st.container(horizontal=True, vertical_alignment="center", key="foot_neglected"):
        st.html(frame.footing(words))
        make = lambda: framed(mapfigure.figure(**drawing))  # noqa: E731
        downloads(view, make, title, table, "neglected", columns=headers)
    shown = table.loc[table["code"].isin(late["code"]), ["name", "last_visit", "days"]]
    shown["last_visit"] = shown["last_visit"].dt.strftime("%Y-%m-%d").fillna(NONE)
    shown["days"] = [NONE if pd.isna(days) else number(days) for days in shown["days"]]
    height = min(36 * (len(shown) + 1) + 4, 320)
    st.dataframe(shown.rename(columns=headers), hide_index=True, height=height, alt=title)


def by_town(view: View, choices: Sequence[str], key: str) -> None:
    """One of the metrics by town, and over time."""
    name = st.segmented_control(
        _("指标"),
        list(choices),
        format_func=lambda one: _(metric(one).label),
        default=choices[0],
        required=True,
        key=f"choose_{key}",
    )
    counts.ranking(view, name)
    counts.trend(view, name)


def party(view: View) -> None:
    """Cells with a party branch and with a pioneer hub by town: counts of cells, nothing else."""
    rows = _rooted(view.store.version, view.store, view.scope)
    for kind, label in zip(PARTY, (_("网格党支部"), _("先锋枢纽")), strict=True):
        mine = rows[rows["kind"] == kind]
        if not mine["cells"].sum():
            continue
        mine = mine.assign(name=mine["town"].map(names.area_names()), share=mine["covered"] / mine["cells"])
        total, covered = mine["cells"].sum(), mine["covered"].sum()
        title = _("{what}覆盖 {covered} ÷ {cells} 个网格({share})").format(
            what=label, covered=number(covered), cells=number(total), share=percent(covered / total)
        )
        fig = bars.bars(mine, "name", "share", n="cells", key="town", net="ground", kind="share")
        below = view.subtitle(_("有{what}的网格占比").format(what=label), total)
        fig = frame.decorate(fig, title, below, view.foot(_("机构名册")))
        headers = {"name": _("镇街"), "covered": _("有的网格"), "cells": _("网格数"), "share": _("占比")}
        show_chart(view, fig, mine, kind, select=counts.filter_by(view, "town"), columns=headers)
