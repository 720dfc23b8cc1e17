"""The page of patrol and hazards: every tab in both languages, larger hazards listed one by one."""

from __future__ import annotations

import pytest

from tests.pages.conftest import Open
from tests.pages.test_titles import words
from wzdash.labels import _, set_language

TABS = ("无人巡查的网格", "巡查", "走访", "企业与隐患", "联合检查", "吹哨报到", "党建覆盖")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_tab_is_drawn(session: Open, lang: str):
    test = session("inspection", lang=lang)
    for tab in TABS:
        set_language(lang)
        test.session_state["inspection_tabs"] = _(tab)
        test.run()
        assert not test.exception, tab
        assert not test.error, tab


def test_larger_hazards_stand_in_a_list_of_their_own(session: Open):
    test = session("inspection", {"inspection_tabs": "企业与隐患"})
    shown = test.dataframe[-1].value
    assert {"编号", "类别", "网格", "状态"} <= set(shown)
    assert "较大隐患" in words(test)
