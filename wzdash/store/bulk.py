"""Appends many rows to a table of the schema at once, on both dialects."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv
from sqlalchemy import Connection, LargeBinary, Table

from wzdash.errors import StoreError

VIEW = "wzdash_incoming"
CHUNK = 200_000


def insert_frame(connection: Connection, table: Table, frame: pd.DataFrame | pa.Table) -> int:
    """Number of rows appended to `table`, inside the connection's running transaction.

    Columns of the table that the frame lacks stay empty; a column that the table lacks raises StoreError.
    """
    rows = frame if isinstance(frame, pa.Table) else pa.Table.from_pandas(frame, preserve_index=False)
    unknown = sorted(set(rows.column_names) - set(table.columns.keys()))
    if unknown:
        raise StoreError(
            f"{table.name} has no column {', '.join(unknown)}; it has {', '.join(table.c.keys())}"
        )
    if rows.num_rows == 0:
        return 0
    if not connection.in_transaction():  # the driver's own call below would not begin one
        connection.begin()
    if connection.dialect.name == "duckdb":
        _append(connection, table, rows)
    else:
        _copy(connection, table, rows)
    return rows.num_rows


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _names(connection: Connection, table: Table, rows: pa.Table) -> tuple[str, str]:
    prepare = connection.dialect.identifier_preparer
    columns = ", ".join(prepare.quote(name) for name in rows.column_names)
    return prepare.format_table(table), columns


def _append(connection: Connection, table: Table, rows: pa.Table) -> None:
    target, columns = _names(connection, table, rows)
    driver = _driver(connection)
    driver.register(VIEW, rows)
    try:
        driver.execute(f"INSERT INTO {target} ({columns}) SELECT {columns} FROM {VIEW}")  # noqa: S608
    finally:
        driver.unregister(VIEW)


def _copy(connection: Connection, table: Table, rows: pa.Table) -> None:
    target, columns = _names(connection, table, rows)
    plain = pa.table({name: _plain(rows[name], table.c[name].type) for name in rows.column_names})
    options = pa.csv.WriteOptions(include_header=False, quoting_style="needed")
    with (
        _driver(connection).cursor() as cursor,
        cursor.copy(f"COPY {target} ({columns}) FROM STDIN (FORMAT csv)") as stream,
    ):
        for start in range(0, plain.num_rows, CHUNK):
            text = io.BytesIO()
            pa.csv.write_csv(plain.slice(start, CHUNK), text, options)
            stream.write(text.getvalue())


def _plain(column: pa.ChunkedArray, kind: object) -> pa.ChunkedArray:
    """The column as CSV can carry it: bytes as hex, code lists as text, floats of an integer column whole."""
    if isinstance(kind, LargeBinary):
        return pa.chunked_array(
            [[None if v is None else "\\x" + v.hex() for v in column.to_pylist()]], pa.string()
        )
    if pa.types.is_dictionary(column.type):
        return column.cast(column.type.value_type)
    return column
