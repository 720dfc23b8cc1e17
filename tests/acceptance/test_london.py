"""City of London police 2017–2018: months only, snapped points, no id for some: nothing silently dropped."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import func, select

from wzdash.metrics.query import frame
from wzdash.scope import Scope
from wzdash.settings import load_settings
from wzdash.store.engine import Store, open_store
from wzdash.store.load.importing import run_import
from wzdash.store.load.job import make_job
from wzdash.store.load.report import Report
from wzdash.store.schema import category, incident

pytestmark = pytest.mark.acceptance
TWO_YEARS = Scope(pd.Timestamp("2017-01-01").date(), pd.Timestamp("2018-12-31").date())


@pytest.fixture(scope="module")
def source(real_data: Path) -> pd.DataFrame:
    return pd.read_csv(real_data / "city_of_london_police_uk" / "city_of_london_street_2017_2018.csv.gz")


@pytest.fixture(scope="module")
def imported(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Report]:
    settings = load_settings({"WZDASH_STORE_DIR": str(tmp_path_factory.mktemp("london"))})
    file = real_data / "city_of_london_police_uk" / "city_of_london_street_2017_2018.csv.gz"
    job = make_job("incidents", file, "city_of_london", "", dry_run=False)
    report = run_import(settings, job, lambda text, share: None)
    return open_store(settings), report


def test_every_row_is_there(source: pd.DataFrame, imported: tuple[Store, Report]):
    store, report = imported
    assert (report.rows_read, report.accepted, report.rejected) == (15_858, 15_858, 0)
    count = store.read(select(func.count().label("n")).select_from(incident))
    assert count["n"].iloc[0] == len(source) == 15_858


def test_by_month_and_type_equals_the_file(source: pd.DataFrame, imported: tuple[Store, Report]):
    store, _report = imported
    names = store.read(select(category.c.code, category.c.name_zh).where(category.c.domain == "incident"))
    rows = frame(store, ["incidents"], TWO_YEARS, ("month", "category")).merge(
        names, left_on="category", right_on="code"
    )
    ours = rows.set_index([rows["month"].dt.strftime("%Y-%m"), "name_zh"])["incidents"]
    theirs = source.groupby(["Month", "Crime type"]).size()
    assert ours[ours > 0].sort_index().to_dict() == theirs.sort_index().to_dict()


def test_what_is_not_known_is_said_and_not_dropped(source: pd.DataFrame, imported: tuple[Store, Report]):
    store, report = imported
    c = incident.c
    rows = store.read(select(c.time_grain, c.lon, c.duplicate_of))
    assert set(rows["time_grain"]) == {"month"}
    assert rows["lon"].isna().sum() == source["Longitude"].isna().sum() == 991
    assert report.unlocated == 991
    assert rows["duplicate_of"].notna().sum() == source.duplicated().sum() == 1_308


def test_an_hour_is_not_made_up(imported: tuple[Store, Report]):
    store, _report = imported
    hours = frame(store, ["incidents"], TWO_YEARS, ("hour",))
    assert hours["hour"].isna().all()
    assert hours["incidents"].sum() == 15_858
