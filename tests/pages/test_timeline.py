"""Counts over time: a part of a week or month at the ends of a period is no fall."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from tests.pages.conftest import Open
from wzdash.scope import Scope
from wzdash.ui.timeline import are_whole

MARCH = Scope(date(2020, 3, 4), date(2020, 3, 29))


@pytest.mark.parametrize(
    ("by", "starts", "whole"),
    [
        ("week", ["2020-03-02", "2020-03-09", "2020-03-16", "2020-03-23"], [False, True, True, True]),
        ("month", ["2020-03-01"], [False]),
        ("day", ["2020-03-04", "2020-03-29"], [True, True]),
    ],
)
def test_a_step_is_whole_from_its_first_to_its_last_day(by: str, starts: list[str], whole: list[bool]):
    assert are_whole(pd.Series(starts), by, MARCH).tolist() == whole


@pytest.mark.parametrize(("way", "said"), [("week", "首尾不满一周的不画"), ("month", "首尾不满一月的不画")])
def test_the_page_says_that_parts_are_not_drawn(session: Open, way: str, said: str):
    test = session("incidents", **{"from": "2020-01-15", "to": "2020-12-30"})
    test.button_group(key="incident_series").set_value(way).run()
    assert not test.exception
    assert any(said in one.value for one in test.html)
    test = session("incidents", **{"from": "2020-01-01", "to": "2020-12-31"})
    assert not any("首尾不满一月的不画" in one.value for one in test.html)
