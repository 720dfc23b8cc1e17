"""Counts over time: a part of a week or month at the ends of a period is no fall."""

from __future__ import annotations

import pytest

from tests.pages.conftest import Open


@pytest.mark.parametrize(("way", "said"), [("week", "首尾不满一周的不画"), ("month", "首尾不满一月的不画")])
def test_the_page_says_that_parts_are_not_drawn(session: Open, way: str, said: str):
    test = session("incidents", **{"from": "2020-01-15", "to": "2020-12-30"})
    test.button_group(key="incident_series").set_value(way).run()
    assert not test.exception
    assert any(said in one.value for one in test.html)
    test = session("incidents", **{"from": "2020-01-01", "to": "2020-12-31"})
    assert not any("首尾不满一月的不画" in one.value for one in test.html)
