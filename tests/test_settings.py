"""Settings come from the environment; a bad one is named, a password never."""

from __future__ import annotations

from pathlib import Path

import pytest

from wzdash.errors import SettingsError
from wzdash.settings import DATA, Settings, load_settings


def test_defaults():
    settings = load_settings({})
    assert settings == Settings(store_dir=DATA / "store")
    assert not settings.is_postgres
    assert (settings.max_rows, settings.max_seconds, settings.min_cell) == (250_000, 20.0, 5)


def test_values_and_blanks():
    settings = load_settings(
        {
            "WZDASH_STORE_DIR": "~/store",
            "WZDASH_MAX_ROWS": " 1000 ",
            "WZDASH_MAX_SECONDS": "0.5",
            "WZDASH_PUBLISH_WAIT_SECONDS": "0",
            "WZDASH_MIN_CELL": "",
            "WZDASH_DATABASE_URL": "  ",
        }
    )
    assert settings.store_dir == Path.home() / "store"
    assert settings.max_rows == 1000
    assert settings.max_seconds == 0.5
    assert settings.publish_wait_seconds == 0
    assert settings.min_cell == 5
    assert not settings.is_postgres


@pytest.mark.parametrize(
    ("name", "text", "allowed"),
    [
        ("WZDASH_MAX_ROWS", "many", "from 1 to 1e\\+07"),
        ("WZDASH_MAX_ROWS", "0", "from 1 to"),
        ("WZDASH_MAX_SECONDS", "nan", "from 0.05 to 3600"),
        ("WZDASH_MAX_SECONDS", "inf", "from 0.05 to 3600"),
        ("WZDASH_PUBLISH_WAIT_SECONDS", "-1", "from 0 to 3600"),
        ("WZDASH_MIN_CELL", "101", "from 1 to 100"),
    ],
)
def test_a_bad_number_is_named(name: str, text: str, allowed: str):
    with pytest.raises(SettingsError, match=f"{name}='{text}': must be a number {allowed}"):
        load_settings({name: text})


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_the_driver_is_ours(scheme: str):
    settings = load_settings({"WZDASH_DATABASE_URL": f"{scheme}://u:p%40ss@host:5432/name"})
    assert settings.database_url == "postgresql+psycopg://u:p%40ss@host:5432/name"
    assert settings.is_postgres


@pytest.mark.parametrize(
    "url",
    [
        "mysql://user:secret@host/name",
        "postgresql//user:secret@host",
        "user:secret@host",
        "postgresql://user:secret@host:port/name",
    ],
)
def test_a_bad_address_is_refused_without_its_password(url: str):
    with pytest.raises(SettingsError, match="WZDASH_DATABASE_URL") as caught:
        load_settings({"WZDASH_DATABASE_URL": url})
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_settings_can_be_printed_without_the_password():
    settings = load_settings({"WZDASH_DATABASE_URL": "postgresql://user:secret@host/name"})
    assert "secret" not in repr(settings)
    assert "secret" in settings.database_url
