"""What the store holds of each fact, on both engines."""

from __future__ import annotations

import pandas as pd

from tests.district import areas, publish
from wzdash.metrics.holdings import holdings
from wzdash.settings import Settings
from wzdash.store import schema

TOWN, VILLAGE, CELL = "320506001", "320506001001", "3205060010010001"


def test_each_fact_says_how_far_it_reaches_and_what_has_no_place(settings: Settings):
    times = ["2020-01-31 08:00", "2020-02-01 09:00", "2020-06-10 09:00"]
    orders = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "reported_at": pd.to_datetime(times),
            "town_code": [TOWN, TOWN, None],
            "village_code": [VILLAGE, None, None],
            "grid_code": [CELL, None, None],
        }
    )
    store = publish(settings, {"area": areas(), "work_order": orders})
    rows = holdings(store).set_index("fact")
    assert list(rows.index) == [table.name for table in schema.FACTS]
    one = rows.loc["work_order"]
    assert [one["rows"], one["no_town"], one["no_grid"]] == [3, 1, 2]
    assert [str(pd.Timestamp(one[end]).date()) for end in ("first", "last")] == ["2020-01-31", "2020-06-10"]
    assert one["empty_months"] == 3  # March, April, May
    assert rows.loc["hazard", "rows"] == 0
    assert pd.isna(rows.loc["hazard", "first"])
    assert pd.isna(rows.loc["organisation", "last"])
    assert pd.isna(rows.loc["asset_day", "no_grid"])
