"""The rows behind a number: nothing before the button, small cells withheld, the definition beside them."""

from __future__ import annotations

import json

import pandas as pd

from tests.pages.conftest import Open
from wzdash.ui.behind import behind


def test_small_cells_stay_withheld_and_a_rate_shows_its_counts():
    rows = pd.DataFrame(
        {
            "town_name": ["甲", "乙"],
            "closure_rate": [0.5, 0.25],
            "closure_rate_n": [1.0, 3.0],
            "closure_rate_d": [2.0, 12.0],
            "suppressed": [True, False],
        }
    )
    shown, headers = behind(rows, {"town_name": "镇街"}, "closure_rate")
    assert list(headers.values())[:4] == ["镇街", "结案率(按应结)", "分子", "分母"]
    assert shown.iloc[0, 1:4].isna().all()
    assert list(shown.iloc[1, 1:4]) == [0.25, 3.0, 12.0]
    assert list(shown["why"]) == ["数量过少,不予显示", ""]


def test_the_rows_of_a_chart_and_of_the_cards_open_on_demand(session: Open):
    test = session("work_orders")
    closed = len(test.dataframe)
    test.button(key="behind_trend_orders_received").click().run()
    assert not test.exception
    assert len(test.dataframe) == closed + 1
    assert "受理工单" in test.dataframe[-1].value
    test.button(key="behind_cards").click().run()
    assert not test.exception
    assert test.dataframe[-1].value.columns[0] == "镇街"
    config = json.loads(test.dataframe[-1].proto.columns)
    assert not config["镇街"].get("hidden")  # the names stand beside the numbers
