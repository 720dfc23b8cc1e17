"""Codes in words: of a store, in the running language, with a word for what has none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from wzdash.exhibits.names import Names
from wzdash.labels import set_language
from wzdash.settings import Settings
from wzdash.store.engine import Store


@pytest.fixture(scope="module")
def store(demo_store: Path) -> Store:
    return Store(Settings(store_dir=demo_store))


@pytest.fixture
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("zh")


def test_a_column_is_told_in_words(store: Store):
    rows = pd.DataFrame({"town": ["320506103", None, "999999999"], "source": ["hotline", None, "pigeon"]})
    names = Names(store)
    assert names.column(rows, "town", "work_order").tolist() == ["木渎镇", "未定位", "999999999"]
    assert names.column(rows, "source", "work_order").tolist() == ["12345热线", "未填", "pigeon"]


@pytest.mark.usefixtures("english")
def test_a_column_is_told_in_english(store: Store):
    rows = pd.DataFrame({"town": ["320506103", None]})
    assert Names(store).column(rows, "town", "work_order").tolist() == ["Mudu Town", "Not located"]


def test_a_source_has_the_names_of_its_own_fact(store: Store):
    names = Names(store)
    assert names.of("source", "incident")["call_110"] == "110接警"
    assert "call_110" not in names.of("source", "work_order")
    assert names.of("weekday", "incident")["wd1"] == "周一"
    assert names.of("month", "incident") == {}
    merged = names.of_scope("incident")
    assert {"320506103", "call_110", "wd1"} <= set(merged)
    assert set(names.categories("incident")) <= set(merged)
