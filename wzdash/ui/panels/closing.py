"""Time to close work orders: Kaplan–Meier, open orders censored, by town, category or source."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from wzdash.analysis.survival import Survival, survival_by
from wzdash.labels import _, number, percent
from wzdash.metrics import lifecycle
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.ui import names
from wzdash.ui.layout import side_by_side
from wzdash.ui.page import View
from wzdash.ui.panels.times import Times, Words, survival_of

DAY = 24.0
LEAST = 30  # orders of a place before its median is shown


@st.cache_data(max_entries=64, show_spinner=False)
def _hours(version: str, _store: Store, scope: Scope, by: str | None) -> pd.DataFrame:
    return lifecycle.hours_to_close(_store, scope, by)


@st.cache_data(max_entries=64, show_spinner=False)
def _table(version: str, _store: Store, scope: Scope, by: str) -> pd.DataFrame:
    rows = _hours(version, _store, scope, by)
    return survival_by(rows, by, duration="hours", ended="ended", count="count")


def time_to_close(view: View) -> None:
    """The share still open by days since the report, and median and P90 by town, category or source."""
    words = {
        "town": _("镇街"),
        "group": _("类别大类"),
        "category": _("类别"),
        "source": _("来源"),
        "department": _("责任部门"),
    }
    by = st.segmented_control(
        _("细分"), list(words), format_func=words.__getitem__, key="closing_by", default="town", required=True
    )
    version = view.store.version
    rows = _hours(version, view.store, view.scope, None)
    if rows.empty:
        st.info(_("期间内没有工单。"))
        return
    whole = survival_of(rows, "hours")
    table = _table(version, view.store, view.scope, by)
    table[f"{by}_name"] = names.name_column(table, by, "work_order")
    parts = _hours(version, view.store, view.scope, by)
    times = _times(view, whole)
    side_by_side(
        partial(_curves, times, whole, table, parts, by),
        partial(times.medians, whole, table, by),
    )


def _curves(times: Times, whole: Survival, table: pd.DataFrame, parts: pd.DataFrame, by: str) -> None:
    times.curves(whole, table, parts, by)
    text = _("横轴到 {days} 天为止,此时仍有 {share} 未办结。")
    left = percent(whole.open_at(times.longest), 1)
    st.caption(text.format(days=number(times.longest / DAY), share=left))


def _times(view: View, whole: Survival) -> Times:
    words = Words(
        finding=_("一半工单在 {median}内办结,九成在 {p90}内"),
        open_share=_("自报告起仍未办结的占比(Kaplan–Meier),未结 {n} 件按截尾计入"),
        slowest=_("{name}办结最慢,中位 {median},P90 {p90}"),
        nothing=_("办结时长:没有数据"),
        measure=_("办结用时中位数"),
        still=_("仍未办结"),
        done=_("办结"),
        running=_("未结"),
        median=_("中位用时(小时)"),
        p90=_("P90 用时(小时)"),
    )
    key, longest = ("closing", ""), _longest(whole)
    return Times(view, key, "ground", "hours", "duration", DAY, LEAST, longest, _("工单"), words)


def _longest(whole: Survival) -> float:
    """Hours after which at most one in twenty is open, as whole days: two days to two months."""
    reached = whole.quantile(0.95)[0] or 60 * DAY
    return min(max(-(-reached // DAY) * DAY, 2 * DAY), 60 * DAY)
