"""A change becomes visible all at once or not at all, whatever happens while it is made."""

from __future__ import annotations

import signal
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import func, select, text

from tests.district import district
from tests.district import publish as publish_rows
from tests.store.other_process import (
    IN_THE_WRITES,
    POINTS,
    add_town,
    publish_and_die,
    publishing_elsewhere,
    reading_elsewhere,
    town,
)
from wzdash.errors import ChecksFailed, StoreBusy, StoreError
from wzdash.settings import Settings
from wzdash.store import schema, versions
from wzdash.store.bulk import insert_frame
from wzdash.store.engine import open_store
from wzdash.store.publish import publishing
from wzdash.store.rollups import ROLLUPS

ON_SERVER = (IN_THE_WRITES, "after the copy", "after the rollups", "after the checks")


def towns(settings: Settings) -> list[str]:
    area = schema.area
    found = open_store(settings).read(select(area.c.code).where(area.c.level == "town").order_by(area.c.code))
    return found["code"].tolist()


def received(settings: Settings) -> float:
    table = ROLLUPS[0].table
    return open_store(settings).read(select(func.sum(table.c.received).label("n")))["n"].iloc[0]


def files(settings: Settings) -> list[str]:
    return sorted(path.name for path in settings.store_dir.iterdir() if path.name != versions.LOCK)


# ---------------------------------------------------------------- killed


def killed_and_whole(settings: Settings, point: str, expected: list[str]) -> None:
    """After the kill the store holds what is expected, whole, and the next publish works."""
    assert publish_and_die(settings, point) == -signal.SIGKILL
    assert towns(settings) == expected
    assert received(settings) == len(expected)
    add_town(settings, "T2")
    assert towns(settings) == sorted([*expected, "T2"])
    assert received(settings) == len(expected) + 1


@pytest.mark.parametrize("point", [IN_THE_WRITES, *POINTS])
def test_killed_on_a_file(duckdb_settings: Settings, point: str):
    add_town(duckdb_settings, "T1")
    moved = point == "between rename and pruning"
    killed_and_whole(duckdb_settings, point, ["DEAD", "T1"] if moved else ["T1"])
    last = 3 if moved else 2
    assert files(duckdb_settings) == ["CURRENT", *(f"wzdash-{n:06d}.duckdb" for n in (last - 1, last))]


@pytest.mark.parametrize("point", ["after the copy", "between checkpoint and pointer"])
def test_killed_in_the_first_publish(duckdb_settings: Settings, point: str):
    assert publish_and_die(duckdb_settings, point) == -signal.SIGKILL
    assert versions.current(duckdb_settings.store_dir) is None
    add_town(duckdb_settings, "T1")
    assert towns(duckdb_settings) == ["T1"]
    assert files(duckdb_settings) == ["CURRENT", "wzdash-000001.duckdb"]


@pytest.mark.postgres
@pytest.mark.parametrize("point", ON_SERVER)
def test_killed_on_a_server(postgres_settings: Settings, point: str):
    add_town(postgres_settings, "T1")
    killed_and_whole(postgres_settings, point, ["T1"])


# ---------------------------------------------------------------- atomic


def test_an_error_leaves_the_old_version(settings: Settings):
    add_town(settings, "T1")

    def fail() -> None:
        raise RuntimeError("in the block")

    with pytest.raises(RuntimeError, match="in the block"):
        add_town(settings, "T2", fail)
    assert towns(settings) == ["T1"]
    assert open_store(settings).version == "1"


def test_a_failing_check_leaves_the_old_version(settings: Settings):
    add_town(settings, "T1")
    with pytest.raises(ChecksFailed, match="area: code unique: 1 broken, for example T1"):
        add_town(settings, "T1")
    assert towns(settings) == ["T1"]
    assert received(settings) == 1
    add_town(settings, "T2")
    assert open_store(settings).version == "2"


def test_another_process_reads_the_old_version_until_the_new_one_is_whole(settings: Settings):
    add_town(settings, "T1")
    with reading_elsewhere(settings) as ask:
        assert ask() == ("1", 1)
        seen = []
        add_town(settings, "T2", lambda: seen.append(ask()))
        assert seen == [("1", 1)]
        wait_for(lambda: ask() == ("2", 2))


