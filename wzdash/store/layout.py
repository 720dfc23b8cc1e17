"""The layout of a store: which tables and columns it has, and bringing an older one up to date.

A store remembers the layout it was published with; a reader of another layout says so before any query
fails on a column. Publishing adds what is missing: a new column of a fact is empty until it is imported.
"""

from __future__ import annotations

import hashlib
from functools import cache

from sqlalchemy import Column, Connection, Table, inspect, select, text
from sqlalchemy.schema import CreateColumn

from wzdash.store.rollups import ROLLUPS
from wzdash.store.schema import metadata, store_info


@cache
def layout() -> str:
    """Fingerprint of every table, column and type that this program expects."""
    columns = [f"{t.name}.{c.name} {c.type}" for t in metadata.sorted_tables for c in t.columns]
    return hashlib.sha256("\n".join(sorted(columns)).encode()).hexdigest()[:12]


def bring_up_to_date(connection: Connection) -> set[str]:
    """Creates missing tables and columns; the facts whose rollups changed and have to be rebuilt."""
    is_new = not inspect(connection).has_table(store_info.name)
    metadata.create_all(connection)
    if is_new:
        return set()
    stored = select(store_info.c.value).where(store_info.c.key == "layout")
    if connection.execute(stored).scalar() == layout():
        return set()
    present = inspect(connection)
    changed = set()
    for table in metadata.sorted_tables:
        known = {column["name"] for column in present.get_columns(table.name)}
        if missing := [column for column in table.columns if column.name not in known]:
            _add(connection, table, missing)
            changed.add(table.name)
    return {rollup.fact for rollup in ROLLUPS if rollup.table.name in changed}


def _add(connection: Connection, table: Table, columns: list[Column]) -> None:
    """New columns allow empty values, whatever the schema says: the checks decide before publishing."""
    name = connection.dialect.identifier_preparer.format_table(table)
    for column in columns:
        definition = str(CreateColumn(column).compile(dialect=connection.dialect)).removesuffix(" NOT NULL")
        connection.execute(text(f"ALTER TABLE {name} ADD COLUMN {definition}"))
