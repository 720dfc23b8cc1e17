"""Crimes of the City of London: months only, snapped points, rows without an id; nothing is dropped."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select

from wzdash.metrics.query import frame
from wzdash.scope import Scope
from wzdash.settings import Settings, load_settings
from wzdash.store import schema as s
from wzdash.store.engine import Store, open_store
from wzdash.store.load.importing import run_import
from wzdash.store.load.job import make_job
from wzdash.store.load.report import Report

pytestmark = pytest.mark.acceptance
YEARS = Scope(date(2017, 1, 1), date(2018, 12, 31))


@pytest.fixture(scope="session")
def london_file(real_data) -> Path:
    """The packed file of two years."""
    return real_data / "city_of_london_police_uk" / "city_of_london_street_2017_2018.csv.gz"


@pytest.fixture(scope="session")
def theirs(london_file) -> pd.DataFrame:
    """The rows as they are."""
    return pd.read_csv(london_file, dtype=str)


@pytest.fixture(scope="session")
def imported(london_file, tmp_path_factory) -> tuple[Settings, Report]:
    """A store that holds nothing else; its areas come from the file."""
    settings = load_settings({"WZDASH_STORE_DIR": str(tmp_path_factory.mktemp("london"))})
    return settings, run_import(settings, make_job("incidents", london_file, "city_of_london"))


@pytest.fixture(scope="session")
def store(imported) -> Store:
    """A reader of it."""
    return open_store(imported[0])


@pytest.fixture(scope="session")
def ours(store) -> pd.DataFrame:
    """Our rows."""
    return store.read(select(s.incident))


def test_every_row_is_there(imported, ours):
    _settings, report = imported
    assert (report.rows_read, report.accepted, report.rejected) == (15_858, 15_858, 0)
    assert len(ours) == 15_858
    assert ours["id"].is_unique
    assert set(ours["time_grain"]) == {"month"}


def test_repeats_stay_and_point_to_the_first_of_them(theirs, ours):
    repeats = ours[ours["duplicate_of"].notna()]
    assert len(repeats) == theirs.duplicated().sum() == 1_308
    assert set(repeats["duplicate_of"]) <= set(ours.loc[ours["duplicate_of"].isna(), "id"])


def test_ids_of_the_force_are_kept(theirs, ours):
    assert set(theirs["Crime ID"].dropna()) <= set(ours["id"])


@pytest.mark.parametrize("facts", [True, False])
def test_months_and_types_count_as_in_the_file(theirs, store, facts):
    counted = frame(store, ["incidents"], YEARS, ["month", "category"], facts=facts)
    names = store.read(select(s.category).where(s.category.c.domain == "incident")).set_index("code")[
        "name_zh"
    ]
    mine = counted.assign(
        month=pd.to_datetime(counted["month"]).dt.strftime("%Y-%m"), type=counted["category"].map(names)
    )
    mine = mine[mine["incidents"] > 0].set_index(["month", "type"])["incidents"].sort_index()
    counts = theirs.groupby(["Month", "Crime type"]).size().sort_index()
    assert mine.index.tolist() == counts.index.tolist()
    assert mine.tolist() == counts.tolist()


def test_rows_without_a_point_stay_unlocated(imported, theirs, ours):
    assert imported[1].unlocated == theirs["Longitude"].isna().sum() == 991
    assert ours["lon"].isna().sum() == 991
    assert ours["town_code"].isna().sum() == 991


def test_snapped_points_are_no_fallback(imported):
    assert imported[1].fallback == 0  # every anchor point has many rows


def test_areas_are_those_of_the_file_with_their_names(theirs, store):
    towns = store.read(select(s.area).where(s.area.c.level == "town")).set_index("code")["name_zh"]
    named = (
        theirs.dropna(subset=["LSOA code"]).drop_duplicates("LSOA code").set_index("LSOA code")["LSOA name"]
    )
    assert towns.sort_index().to_dict() == named.sort_index().to_dict()


def test_outcomes_are_as_published(theirs, ours):
    assert (
        ours["outcome"].value_counts().to_dict() == theirs["Last outcome category"].value_counts().to_dict()
    )


def test_the_same_file_again_changes_nothing(imported, london_file, store):
    version = store.version
    assert run_import(imported[0], make_job("incidents", london_file, "city_of_london")).unchanged
    assert store.version == version


def test_an_hour_is_not_made_up(store):
    hours = frame(store, ["incidents"], YEARS, ["hour"])
    assert hours["hour"].isna().all()
    assert hours["incidents"].sum() == 15_858
