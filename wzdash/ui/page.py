"""Opening a page: one call that draws the shared filters and gives the view.

    view = open_page("work_orders")

A view is what a page may ask: metric frames with names, headlines, and what every chart must carry.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from wzdash.charts import theme
from wzdash.errors import ScopeError
from wzdash.exhibits.answers import Answers
from wzdash.exhibits.names import Names
from wzdash.labels import _, day, period
from wzdash.metrics.headline import Headline
from wzdash.scope import FILTERS, Scope
from wzdash.store.engine import Store
from wzdash.ui import cached, filters, names, navigation, places, state, style
from wzdash.ui.navigation import BY_KEY, Route


@dataclass(frozen=True)
class View(Answers):
    """What a page sees: the page's row, the store, the scope."""

    page: Route
    store: Store
    scope: Scope

    @property
    def fact(self) -> str:
        """The fact that the page is about; empty where it is about several."""
        return self.page.domain

    def ask(self, names: tuple[str, ...], scope: Scope, by: tuple[str, ...]) -> pd.DataFrame:
        """metrics.query.frame, remembered until the data change."""
        return cached.metric_frame(names, scope, by)

    def headlines(self, *names: str) -> list[Headline]:
        """One headline per metric over the scope."""
        return cached.metric_headlines(names, self.scope)

    def first_day(self, name: str) -> date | None:
        """Day of a metric's first row in the store; None when it has none."""
        return cached.first_day_of(name)

    @property
    def names(self) -> Names:
        """Codes in words, in the running language."""
        return names.known()


def open_page(key: str) -> View:
    """The view of a page: navigation, filters, title, chips. First call of every page file."""
    if not navigation.installed():  # the first deep link of a process runs a page file without app.py
        navigation.navigate()
        st.rerun()
    state.start_language()  # a page file may run without app.py, which sets it otherwise
    page = BY_KEY[key]
    store = cached.store()
    scope, problem = state.current_scope(page, store.as_of)
    if not problem:
        problem, scope = _known(page, scope, store)
    scope = places.with_larger(scope)
    scope = filters.sidebar(page, scope, store.as_of)
    if not problem:
        state.remember(scope, page)
    view = View(page, store, scope)
    _draw_head(view, problem)
    return view


def _known(page: Route, scope: Scope, store: Store) -> tuple[str, Scope]:
    try:
        state.check_codes(scope, filters.known_codes(page))
    except ScopeError as error:
        return str(error), state.default_scope(store.as_of)
    return "", scope


def _draw_head(view: View, problem: str) -> None:
    section = f"{_(view.page.section)} · " if view.page.net else ""
    mark = f'<span class="wz-demo">{_("演示数据")}</span>' if view.store.simulated else ""
    fresh = _("数据截至 {day}").format(day=day(view.store.as_of))
    st.html(
        f'<div class="wz-head" style="--net:{theme.hue(view.page.net)}"><h1>{html.escape(section)}'
        f"{html.escape(_(view.page.title))}</h1>{mark}<span class='wz-fresh'>{fresh}</span></div>"
    )
    if problem:
        st.error(_("链接中的参数有误,已改用默认筛选:{problem}").format(problem=problem))
    if view.page.scoped:
        _draw_chips(view)


def _draw_chips(view: View) -> None:
    """The period and each filter under the title; a filter's chip removes it."""
    known = names.scope_names(view.page.domain)
    with st.container(horizontal=True, gap="small", key="wz_chips"):
        compared = view.scope.compared()
        against = _("对比 {period}").format(period=period(compared.start, compared.end)) if compared else ""
        st.html(style.chip(" · ".join(part for part in (view.period, against) if part)))
        for key, codes in sorted(view.scope.filters, key=lambda one: list(FILTERS).index(one[0])):
            shown = " / ".join(known.get(code, code) for code in codes[:3]) + (" …" if len(codes) > 3 else "")
            st.button(
                _("{label}:{values} ✕").format(label=_(FILTERS[key].label), values=shown),
                key=f"wz_chip_{key}",
                help=_("移除此筛选"),
                on_click=state.change,
                args=(places.without(view.scope, key), view.scope, view.page),
            )
        _offer_way_back(view, known)
    strange = [_(FILTERS[key].label) for key, _codes in view.scope.filters if not _knows(view.page, key)]
    if strange:
        text = _("本页没有「{filters}」的筛选:只作用于有这一项的数据,其余数字不受其影响。")
        st.caption(text.format(filters=_("、").join(strange)))


def _knows(page: Route, key: str) -> bool:
    """False for a filter that a link brought to a page which is not about one fact."""
    return bool(page.domain) or key in page.filters or key in state.EVERYWHERE


def _offer_way_back(view: View, known: Mapping[str, str]) -> None:
    """A button that undoes the last change, whatever made it, and a word on what a click did."""
    if state.was_clicked():
        shown = view.scope.text(known)
        st.toast(_("已按点击筛选:{scope}。「返回上一步」可撤销。").format(scope=shown))
    earlier = state.earlier_scope(view.page)
    if earlier is not None:
        st.button(
            _("↩ 返回上一步"),
            key="wz_back",
            type="tertiary",
            help=_("回到:{scope}").format(scope=earlier.text(known)),
            on_click=state.go_back,
            args=(view.page,),
        )
