"""One simulated district at full scale, built once per run into a plain file without rollups."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest
from sqlalchemy import Engine, Select

from wzdash.demo.build import build
from wzdash.store import schema
from wzdash.store.engine import duckdb_engine


@pytest.fixture(scope="session")
def full_demo(tmp_path_factory) -> Iterator[Engine]:
    """Engine on the tables of the full-scale district. Read it only."""
    engine = duckdb_engine(tmp_path_factory.mktemp("full") / "demo.duckdb")
    with engine.begin() as connection:
        schema.metadata.create_all(connection)
        build(connection)
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
