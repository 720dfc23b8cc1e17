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
from sqlalchemy import (
    Connection,
    Date,
    DateTime,
    Engine,
    Float,
    Integer,
    Numeric,
    Select,
    create_engine,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.sql.selectable import CompoundSelect

from wzdash.errors import ResultCapped, StoreError, StoreMissing
from wzdash.labels import _
from wzdash.settings import Settings
from wzdash.store import schema, versions

READ_ONLY = {"read_only": True, "config": {"autoinstall_known_extensions": False, "lock_configuration": True}}
FRESH_SECONDS = 1.0
BUILD = "python -m wzdash demo"


def duckdb_engine(path: Path, **connect_args: Any) -> Engine:
    """Engine on one file of the embedded store."""
    return create_engine(f"duckdb:///{path}", connect_args=connect_args)


@cache
def postgres_engine(url: str) -> Engine:
    """Engine on the shared server, one per process."""
    return create_engine(url, pool_pre_ping=True, connect_args={"options": "-c timezone=Asia/Shanghai"})


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
        self._current_engine()
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
        self, query: Select | CompoundSelect, *, max_rows: int | None = None, max_seconds: float | None = None
    ) -> pd.DataFrame:
        """The rows of a select as a frame, with its column names.

        Raises ResultCapped when there are more than `max_rows` rows or it takes longer than `max_seconds`.
        """
        rows = max_rows or self.settings.max_rows
        seconds = max_seconds or self.settings.max_seconds
        with self._connection() as connection, _time_limit(connection, seconds):
            frame = _fetch(connection, query.limit(rows + 1))
        if len(frame) > rows:
            raise ResultCapped(_("结果超过 {rows:,} 行,未显示。请缩小期间、镇街或类别。").format(rows=rows))
        return frame

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        with self._current_engine().connect() as connection:
            yield connection

    def _current_engine(self) -> Engine:
        with self._lock:
            if self.settings.is_postgres:
                return self._current_postgres()
            path = versions.current(self.settings.store_dir)
            if path is None:
                raise StoreMissing(
                    _("{folder} 中还没有数据。请先运行:{command}").format(
                        folder=self.settings.store_dir, command=BUILD
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
            try:
                with engine.connect() as connection:
                    self._info = _read_info(connection)
            except OperationalError as error:
                raise StoreError(_("无法连接 WZDASH_DATABASE_URL 指定的数据库服务器。")) from error
            self._checked = time.monotonic()
        return engine


def _read_info(connection: Connection) -> dict[str, str]:
    if not inspect(connection).has_table(schema.store_info.name):
        raise StoreMissing(_("数据库中还没有数据。请先运行:{command}").format(command=BUILD))
    rows = connection.execute(select(schema.store_info.c.key, schema.store_info.c.value))
    info = {row.key: row.value for row in rows}
    if not info:
        raise StoreMissing(_("数据库中还没有数据。请先运行:{command}").format(command=BUILD))
    return info


@contextmanager
def _time_limit(connection: Connection, seconds: float) -> Iterator[None]:
    """Stops the statement on the server after `seconds` and turns that into ResultCapped."""
    timer = None
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL statement_timeout = {int(seconds * 1000)}"))
    else:
        raw: Any = connection.connection.driver_connection
        timer = threading.Timer(seconds, raw.interrupt)
        timer.start()
    try:
        yield
    except DBAPIError as error:
        stopped = type(error.orig).__name__ in ("InterruptException", "QueryCanceled")
        if not stopped:
            raise
        raise ResultCapped(
            _("查询超过 {seconds:g} 秒,已停止。请缩小期间、镇街或类别。").format(seconds=seconds)
        ) from None
    finally:
        if timer is not None:
            timer.cancel()


def _fetch(connection: Connection, query: Select | CompoundSelect) -> pd.DataFrame:
    """A frame with the same types from both engines: dates as datetime64, numbers as numbers."""
    result = connection.execute(query)
    if connection.dialect.name == "duckdb":
        frame = result.cursor.df()  # 20 times faster than row by row
        frame.columns = list(result.keys())
        return frame
    frame = pd.DataFrame(result.fetchall(), columns=list(result.keys()))
    for column in query.selected_columns:
        if column.key in frame:
            if isinstance(column.type, Date | DateTime):
                frame[column.key] = pd.to_datetime(frame[column.key])
            elif isinstance(column.type, Numeric | Float | Integer):
                frame[column.key] = pd.to_numeric(frame[column.key])
    return frame


def open_store(settings: Settings) -> Store:
    """A reader of the store that the settings name. Opens nothing until it is asked."""
    return Store(settings)
