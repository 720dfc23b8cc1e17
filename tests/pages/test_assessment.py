"""The page of the assessment: every tab and card, other weights tried without touching the file."""

from __future__ import annotations

import pytest

from tests.pages.conftest import Open
from tests.pages.test_titles import words
from wzdash.demo import truth
from wzdash.labels import _, set_language
from wzdash.metrics.assessment import CARDS, FILE
from wzdash.ui.names import area_names

TABS = ("评分卡", "排名稳不稳", "漏斗图", "逐月得分", "权重与试算", "防造假")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_tab_is_drawn(session: Open, lang: str):
    test = session("assessment", lang=lang)
    for tab in TABS:
        set_language(lang)
        test.session_state["assessment_tabs"] = _(tab)
        test.run()
        assert not test.exception, tab
        assert not test.error, tab


def test_every_card_has_its_ranking_for_a_month_and_for_a_year(session: Open):
    test = session("assessment")
    for card in CARDS:
        for span in ("month", "rolling"):
            test.session_state["assessment_card"] = card
            test.session_state["assessment_window"] = span
            test.run()
            assert not test.exception
            assert "得分最高" in words(test), (card, span)


def test_weights_are_tried_without_touching_the_file(session: Open):
    before = FILE.read_bytes()
    test = session("assessment", {"assessment_tabs": "权重与试算"})
    keys = [box.key for box in test.number_input]
    first, second = keys[:2]
    test.number_input(key=first).set_value(0.0)
    next(one for one in test.button if one.label == "试算").click().run()
    assert any("合计 85 %,应为 100 %;请调整 结案率(按应结)" in error.value for error in test.error)
    test.number_input(key=second).set_value(35.0)
    next(one for one in test.button if one.label == "试算").click().run()
    assert not test.error
    assert "试算后" in words(test)
    assert FILE.read_bytes() == before


def test_the_town_that_bunches_is_found_and_no_other(session: Open):
    test = session("assessment", {"assessment_tabs": "防造假"})
    found = [line.value for line in test.markdown if "· 临期扎堆办结:" in line.value]
    town = area_names()[truth.BUNCHING_TOWN]
    assert len(found) == 1
    assert town in found[0]
    assert test.selectbox(key=f"bunching_town_{truth.BUNCHING_TOWN}").value == truth.BUNCHING_TOWN
    assert f"{town}按期办结中" in words(test)


@pytest.mark.parametrize(("tab", "key"), [("排名稳不稳", "chart_stability"), ("权重与试算", "chart_what_if")])
def test_a_click_on_a_town_of_any_chart_filters_the_page(session: Open, tab: str, key: str):
    test = session("assessment", {"assessment_tabs": tab})
    assert any(key in one.proto.id for one in test.get("plotly_chart") if one.proto.selection_mode)
