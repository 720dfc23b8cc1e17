"""Cells without a patrol, arrivals and larger hazards on the tiny district, on both engines."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from tests.district import areas, publish
from wzdash.metrics.callouts import arrival_minutes, larger_hazards
from wzdash.metrics.cells import last_visits, rooted
from wzdash.scope import Scope
from wzdash.settings import Settings
from wzdash.store.engine import Store

JUNE = Scope(date(2020, 6, 1), date(2020, 6, 30))
CELL, OTHER = "3205060010010001", "3205060020010001"
HERE = {"town_code": "320506001", "village_code": "320506001001", "grid_code": CELL}
THERE = {"town_code": "320506002", "village_code": "320506002001", "grid_code": OTHER}


def when(text: str) -> pd.Timestamp:
    return pd.Timestamp(f"2020-{text}")


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> Store:
    """A store with a handful of rows of the ground net."""
    patrols = [("2020-05-01", HERE), ("2020-06-20", HERE), ("2020-07-02", HERE), ("2020-03-01", THERE)]
    whistles = [("06-02 09:00", "06-02 09:12:10"), ("06-03 09:00", "06-03 09:13"), ("06-04 09:00", None)]
    hazards = [("open", "larger", "06-10", None), ("late", "larger", "06-05", "06-12")]
    hazards += [("small", "minor", "06-05", None)]
    return publish(
        settings,
        {
            "area": areas(),
            "patrol_day": pd.DataFrame(
                [{"day": date.fromisoformat(d), "inspector_days": 1.0} | place for d, place in patrols]
            ),
            "whistle": pd.DataFrame(
                [
                    {"id": start, "whistled_at": when(start), "arrived_at": when(end) if end else None} | HERE
                    for start, end in whistles
                ]
            ),
            "hazard": pd.DataFrame(
                [
                    {
                        "id": name,
                        "severity": severity,
                        "found_on": when(found).date(),
                        "due_on": date(2020, 6, 10),
                        "rectified_on": when(done).date() if done else None,
                    }
                    | HERE
                    for name, severity, found, done in hazards
                ]
            ),
            "organisation": pd.DataFrame(
                [
                    {"code": f"P{n}", "kind": "party_branch", "name_zh": "支部"} | place
                    for n, place in enumerate((HERE, HERE, THERE))
                ]
            ),
        },
    )


def test_days_since_the_last_patrol_look_back_but_not_ahead(store: Store):
    rows = last_visits(store, JUNE).set_index("code")
    assert len(rows) == 8
    assert rows.loc[CELL, "days"] == 10
    assert rows.loc[OTHER, "days"] == 121
    assert rows["days"].isna().sum() == 6
    assert set(last_visits(store, JUNE.where(town="320506002"))["town"]) == {"320506002"}


def test_two_branches_in_a_cell_cover_one_cell(store: Store):
    rows = rooted(store, JUNE, ("party_branch", "pioneer_hub")).set_index(["kind", "town"])
    assert rows.loc[("party_branch", "320506001"), "covered"] == 1
    assert rows.loc[("party_branch", "320506001"), "cells"] == 5
    assert rows.loc["pioneer_hub", "covered"].sum() == 0


def test_minutes_are_rounded_up_and_nobody_is_not_a_time(store: Store):
    rows = arrival_minutes(store, JUNE)
    assert rows[["minutes", "count"]].to_numpy().tolist() == [[13.0, 2.0]]


def test_larger_hazards_are_listed_open_ones_first(store: Store):
    rows = larger_hazards(store, JUNE)
    assert rows["id"].tolist() == ["open", "late"]
    assert rows["late"].tolist() == [204, 2]
    assert rows["is_open"].tolist() == [True, False]
