"""Boston 311, 2015: every row accounted for, and our clock agrees with the city's own flag."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import func, select

from wzdash.metrics.query import frame
from wzdash.scope import Scope
from wzdash.settings import Settings, load_settings
from wzdash.store.engine import Store, open_store
from wzdash.store.load.importing import run_import
from wzdash.store.load.job import make_job
from wzdash.store.load.report import Report
from wzdash.store.schema import import_batch, rejected_row, work_order

pytestmark = pytest.mark.acceptance
FALLBACK = (42.3594, -71.0587)


@pytest.fixture(scope="module")
def file(real_data: Path) -> Path:
    return real_data / "boston311" / "boston311_2015_sample20k.csv"


@pytest.fixture(scope="module")
def source(file: Path) -> pd.DataFrame:
    return pd.read_csv(file, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load_settings({"WZDASH_STORE_DIR": str(tmp_path_factory.mktemp("boston"))})


def import_it(settings: Settings, file: Path) -> Report:
    job = make_job("work-orders", file, "boston311", "", dry_run=False)
    return run_import(settings, job, lambda text, share: None)


@pytest.fixture(scope="module")
def report(settings: Settings, file: Path) -> Report:
    return import_it(settings, file)


@pytest.fixture(scope="module")
def store(settings: Settings, report: Report) -> Store:
    return open_store(settings)


@pytest.fixture(scope="module")
def rows(store: Store) -> pd.DataFrame:
    c = work_order.c
    columns = (c.id, c.reported_at, c.due_at, c.closed_at, c.lon, c.lat, c.fallback_point, c.grid_code)
    return store.read(select(*columns))


def test_every_row_is_accounted_for(source: pd.DataFrame, report: Report, rows: pd.DataFrame, store: Store):
    assert report.rows_read == len(source) == 20_000
    assert report.accepted + report.rejected == 20_000
    assert len(rows) == report.accepted
    lines = store.read(select(rejected_row.c.line).distinct())["line"]
    refused = source.iloc[(lines - 2).to_numpy()]
    assert len(refused) == report.rejected
    assert set(rows["id"]) | set(refused["CASE_ENQUIRY_ID"]) == set(source["CASE_ENQUIRY_ID"])
    assert (refused["CLOSED_DT"] < refused["OPEN_DT"]).all()


def test_on_time_is_the_citys_own_flag_for_all_closed_cases_with_a_target(
    source: pd.DataFrame, rows: pd.DataFrame
):
    flag = rows.merge(source[["CASE_ENQUIRY_ID", "OnTime_Status"]], left_on="id", right_on="CASE_ENQUIRY_ID")
    closed = flag[flag["closed_at"].notna() & flag["due_at"].notna()]
    assert len(closed) > 13_000
    assert ((closed["closed_at"] <= closed["due_at"]) == (closed["OnTime_Status"] == "ONTIME")).all()


def test_rows_without_a_target_are_not_counted_as_on_time(rows: pd.DataFrame, store: Store):
    year = frame(store, ["on_time_closure"], Scope(pd.Timestamp("2015-01-01").date(), store.as_of.date()))
    limited = rows[rows["due_at"].notna()]
    on_time = (limited["closed_at"] <= limited["due_at"]).sum()
    due = (limited["closed_at"].notna() | (limited["due_at"] <= store.as_of)).sum()
    assert (rows["due_at"].isna()).sum() > 1_000
    assert year["on_time_closure_n"].iloc[0] == on_time
    assert year["on_time_closure_d"].iloc[0] == due


def test_the_fallback_point_is_flagged_and_nothing_else(rows: pd.DataFrame, report: Report):
    flagged = rows[rows["fallback_point"] == True]  # noqa: E712
    assert len(flagged) == report.fallback > 50
    assert set(zip(flagged["lat"].round(4), flagged["lon"].round(4), strict=True)) == {FALLBACK}
    assert flagged["grid_code"].isna().all()


def test_the_same_file_again_changes_nothing(settings: Settings, store: Store, file: Path, report: Report):
    before = store.version
    again = import_it(settings, file)
    assert again.rows_read == report.rows_read
    assert store.version == before
    assert store.read(select(func.count().label("n")).select_from(import_batch))["n"].iloc[0] == 1
