"""Designs beside the interrupted series: roll-out of enclosed communities, displacement."""

from __future__ import annotations

import datetime as dt
import re

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open
from tests.pages.test_titles import words
from wzdash import labels

TABS = "before_after_tabs"


def said(test: AppTest, name: str) -> str:
    """What the link says under a name."""
    value = test.query_params[name]
    return value if isinstance(value, str) else value[0]


def test_the_roll_out_says_effect_trends_before_and_design(session: Open):
    test = session("before_after")
    test.session_state[TABS] = "推广"
    test.selectbox(key="ba_series").select("incidents").run()
    text = words(test)
    assert not test.exception
    assert re.search(r"合围后比预期 [+−]?[\d.]+ %", text)
    assert re.search(r"合围前 4 个季度.灰点.联合检验 p = 0\.\d{3}", text)
    assert re.search(r"设计:分批推开的双重差分.*n = [\d,]+,\d+ 个网格先后合围", text)
    assert "Callaway–Sant’Anna" in text
    assert re.search(r"treated one after another and \d+ never", text)


def test_the_link_carries_every_choice_and_opens_the_same_view(session: Open):
    link = {
        "series": "incidents",
        "place": "320506001",
        "since": "2018-06-01",
        "control": "others",
        "harmonics": "1",
        "slope": "1",
        "tab": "residuals",
    }
    test = session("before_after", **link)
    assert not test.error
    text = words(test)
    assert "对照:其余镇街的同类警情" in text
    assert "1 对谐波" in text
    assert "斜率变化" in text
    assert test.session_state[TABS] == "残差"
    assert {key: said(test, key) for key in link} == link


def test_a_choice_on_the_page_is_written_to_the_link(session: Open):
    test = session("before_after", series="incidents_burglary")
    test.selectbox(key="ba_family").select("negbin").run()
    test.selectbox(key="ba_start").select("other").run()
    test.date_input(key="ba_day").set_value(dt.date(2018, 9, 1)).run()
    assert not test.exception
    assert "负二项" in words(test)
    assert "自 2018-09-01 起" in words(test)
    assert said(test, "family") == "negbin"
    assert said(test, "since") == "2018-09-01"


def test_a_bad_parameter_is_named_with_what_is_allowed(session: Open):
    test = session("before_after", family="gauss", since="soon", slope="1", control="incidents")
    (message,) = [one.value for one in test.error]
    assert "family='gauss' 不可用;可用:auto, poisson, quasipoisson, negbin" in message
    assert "since='soon' 不是日期" in message
    assert "control='incidents' 不可用" in message
    assert test.toggle(key="ba_slope").value is True


def test_displacement_draws_target_ring_and_controls_with_their_counts(session: Open):
    test = session("before_after", series="incidents", tab="displacement", target="320506001")
    assert not test.exception
    text = words(test)
    assert re.search(r"加权转移差 [+−]?[\d,]+ 件.95 % 区间", text)
    assert re.search(r"目标区.*对照区.*转移区.*转移区的对照", text)
    assert "设计:加权转移差(Wheeler 与 Ratcliffe),n = " in text
    (counts,) = [one.value for one in test.dataframe]
    assert counts["区域的用途"].tolist() == ["目标区", "对照区", "转移区", "转移区的对照"]
    assert counts["权重"].iloc[0] == "1.00"
    test.multiselect(key="ba_target").select("320506003").run()
    assert not test.exception
    assert said(test, "target") == "320506001,320506003"


def test_villages_whose_counts_are_too_small_are_named_not_counted(session: Open):
    test = session("before_after", series="incidents_burglary", tab="displacement", areas="village")
    assert not test.exception
    assert any("件数过少,不予显示" in one.value for one in test.info)
    assert "有的件数过少,不予显示" in words(test)
    assert not test.dataframe


def test_an_upload_takes_control_and_group_columns(session: Open):
    test = session("before_after", tab="upload")
    months = [f"{year}-{month:02d}" for year in (2017, 2018, 2019, 2020) for month in range(1, 13)]
    rows = [
        f"{at},{group},{60 - 30 * (at >= '2019-01') * (group == 'north') + i % 3},{80 + i % 5}"
        for group in ("north", "south")
        for i, at in enumerate(months)
    ]
    content = "\n".join(["month,area,n,other", *rows]).encode()
    test.file_uploader(key="ba_upload").upload("two.csv", content, "text/csv").run()
    test.selectbox(key="ba_up_count").select("n").run()
    test.selectbox(key="ba_up_control").select("other").run()
    test.selectbox(key="ba_up_group").select("area").run()
    test.text_input(key="ba_up_start").set_value("2019-01-01").run()
    assert not test.exception
    assert not test.error
    text = words(test)
    assert "2 处中 1 处的区间不含零" in text
    assert "对照:文件中的对照列" in text
    assert re.search(r"north · .*有对照的中断时间序列", text)


def test_placebo_dates_and_towns_say_the_smallest_possible_p(session: Open):
    test = session("before_after", series="incidents", tab="placebo", place="320506001")
    text = words(test)
    assert re.search(r"\d+ 个安慰剂日期中,p = 0\.\d{3},最小可达 0\.071", text)
    assert re.search(r"\d+ / 13 个安慰剂日期的统计量不小于实际的", text)
    assert re.search(r"在 \d+ 个安慰剂镇街中:p = [01]\.\d{3},最小可达 0\.\d{3}", text)
    assert any("结论不单凭它" in one.value for one in test.caption)


def test_tab_and_choices_stay_in_the_other_language_and_after_another_page(session: Open):
    test = session("before_after", series="incidents", tab="residuals", slope="1")
    test.segmented_control(key="wz_w_language").set_value("en").run()
    labels.set_language("en")  # AppTest formats options outside the session
    assert test.session_state[TABS] == "Residuals"
    assert not test.exception
    test.switch_page("pages/glossary.py").run()
    test.switch_page("pages/before_after.py").run()
    assert test.selectbox(key="ba_series").value == "incidents"
    assert test.toggle(key="ba_slope").value is True
    assert test.session_state[TABS] == "Residuals"
