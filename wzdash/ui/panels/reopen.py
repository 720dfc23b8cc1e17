"""A code of a briefing or picture, typed or in the link: what it stands for, how data moved, the way back."""

from __future__ import annotations

import streamlit as st

from wzdash.briefing import ledger
from wzdash.briefing.material import Material
from wzdash.briefing.sections import SECTIONS
from wzdash.errors import ExportError, ScopeError
from wzdash.labels import _
from wzdash.scope import Scope, from_query
from wzdash.ui import names, state
from wzdash.ui.navigation import BY_KEY, Route
from wzdash.ui.page import View
from wzdash.ui.panels.briefing import CHOSEN

ASKED, LONGEST = "code", 12


def by_code(view: View) -> None:
    """A field for the code; an answer below it."""
    if ASKED in st.query_params and "brief_code" not in st.session_state:
        st.session_state["brief_code"] = st.query_params[ASKED][:LONGEST]
    typed = st.text_input(
        _("视图码"), key="brief_code", max_chars=LONGEST, placeholder=_("印在每页页脚的 8 位码")
    )
    if not typed.strip():
        return
    try:
        entry = ledger.recall(view.store.settings, typed)
        scope = from_query(entry.query, state.default_scope(view.store.as_of))
    except (ExportError, ScopeError) as error:
        st.error(str(error))
        return
    page = BY_KEY.get(entry.page, view.page)
    words = f"{_(page.title)} · {scope.text(names.scope_names(page.domain))}"
    moved = ledger.moves(entry, Material(view.store, scope))
    if entry.version != view.store.version:
        told = _(";").join(moved) or _("主要数字没有变化")
        st.warning(
            _("{view}:数据已从 {then} 版更新到 {now} 版。{moves}").format(
                view=words, then=entry.version, now=view.store.version, moves=told
            )
        )
    elif moved:  # a store built anew counts its versions from the start
        st.warning(_("{view}:数据已重建。{moves}").format(view=words, moves=_(";").join(moved)))
    else:
        st.success(_("{view}:数据没有变过。").format(view=words))
    if st.button(_("打开这个视图"), key="brief_open"):
        _open(entry, scope, page, view)


def _open(entry: ledger.Entry, scope: Scope, page: Route, view: View) -> None:
    """Shows the view that the entry stands for: sections of a briefing, what another page's link said."""
    wanted = [key for key in entry.query.get("sections", "").split(",") if key in SECTIONS]
    if wanted:
        st.session_state[CHOSEN] = wanted
    state.set_scope(scope, page)
    if page.key == view.page.key:
        st.rerun()
    said = {key: value for key, value in entry.query.items() if key not in state.KEPT}
    st.switch_page(page.file, query_params=said)
