"""Points: in their cell, refined but not contradicted, fallback coordinates, datums and their diagnosis."""

from __future__ import annotations

from datetime import datetime

import geocoordinates_ffi as geo
import numpy as np
import pandas as pd
import pytest

from tests.store.load import city as c
from wzdash.store.load.datum import EXACT, SHIFTS, metres, to_wgs84
from wzdash.store.load.fallback import fallback_points
from wzdash.store.load.grid import lay_grid

RNG = np.random.default_rng(1)


def scattered(path, size: int, *, datum: str = "wgs84", town: bool = True, extra: int = 0):
    """Work orders at random points of the city; `extra` more rows on one point."""
    lon, lat = RNG.uniform(120.5005, 120.5395, size), RNG.uniform(31.2005, 31.2395, size)
    frame = pd.DataFrame({"lon": lon, "lat": lat})
    frame = pd.concat(
        [frame, pd.DataFrame({"lon": [120.5111] * extra, "lat": [31.2111] * extra})], ignore_index=True
    )
    frame["town_code"] = np.where(frame["lon"] < 120.52, "木渎镇", "胥口镇") if town else ""
    if datum == "gcj02":
        moved = [geo.wgs84_to_gcj02(geo.Wgs84(lat=y, lon=x)) for x, y in frame[["lon", "lat"]].to_numpy()]
        frame["lon"], frame["lat"] = [p.lon for p in moved], [p.lat for p in moved]
    frame["id"] = [f"W{n}" for n in range(len(frame))]
    frame["reported_at"] = "2020-05-06"
    frame.to_csv(path, index=False)
    return path


def test_a_point_is_placed_in_its_cell_village_and_town(either_city, tmp_path):
    lay_grid(either_city, 500)
    report = c.bring(either_city, "work-orders", scattered(tmp_path / "w.csv", 300, town=False))
    assert report.unlocated == 0
    kept, cells = c.rows(either_city, "work-orders"), c.rows(either_city, "areas").set_index("code")
    assert kept["grid_code"].notna().all()
    own = cells.loc[kept["grid_code"]]
    assert (own["village_code"].to_numpy() == kept["village_code"].to_numpy()).all()
    assert (own["town_code"].to_numpy() == kept["town_code"].to_numpy()).all()
    west = kept["lon"] < 120.52
    assert (kept["town_code"] == np.where(west, "320506100", "320506101")).all()
    distance = metres(kept[["lon", "lat"]].to_numpy(), own[["lon", "lat"]].to_numpy(float))
    assert distance.max() < 500


def test_a_row_with_neither_point_nor_area_stays_unlocated(city, tmp_path):
    report = c.bring(city, "work-orders", c.orders(tmp_path / "w.csv", c.order(town_code="")))
    assert (report.accepted, report.unlocated) == (1, 1)


def test_a_stated_town_wins_over_the_point_and_that_is_said(city, tmp_path):
    path = c.orders(
        tmp_path / "w.csv",
        c.order(lon=120.53, lat=31.21),  # in the other town
        c.order(id="W2", lon=120.51, lat=31.21),
        c.order(id="W3", lon=120.542, lat=31.21, town_code=""),  # just outside, within the margin
        c.order(id="W4", lon=0, lat=0),
    )
    report = c.bring(city, "work-orders", path)
    assert (report.accepted, report.unlocated) == (4, 1)
    kept = c.rows(city, "work-orders").set_index("id")
    assert kept.loc["W1", "town_code"] == "320506100"
    assert pd.isna(kept.loc["W1", "village_code"])
    assert kept.loc["W2", "village_code"] == "320506100002"
    assert pd.isna(kept.loc["W3", "town_code"])
    assert pd.isna(kept.loc["W4", "lon"])
    assert kept.loc["W4", "town_code"] == "320506100"
    assert any(text.startswith("1 行的坐标不在所写的镇街内") for text in report.warnings)
    assert any("(0, 0)" in text for text in report.warnings)


