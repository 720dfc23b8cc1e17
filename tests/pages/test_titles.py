"""What the pages say of their numbers: the same value everywhere, and why something is not shown."""

from __future__ import annotations

import re

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open

TOWN, VILLAGE = "320506103", "320506103001"


def words(test: AppTest) -> str:
    """Everything that stands on the page as HTML, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", element.proto.body) for element in test.get("html"))


def test_a_pipeline_that_began_later_is_not_compared_with_its_absence(session: Open):
    text = words(session("overview"))
    card = re.search(r"排查处理矛盾纠纷\s+[\d,.]+\s+件(.*?)调解成功率", text)
    assert card
    assert "起才有数据,不作对比" in card[1]
    assert "%" not in card[1]


def test_the_title_of_a_rate_is_the_rate_of_the_period(session: Open):
    test = session("tianqiong")
    test.session_state["tianqiong_tabs"] = "设备"
    text = words(test.run())
    card = re.search(r"设备在线率\s+([\d.]+ %)", text)
    title = re.search(r"设备在线率 ([\d.]+ %),", text)
    assert card
    assert title
    assert card[1] == title[1]


def test_a_question_that_is_withheld_says_why(session: Open):
    test = session("incidents", town=TOWN, village=VILLAGE, **{"from": "2020-01-05", "to": "2020-02-10"})
    assert not test.exception
    assert any("警情和纠纷只按整月显示" in info.value for info in test.info)
    assert "数量过少,不予显示" in words(test)
    assert "没有数据" not in words(test)


def test_published_figures_have_their_difference_metric_and_unit_in_the_language_of_the_page(session: Open):
    for lang, unit, metric in (("zh", "件", "受理工单"), ("en", "order", "Work orders received")):
        test = session("reconciliation", lang=lang)
        rows = test.dataframe[0].value
        row = rows[rows.iloc[:, 0].isin(["受理工单", "Work orders received"])].iloc[0]
        assert unit in list(row)
        assert list(row).count(metric) == 2
        assert row.iloc[3] not in ("", "—")
