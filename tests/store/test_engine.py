"""The one gateway: the same frame from both engines, bounded, and always of the newest version."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import date, datetime
from functools import reduce

import numpy as np
import pandas as pd
import psycopg
import pytest
from sqlalchemy import Integer, case, column, func, literal, select, true, union_all, values

from tests.district import district, publish
from wzdash.errors import ResultCapped, StoreError, StoreMissing
from wzdash.settings import Settings, load_settings
from wzdash.store import fetch, schema, versions
from wzdash.store.bulk import insert_frame
from wzdash.store.engine import open_store, postgres_engine
from wzdash.store.publish import publishing

ORDER = schema.work_order.c
AREA = schema.area.c


def people(rows: int) -> pd.DataFrame:
    return pd.DataFrame({"code": [f"A{n:04d}" for n in range(rows)], "level": "town", "name_zh": "镇"})


@pytest.fixture
def store(settings: Settings):
    return publish(settings, {"area": people(30)})


def test_types_are_the_same_on_both_engines(settings: Settings):
    store = publish(settings, district())
    gaps = store.read(
        select(
            ORDER.id,
            ORDER.source,
            ORDER.valid,
            ORDER.reworks,
            ORDER.handbacks,
            ORDER.lon,
            ORDER.reported_at,
            ORDER.closed_at,
            func.count().over().label("n"),
        )
    )
    assert {name: str(kind) for name, kind in gaps.dtypes.items()} == {
        "id": "str",
        "source": "str",
        "valid": "boolean",
        "reworks": "int64",
        "handbacks": "float64",
        "lon": "float64",
        "reported_at": "datetime64[us]",
        "closed_at": "datetime64[us]",
        "n": "int64",
    }
    d = schema.dispute.c
    sums = store.read(
        select(
            d.found_on,
            func.sum(d.fee_waived_yuan).label("yuan"),
            func.sum(case((d.outcome == "success", 1), else_=0)).label("won"),
            func.avg(d.fee_waived_yuan).label("mean"),
            func.max(d.accepted_on).label("last"),
        ).group_by(d.found_on)
    )
    kinds = ["datetime64[us]", "float64", "int64", "float64", "datetime64[us]"]
    assert [str(kind) for kind in sums.dtypes] == kinds


def test_no_rows_have_the_same_types_as_rows(settings: Settings):
    store = publish(settings, {"area": people(1)})
    nothing = store.read(select(ORDER.id, ORDER.reported_at, ORDER.reworks, ORDER.valid, ORDER.lon))
    assert len(nothing) == 0
    assert [str(k) for k in nothing.dtypes] == ["str", "datetime64[us]", "int64", "bool", "float64"]


def test_bytes_and_decimals_come_as_bytes_and_numbers(settings: Settings):
    rows = people(2).assign(geometry=[b"\x01\xff", None], area_km2=[1.5, np.nan])
    found = publish(settings, {"area": rows}).read(
        select(AREA.geometry, AREA.area_km2, (literal(3) / 2).label("half")).order_by(AREA.code)
    )
    assert found["geometry"][0] == b"\x01\xff"
    assert pd.isna(found["geometry"][1])
    assert found["area_km2"].tolist()[0] == 1.5
    assert np.isnan(found["area_km2"][1])
    assert found["half"].tolist() == [1.5, 1.5]


def test_rows_are_capped_and_said_so(store):
    query = select(AREA.code).order_by(AREA.code)
    assert len(store.read(query, max_rows=30)) == 30
    with pytest.raises(ResultCapped, match="29"):
        store.read(query, max_rows=29)


def test_a_limit_of_the_question_is_kept(store):
    query = select(AREA.code).order_by(AREA.code.desc()).limit(3)
    assert store.read(query)["code"].tolist() == ["A0029", "A0028", "A0027"]
    with pytest.raises(ResultCapped):
        store.read(query, max_rows=2)


def test_a_union_is_capped_too(store):
    both = union_all(select(AREA.code), select(AREA.code))
    assert len(store.read(both, max_rows=60)) == 60
    with pytest.raises(ResultCapped):
        store.read(both, max_rows=59)


def endless(*, rows: bool):
    """A question that would run for hours: in one long sum, or in rows without end."""
    numbers = values(column("n", Integer), name="numbers").data([(n,) for n in range(100)])
    parts = [numbers.alias(f"part_{letter}") for letter in "abcdefgh"]
    joined = reduce(lambda left, right: left.join(right, true()), parts)
    total = sum((part.c.n for part in parts), start=literal(0))
    if rows:
        return select(total.label("n")).select_from(joined).limit(10**9)
    return select(func.sum(total).label("n")).select_from(joined)


@pytest.mark.parametrize("rows", [False, True])
def test_time_is_capped_and_the_reader_works_afterwards(settings: Settings, rows: bool):
    store = publish(replace(settings, max_rows=10**9), {"area": people(3)})
    started = datetime.now()
    with pytest.raises(ResultCapped, match=r"0\.3"):
        store.read(endless(rows=rows), max_seconds=0.3)
    assert (datetime.now() - started).total_seconds() < 8
    assert len(store.read(select(AREA.code))) == 3


def test_a_limit_of_time_does_not_reach_the_next_question(store):
    for _ in range(3):
        store.read(select(AREA.code), max_seconds=0.05)
    with pytest.raises(ResultCapped):
        store.read(endless(rows=False), max_seconds=0.2)
    assert len(store.read(select(AREA.code), max_seconds=5)) == 30


def test_a_limit_that_comes_before_the_question_is_ready_holds(duckdb_settings, monkeypatch):
    """A statement that has not begun cannot be stopped: on a busy machine a limit was lost that way."""
    store, frame = publish(duckdb_settings, {"area": people(30)}), fetch._frame

    def late(connection, query):
        time.sleep(0.3)
        return frame(connection, query)

    monkeypatch.setattr(fetch, "_frame", late)
    with pytest.raises(ResultCapped):
        store.read(endless(rows=False), max_seconds=0.1)


def test_values_are_bound_never_pasted(settings: Settings):
    nasty = "x'); DROP TABLE area; --"
    store = publish(settings, {"area": people(2).assign(name_zh=[nasty, "镇"])})
    assert store.read(select(AREA.code).where(AREA.name_zh == nasty))["code"].tolist() == ["A0000"]
    assert len(store.read(select(AREA.code).where(AREA.name_zh.in_([nasty, "镇", "%", "?", ":x"])))) == 2


def test_a_reader_sees_a_new_version_without_reopening(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("wzdash.store.engine.FRESH_SECONDS", 0.0)
    store = publish(settings, {"area": people(2)})
    first = store.version
    assert store.simulated
    assert store.as_of == datetime(2020, 12, 31, 23, 59, 59)
    with publishing(settings) as change:
        insert_frame(change.connection, schema.area, people(1).assign(code="B"))
        change.touch("area")
        change.set_info(as_of="2021-01-31T00:00:00", simulated="false")
    assert int(store.version) == int(first) + 1
    assert len(store.read(select(AREA.code))) == 3
    assert store.as_of == datetime(2021, 1, 31)
    assert not store.simulated


def test_threads_read_while_versions_change(settings: Settings):
    store = publish(settings, {"area": people(10)})
    stop, wrong, reads = threading.Event(), [], []

    def read() -> None:
        while not stop.is_set():
            found = store.read(select(func.count().label("n"), func.max(AREA.name_zh).label("v")))
            reads.append(1)
            if (int(found["n"][0]), found["v"][0]) not in {(10, "镇"), (10, "新"), (10, "又")}:
                wrong.append(found)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for name in ("新", "又"):
            with publishing(settings) as change:
                change.connection.execute(schema.area.update().values(name_zh=name))
                change.touch("area")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not wrong
    assert len(reads) > 2


def test_no_store_says_what_to_run(settings: Settings):
    store = open_store(settings)
    for ask in (lambda: store.version, lambda: store.read(select(AREA.code))):
        with pytest.raises(StoreMissing, match="python -m wzdash demo"):
            ask()


def test_a_pointer_to_nothing_is_named(duckdb_settings: Settings):
    store = publish(duckdb_settings, {"area": people(1)})
    versions.path_of(duckdb_settings.store_dir, 1).unlink()
    with pytest.raises(StoreError, match=r"CURRENT.*wzdash-000001\.duckdb"):
        _ = store.version


def test_a_store_of_another_layout_says_what_to_run(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    publish(settings, {"area": people(1)})
    monkeypatch.setattr("wzdash.store.engine.layout", lambda: "other")
    with pytest.raises(StoreError, match="python -m wzdash upgrade"):
        _ = open_store(settings).version


def test_a_server_that_is_not_there_does_not_show_the_password(tmp_path):
    url = "postgresql://user:secret@127.0.0.1:1/nothing"
    settings = load_settings({"WZDASH_DATABASE_URL": url, "WZDASH_STORE_DIR": str(tmp_path)})
    with pytest.raises(StoreError, match="WZDASH_DATABASE_URL") as caught:
        open_store(settings).read(select(AREA.code))
    assert "secret" not in str(caught.value)
    with pytest.raises(StoreError, match="WZDASH_DATABASE_URL"), publishing(settings):
        pass
    postgres_engine(settings.database_url).dispose()


def test_a_connection_that_was_cut_is_opened_again(postgres_settings: Settings):
    store = publish(postgres_settings, {"area": people(1)})
    assert len(store.read(select(AREA.code))) == 1
    url = postgres_settings.database_url.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as other:
        cut = other.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
    assert cut is not None
    assert cut[0] >= 1
    assert len(store.read(select(AREA.code))) == 1


def test_dates_are_midnights(settings: Settings):
    rows = pd.DataFrame({"id": ["D1"], "pipeline": ["grid"], "found_on": [date(2020, 2, 29)]})
    store = publish(settings, {"dispute": rows})
    found = store.read(select(schema.dispute.c.found_on))
    assert found["found_on"][0] == pd.Timestamp(2020, 2, 29)
