"""Boston's 311 requests of 2015: every row accounted for, our verdict on time equals the city's own."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select

from wzdash.metrics.query import frame
from wzdash.scope import Scope
from wzdash.settings import Settings, load_settings
from wzdash.store import schema as s
from wzdash.store.engine import Store, open_store
from wzdash.store.load.grid import lay_grid
from wzdash.store.load.importing import run_import
from wzdash.store.load.job import make_job
from wzdash.store.load.report import Report

pytestmark = pytest.mark.acceptance
AS_OF = datetime(2016, 1, 12, 23)
FALLBACK = (-71.0587, 42.3594)
YEAR = Scope(date(2015, 1, 1), date(2015, 12, 31))


@pytest.fixture(scope="session")
def boston_file(real_data) -> Path:
    """The file of 20,000 requests."""
    return real_data / "boston311" / "boston311_2015_sample20k.csv"


@pytest.fixture(scope="session")
def theirs(boston_file) -> pd.DataFrame:
    """The city's rows as they are, by id, with the line each stands on."""
    frame = pd.read_csv(
        boston_file, dtype={"CASE_ENQUIRY_ID": str}, parse_dates=["OPEN_DT", "TARGET_DT", "CLOSED_DT"]
    )
    return frame.assign(line=frame.index + 2).set_index("CASE_ENQUIRY_ID")


@pytest.fixture(scope="session")
def imported(boston_file, tmp_path_factory) -> tuple[Settings, Report]:
    """A store of the whole path: a district drawn by hand, cells of 500 m, then the file."""
    folder = tmp_path_factory.mktemp("boston")
    settings = load_settings({"WZDASH_STORE_DIR": str(folder / "store")})
    ring = [[-71.2, 42.22], [-70.98, 42.22], [-70.98, 42.41], [-71.2, 42.41], [-71.2, 42.22]]
    district = {
        "type": "Feature",
        "properties": {"code": "boston", "name": "Boston", "level": "district"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    (folder / "boston.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [district]}))
    run_import(settings, make_job("areas", folder / "boston.geojson"))
    lay_grid(settings, 500)
    return settings, run_import(settings, make_job("work-orders", boston_file, "boston311"))


@pytest.fixture(scope="session")
def store(imported) -> Store:
    """A reader of it."""
    return open_store(imported[0])


@pytest.fixture(scope="session")
def ours(store) -> pd.DataFrame:
    """Our rows by id."""
    return store.read(select(s.work_order)).set_index("id")


def test_every_row_is_accounted_for(imported, theirs, ours, store):
    _settings, report = imported
    assert (report.rows_read, report.accepted, report.rejected) == (20_000, 19_973, 27)
    assert len(ours) == report.accepted
    backwards = theirs[theirs["CLOSED_DT"] < theirs["OPEN_DT"]]
    rejected = store.read(select(s.rejected_row))
    assert list(rejected["line"].sort_values()) == list(backwards["line"])
    assert set(rejected["reason"]) == {"order"}
    assert set(ours.index) == set(theirs.index) - set(backwards.index)


def test_our_verdict_is_the_city_s_own_flag_for_all_closed_cases_with_a_target(theirs, ours):
    closed = ours[ours["closed_at"].notna() & ours["due_at"].notna()]
    flag = theirs.loc[closed.index, "OnTime_Status"]
    assert len(closed) == 13_045
    assert ((closed["closed_at"] <= closed["due_at"]) == (flag == "ONTIME")).all()
    # with the six that closed before they opened and are listed as rejected: no case is missing
    everyone = theirs[theirs["CLOSED_DT"].notna() & theirs["TARGET_DT"].notna()]
    missing = everyone.loc[everyone.index.difference(closed.index)]
    assert len(missing) == 6
    assert (missing["CLOSED_DT"] < missing["OPEN_DT"]).all()


def test_open_cases_are_judged_at_the_data_date(theirs, ours, store):
    assert store.as_of == AS_OF
    still_open = ours[ours["closed_at"].isna() & ours["due_at"].notna()]
    flag = theirs.loc[still_open.index, "OnTime_Status"]
    assert ((still_open["due_at"] > AS_OF) == (flag == "ONTIME")).all()


def test_the_metric_counts_no_row_without_a_target_as_on_time(theirs, ours, store):
    closed = ours[ours["closed_at"].notna() & ours["due_at"].notna()]
    on_time = (theirs.loc[closed.index, "OnTime_Status"] == "ONTIME").sum()
    overdue = (ours["closed_at"].isna() & (ours["due_at"] <= AS_OF)).sum()
    for facts in (True, False):
        row = frame(store, ["on_time_closure"], YEAR, facts=facts).iloc[0]
        assert (row["on_time_closure_n"], row["on_time_closure_d"]) == (on_time, len(closed) + overdue)
    without = theirs.loc[ours[ours["due_at"].isna()].index]
    assert len(without) > 4_000
    assert (without["OnTime_Status"].dropna() == "ONTIME").all()  # which the city counts, and we do not


def test_the_fallback_point_is_flagged_and_is_no_hotspot(imported, theirs, ours):
    there = theirs.loc[ours.index]
    on_it = (there["LONGITUDE"] == FALLBACK[0]) & (there["LATITUDE"] == FALLBACK[1])
    assert on_it.sum() == imported[1].fallback
    assert (ours["fallback_point"] == on_it).all()
    assert ours.loc[on_it, "grid_code"].isna().all()
    assert ours.loc[~on_it, "grid_code"].notna().all()
    assert ours["grid_code"].value_counts().max() < on_it.sum() / 2


def test_districts_written_in_two_ways_are_one(theirs, ours, store):
    towns = store.read(select(s.area).where(s.area.c.level == "town"))
    assert len(towns) == 12
    stated = theirs.loc[ours.index, "police_district"].str.replace("-", "")
    assert ours["town_code"].fillna("").tolist() == stated.fillna("").tolist()


def test_types_become_categories_under_their_reason(theirs, store):
    known = store.read(select(s.category))
    assert len(known[known["code"] != known["group_code"]]) == theirs["TYPE"].nunique()
    assert len(known[known["code"] == known["group_code"]]) == theirs["REASON"].nunique()
    monthly = frame(store, ["orders_received"], YEAR, ["category"])
    counts = monthly.set_index("category")["orders_received"].rename(known.set_index("code")["name_zh"])
    kept = theirs[~(theirs["CLOSED_DT"] < theirs["OPEN_DT"])]["TYPE"].value_counts()
    assert counts.loc[kept.index].tolist() == kept.tolist()


def test_free_text_with_telephones_stops_the_import_without_the_mapping_s_drop(boston_file, tmp_path):
    from wzdash.errors import ImportRefused
    from wzdash.store.load.mapping import FOLDER

    text = (FOLDER / "boston311.toml").read_text("utf-8")
    kept = "\n".join(line for line in text.splitlines() if not line.startswith("drop"))
    (tmp_path / "m.toml").write_text(kept, "utf-8")
    settings = load_settings({"WZDASH_STORE_DIR": str(tmp_path / "store")})
    with pytest.raises(ImportRefused, match="CLOSURE_REASON"):
        run_import(settings, make_job("work-orders", boston_file, str(tmp_path / "m.toml")))


def test_the_same_file_again_changes_nothing(imported, boston_file, store):
    version = store.version
    again = run_import(imported[0], make_job("work-orders", boston_file, "boston311"))
    assert again.unchanged
    assert store.version == version
