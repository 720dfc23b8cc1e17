"""The whole months of the store, and what was recorded in them."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import streamlit as st

from wzdash.labels import language
from wzdash.metrics import tianqiong
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.ui import cached
from wzdash.ui.page import View


@st.cache_data(max_entries=4, show_spinner=False)
def _events(version: str, _store: Store, scope: Scope) -> pd.DataFrame:
    return tianqiong.events(_store, scope, "sky")


def events(view: View) -> pd.DataFrame:
    """Recorded events of the whole months, with their name in the running language as `name`."""
    rows = _events(view.store.version, view.store, whole_months(view))
    english = rows["name_en"].where(rows["name_en"].notna(), rows["name_zh"])
    return rows.assign(name=english if language() == "en" else rows["name_zh"])


def whole_months(view: View) -> Scope:
    """All whole months for which the store holds incidents."""
    first = cached.first_day_of("incidents") or view.store.as_of.date()
    begin = first if first.day == 1 else (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    tomorrow = view.store.as_of.date() + timedelta(days=1)
    return Scope(begin, max(tomorrow.replace(day=1) - timedelta(days=1), begin))