def wait_for(condition) -> None:
    """Asks until it holds; a server's readers look for a new version once a second."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_second_publisher_is_told_to_wait(settings: Settings):
    add_town(settings, "T1")
    hasty = replace(settings, publish_wait_seconds=0.2)
    with publishing_elsewhere(settings):
        with pytest.raises(StoreBusy, match=r"0\.2"):
            add_town(hasty, "T2")
        assert towns(settings) == ["T1"]
    add_town(hasty, "T2")
    assert towns(settings) == ["T1", "T2"]


def test_a_fresh_start_replaces_everything_and_counts_on(settings: Settings):
    publish_rows(settings, district())
    with publishing(settings, fresh=True) as change:
        insert_frame(change.connection, schema.area, town("T9"))
        change.set_info(as_of="2021-06-30T00:00:00")
        change.touch("area")
    store = open_store(settings)
    assert towns(settings) == ["T9"]
    assert store.version == "2"
    assert "simulated" not in store.info
    for table in schema.FACTS:
        assert store.read(select(func.count().label("n")).select_from(table))["n"][0] == 0


# ---------------------------------------------------------------- files


def test_old_versions_are_pruned_and_leftovers_cleared(duckdb_settings: Settings):
    folder = duckdb_settings.store_dir
    for number in range(1, 5):
        add_town(duckdb_settings, f"T{number}")
    assert files(duckdb_settings) == ["CURRENT", "wzdash-000003.duckdb", "wzdash-000004.duckdb"]
    for name in ("wzdash-000005.duckdb", "wzdash-000005.duckdb.wal", "wzdash-000002.duckdb", "CURRENT.new"):
        (folder / name).write_text("left by a killed process")
    (folder / "notes.txt").write_text("not ours")
    add_town(duckdb_settings, "T5")
    assert files(duckdb_settings) == ["CURRENT", "notes.txt", "wzdash-000004.duckdb", "wzdash-000005.duckdb"]
    assert len(towns(duckdb_settings)) == 5


def test_publishing_again_and_again_does_not_grow_the_file(duckdb_settings: Settings):
    publish_rows(duckdb_settings, district())
    sizes = []
    for _ in range(4):
        with publishing(duckdb_settings) as change:
            change.touch("work_order", "incident", "dispute")
        current = versions.current(duckdb_settings.store_dir)
        assert current is not None
        sizes.append(current.stat().st_size)
    assert sizes[-1] <= sizes[0] * 1.5


def test_a_broken_pointer_is_refused_but_a_fresh_start_mends_it(duckdb_settings: Settings):
    add_town(duckdb_settings, "T1")
    (duckdb_settings.store_dir / versions.POINTER).write_text("wzdash-000099.duckdb")
    with pytest.raises(StoreError, match="wzdash-000099"):
        add_town(duckdb_settings, "T2")
    assert Path(duckdb_settings.store_dir / "wzdash-000001.duckdb").exists()
    with publishing(duckdb_settings, fresh=True) as change:
        insert_frame(change.connection, schema.area, town("T9"))
    assert towns(duckdb_settings) == ["T9"]


# ---------------------------------------------------------------- what a publish does by itself


def test_a_new_data_date_rebuilds_rollups_that_nobody_touched(settings: Settings):
    order = pd.DataFrame({"id": ["W1"], "reported_at": ["2020-06-01"], "due_at": ["2020-06-15"]})
    rows = {"work_order": order.astype({"reported_at": "datetime64[us]", "due_at": "datetime64[us]"})}
    table = ROLLUPS[0].table
    overdue = select(func.sum(table.c.open_overdue).label("n"))
    assert publish_rows(settings, rows, datetime(2020, 6, 14)).read(overdue)["n"][0] == 0
    with publishing(settings) as change:
        change.set_info(as_of="2020-06-15T00:00:00")
    assert open_store(settings).read(overdue)["n"][0] == 1


def test_a_table_that_does_not_exist_cannot_be_touched(duckdb_settings: Settings):
    with pytest.raises(ValueError, match="no table work_orders"), publishing(duckdb_settings) as change:
        change.touch("work_orders")


def test_the_version_and_the_date_are_set_without_being_asked(settings: Settings):
    with publishing(settings):
        pass
    store = open_store(settings)
    assert store.version == "1"
    assert store.as_of.year >= 2024
    assert not store.simulated


def test_a_store_of_an_older_layout_gets_its_columns_back(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    publish_rows(settings, district())
    table = ROLLUPS[0].table
    with monkeypatch.context() as older, publishing(settings) as change:
        older.setattr("wzdash.store.publish.layout", lambda: "older")
        change.connection.execute(text(f"ALTER TABLE {table.name} DROP COLUMN filed"))
        change.connection.execute(text("ALTER TABLE work_order DROP COLUMN praise"))
    with pytest.raises(StoreError, match="upgrade"):
        _ = open_store(settings).version
    with publishing(settings):
        pass
    store = open_store(settings)
    filed = store.read(select(func.sum(table.c.filed).label("n"), func.sum(table.c.praise).label("praise")))
    counted = store.read(select(func.count(schema.work_order.c.filed_at).label("n")))
    assert filed["n"][0] == counted["n"][0] > 0
    assert filed["praise"][0] == 0
