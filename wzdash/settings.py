"""Settings of a process, read from the environment once and passed on as a value."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from wzdash.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
K_ANONYMITY = 5


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the store is and what a question may cost. `database_url` is empty for the embedded store."""

    store_dir: Path = DATA / "store"
    database_url: str = field(default="", repr=False)  # it holds a password
    max_rows: int = 250_000
    max_seconds: float = 20.0
    publish_wait_seconds: float = 30.0
    min_cell: int = K_ANONYMITY
    basemap: str = ""

    @property
    def is_postgres(self) -> bool:
        """True when the store is a shared PostgreSQL server."""
        return bool(self.database_url)


def _number(env: Mapping[str, str], name: str, default: float, low: float, high: float) -> float:
    text = env.get(name, "").strip()
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise SettingsError(f"{name}={text!r}: must be a number from {low:g} to {high:g}")
    return value


def _database_url(env: Mapping[str, str]) -> str:
    text = env.get("WZDASH_DATABASE_URL", "").strip()
    if not text:
        return ""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # the message of SQLAlchemy would repeat the password
        raise SettingsError(
            "WZDASH_DATABASE_URL: not a database URL; expected postgresql://user:password@host:5432/name"
        ) from None
    if url.get_backend_name() != "postgresql":
        raise SettingsError(
            f"WZDASH_DATABASE_URL: {url.get_backend_name()!r} is not supported; allowed: postgresql. "
            "Leave it empty for the embedded store"
        )
    return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _basemap(env: Mapping[str, str]) -> str:
    text = env.get("WZDASH_BASEMAP", "").strip()
    if text.endswith(".pmtiles") and "://" not in text:
        return str(Path(text).expanduser().resolve())
    if text and not (text.startswith(("http://", "https://")) and all(f"{{{c}}}" in text for c in "zxy")):
        raise SettingsError(
            f"WZDASH_BASEMAP={text!r}: must be the address of map tiles with {{z}}, {{x}} and {{y}}, such as "
            "http://tiles.internal/{z}/{x}/{y}.png, or a file of tiles, such as /srv/wuzhong.pmtiles. "
            "Leave it empty for no base map"
        )
    return text


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Settings from WZDASH_* variables. Raises SettingsError naming the variable and what is allowed."""
    env = os.environ if env is None else env
    return Settings(
        store_dir=Path(env.get("WZDASH_STORE_DIR") or DATA / "store").expanduser().resolve(),
        database_url=_database_url(env),
        max_rows=int(_number(env, "WZDASH_MAX_ROWS", 250_000, 1, 10_000_000)),
        max_seconds=_number(env, "WZDASH_MAX_SECONDS", 20, 0.05, 3600),
        publish_wait_seconds=_number(env, "WZDASH_PUBLISH_WAIT_SECONDS", 30, 0, 3600),
        min_cell=int(_number(env, "WZDASH_MIN_CELL", K_ANONYMITY, 1, 100)),
        basemap=_basemap(env),
    )
