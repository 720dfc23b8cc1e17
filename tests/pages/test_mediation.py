"""The mediation page without a browser: one pipeline at a time, every tab, a planted leak is found."""

from __future__ import annotations

import re

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open
from tests.pages.test_titles import words
from wzdash.labels import _, set_language
from wzdash.metrics import pipeline

TABS = ("去向", "走势", "成功率", "调解时长", "待办", "反复", "升级", "网格地图")
YEAR = {"from": "2020-01-01", "to": "2020-12-31"}


def opened(session: Open, tab: str, lang: str = "zh", **query: str) -> AppTest:
    set_language(lang)
    test = session("mediation", {"mediation_tabs": _(tab)}, lang=lang, **YEAR, **query)
    assert not test.exception, tab
    return test


@pytest.mark.parametrize(("lang", "way"), [("zh", "grid"), ("en", "court")])
def test_every_tab_is_drawn(session: Open, lang: str, way: str):
    for tab in TABS:
        test = opened(session, tab, lang, pipeline=way)
        assert not test.error, tab


def test_the_pipelines_are_never_added(session: Open):
    """Each shows its own count of accepted; no text shows the sum of both."""
    counts = {}
    for way in ("grid", "court"):
        text = words(opened(session, "去向", pipeline=way))
        found = re.search(r"受理 ([\d,]+) 件:[\d.]+ % 达成协议", text)
        assert found, text[:500]
        counts[way] = int(found[1].replace(",", ""))
    both = f"{sum(counts.values()):,}"
    assert counts["grid"] != counts["court"]
    for way in counts:
        assert both not in words(opened(session, "去向", pipeline=way))


def test_the_switch_changes_the_link(session: Open):
    test = opened(session, "走势")
    test.button_group(key="pipeline_shown").set_value("court").run()
    assert test.query_params["pipeline"] == "court"
    test.button_group(key="pipeline_shown").set_value("grid").run()
    assert "pipeline" not in test.query_params


def test_the_denominator_is_a_choice(session: Open):
    test = opened(session, "走势")
    test.button_group(key="stage_basis").set_value("accepted").run()
    assert not test.exception
    rows = test.dataframe[0].value.set_index("环节")
    count = rows["数量"]
    assert rows.loc["达成协议", "占上一环节"] == pytest.approx(100 * count["达成协议"] / count["进入调解"])
    assert rows.loc["达成协议", "占受理"] == pytest.approx(100 * count["达成协议"] / count["受理"])
    assert rows.loc["已履行", "占上一环节"] == pytest.approx(100 * count["已履行"] / count["履行期已到"])
    assert rows.loc[["受理", "进入调解", "达成协议"], "P90 天数"].notna().all()


def test_conservation_is_said_and_a_leak_is_a_red_row(
    session: Open, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
):
    test = opened(session, "走势")
    assert any("各结果之和都等于受理" in one.value for one in test.caption)
    real = pipeline.cells

    def leaking(*arguments) -> pd.DataFrame:
        rows = real(*arguments)
        rows.loc[rows.index[0], "accepted"] += 3
        return rows

    monkeypatch.setattr(pipeline, "cells", leaking)
    st.cache_data.clear()
    request.addfinalizer(st.cache_data.clear)
    test = opened(session, "走势", town="320506103")
    assert "最大相差 3 件" in test.error[0].value
    broken = next(one.value for one in test.dataframe if "相差" in one.value)
    assert broken["相差"].abs().max() == 3
    assert "木渎镇" in set(broken["镇街"])
    shown = {"月份", "镇街", "类型", "来源", "层级", "整体", "部分", "相差"}
    assert set(broken) == shown  # and not the counts of a cell


def test_below_a_town_single_disputes_are_not_shown(session: Open):
    village = "320506103001"
    test = session("mediation", **YEAR, town="320506103", village=village)
    for tab in ("去向", "调解时长", "待办", "反复", "升级"):
        test.session_state["mediation_tabs"] = tab
        test.run()
        assert not test.exception
        assert any("村社区" in one.value for one in test.info), tab


def test_success_stands_beside_its_shrunken_value(session: Open):
    test = opened(session, "成功率")
    text = words(test)
    assert re.search(r"收缩后 \d+ 项与全体有别,共 \d+ 项", text)
    assert any("权重来自自身数据" in one.value for one in test.caption)
    test.selectbox(key="success_by").set_value("month").run()
    assert not test.exception
