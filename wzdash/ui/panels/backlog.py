"""Work orders that are open at the data date: by age, by days past their limit, by place and department."""

from __future__ import annotations

import html
from functools import partial

import pandas as pd
import streamlit as st

from wzdash.charts import bars, frame
from wzdash.labels import _, day, number, percent
from wzdash.metrics import backlog as stock
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.ui import names
from wzdash.ui.layout import side_by_side
from wzdash.ui.page import View
from wzdash.ui.panels import counts
from wzdash.ui.show import show_chart

MANY = 20


@st.cache_data(max_entries=64, show_spinner=False)
def _open(version: str, _store: Store, scope: Scope, by: str | None = None) -> pd.DataFrame:
    return stock.open_orders(_store, scope, by)


def backlog(view: View) -> None:
    """One sentence, then age, days late, and who carries them."""
    scope = view.scope.between(view.store.as_of.date(), view.store.as_of.date())  # the period does not matter
    rows = _open(view.store.version, view.store, scope)
    total = rows["count"].sum()
    if not total:
        st.info(_("数据截止日没有未结工单。"))
        return
    late = rows.loc[rows["late"] >= 0, "count"].sum()
    none = rows.loc[rows["late"].isna(), "count"].sum()
    text = _(
        "{day}共有未结工单 {n} 件(不论何时受理):超期 {late} 件,占 {share};"
        "未到期 {due} 件,没有时限 {none} 件。"
    ).format(
        day=day(view.store.as_of),
        n=number(total),
        late=number(late),
        share=percent(late / total),
        due=number(total - late - none),
        none=number(none),
    )
    st.html(f'<p class="wz-answer">{html.escape(text)}</p>')
    side_by_side(partial(_ages, view, rows, total), partial(_days_late, view, rows, total))
    side_by_side(partial(_carriers, view, scope, "town"), partial(_carriers, view, scope, "department"))


def _framed(view: View, fig, title: str, what: str, total: float):
    """The frame of a stock: counted at the data date, not over the page's period."""
    when = _("截至{day}").format(day=day(view.store.as_of))
    below = " · ".join((what, f"n = {number(total)}", when))
    return frame.decorate(fig, title, below, view.foot(_("工单")))


def _ages(view: View, rows: pd.DataFrame, total: float) -> None:
    bands = stock.by_age(rows).assign(name=lambda r: r["band"].map(_))
    old = bands["count"].iloc[2:].sum()
    title = _("{n} 件超过 30 天未结,占 {share}").format(n=number(old), share=percent(old / total))
    fig = bars.bars(bands, "name", "count", net="ground", sort=False)
    headers = {"name": _("在办天数"), "count": _("数量"), "overdue": _("其中超期")}
    fig = _framed(view, fig, title, _("未结工单,按在办天数"), total)
    show_chart(view, fig, bands, "backlog_age", columns=headers)


def _days_late(view: View, rows: pd.DataFrame, total: float) -> None:
    bands = stock.by_days_late(rows).assign(name=lambda r: r["band"].map(_))
    worst = bands["count"].iloc[-2:].sum()
    title = _("{n} 件超期 90 天以上,占未结的 {share}").format(n=number(worst), share=percent(worst / total))
    fig = bars.bars(bands, "name", "count", net="ground", sort=False)
    fig = _framed(view, fig, title, _("未结工单,按超期天数"), total)
    show_chart(view, fig, bands, "backlog_late", columns={"name": _("超期天数"), "count": _("数量")})


def _carriers(view: View, scope: Scope, by: str) -> None:
    rows = _open(view.store.version, view.store, scope, by)
    late = rows["count"].where(rows["late"] >= 0, 0)
    sums = rows.assign(late=late).groupby(by, dropna=False)[["count", "late"]].sum().reset_index()
    sums["name"] = names.name_column(sums, by, "work_order")
    most = sums.sort_values("late").iloc[-1]
    title = _("{name}超期未结最多:{n} 件").format(name=most["name"], n=number(most["late"]))
    fig = bars.bars(sums, "name", "late", n="count", key=by, net="ground", top=MANY)
    fig = _framed(view, fig, title, _("超期未结工单;n 为全部未结"), sums["count"].sum())
    headers = {"name": _("名称"), by: _("代码"), "late": _("超期未结"), "count": _("未结")}
    show_chart(view, fig, sums, f"backlog_{by}", select=counts.filter_by(view, by), columns=headers)
