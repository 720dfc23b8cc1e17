"""A click on a mark of time makes its month, week or day the period; undone by one click."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pandas as pd
import plotly.graph_objects as go
import pytest

from tests.pages.conftest import Open
from wzdash.scope import Scope
from wzdash.ui import period
from wzdash.ui.navigation import BY_KEY

YEAR = Scope(date(2020, 1, 15), date(2020, 12, 31))
LAST = date(2020, 12, 31)


@pytest.mark.parametrize(
    ("first", "step", "days"),
    [
        (date(2020, 6, 1), "month", (date(2020, 6, 1), date(2020, 6, 30))),
        (date(2020, 1, 1), "month", (date(2020, 1, 15), date(2020, 1, 31))),
        (date(2019, 2, 1), "month", (date(2019, 2, 1), date(2019, 2, 28))),
        (date(2020, 12, 28), "week", (date(2020, 12, 28), date(2020, 12, 31))),
        (date(2020, 5, 5), "day", (date(2020, 5, 5), date(2020, 5, 5))),
    ],
)
def test_the_step_that_was_clicked_is_the_period(first: date, step: str, days: tuple[date, date]):
    assert period.span(YEAR, first, step, LAST) == days


def test_only_charts_over_time_of_pages_with_a_period_narrow_it():
    months = pd.DataFrame({"month": pd.date_range("2020-01-01", periods=3, freq="MS"), "n": [1, 2, 3]})
    lines = go.Figure(go.Scatter(x=months["month"], y=months["n"], mode="lines"))
    page = SimpleNamespace(page=BY_KEY["work_orders"])
    assert period.clicked(page, lines, months) is not None
    assert period.clicked(page, go.Figure(go.Bar(x=[1], y=["a"])), months) is None
    assert period.clicked(page, lines, months.drop(columns="month")) is None
    assert period.clicked(SimpleNamespace(page=BY_KEY["before_after"]), lines, months) is None


def test_lines_get_marks_that_a_click_can_select_and_nobody_sees():
    lines = go.Figure(go.Scatter(x=[1, 2], y=[1, 2], mode="lines"))
    drawn = period.hit(lines).data[0]
    assert (drawn.mode, drawn.marker.size) == ("lines+markers", 0)
    assert lines.data[0].mode == "lines"


def test_a_filter_that_the_page_does_not_know_is_said(session: Open):
    session("grid_map")
    test = session("grid_map", source="hotline")
    assert any("来源" in one.value and "本页没有" in one.value for one in test.caption)
    assert not any("本页没有" in one.value for one in session("work_orders", source="hotline").caption)
