"""Stores of the small city: one to read files against, built once; and one on each engine."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.store.load import city as small
from wzdash.settings import Settings, load_settings


@pytest.fixture(scope="session")
def built_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the embedded store of the small city. It is copied, never published to."""
    folder = tmp_path_factory.mktemp("city")
    small.build(load_settings({"WZDASH_STORE_DIR": str(folder / "store")}), folder / "files")
    return folder / "store"


@pytest.fixture
def city(built_city: Path, tmp_path: Path) -> Settings:
    """Settings of an embedded store of the small city that a test may change."""
    shutil.copytree(built_city, tmp_path / "store")
    return load_settings({"WZDASH_STORE_DIR": str(tmp_path / "store")})


@pytest.fixture
def either_city(settings: Settings, tmp_path: Path) -> Settings:
    """Settings of the small city, once on DuckDB and once on PostgreSQL."""
    small.build(settings, tmp_path / "files")
    return settings
