"""Designs beside the interrupted series: roll-out of enclosed communities, displacement."""

from __future__ import annotations

import re

from tests.pages.conftest import Open
from tests.pages.test_titles import words

TABS = "before_after_tabs"


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
