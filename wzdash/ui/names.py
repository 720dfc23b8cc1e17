"""Codes to words: how areas, categories, departments and code lists read in the running language."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wzdash.codes import CODES, label
from wzdash.labels import _, language
from wzdash.ui import cached

PLACES = ("town", "village", "grid")
_LISTS = {"severity": "hazard.severity", "time_grain": "incident.time_grain"}
_LISTS |= {"weekday": "time.weekday", "hour": "time.hour"}


def _named(rows: pd.DataFrame, english: bool) -> dict[str, str]:
    translated = rows["name_en"].where(rows["name_en"].notna(), rows["name_zh"])
    return dict(zip(rows["code"], translated if english else rows["name_zh"], strict=True))


@st.cache_resource(max_entries=32, show_spinner=False)
def _names(version: str, lang: str, table: str, domain: str = "") -> dict[str, str]:
    """Names of a dimension's rows: made once per version and language, shared between runs."""
    rows = {"area": cached.areas, "category": cached.categories, "department": cached.departments}[table]()
    return _named(rows[rows["domain"] == domain] if domain else rows, lang == "en")


def area_names() -> dict[str, str]:
    """{area code: name}; shared, do not change it."""
    return _names(cached.version(), language(), "area")


def category_names(domain: str) -> dict[str, str]:
    """{category code: name} of a domain, groups included; shared, do not change it."""
    return _names(cached.version(), language(), "category", domain)


def department_names() -> dict[str, str]:
    """{department code: name}; shared, do not change it."""
    return _names(cached.version(), language(), "department")


def names_of(dimension: str, fact: str) -> dict[str, str]:
    """{code: name} of a dimension of a fact; empty when its values are words already."""
    if dimension in PLACES:
        return area_names()
    if dimension in ("group", "category"):
        return category_names(fact)
    if dimension == "department":
        return department_names()
    codes = next((key for key in (f"{fact}.{dimension}", _LISTS.get(dimension, "")) if key in CODES), "")
    return {code: label(codes, code) for code in CODES[codes]} if codes else {}


def name_column(rows: pd.DataFrame, dimension: str, fact: str) -> pd.Series:
    """The column of a dimension in words; rows without a value read 未定位 or 未填."""
    known = names_of(dimension, fact)
    missing = _("未定位") if dimension in PLACES else _("未填")
    codes = rows[dimension].astype(object)
    return codes.map(lambda code: missing if pd.isna(code) else known.get(code, str(code)))


def scope_names(fact: str) -> dict[str, str]:
    """{code: name} for everything a scope of this fact may be filtered by."""
    merged: dict[str, str] = {}
    for dimension in ("source", "level", "severity", "kind", "pipeline", "weekday", "hour"):
        merged |= names_of(dimension, fact)
    return merged | department_names() | (category_names(fact) if fact else {}) | area_names()
