"""What is remembered between reruns: the store, and answers by data version, scope and dimensions.

Keys are small and exact (names, a scope, a version), never frames. Nothing here knows the language:
frames hold codes, and the words are put on when they are shown. Dimensions are shared, not copied, between
runs: read them, never write into them.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st
from sqlalchemy import select

from wzdash.metrics.coverage import first_days
from wzdash.metrics.headline import Headline, headlines
from wzdash.metrics.query import frame
from wzdash.metrics.spots import Spots, spots
from wzdash.scope import Scope
from wzdash.settings import Settings, load_settings
from wzdash.store import schema
from wzdash.store.engine import Store, open_store

ANSWERS = 512
FIRST = ("orders_received", "incidents", "disputes_screened", "pre_litigation_accepted")


@st.cache_resource(show_spinner=False)
def _store(settings: Settings) -> Store:
    return open_store(settings)


def store() -> Store:
    """The reader of this process; raises StoreMissing when nothing was published yet."""
    return _store(load_settings())


def version() -> str:
    """Version of the data, looked up at most twice a second: a run asks for it a hundred times."""
    return _version(load_settings())


@st.cache_data(ttl=0.5, max_entries=4, show_spinner=False)
def _version(settings: Settings) -> str:
    return _store(settings).version


@st.cache_data(max_entries=ANSWERS, show_spinner=False)
def _frame(version: str, names: tuple[str, ...], scope: Scope, by: tuple[str, ...]) -> pd.DataFrame:
    return frame(store(), names, scope, by)


def metric_frame(names: tuple[str, ...], scope: Scope, by: tuple[str, ...] = ()) -> pd.DataFrame:
    """metrics.query.frame, remembered until the data change."""
    return _frame(version(), names, scope, by)


@st.cache_data(max_entries=ANSWERS, show_spinner=False)
def _headlines(version: str, names: tuple[str, ...], scope: Scope) -> list[Headline]:
    return headlines(store(), names, scope)


def metric_headlines(names: tuple[str, ...], scope: Scope) -> list[Headline]:
    """metrics.headline.headlines, remembered until the data change."""
    return _headlines(version(), names, scope)


@st.cache_data(max_entries=ANSWERS, show_spinner=False)
def _first_days(version: str, names: tuple[str, ...]) -> dict[str, date]:
    return first_days(store(), names)


@st.cache_resource(max_entries=8, show_spinner=False)
def _spots(version: str, scope: Scope) -> Spots:
    return spots(store(), scope)


def order_spots(scope: Scope) -> Spots:
    """metrics.spots.spots, remembered until the data change; shared, do not change it."""
    return _spots(version(), scope)


def first_day() -> date | None:
    """Day of the earliest order, incident or dispute; None where there is none."""
    return min(_first_days(version(), FIRST).values(), default=None)


def first_day_of(name: str) -> date | None:
    """Day of a metric's first row in the store; None when it has none or does not happen in time."""
    return _first_days(version(), (name,)).get(name)


@st.cache_resource(max_entries=4, show_spinner=False)
def _areas(version: str) -> pd.DataFrame:
    c = schema.area.c
    columns = (c.code, c.level, c.parent_code, c.town_code, c.village_code, c.name_zh, c.name_en, c.kind)
    return store().read(select(*columns).order_by(c.code))


def areas() -> pd.DataFrame:
    """One row per area, without its geometry."""
    return _areas(version())


@st.cache_resource(max_entries=12, show_spinner=False)
def _shapes(version: str, level: str) -> pd.DataFrame:
    c = schema.area.c
    columns = (c.code, c.town_code, c.village_code, c.name_zh, c.name_en, c.lon, c.lat, c.geometry)
    return store().read(select(*columns).where(c.level == level).order_by(c.code))


def shapes(level: str) -> pd.DataFrame:
    """One row per area of a level, with its geometry as WKB."""
    return _shapes(version(), level)


_CATEGORY = (
    *("domain", "code", "group_code", "name_zh", "name_en", "department_code"),
    *("clock", "limit_value", "sort"),
)


@st.cache_resource(max_entries=4, show_spinner=False)
def _categories(version: str) -> pd.DataFrame:
    c = schema.category.c
    return store().read(select(*(c[name] for name in _CATEGORY)).order_by(c.domain, c.sort, c.code))


def categories() -> pd.DataFrame:
    """One row per domain and category, groups included."""
    return _categories(version())


@st.cache_resource(max_entries=4, show_spinner=False)
def _departments(version: str) -> pd.DataFrame:
    c = schema.department.c
    return store().read(select(c.code, c.name_zh, c.name_en).order_by(c.code))


def departments() -> pd.DataFrame:
    """One row per department."""
    return _departments(version())
