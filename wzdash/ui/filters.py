"""The sidebar: period with presets, comparison, areas and the filters of the page's fact; reset; language.

The session's scope is the truth; widgets are set from it when it changed elsewhere: by a link, a chip,
another page.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import streamlit as st

from wzdash.labels import LANGUAGES, N_, _
from wzdash.scope import COMPARISONS, FILTERS, Scope
from wzdash.ui import cached, names, places, state
from wzdash.ui.navigation import Route

CUSTOM, ALL = N_("自定义"), N_("全部数据")
_PRESET, _DAYS, _COMPARE, _LANGUAGE = "wz_w_preset", "wz_w_days", "wz_w_compare", "wz_w_language"


def _key(name: str) -> str:
    return f"wz_w_{name}"


def options(page: Route, scope: Scope) -> dict[str, dict[str, str]]:
    """{filter: {code: name}} that the page offers; villages only of the chosen towns."""
    areas = cached.areas()
    known = names.area_names()
    offered: dict[str, dict[str, str]] = {}
    for key in page.filters:
        if key in ("town", "village"):
            rows = areas[areas["level"] == key]
            if key == "village" and scope.values("town"):
                rows = rows[rows["town_code"].isin(scope.values("town"))]
            offered[key] = {code: known[code] for code in rows["code"]}
        elif key in ("group", "category"):
            offered[key] = _categories(page.domain, key, scope)
        else:
            offered[key] = names.names_of(key, page.domain)
    return {key: codes for key, codes in offered.items() if codes}


def _categories(domain: str, key: str, scope: Scope) -> dict[str, str]:
    rows = cached.categories()
    rows = rows[rows["domain"] == domain]
    named = names.category_names(domain)
    top = rows["code"] == rows["group_code"]
    if key == "group":
        return {code: named[code] for code in rows.loc[top, "code"]}
    if scope.values("group"):
        rows = rows[rows["group_code"].isin(scope.values("group"))]
        top = top.loc[rows.index]
    return {code: named[code] for code in rows.loc[~top, "code"]}


def known_codes(page: Route) -> dict[str, set[str]]:
    """{filter: every code that a link to this page may name}."""
    wide = state.default_scope(cached.store().as_of)
    areas = cached.areas()
    known = {key: set(codes) for key, codes in options(page, wide).items()}
    return known | {key: set(areas.loc[areas["level"] == key, "code"]) for key in state.EVERYWHERE}


def _fill_widgets(page: Route, scope: Scope, periods: Mapping[str, tuple[date, date]]) -> None:
    """Sets every widget from the scope; called before they are drawn."""
    span = (scope.start, scope.end)
    preset = next((name for name, days in periods.items() if days == span), CUSTOM)
    st.session_state[_PRESET] = preset
    st.session_state[_DAYS] = span
    st.session_state[_COMPARE] = scope.comparison
    st.session_state[_LANGUAGE] = st.session_state[state.LANGUAGE]
    offered = options(page, scope)
    for key in page.filters:
        st.session_state[_key(key)] = [code for code in scope.values(key) if code in offered.get(key, {})]


def _choose_period(periods: Mapping[str, tuple[date, date]], as_of: datetime) -> tuple[date, date]:
    preset = st.selectbox(_("期间"), [*periods, CUSTOM], format_func=_, key=_PRESET)
    if preset != CUSTOM:
        return periods[preset]
    held = st.session_state[_DAYS]
    days: Any = st.date_input(
        _("起止日期"),
        key=_DAYS,
        format="YYYY-MM-DD",
        min_value=min(periods[ALL][0], *held),
        max_value=max(as_of.date(), *held),
    )
    if len(days) < 2:
        st.caption(_("请再选结束日期。"))
        return (days[0], days[0]) if days else next(iter(periods.values()))
    return days[0], days[1]


def _choose_language() -> None:
    st.segmented_control(
        _("语言"),
        list(LANGUAGES),
        format_func=lambda code: LANGUAGES[code],
        key=_LANGUAGE,
        label_visibility="collapsed",
        on_change=_set_language,
        required=True,
    )


def _set_language() -> None:
    """Keeps the chosen language; a run cut short before it drew the switch leaves that without a value."""
    if st.session_state[_LANGUAGE] in LANGUAGES:
        st.session_state[state.LANGUAGE] = st.session_state[_LANGUAGE]


def sidebar(page: Route, scope: Scope, as_of: datetime) -> Scope:
    """Draws the shared filters and gives the scope they show."""
    periods = state.presets(as_of, min(cached.first_day() or as_of.date(), as_of.date()))
    if st.session_state.pop(state.DIRTY, True) or _PRESET not in st.session_state:
        _fill_widgets(page, scope, periods)
    if not page.scoped:
        with st.sidebar:
            _choose_language()
        return scope
    with st.sidebar:
        st.subheader(_("筛选"), anchor=False)
        start, end = _choose_period(periods, as_of)
        compare = st.selectbox(_("对比"), list(COMPARISONS), format_func=_comparison, key=_COMPARE)
        chosen = _choose_codes(page, scope)
        st.button(_("重置筛选"), on_click=_reset, args=(page, as_of), width="stretch", key="wz_reset")
        _choose_language()
    kept = {key: scope.values(key) for key, _codes in scope.filters if key not in page.filters}
    return places.within(Scope(start, end, compare).where(**kept, **chosen))


def _choose_codes(page: Route, scope: Scope) -> dict[str, list[str]]:
    chosen: dict[str, list[str]] = {}
    for key in page.filters:
        so_far = scope.where(**chosen)
        offered = options(page, so_far).get(key, {})
        if not offered or (key == "village" and not chosen.get("town")):
            chosen[key] = []
            continue
        held = st.session_state.setdefault(_key(key), [])
        if not all(code in offered for code in held):
            st.session_state[_key(key)] = [code for code in held if code in offered]
        chosen[key] = st.multiselect(
            _(FILTERS[key].label),
            list(offered),
            format_func=offered.__getitem__,
            key=_key(key),
            placeholder=_("全部"),
        )
    return chosen


def _comparison(code: str) -> str:
    return _(COMPARISONS[code])


def _reset(page: Route, as_of: datetime) -> None:
    state.set_scope(state.default_scope(as_of), page)
