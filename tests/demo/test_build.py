"""The build is deterministic for a seed, scales, and passes the declared checks on both engines."""

from __future__ import annotations

import pandas as pd
import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from wzdash.cli import app
from wzdash.demo.build import build, store_facts
from wzdash.errors import SettingsError
from wzdash.store import schema
from wzdash.store.engine import duckdb_engine, open_store
from wzdash.store.publish import publishing

SCALE = 0.004
TABLES = (*schema.DIMENSIONS, *schema.FACTS, *schema.PROVENANCE)


def built(path, seed: int, scale: float = SCALE) -> dict[str, pd.DataFrame]:
    engine = duckdb_engine(path)
    with engine.begin() as connection:
        schema.metadata.create_all(connection)
        build(connection, seed, scale)
        tables = {table.name: connection.execute(select(table)).cursor.df() for table in TABLES}
    engine.dispose()
    return tables


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return built(tmp_path_factory.mktemp("small") / "a.duckdb", 11)


def test_same_seed_gives_the_same_rows(small, tmp_path):
    again = built(tmp_path / "b.duckdb", 11)
    for name, frame in small.items():
        pd.testing.assert_frame_equal(again[name], frame, obj=name)


def test_another_seed_gives_other_rows_of_the_same_size(small, tmp_path):
    other = built(tmp_path / "c.duckdb", 12)
    for name in ("work_order", "dispute", "organisation", "area", "rollout", "asset_day"):
        assert len(other[name]) == len(small[name]), name
    assert not other["work_order"]["reported_at"].equals(small["work_order"]["reported_at"])


def test_scale_changes_events_and_keeps_areas(small):
    sizes = {name: len(frame) for name, frame in small.items()}
    assert sizes["work_order"] == 7_660
    assert sizes["area"] == 1_111
    assert small["organisation"]["kind"].eq("mediation_group").sum() == 887
    assert small["work_order"]["closed_at"].notna().sum() == 7_572
    assert small["dispute"]["pipeline"].eq("grid").sum() == 22


def test_published_through_checks_and_rollups_on_both_engines(settings):
    with publishing(settings, fresh=True) as change:
        build(change.connection, 5, SCALE)
        change.set_info(**store_facts(5))
        change.touch(*(table.name for table in TABLES))
    store = open_store(settings)
    orders = store.read(select(func.count().label("n"), func.count(schema.work_order.c.due_at).label("due")))
    assert orders["n"].tolist() == [7_660]
    assert 0 < orders["due"][0] < 7_660
    assert store.simulated
    assert store.as_of.isoformat() == "2020-12-31T23:59:59"
    assert (store.info["seed"], store.info["district_zh"]) == ("5", "苏州市吴中区")


@pytest.mark.parametrize("scale", [0, 0.0009, 1.01, float("nan")])
def test_a_scale_out_of_range_is_named(scale, tmp_path):
    with (
        duckdb_engine(tmp_path / "d.duckdb").begin() as connection,
        pytest.raises(SettingsError, match=r"must be from 0\.001 to 1"),
    ):
        build(connection, 1, scale)


def test_the_verb_builds_once_and_again_only_when_asked(monkeypatch, duckdb_settings):
    monkeypatch.setenv("WZDASH_STORE_DIR", str(duckdb_settings.store_dir))

    def run(*options: str):
        return CliRunner().invoke(app, ["demo", "--scale", "0.001", *options])

    first = run("--if-missing", "--seed", "3")
    assert first.exit_code == 0, first.output
    assert "1,915 件工单" in first.stdout
    assert run("--if-missing").stdout == ""
    assert open_store(duckdb_settings).info["version"] == "1"
    assert run("--seed", "4").exit_code == 0
    info = open_store(duckdb_settings).info
    assert (info["version"], info["seed"]) == ("2", "4")
    wrong = run("--scale", "7")
    assert wrong.exit_code == 2
    assert "must be from 0.001 to 1" in wrong.stderr
    assert open_store(duckdb_settings).info["version"] == "2"
