"""What a reader must know of the data before believing a number: one sentence each, only where it matters."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import date

import pandas as pd
import streamlit as st

from wzdash.labels import _, day, number, percent
from wzdash.metrics.catalogue import metric
from wzdash.ui.page import View
from wzdash.ui.panels.alerts import fired_alerts
from wzdash.ui.panels.provenance import refused

STALE_DAYS = 7
NOTABLE = 0.01  # a share of rows below it changes no rounded number
SHARES = (
    "orders_unlocated_share",
    "orders_late_share",
    "incidents_unlocated_share",
    "disputes_unlocated_share",
)


def notices(view: View) -> None:
    """What fired, then what to know of the data."""
    fired_alerts(view)
    data_warnings(view)


def data_warnings(view: View, today: date | None = None) -> None:
    """The warnings as a list; says that there is none when there is none."""
    st.subheader(_("数据提示"), anchor=False)
    found = list(_warnings(view, today or date.today()))
    if not found:
        st.caption(_("没有需要提示的。"))
        return
    items = "".join(f"<li>{sentence}</li>" for sentence in found)
    st.html(f'<ul class="wz-list wz-warn wz-hint">{items}</ul>')


def _warnings(view: View, today: date) -> Iterator[str]:
    if view.store.simulated:
        yield html.escape(_("演示数据:模拟的辖区,不是真实记录。"))
    age = (today - view.store.as_of.date()).days
    if age > STALE_DAYS and not view.store.simulated:
        text = _("数据截至 {day},已 {n} 天没有更新。")
        yield html.escape(text.format(day=day(view.store.as_of), n=number(age)))
    if view.scope.end > view.store.as_of.date():
        yield html.escape(_("所选期间晚于数据日:{day} 之后没有数据。").format(day=day(view.store.as_of)))
    yield from _open_orders(view)
    yield from _shares(view)
    rejected = refused(view)
    if rejected:
        text = html.escape(_("导入时拒收 {n} 行").format(n=number(rejected)))
        yield f'<a href="data" target="_self">{text}</a>'


def _open_orders(view: View) -> Iterator[str]:
    """Rates of a period that is not worked off are compared with one that is."""
    still_open = view.frame("orders_open")["orders_open"].iloc[0]
    if still_open and view.scope.compared() is not None:
        text = _("期间内 {n} 件工单未办结:结案率还会上升,与已办完的对比期相比偏低。")
        yield html.escape(text.format(n=number(still_open)))


def _shares(view: View) -> Iterator[str]:
    rows = view.frame(SHARES).iloc[0]
    for name in SHARES:
        if pd.notna(rows[name]) and rows[name] >= NOTABLE:
            text = _("{what} {share}({n} 行)").format(
                what=_(metric(name).label), share=percent(rows[name]), n=number(rows[f"{name}_n"])
            )
            yield f'<a href="glossary?metric={name}" target="_self">{html.escape(text)}</a>'
