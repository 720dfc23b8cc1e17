"""Squares of work orders on the tiny district, on both engines."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from tests.district import areas, publish
from wzdash.metrics.spots import spots
from wzdash.scope import Scope
from wzdash.settings import Settings

JUNE = Scope(date(2020, 6, 1), date(2020, 6, 30))
TOWN = "320506001"
# three within 50 m, a fourth 100 m away, one at a fallback point, one without a point
POINTS = [
    (120.50001, 31.20001, None),
    (120.50002, 31.19999, False),
    (120.49999, 31.20001, None),
    (120.50060, 31.20001, None),
    (120.51000, 31.20000, True),
    (None, None, None),
]


def test_near_points_are_one_square_and_the_rest_is_counted(settings: Settings, tmp_path: Path):
    orders = [
        {"id": str(i), "reported_at": pd.Timestamp("2020-06-10 09:00"), "town_code": TOWN}
        | {"lon": lon, "lat": lat, "fallback_point": fallback}
        for i, (lon, lat, fallback) in enumerate(POINTS)
    ]
    store = publish(settings, {"area": areas(), "work_order": pd.DataFrame(orders)})
    found = spots(store, JUNE.where(town=TOWN))
    assert found.rows.values.tolist() == [[241_000, 62_400, 3], [241_001, 62_400, 1]]
    assert found.left_out == 2
    none = spots(store, JUNE.where(town="320506002"))
    assert (len(none.rows), none.left_out) == (0, 0)
    fewest = spots(store, JUNE, most=1)
    assert (fewest.rows["n"].tolist(), fewest.left_out) == ([3], 3)
