"""The tabs of the work order page without a browser: each is drawn, says its finding, and adds up."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open
from tests.pages.test_titles import words

ALL = {"from": "2018-01-01", "to": "2020-12-31"}


def opened(session: Open, tab: str, **query: str) -> AppTest:
    test = session("work_orders", {"orders_tabs": tab}, **ALL, **query)
    assert not test.exception
    assert not test.error
    return test


def numbers(text: str, pattern: str) -> list[float]:
    found = re.search(pattern, text)
    assert found, pattern
    return [float(part.replace(",", "")) for part in found.groups()]


@pytest.mark.parametrize(
    ("tab", "lang"),
    [("Composition", "en"), ("构成", "zh"), ("Quality of handling", "en"), ("办理质量", "zh")],
)
def test_a_tab_is_drawn_in_both_languages(session: Open, tab: str, lang: str):
    assert len(words(opened(session, tab, lang=lang))) > 500


def test_both_bases_of_closure_with_the_count_that_is_due(session: Open):
    text = words(opened(session, "结案口径"))
    closed, due, a, received, b, gap = numbers(
        text,
        r"办结 ([\d,]+) 件:占应结 ([\d,]+) 件的 ([\d.]+) %,"
        r"占受理 ([\d,]+) 件的 ([\d.]+) %;两种口径差 ([\d,]+) 件",
    )
    assert a == pytest.approx(100 * closed / due, abs=0.005)
    assert b == pytest.approx(100 * closed / received, abs=0.005)
    assert received - due == gap > 0


def test_a_card_calls_nothing_better_or_worse_that_chance_explains(session: Open):
    test = session("work_orders", **{"from": "2020-01-01", "to": "2020-12-31"})
    cards = " ".join(block.proto.body for block in test.get("html") if "wz-card" in block.proto.body)
    found = re.findall(r"\(([−+]?[\d.]+) 至 ([−+]?[\d.]+)\)</span> <span class=\"turn\">(\S*?)</span>", cards)
    assert len(found) >= 4
    for low, high, word in found[1:]:  # the first is a count that is neither
        within = float(low.replace("−", "-")) <= 0 <= float(high.replace("−", "-"))
        assert (word == "在偶然之内") == within
    assert any(word == "在偶然之内" for _low, _high, word in found)


def test_the_states_are_conserved(session: Open):
    test = opened(session, "结案口径")
    assert any("各状态之和都等于受理" in caption.value for caption in test.caption)
    assert not test.warning


def test_time_to_close_counts_open_orders(session: Open):
    test = opened(session, "办结时长")
    text = words(test)
    assert re.search(r"一半工单在 .+?内办结,九成在 .+?内", text)
    (censored,) = numbers(text, r"未结 ([\d,]+) 件按截尾计入")
    assert censored > 0
    test.button_group(key="closing_by").set_value("source").run()
    assert not test.exception


def test_the_backlog_is_the_same_whatever_the_period(session: Open):
    pattern = r"共有未结工单 ([\d,]+) 件.*?超期 ([\d,]+) 件.*?未到期 ([\d,]+) 件,没有时限 ([\d,]+) 件"
    whole = numbers(words(opened(session, "积压")), pattern)
    assert whole[0] == sum(whole[1:])
    test = session("work_orders", {"orders_tabs": "积压"}, **{"from": "2020-12-01", "to": "2020-12-31"})
    assert numbers(words(test), pattern) == whole


def test_satisfaction_is_bounded_by_those_not_reached(session: Open):
    text = words(opened(session, "回访满意"))
    rate, worst, best = numbers(
        text, r"满意率 ([\d.]+) % 只说明.*?满意率为 ([\d.]+) %;若全部满意,为 ([\d.]+) %"
    )
    assert worst < rate < best <= 100


def test_heatmaps_by_day_town_and_hour_follow_the_measure(session: Open):
    test = opened(session, "热力图")
    assert re.search(r"受理工单最高在2\d{3}年.+?,最低在2\d{3}年", words(test))
    test.selectbox(key="heat_measure").set_value("on_time_closure").run()
    assert not test.exception
    assert "按期结案率最高在" in words(test)


def test_anomalies_say_how_many_counts_were_tested(session: Open):
    test = opened(session, "异常")
    (caption,) = [caption.value for caption in test.caption if "错误发现率" in caption.value]
    months, cells, n = numbers(caption, r"(\d+) 个月 × ([\d,]+) 格 = ([\d,]+) 个计数")
    assert months == 36
    assert months * cells == n
    test.button_group(key="anomaly_by").set_value("group").run()
    assert not test.exception
    assert re.search(r"2020年12月:\d+ 个镇街 × 类别中,\d+ 个超出自身规律", words(test))


def test_a_short_history_gives_no_anomalies(session: Open):
    test = session("work_orders", {"orders_tabs": "异常"}, **{"from": "2019-01-01", "to": "2019-06-30"})
    assert any("两年的整月数据" in info.value for info in test.info)


def test_the_map_shows_the_change_against_the_comparison(session: Open):
    test = session("work_orders", **{"from": "2020-01-01", "to": "2020-12-31"})
    test.toggle(key="map_change_grid").set_value(True).run()
    assert not test.exception
    text = words(test)
    up, down = numbers(text, r"受理工单:(\d+) 处上升,(\d+) 处下降")
    assert 0 < up + down <= 887
    assert "增减各按分位数分级,零点居中" in text
    test.selectbox(key="map_measure_grid").set_value("on_time_closure").run()
    assert "个百分点" in words(test)


def test_a_reopening_rate_that_is_not_over_says_so(session: Open):
    for end, told in (("2020-12-31", True), ("2020-10-31", False)):
        test = session("work_orders", {"orders_tabs": "办理质量"}, **{"from": "2020-01-01", "to": end})
        test.selectbox(key="quality_measure").set_value("reopen_rate").run()
        assert any("还可能重开" in one.value for one in test.caption) is told
