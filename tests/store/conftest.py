"""A store that a test may damage: everything is rolled back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from wzdash.settings import Settings
from wzdash.store import versions
from wzdash.store.engine import duckdb_engine, postgres_engine


@pytest.fixture
def damaged(district_settings: Settings, tmp_path: Path) -> Iterator[Connection]:
    """A connection to the tiny district whose transaction is rolled back."""
    if district_settings.is_postgres:
        engine = postgres_engine(district_settings.database_url)
    else:
        current = versions.current(district_settings.store_dir)
        assert current is not None
        engine = duckdb_engine(Path(shutil.copyfile(current, tmp_path / "copy.duckdb")))
    with engine.connect() as connection:
        yield connection
        connection.rollback()
    engine.dispose()
