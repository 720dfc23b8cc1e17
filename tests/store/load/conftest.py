"""Stores of the small city: built once on each engine the real way, and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.conftest import ENGINES, database
from tests.store.load import city as small
from wzdash.settings import Settings, load_settings
from wzdash.store.engine import postgres_engine


@pytest.fixture(scope="session")
def built_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the embedded store of the small city. It is copied, never published to."""
    folder = tmp_path_factory.mktemp("city")
    small.build(load_settings({"WZDASH_STORE_DIR": str(folder / "store")}), folder / "files")
    return folder / "store"


@pytest.fixture(scope="session")
def built_database(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Name of the database of the small city. It is a template: nobody may stay connected to it."""
    with database(postgres_server) as url:
        settings = load_settings({"WZDASH_DATABASE_URL": url})
        small.build(settings, tmp_path_factory.mktemp("city") / "files")
        postgres_engine(settings.database_url).dispose()
        yield urlsplit(url).path.strip("/")


@pytest.fixture
def city(built_city: Path, tmp_path: Path) -> Settings:
    """Settings of an embedded store of the small city that a test may change."""
    shutil.copytree(built_city, tmp_path / "store")
    return load_settings({"WZDASH_STORE_DIR": str(tmp_path / "store")})


@pytest.fixture
def postgres_city(postgres_server: str, built_database: str, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a database of the small city that a test may change."""
    with database(postgres_server, built_database) as url:
        yield load_settings({"WZDASH_STORE_DIR": str(tmp_path / "store"), "WZDASH_DATABASE_URL": url})


@pytest.fixture(params=ENGINES)
def either_city(request: pytest.FixtureRequest) -> Settings:
    """Settings of the small city, once on DuckDB and once on PostgreSQL."""
    name = "city" if request.param == "duckdb" else "postgres_city"
    found: Settings = request.getfixturevalue(name)
    return found
