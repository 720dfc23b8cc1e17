"""The scope of a session: kept across pages, written to the link, read from a link that was opened.

The link is read where the reader says so: a copied link, the browser's button back (ui/address.py). Town and
village hold on every page; the other filters belong to a page's fact and come back with it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

import streamlit as st

from wzdash.errors import ScopeError
from wzdash.labels import LANGUAGES, N_, _, language, set_language
from wzdash.scope import FILTERS, Scope, from_query, year_before
from wzdash.ui import address
from wzdash.ui.navigation import Route

SCOPE, LANGUAGE, PAGE, DIRTY = "wz_scope", "wz_language", "wz_page", "wz_dirty"
PAST, CLICKED = "wz_past", "wz_clicked"
STEPS = 20  # how far one can go back on a page
OF_FACT = "wz_filters_"
EVERYWHERE = ("town", "village", "grid")
KEPT = frozenset({"from", "to", "cmp", "lang", *FILTERS})


def default_scope(as_of: datetime) -> Scope:
    """The twelve months up to the data date."""
    end = as_of.date()
    return Scope(year_before(end + timedelta(days=1)), end)


def presets(as_of: datetime, first: date) -> dict[str, tuple[date, date]]:
    """{preset: period}, all relative to the data date."""
    end = as_of.date()
    year = date(end.year, 1, 1)
    return {
        N_("近12个月"): (default_scope(as_of).start, end),
        N_("本年"): (year, end),
        N_("上年"): (date(end.year - 1, 1, 1), date(end.year - 1, 12, 31)),
        N_("本月"): (end.replace(day=1), end),
        N_("近30天"): (end - timedelta(days=29), end),
        N_("近7天"): (end - timedelta(days=6), end),
        N_("全部数据"): (first, end),
    }


def start_language() -> None:
    """The language of this run: of the session, or of the link that opened it; Chinese otherwise."""
    if LANGUAGE not in st.session_state:
        asked = st.query_params.get("lang", "zh")
        st.session_state[LANGUAGE] = asked if asked in LANGUAGES else "zh"
    set_language(st.session_state[LANGUAGE])


def current_scope(page: Route, as_of: datetime) -> tuple[Scope, str]:
    """The scope of this run, and what is wrong with the link (empty: nothing)."""
    stored = _held(page) or default_scope(as_of)
    asked = {key: value for key, value in st.query_params.to_dict().items() if key in KEPT}
    problem = ""
    if st.session_state.get(PAGE) != page.key:
        address.forget()
        st.session_state[DIRTY] = True
        st.session_state[PAGE] = page.key
    if asked and address.is_wished(SCOPE, asked):
        try:
            if asked.get("lang", "zh") not in LANGUAGES:
                raise ScopeError(
                    _("lang={value!r} 不可用;可用:{allowed}").format(
                        value=asked["lang"][:20], allowed=", ".join(LANGUAGES)
                    )
                )
            st.session_state[LANGUAGE] = asked.get("lang", st.session_state.get(LANGUAGE, "zh"))
            set_language(st.session_state[LANGUAGE])
            stored = from_query(asked, default_scope(as_of))
        except ScopeError as error:
            problem = str(error)
        st.session_state[DIRTY] = True
    return stored, problem


def set_scope(scope: Scope, page: Route) -> None:
    """Makes this the scope of the session; the widgets follow in the next run."""
    own = {key: codes for key, codes in scope.filters if key not in EVERYWHERE}
    st.session_state[OF_FACT + page.domain] = own
    st.session_state[SCOPE] = scope.where(**dict.fromkeys(own))
    st.session_state[DIRTY] = True


def remember(scope: Scope, page: Route) -> None:
    """Keeps the scope that the widgets show and writes it to the link."""
    set_scope(scope, page)
    _keep_step(scope, page)
    st.session_state[DIRTY] = False
    query = scope.to_query() | {"lang": language()}
    link = st.query_params.to_dict()
    address.wrote(SCOPE, {key: value for key, value in link.items() if key in KEPT}, query)
    foreign = {key: value for key, value in link.items() if key not in KEPT}
    if link != foreign | query:
        st.query_params.from_dict(foreign | query)


def _keep_step(scope: Scope, page: Route) -> None:
    """Remembers what this page showed before; another page begins anew."""
    steps = _steps(page)
    if not steps or steps[-1] != scope:
        st.session_state[PAST] = (page.key, (*steps, scope)[-STEPS:])


def _steps(page: Route) -> tuple[Scope, ...]:
    key, steps = st.session_state.get(PAST, ("", ()))
    return steps if key == page.key else ()


def earlier_scope(page: Route) -> Scope | None:
    """What the page showed before the last change of period or filters; None when nothing was changed."""
    steps = _steps(page)
    return steps[-2] if len(steps) > 1 else None


def go_back(page: Route) -> None:
    """Makes the earlier scope of the page the one of the session."""
    earlier = earlier_scope(page)
    if earlier is not None:
        st.session_state[PAST] = (page.key, _steps(page)[:-1])
        set_scope(earlier, page)


def _held(page: Route) -> Scope | None:
    """The scope of the session with the filters of this page's fact; None before there is one."""
    scope: Scope | None = st.session_state.get(SCOPE)
    return scope and scope.where(**st.session_state.get(OF_FACT + page.domain, {}))


def change(wanted: Scope, seen: Scope, page: Route) -> None:
    """What a click changes against the scope that it was made on; what was changed since stays."""
    set_scope(wanted.after(seen, _held(page) or seen), page)


def click(wanted: Scope, seen: Scope, page: Route) -> None:
    """The same for a click on a chart; the next run says so."""
    change(wanted, seen, page)
    st.session_state[CLICKED] = True


def was_clicked() -> bool:
    """True once after a click on a chart changed the scope."""
    return bool(st.session_state.pop(CLICKED, False))


def check_codes(scope: Scope, allowed: Mapping[str, Collection[str]]) -> None:
    """Raises ScopeError for a code that the store does not know, naming the parameter and some it knows."""
    for key, codes in scope.filters:
        known = allowed.get(key)
        unknown = [code for code in codes if known is not None and code not in known]
        if unknown and known is not None:
            raise ScopeError(
                _("{key}={value!r} 不存在;可用的例如:{allowed}").format(
                    key=key, value=unknown[0], allowed=", ".join(sorted(known)[:4])
                )
            )
