"""The before/after page says what the analysis says, and refuses what cannot be judged."""

from __future__ import annotations

import re

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open


def words(test: AppTest) -> str:
    """Everything that stands on the page as HTML, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", element.proto.body) for element in test.get("html"))


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
    for tab in ("各种选择", "安慰剂日期", "各镇街", "残差", "上传数据"):
        test.session_state["before_after_tabs"] = tab
        assert not test.run().exception
        assert not test.error
