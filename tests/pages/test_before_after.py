"""The before/after page says what the analysis says, and refuses what cannot be judged."""

from __future__ import annotations

import re

import pandas as pd
import pytest
import streamlit as st

from tests.pages.conftest import Open
from tests.pages.test_titles import words
from wzdash.errors import AnalysisError
from wzdash.ui.panels import before_after, displacement, robustness


def test_the_verdict_is_said_in_both_languages_with_counts_and_assumption(session: Open):
    text = words(session("before_after").selectbox(key="ba_series").select("incidents").run())
    assert re.search(r"此前 24 期 [\d,]+ 件 · 此后 24 期 [\d,]+ 件", text)
    assert "措施日期是假设" in text
    assert re.search(r"(effect|robust|expected).* before .* after", text)


def test_a_published_percentage_is_refused_without_its_counts(session: Open):
    text = words(session("before_after"))
    assert "-53.8 %" in text.replace("−", "-")
    assert "拒绝下结论" in text


def test_another_series_gives_another_answer(session: Open):
    test = session("before_after")
    before = words(test)
    after = words(test.selectbox(key="ba_series").select("incidents_burglary").run())
    assert not test.exception
    assert "入室盗窃警情实施后" in after
    assert "入室盗窃警情实施后" not in before


def test_every_tab_is_drawn(session: Open):
    test = session("before_after")
    for tab in ("各种选择", "安慰剂", "各镇街", "推广", "残差", "上传数据"):
        test.session_state["before_after_tabs"] = tab
        assert not test.run().exception
        assert not test.error


def test_no_number_is_claimed_where_there_are_too_few_cases(session: Open):
    text = words(session("before_after"))
    assert "数据不足以评估" in text
    assert "两抢警情:数据不足,不能说少发了多少" in text
    assert "避免的件数" not in text


def test_an_uploaded_series_is_judged_and_a_bad_value_is_named(session: Open):
    test = session("before_after")
    test.session_state["before_after_tabs"] = "上传数据"
    test.run()
    months = [f"{year}-{month:02d}" for year in (2017, 2018, 2019, 2020) for month in range(1, 13)]
    rising = "".join(f"{at},{60 + 30 * (at >= '2019-01') + i % 3}\n" for i, at in enumerate(months))
    test.file_uploader(key="ba_upload").upload("up.csv", f"month,n\n{rising}".encode(), "text/csv").run()
    test.text_input(key="ba_up_start").set_value("2019-01-01").run()
    assert not test.error
    assert "up.csv实施后多于预期" in words(test)
    bad = f"month,n\n{rising}".replace("2018-05,", "2018-05,x")
    test.file_uploader(key="ba_upload").upload("bad.csv", bad.encode(), "text/csv").run()
    assert any("bad.csv" in one.value and "18" in one.value for one in test.error)


def test_a_withheld_month_is_not_a_zero():
    rows = pd.DataFrame({"incidents": [3.0, float("nan")], "suppressed": [False, True]})
    with pytest.raises(AnalysisError, match="不予显示"):
        before_after._known(rows, "incidents")
    assert before_after._known(rows.assign(suppressed=False), "incidents").tolist() == [3.0, 0.0]


def test_a_click_on_a_town_asks_about_it(session: Open, monkeypatch: pytest.MonkeyPatch):
    picked = {}
    monkeypatch.setattr(robustness, "show_chart", lambda *_a, select=None, **_k: picked.update(chart=select))
    monkeypatch.setattr(displacement, "show_map", lambda *_a, select, **_k: picked.update(map=select))
    test = session("before_after")
    test.selectbox(key="ba_series").select("incidents")
    for tab in ("各镇街", "位移"):
        test.session_state["before_after_tabs"] = tab
        assert not test.run().exception
    kept = {"ba_place": "", "ba_target": [], "ba_versus": ["320506103", "320506001"]}
    monkeypatch.setattr(st, "session_state", kept)
    picked["chart"]([{"customdata": ["nowhere"]}])
    assert kept["ba_place"] == ""
    picked["chart"]([{"customdata": ["320506103"]}])
    picked["map"]("320506103")
    assert kept == {"ba_place": "320506103", "ba_target": ["320506103"], "ba_versus": ["320506001"]}
