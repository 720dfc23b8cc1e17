"""CSV: readable by Excel and by programs, stamped, harmless."""

from __future__ import annotations

import io
from datetime import datetime

import pandas as pd
import pytest

from wzdash.export.stamp import Stamp
from wzdash.export.table import csv

STAMP = Stamp("标题", "2020年1月1日至12月31日 · 镇街:木渎镇", datetime(2020, 12, 31), simulated=True)


def read(data: bytes) -> pd.DataFrame:
    assert data.startswith(b"\xef\xbb\xbf")
    return pd.read_csv(io.BytesIO(data), encoding="utf-8-sig")


def test_headers_numbers_and_stamp():
    rows = pd.DataFrame(
        {
            "town": ["木渎镇", None],
            "n": [1915000.0, 0.25],
            "month": pd.to_datetime(["2020-01-01", "2020-02-01"]),
        }
    )
    back = read(csv(rows, STAMP, {"town": "镇街", "month": "月份", "n": "受理工单"}))
    assert list(back)[:3] == ["镇街", "月份", "受理工单"]
    assert back["受理工单"].tolist() == [1915000.0, 0.25]
    assert back["月份"].tolist() == ["2020-01-01", "2020-02-01"]
    assert back["性质"].unique().tolist() == ["演示数据"]
    assert back["范围"].iloc[0] == STAMP.scope


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2", "@x", "\tx"])
def test_text_never_becomes_a_formula(text):
    back = read(csv(pd.DataFrame({"name": [text]}), STAMP))
    assert back["name"].iloc[0] == f"'{text}"


def test_real_data_are_not_called_simulated():
    real = Stamp("t", "s", datetime(2020, 1, 1), simulated=False)
    assert "演示数据" not in csv(pd.DataFrame({"a": [1]}), real).decode("utf-8-sig")
