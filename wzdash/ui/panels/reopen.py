"""A code typed from a printed briefing: what it stands for, how the data moved since, and the way back."""

from __future__ import annotations

import streamlit as st

from wzdash.briefing import ledger
from wzdash.briefing.material import Material
from wzdash.briefing.sections import SECTIONS
from wzdash.errors import ExportError, ScopeError
from wzdash.labels import _
from wzdash.scope import from_query
from wzdash.ui import names, state
from wzdash.ui.navigation import BY_KEY
from wzdash.ui.page import View
from wzdash.ui.panels.briefing import CHOSEN


def by_code(view: View) -> None:
    """A field for the code; an answer below it."""
    typed = st.text_input(_("视图码"), key="brief_code", max_chars=12, placeholder=_("印在每页页脚的 8 位码"))
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
    if entry.version == view.store.version:
        st.success(_("{view}:数据没有变过。").format(view=words))
    else:
        moved = ledger.moves(entry, Material(view.store, scope))
        told = _(";").join(moved) or _("主要数字没有变化")
        st.warning(
            _("{view}:数据已从 {then} 版更新到 {now} 版。{moves}").format(
                view=words, then=entry.version, now=view.store.version, moves=told
            )
        )
    if st.button(_("打开这个视图"), key="brief_open"):
        wanted = [key for key in entry.query.get("sections", "").split(",") if key in SECTIONS]
        if wanted:
            st.session_state[CHOSEN] = wanted
        state.set_scope(scope, page)
        if page.key == view.page.key:
            st.rerun()
        st.switch_page(page.file)
