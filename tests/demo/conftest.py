"""One simulated district at full scale, in a plain file without rollups."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, Select

from tests.conftest import kept
from wzdash.demo.build import build
from wzdash.store import schema
from wzdash.store.engine import duckdb_engine
from wzdash.store.publish import NEWEST


def _build(path: Path) -> None:
    engine = duckdb_engine(path, config=NEWEST)
    with engine.begin() as connection:
        schema.metadata.create_all(connection)
        build(connection)
    engine.dispose()


@pytest.fixture(scope="session")
def full_demo() -> Iterator[Engine]:
    """Engine on the tables of the full-scale district, for reading."""
    engine = duckdb_engine(kept("full", _build), read_only=True)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def ask(full_demo):
    """Function from a select to its rows as a frame."""

    def rows(query: Select) -> pd.DataFrame:
        with full_demo.connect() as connection:
            found = connection.execute(query)
            frame = found.cursor.df()
            frame.columns = list(found.keys())
            return frame

    return rows
