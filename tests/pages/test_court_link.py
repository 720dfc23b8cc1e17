"""The court link without a browser: 2019 as published, every tab, small places hidden."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from tests.pages.conftest import Open
from tests.pages.test_titles import words
from wzdash.labels import _, set_language
from wzdash.ui.panels.court_flow import court_of

TABS = ("法院点位", "逐月", "分流与费用", "流向", "例会议程")
YEAR = {"from": "2019-01-01", "to": "2019-12-31"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_tab_is_drawn(session: Open, lang: str):
    test = session("court_link", lang=lang, **YEAR)
    for tab in TABS:
        set_language(lang)
        test.session_state["court_tabs"] = _(tab)
        test.run()
        assert not test.exception, tab
        assert not test.error, tab


def test_the_answer_has_its_n_and_its_lower_bound(session: Open):
    text = words(session("court_link", **YEAR))
    found = re.search(r"协议 (\d+) 件,已履行 100.0 %\(n = (\d+),单侧 95 % 下限 ([\d.]+) %\)", text)
    assert found, text[:400]
    assert found[1] == found[2]
    assert 50 < float(found[3]) < 100  # never 100: what n of n still allows


def test_places_are_shown_by_whole_years_where_months_are_withheld(session: Open):
    """It says why, and offers the years; the year in which the period ends is there at once."""
    test = session("court_link", **{"from": "2019-02-01", "to": "2019-04-30"})
    assert not test.exception
    assert any("只按整年显示" in one.value for one in test.info)
    offered = next(one for one in test.button_group if one.key.startswith("places_period"))
    assert offered.options == ["2020年", "2019年", "2018年"]
    assert "2019年:" in words(test)
    offered.set_value(2018).run()
    assert "2018年:" in words(test)


def test_months_are_told_of_stations_together(session: Open):
    test = session("court_link", {"court_tabs": "逐月"}, **YEAR)
    offered = next(one for one in test.button_group if one.key == "months_of")
    assert offered.options[0] == "全部"
    assert "法院分中心和法庭" in offered.options
    offered.set_value("court").run()
    assert not test.exception
    assert "法院分中心和法庭承办" in words(test)


def test_the_agenda_is_edited_and_written(session: Open):
    test = session("court_link", {"court_tabs": "例会议程"}, **YEAR)
    assert "2019年12月" in test.subheader[0].value
    test.text_area[-1].set_value("1. 研究家事案件。")
    test.button(key="agenda_make").click().run()
    assert not test.exception
    names = sorted(test.session_state["wz_agenda_files"][1])
    assert any(name.endswith(".docx") and "演示数据" in name for name in names)
    test.button_group(key="agenda_meeting").set_value("quarter").run()
    assert "季度联席会议" in test.subheader[0].value
    assert len(test.text_area) == 7


def test_flows_of_the_two_pipelines_stay_apart(session: Open):
    test = session("court_link", {"court_tabs": "流向"}, **YEAR)
    assert "件网格纠纷" not in words(test)
    test.button_group(key="court_way").set_value("grid").run()
    assert "件网格纠纷" in words(test)
    assert any("数据里没有" in one.value for one in test.caption)


def test_an_organisation_belongs_to_the_first_court_above_it():
    known = pd.DataFrame(
        {
            "code": ["C", "T", "S", "P", "A", "B"],
            "parent": [None, "C", "T", None, "B", "A"],
            "kind": ["court_centre", "tribunal", "court_station", "brand", "brand", "brand"],
        }
    )
    found = court_of(known.set_index("code")).to_dict()
    assert found == {"C": "C", "T": "T", "S": "T", "P": None, "A": None, "B": None}


def test_fees_waived_and_refunded_are_told_apart(session: Open):
    test = session("court_link", {"court_tabs": "分流与费用"}, **YEAR)
    text = words(test)
    found = re.search(r"减免 ([\d,]+) 元,退回 ([\d,]+) 元", text)
    assert found, text[-600:]
    waived, refunded = (int(part.replace(",", "")) for part in found.groups())
    assert waived > 0
    assert refunded > 0


def test_money_is_not_called_n(session: Open):
    test = session("court_link", {"court_tabs": "分流与费用"}, **{"from": "2019-01-01", "to": "2019-12-31"})
    lines = [one.value for one in test.html if "(元)" in one.value]
    assert lines
    assert not any("n = " in one.split("(元)")[1][:20] for one in lines)
