"""Publishing: a change becomes visible all at once, or not at all.

Embedded store: the current version is copied, the copy changed, its rollups rebuilt and checked, and the
pointer moved to it; dashboards go on reading the old version meanwhile. Shared server: one transaction.
Killed at any point, the old version is whole; the next publish clears the remains.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, delete, insert, select, text
from sqlalchemy.exc import OperationalError

from wzdash.errors import StoreBusy, StoreError
from wzdash.labels import N_, _
from wzdash.settings import Settings
from wzdash.store import schema, versions
from wzdash.store.checks import run_checks
from wzdash.store.engine import duckdb_engine, postgres_engine, reaching
from wzdash.store.layout import bring_up_to_date, layout
from wzdash.store.rollups import ROLLUPS, rebuild

BUSY = N_("另一个进程正在发布,已等待 {seconds:g} 秒。请等它结束后再试。")
# written a third faster than what older versions of DuckDB could read, too; ours is pinned
NEWEST = {"storage_compatibility_version": "latest"}
ADVISORY_KEY = 320506  # the district's code: one publisher at a time on a shared server


@dataclass
class Change:
    """A change in progress: write through `connection`, name the tables you touched."""

    connection: Connection
    touched: set[str] = field(default_factory=set)
    as_of_before: str = ""

    def touch(self, *tables: str) -> None:
        """These tables changed: their rollups are rebuilt and their checks run before publishing."""
        unknown = sorted(set(tables) - set(schema.metadata.tables))
        if unknown:
            raise ValueError(f"no table {', '.join(unknown)}; there are {', '.join(schema.metadata.tables)}")
        self.touched.update(tables)

    def info(self) -> dict[str, str]:
        """What the store says about itself."""
        rows = self.connection.execute(select(schema.store_info.c.key, schema.store_info.c.value))
        return {row.key: row.value for row in rows}

    def set_info(self, **values: str) -> None:
        """Sets facts about the store (as_of, simulated, seed, district_zh, district_en)."""
        table = schema.store_info
        self.connection.execute(delete(table).where(table.c.key.in_(values)))
        rows = [{"key": key, "value": value} for key, value in values.items()]
        self.connection.execute(insert(table), rows)


@contextmanager
def publishing(settings: Settings, *, fresh: bool = False) -> Iterator[Change]:
    """A change to the store, published when the block ends without an error.

    `fresh` starts from an empty store instead of the current one. Raises StoreBusy when another process
    publishes for longer than settings.publish_wait_seconds, ChecksFailed when a declared check fails.
    """
    steps = _on_server if settings.is_postgres else _on_file
    with steps(settings, fresh) as change:
        yield change
        _complete(change)


def _complete(change: Change) -> None:
    """Rollups and checks of what was touched; a new version number."""
    info = change.info()
    as_of = info.get("as_of") or datetime.now().replace(microsecond=0).isoformat()
    if as_of != change.as_of_before:  # what is due changed with the date, in every fact
        change.touch(*(rollup.fact for rollup in ROLLUPS))
    moment = datetime.fromisoformat(as_of)
    rebuild(change.connection, change.touched, moment)
    change.set_info(as_of=as_of, version=str(int(info.get("version", "0")) + 1), layout=layout())
    run_checks(change.connection, change.touched | {"store_info"}, moment)


@contextmanager
def _on_file(settings: Settings, fresh: bool) -> Iterator[Change]:
    folder = settings.store_dir
    folder.mkdir(parents=True, exist_ok=True)
    with _lock(settings):
        now = _start_from(folder, fresh)
        path = versions.path_of(folder, versions.highest(folder) + 1)
        if now and not fresh:
            shutil.copyfile(now, path)
        try:
            with _writing(path) as connection:
                change = _begin(connection)
                if fresh or not now:
                    change.set_info(version=str(versions.number_of(path) - 1))
                yield change
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        versions.point_to(folder, path)
        versions.prune(folder, path)


def _start_from(folder: Path, fresh: bool) -> Path | None:
    """The current version, after clearing what a killed publish left; None for a fresh start without one."""
    try:
        now = versions.current(folder)
    except StoreError:
        if not fresh:
            raise
        return None
    versions.prune(folder, now)
    return now


@contextmanager
def _lock(settings: Settings) -> Iterator[None]:
    try:
        with FileLock(settings.store_dir / versions.LOCK, timeout=settings.publish_wait_seconds):
            yield
    except Timeout:
        raise StoreBusy(_(BUSY).format(seconds=settings.publish_wait_seconds)) from None


@contextmanager
def _writing(path: Path) -> Iterator[Connection]:
    """A connection to a private file, committed and written out when the block ends."""
    engine = duckdb_engine(path, config=NEWEST)
    try:
        with engine.begin() as connection:
            yield connection
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))
    finally:
        engine.dispose()


@contextmanager
def _on_server(settings: Settings, fresh: bool) -> Iterator[Change]:
    with reaching(settings), postgres_engine(settings.database_url).begin() as connection:
        _lock_server(connection, settings.publish_wait_seconds)
        change = _begin(connection)
        if fresh:
            version = change.info().get("version", "0")
            for table in reversed(schema.metadata.sorted_tables):
                connection.execute(delete(table))
            change.set_info(version=version)
        yield change


def _lock_server(connection: Connection, seconds: float) -> None:
    connection.execute(text(f"SET LOCAL lock_timeout = {max(1, int(seconds * 1000))}"))
    try:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_KEY})
    except OperationalError as error:
        if type(error.orig).__name__ != "LockNotAvailable":
            raise
        raise StoreBusy(_(BUSY).format(seconds=seconds)) from None
    connection.execute(text("SET LOCAL lock_timeout = DEFAULT"))


def _begin(connection: Connection) -> Change:
    """A change on tables that have every column; rollups that had to be altered count as touched."""
    change = Change(connection, bring_up_to_date(connection))
    change.as_of_before = change.info().get("as_of", "")
    return change
