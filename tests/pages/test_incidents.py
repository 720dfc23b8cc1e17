"""The incidents page without a browser: every tab in both languages, the tree's sums, what is withheld."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open
from tests.pages.test_titles import words
from wzdash.labels import _, set_language
from wzdash.ui.panels import hotspots

TABS = ("类别", "镇街", "网格地图", "逐月地图", "热点", "类别 × 镇街", "时段")
YEAR = {"from": "2020-01-01", "to": "2020-12-31"}


def opened(session: Open, tab: str, lang: str = "zh", **query: str) -> AppTest:
    set_language(lang)
    test = session("incidents", {"incident_tabs": _(tab)}, lang=lang, **(YEAR | query))
    assert not test.exception, tab
    return test


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_tab_is_drawn(session: Open, lang: str):
    for tab in TABS:
        assert not opened(session, tab, lang).error, tab


def test_the_tree_adds_up_and_says_what_is_chance(session: Open):
    test = opened(session, "类别")
    rows = test.dataframe[0].value
    names = rows["类别"]
    inside = names.str.startswith("\u3000")
    whole = names == "全部"
    for column in ("本期", "对比期"):
        total = rows.loc[whole, column].iloc[0]
        assert rows.loc[inside, column].sum() == rows.loc[~inside & ~whole, column].sum() == total > 0
    assert set(rows["判断"]) <= {"超出偶然", "偶然范围内"}
    beyond = rows["2(√a−√b)"].abs() > 3
    assert (rows["判断"] == "超出偶然").tolist() == beyond.tolist()
    assert rows["每万人"].notna().all()


def test_a_village_has_groups_only(session: Open):
    test = opened(session, "类别", town="320506103", village="320506103001")
    assert any("只按大类" in one.value for one in test.caption)


def test_towns_have_rates_with_intervals(session: Open):
    rows = opened(session, "镇街").dataframe[0].value
    assert len(rows) > 5
    assert rows["每万人"].is_monotonic_decreasing
    assert rows["每万人 95 % 区间"].str.contains("–").all()


WAYS = ("month", "week", "three", "twelve", "so_far", "years", "seasons")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_way_to_look_at_the_series_is_drawn(session: Open, lang: str):
    test = opened(session, "镇街", lang)
    for way in WAYS:
        test.button_group(key="incident_series").set_value(way).run()
        assert not test.exception, way
        assert not test.info, way


def test_the_year_so_far_says_both_counts_and_whether_it_is_chance(session: Open):
    test = opened(session, "镇街")
    test.button_group(key="incident_series").set_value("so_far").run()
    found = re.search(r"([\d,]+) 起,上年同期 ([\d,]+) 起:([−+\d.]+) %,(超出偶然|在偶然范围内)", words(test))
    assert found
    now, then = (int(found[n].replace(",", "")) for n in (1, 2))
    assert float(found[3].replace("−", "-")) == pytest.approx(100 * (now / then - 1), abs=0.06)
    assert (found[4] == "超出偶然") == (abs(2 * (now**0.5 - then**0.5)) > 3)


def test_nothing_is_tested_where_many_cells_are_hidden(session: Open):
    """On the small store most cells have too few: what would be tested is the number that stands for them."""
    test = opened(session, "热点")
    assert not re.search(r"个是热点", words(test))
    assert any("检验没有意义" in one.value for one in test.info)
    test.button_group(key="hotspot_view").set_value("kernel").run()
    assert not test.exception
    assert "只供看图" in words(test)


def test_a_hot_corner_is_found_and_a_hidden_cell_is_neither():
    side = 9
    codes = [f"{row}-{column}" for row in range(side) for column in range(side)]
    near = {one: [other for other in codes if other != one and _touch(one, other)] for one in codes}
    values = [60.0 if int(code[0]) < 3 and int(code[2]) < 3 else 10.0 + int(code[2]) % 2 for code in codes]
    values[codes.index("8-8")] = float("nan")
    found = dict(
        zip(codes, hotspots.kinds(pd.DataFrame({"code": codes, "n": values}), "n", near), strict=True)
    )
    assert found["1-1"] == found["0-0"] == "hot"
    assert found["8-8"] == found["6-6"] == "none"


def _touch(one: str, other: str) -> bool:
    return max(abs(int(one[0]) - int(other[0])), abs(int(one[2]) - int(other[2]))) == 1
