"""The fixtures give a store of its own to each test, on both engines."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from wzdash.errors import StoreMissing
from wzdash.settings import Settings
from wzdash.store import schema
from wzdash.store.engine import open_store
from wzdash.store.publish import publishing


@pytest.mark.parametrize("turn", [1, 2])
def test_a_store_starts_empty_and_is_published(settings: Settings, turn: int):
    with pytest.raises(StoreMissing):
        _ = open_store(settings).version
    with publishing(settings) as change:
        change.set_info(as_of="2020-12-31T00:00:00", seed=str(turn))
    store = open_store(settings)
    info = schema.store_info
    found = store.read(select(info.c.value).where(info.c.key == "seed"))
    assert found["value"].tolist() == [str(turn)]
    assert store.info["version"] == "1"


def test_the_server_is_a_real_one(postgres_settings: Settings, duckdb_settings: Settings):
    assert postgres_settings.is_postgres
    assert postgres_settings.database_url.startswith("postgresql+psycopg://")
    assert not duckdb_settings.is_postgres
