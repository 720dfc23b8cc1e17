"""Parquet files, read by DuckDB. Lines are row numbers from 1: there is no header line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from wzdash.errors import ImportRefused
from wzdash.labels import _
from wzdash.store.load.mapping import Mapping
from wzdash.store.load.source import Part, Progress, Source, check_headers
from wzdash.store.load.sqltext import name
from wzdash.store.load.sqltext import path as quoted_path

NESTED = ("STRUCT", "MAP", "LIST", "UNION", "[]", "BLOB")


def open_parquet(path: Path, mapping: Mapping, progress: Progress) -> Source:
    """The source of a Parquet file. Raises ImportRefused for a broken one or one with nested columns only."""
    reader = f"read_parquet({quoted_path(path)})"
    try:
        with duckdb.connect() as db:
            described = db.execute(f"DESCRIBE SELECT * FROM {reader}").fetchall()
            row = db.execute(f"SELECT count(*) FROM {reader}").fetchone()
    except duckdb.Error:
        raise ImportRefused(_("{file}:不是完整的 Parquet 文件").format(file=path.name)) from None
    flat = [(column, kind) for column, kind, *_rest in described if not any(n in kind for n in NESTED)]
    headers = check_headers(path, [column for column, _kind in flat])
    notes = []
    if len(flat) < len(described):
        nested = ", ".join(c for c, *_r in described if c not in dict(flat))
        notes.append(_("嵌套或二进制的列不读取:{names}").format(names=nested))
    chosen = ", ".join(f"CAST({name(c)} AS VARCHAR) AS c{at}" for at, (c, _kind) in enumerate(flat))

    def rows(db: duckdb.DuckDBPyConnection) -> Iterator[Part]:
        yield Part(f"(SELECT {chosen} FROM {reader})", first_line=1)

    return Source(path, headers, None, rows, notes, rows_expected=row[0] if row else 0)
