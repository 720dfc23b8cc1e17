"""The page of organisations without a browser: the published numbers, every tab, mediators moved on trial."""

from __future__ import annotations

import pytest

from tests.pages.conftest import Open
from tests.pages.test_titles import words
from wzdash.labels import _, set_language

TABS = ("负荷", "调员试算", "年度指标", "覆盖", "组织构成", "品牌与名册")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_tab_is_drawn(session: Open, lang: str):
    test = session("organisations", lang=lang)
    for tab in TABS:
        set_language(lang)
        test.session_state["organisations_tabs"] = _(tab)
        test.run()
        assert not test.exception, tab
        assert not test.error, tab


def test_the_register_has_the_published_numbers(session: Open):
    text = words(session("organisations"))
    for part in ("区 1、镇 14、村 209", "调解小组 887 个", "调解员 1,925 人", "组织 72 个(区级 13 个)"):
        assert part in text
    assert "至 +" not in text  # a register has no interval of chance
    for part in ("个人调解室 17 个", "退役军人调解室 4 个", "驻院调解员 11 人"):
        assert part in text


def test_mediators_are_moved_on_trial(session: Open):
    test = session("organisations", {"organisations_tabs": "调员试算"})
    test.number_input(key="move_number").set_value(3).run()
    assert "试算移动 3 名调解员" in words(test)
    test.toggle(key="move_even").set_value(True).run()
    assert not test.exception
    test.toggle(key="move_even").set_value(False).run()
    test.number_input(key="move_number").set_value(150).run()
    assert not test.exception


def test_brands_are_organisations(session: Open):
    test = session("organisations", {"organisations_tabs": "品牌与名册"})
    names = set(test.dataframe[-1].value["名称"])
    assert {"法治评弹", "村民议事组", "笃学堂", "家事法官"} <= names


def test_quotas_by_kind_are_for_the_district_only(session: Open):
    test = session("organisations", {"organisations_tabs": "年度指标"}, town="320506103")
    assert not test.exception
    assert any("只看全区" in one.value for one in test.caption)
