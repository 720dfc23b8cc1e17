"""Titles computed from the data: no sum of rates, no share of what may be shown."""

from __future__ import annotations

import pandas as pd

from wzdash.analysis import findings
from wzdash.labels import percent

MONTHS = pd.DataFrame({"month": pd.to_datetime(["2020-01-01", "2020-02-01"]), "rate": [0.9, 0.8]})
TOWNS = pd.DataFrame(
    {"town": ["木渎镇", "甪直镇", "未定位"], "n": [60.0, 30.0, None], "rate": [0.9, 0.95, None]}
)


def test_a_trend_says_the_value_of_the_period_and_not_the_sum_of_its_months():
    said = findings.trend(MONTHS, "month", "rate", "在线率", overall="84.0 %", change="")
    assert said == "在线率 84.0 %,最高在2020年1月"
    assert findings.trend(MONTHS, "month", "rate", "在线率", overall="84.0 %", change="+0.10 个百分点") == (
        "在线率 84.0 %,较对比期 +0.10 个百分点"
    )


def test_a_leader_has_its_share_of_all_and_not_of_what_may_be_shown():
    assert findings.leading(TOWNS, "town", "n", "警情", 120.0) == "木渎镇警情最多,占 50.0 %"


def test_a_rate_has_an_extreme_and_no_share():
    assert (
        findings.extreme(TOWNS, "town", "rate", "按期率", percent, lowest=True)
        == "木渎镇按期率最低,为 90.0 %"
    )
    assert (
        findings.extreme(TOWNS, "town", "rate", "发案率", percent, lowest=False)
        == "甪直镇发案率最高,为 95.0 %"
    )


def test_what_has_no_code_is_not_named():
    rows = pd.DataFrame({"code": ["a", None], "town": ["木渎镇", "未定位"], "rate": [0.98, 0.6]})
    said = findings.extreme(rows, "town", "rate", "率", percent, lowest=True, key="code")
    assert said == "木渎镇率最低,为 98.0 %"


def test_nothing_is_said_of_nothing():
    none = TOWNS.head(0)
    assert findings.leading(none, "town", "n", "警情", 0.0) == "警情:没有数据"
    assert findings.leading(TOWNS, "town", "n", "警情", float("nan")) == "警情:没有数据"
    assert findings.extreme(none, "town", "rate", "率", percent, lowest=True) == "率:没有数据"
    assert findings.trend(MONTHS.head(0), "month", "rate", "率", overall="—", change="") == "率:没有数据"
