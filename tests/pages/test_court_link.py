"""The court link without a browser: 2019 as published, every tab, small places hidden."""

from __future__ import annotations

import re

import pytest

from tests.pages.conftest import Open
from tests.pages.test_titles import words
from wzdash.labels import _, set_language

TABS = ("法院点位", "逐月", "分流与费用")
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


def test_places_are_withheld_for_parts_of_a_year(session: Open):
    test = session("court_link", **{"from": "2019-02-01", "to": "2019-04-30"})
    assert not test.exception
    assert any("只按整年显示" in one.value for one in test.info)
