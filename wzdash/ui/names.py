"""Codes to words on the pages: names per version of the data and language, shared; do not change them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wzdash.exhibits.names import Names
from wzdash.labels import language
from wzdash.ui import cached


@st.cache_resource(max_entries=8, show_spinner=False)
def _names(version: str, lang: str) -> Names:
    return Names(cached.store())


def known() -> Names:
    """The names in the running language."""
    return _names(cached.version(), language())


def area_names() -> dict[str, str]:
    """{area code: name}."""
    return known().areas


def category_names(domain: str) -> dict[str, str]:
    """{category code: name} of a domain, groups included."""
    return known().categories(domain)


def department_names() -> dict[str, str]:
    """{department code: name}."""
    return known().departments


def names_of(dimension: str, fact: str) -> dict[str, str]:
    """{code: name} of a dimension of a fact; empty when its values are words already."""
    return known().of(dimension, fact)


def name_column(rows: pd.DataFrame, dimension: str, fact: str) -> pd.Series:
    """The column of a dimension in words; rows without a value read 未定位 or 未填."""
    return known().column(rows, dimension, fact)


def scope_names(fact: str) -> dict[str, str]:
    """{code: name} for everything a scope of this fact may be filtered by."""
    return known().of_scope(fact)