def test_many_rows_on_one_point_are_flagged_and_not_placed(city, tmp_path):
    report = c.bring(city, "work-orders", scattered(tmp_path / "w.csv", 400, town=False, extra=60))
    assert report.fallback == 60
    assert report.unlocated == 60
    flagged = c.rows(city, "work-orders").query("fallback_point")
    assert set(flagged["lon"]) == {120.5111}
    assert flagged[["town_code", "village_code", "grid_code"]].isna().all(axis=None)


def test_a_known_fallback_point_is_one_in_a_small_file_too(city, tmp_path):
    c.bring(city, "work-orders", scattered(tmp_path / "w.csv", 400, extra=60))
    later = c.orders(
        tmp_path / "v.csv",
        c.order(id="N1", lon=120.5111, lat=31.2111),
        c.order(id="N2", lon=120.5112, lat=31.2111),
    )
    assert c.bring(city, "work-orders", later).fallback == 1


@pytest.mark.parametrize(
    ("rows", "flagged"),
    [
        ([1] * 1000 + [49], 0),
        ([1] * 1000 + [50], 1),
        ([1] * 99_900 + [500], 0),  # below half a per cent
        ([1] * 99_000 + [510, 600], 2),
        ([10] * 1000 + [199], 0),
        ([10] * 1000 + [200], 1),
        ([100] * 20, 0),  # a layer snapped to anchor points
        ([80], 1),
        ([], 0),
    ],
)
def test_the_declared_rule_of_a_fallback_point(rows, flagged):
    found = fallback_points(np.array(rows, int))
    assert found.sum() == flagged
    assert not found[: len(rows) - max(flagged, 1)].any()


def test_a_layer_in_gcj02_is_diagnosed_with_its_shift(city, tmp_path):
    path = scattered(tmp_path / "w.csv", 800, datum="gcj02")
    report = c.bring(city, "work-orders", path, dry_run=True)
    said = next(text for text in report.warnings if "--datum gcj02" in text)
    shift = int(said.split("约 ")[1].split(" 米")[0])
    assert 400 < shift < 600
    right = c.bring(city, "work-orders", path, datum="gcj02")
    assert not any("--datum" in text for text in right.warnings)
    assert right.accepted == 800
    kept = c.rows(city, "work-orders")
    assert ((kept["lon"] < 120.52) == (kept["town_code"] == "320506100")).all()


def test_a_wgs84_layer_that_is_called_gcj02_is_diagnosed_too(city, tmp_path):
    path = scattered(tmp_path / "w.csv", 800)
    assert not any("--datum" in text for text in c.bring(city, "work-orders", path, dry_run=True).warnings)
    wrong = c.bring(city, "work-orders", path, datum="gcj02", dry_run=True)
    assert any("--datum wgs84" in text for text in wrong.warnings)


@pytest.mark.parametrize(("datum", "tolerance"), [("gcj02", 0.05), ("bd09", 0.6)])
def test_many_points_convert_as_the_library_converts_one(datum, tolerance):
    points = RNG.uniform([120.3, 31.0], [120.8, 31.4], (5 * EXACT, 2))
    few, many = to_wgs84(points[:50], datum), to_wgs84(points, datum)
    exact = np.array([SHIFTS[datum](lon, lat) for lon, lat in points[:50]])
    assert (few == exact).all()
    assert metres(many[:50], exact).max() < tolerance
    assert 300 < np.median(metres(points, many)) < 1500


@pytest.mark.parametrize("datum", ["wgs84", "cgcs2000"])
def test_two_datums_are_wgs84(datum):
    points = np.array([[120.5, 31.2], [220.0, 31.2]])
    assert (to_wgs84(points, datum) == points).all()
    assert (to_wgs84(points, "gcj02")[1] == points[1]).all()


def test_months_days_and_minutes_are_told_apart(city, tmp_path):
    header = ("编号", "类别", "发生时间")
    rows = (
        ("1", "盗窃", "2020-05"),
        ("2", "盗窃", "2020年5月"),
        ("3", "盗窃", "2020/5/6"),
        ("4", "盗窃", "2020-05-06 23:10"),
    )
    c.bring(city, "incidents", c.table(tmp_path / "i.csv", header, *rows))
    kept = c.rows(city, "incidents")
    assert list(kept["time_grain"]) == ["month", "month", "day", "minute"]
    assert kept["occurred_at"][0] == datetime(2020, 5, 1)
