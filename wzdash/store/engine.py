"""The one gateway that reads the store: a Core select in, a DataFrame out.

Rows and time are capped; a capped question says so instead of returning a part. Readers notice a newly
published version by themselves.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Dialect, Engine, create_engine, inspect, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.util import LRUCache

from wzdash.errors import StoreError, StoreMissing
from wzdash.labels import _
from wzdash.settings import Settings
from wzdash.store import schema, versions
from wzdash.store.fetch import Query, fetch
from wzdash.store.layout import layout

READ_ONLY = {"read_only": True, "config": {"autoinstall_known_extensions": False, "lock_configuration": True}}
FRESH_SECONDS = 1.0
COMPILED = 500  # statements, as many as SQLAlchemy keeps of an engine
UPGRADE = "python -m wzdash upgrade"


def duckdb_engine(path: Path, **connect_args: Any) -> Engine:
    """Engine on one file of the embedded store. What one of them has compiled, the others need not: every
    version is a file of its own, and compiling a question takes as long as a small store's answer.
    """
    own, (dialect, compiled) = create_engine(f"duckdb:///{path}", connect_args=connect_args), _compiler()
    return Engine(own.pool, dialect, own.url, execution_options={"compiled_cache": compiled})


@cache
def _compiler() -> tuple[Dialect, LRUCache]:
    """The dialect of the embedded store, told about its engine, and what it has compiled so far."""
    engine = create_engine("duckdb:///:memory:")
    with engine.connect():
        pass
    engine.dispose()
    return engine.dialect, LRUCache(COMPILED)


@cache
def postgres_engine(url: str) -> Engine:
    """Engine on the shared server, one per process."""
    return create_engine(url, pool_pre_ping=True, connect_args={"options": "-c timezone=Asia/Shanghai"})


@contextmanager
def reaching(settings: Settings) -> Iterator[None]:
    """Turns a lost or refused connection to the shared server into a StoreError without its address."""
    try:
        yield
    except OperationalError as error:
        lost = error.connection_invalidated or not getattr(error.orig, "sqlstate", None)
        if settings.is_postgres and lost:
            raise StoreError(_("无法连接 WZDASH_DATABASE_URL 指定的数据库服务器。")) from error
        raise


class Store:
    """A reader of the current version. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._path: Path | None = None
        self._engine: Engine | None = None
        self._info: dict[str, str] = {}
        self._checked = 0.0

    @property
    def version(self) -> str:
        """Name of the current version; moves when somebody publishes. Raises StoreMissing without a store."""
        return self.info["version"]

    @property
    def info(self) -> dict[str, str]:
        """What the store says about itself: version, as_of, simulated, seed, district_zh, district_en."""
        self._current_engine()
        return self._info

    @property
    def as_of(self) -> datetime:
        """The data date: everything recorded until then is in the store."""
        return datetime.fromisoformat(self.info["as_of"])

    @property
    def simulated(self) -> bool:
        """True when any row is simulated: pages and exports then carry the mark 演示数据."""
        return self.info.get("simulated") == "true"

    def read(
        self, query: Query, *, max_rows: int | None = None, max_seconds: float | None = None
    ) -> pd.DataFrame:
        """The rows of a select as a frame, with its column names.

        Raises ResultCapped when there are more than `max_rows` rows or it takes longer than `max_seconds`.
        """
        rows = max_rows or self.settings.max_rows
        seconds = max_seconds or self.settings.max_seconds
        with reaching(self.settings), self._current_engine().connect() as connection:
            return fetch(connection, query, rows, seconds)

    def _current_engine(self) -> Engine:
        with self._lock:
            if self.settings.is_postgres:
                return self._current_postgres()
            path = versions.current(self.settings.store_dir)
            if path is None:
                raise StoreMissing(
                    _("{folder} 中还没有数据。请先运行:{command}").format(
                        folder=self.settings.store_dir, command=versions.BUILD
                    )
                )
            if path != self._path or self._engine is None:
                self._open(path)
            assert self._engine is not None
            return self._engine

    def _open(self, path: Path) -> None:
        engine = duckdb_engine(path, **READ_ONLY)
        with engine.connect() as connection:
            self._info = _read_info(connection)
        if self._engine is not None:
            self._engine.dispose()
        self._engine, self._path = engine, path

    def _current_postgres(self) -> Engine:
        engine = postgres_engine(self.settings.database_url)
        if not self._info or time.monotonic() - self._checked > FRESH_SECONDS:
            with reaching(self.settings), engine.connect() as connection:
                self._info = _read_info(connection)
            self._checked = time.monotonic()
        return engine


def _read_info(connection: Connection) -> dict[str, str]:
    if not inspect(connection).has_table(schema.store_info.name):
        raise StoreMissing(_("数据库中还没有数据。请先运行:{command}").format(command=versions.BUILD))
    rows = connection.execute(select(schema.store_info.c.key, schema.store_info.c.value))
    info = {row.key: row.value for row in rows}
    if not info:
        raise StoreMissing(_("数据库中还没有数据。请先运行:{command}").format(command=versions.BUILD))
    if info.get("layout") != layout():
        raise StoreError(_("数据由另一版本的程序发布,请先运行:{command}").format(command=UPGRADE))
    return info


def open_store(settings: Settings) -> Store:
    """A reader of the store that the settings name. Opens nothing until it is asked."""
    return Store(settings)
