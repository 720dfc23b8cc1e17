"""Accepted rows into the store, inside one publish: new entries of dimensions, older rows out, rows in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

import duckdb
import pandas as pd
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    MetaData,
    String,
    Table,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
)

from wzdash.labels import _
from wzdash.store import schema as s
from wzdash.store.bulk import insert_frame
from wzdash.store.load.fields import Kind
from wzdash.store.load.kinds import KINDS
from wzdash.store.load.lookups import Additions
from wzdash.store.load.report import Report
from wzdash.store.publish import Change

ROWS, BATCHES = 122_880, 8  # batches of a row group of DuckDB: a third less time than others take


@dataclass(frozen=True)
class Batch:
    """Where the rows come from."""

    kind: Kind
    path: Path
    digest: str
    by: str
    as_of: datetime | None
    note: str = ""


def write(
    change: Change, db: duckdb.DuckDBPyConnection, batch: Batch, added: Additions, report: Report
) -> None:
    """Writes `accepted` and `rejects` of the private DuckDB; completes the report."""
    connection, table = change.connection, batch.kind.table
    report.batch = next_batch(connection)
    add_entries(change, added, report.batch)
    simulated = drop_simulated(connection, table) if report.accepted else 0
    if simulated:
        report.warnings.append(_("已移除 {n:,} 行同类模拟数据,真实数据与模拟数据不混用").format(n=simulated))
    report.replaced = _replace(connection, db, batch.kind)
    _append(connection, table, db, report.batch)
    _record(connection, db, batch, report)
    change.touch(table.name, "import_batch", "rejected_row")
    _set_info(change, batch)


def next_batch(connection: Connection) -> int:
    """Number of the batch that comes next."""
    return (connection.execute(select(func.max(s.import_batch.c.id))).scalar() or 0) + 1


def add_entries(change: Change, added: Additions, batch: int) -> None:
    """Adds new categories, departments and areas to their dimensions."""
    for table, rows in (
        (s.area, added.areas),
        (s.category, added.categories),
        (s.department, added.departments),
    ):
        if rows:
            frame = pd.DataFrame(rows.values()).assign(batch_id=batch)
            insert_frame(change.connection, table, frame.astype(object).where(frame.notna(), None))
            change.touch(table.name)


def _simulated() -> ColumnElement[bool]:
    return s.import_batch.c.simulated.is_(True)


def drop_simulated(connection: Connection, table: Table) -> int:
    """Number of simulated rows of a fact taken out: real and simulated rows of one table never mix."""
    if table not in s.FACTS:
        return 0
    batches = select(s.import_batch.c.id).where(_simulated())
    return connection.execute(delete(table).where(table.c.batch_id.in_(batches))).rowcount


def _key(column: ColumnElement, nullable: bool | None) -> ColumnElement:
    return func.coalesce(column, literal("")) if nullable else column


def _replace(connection: Connection, db: duckdb.DuckDBPyConnection, kind: Kind) -> int:
    """Number of older rows with a key of this file taken out."""
    table = kind.table
    if connection.execute(select(literal(1)).select_from(table).limit(1)).first() is None:
        return 0
    given = {row[0] for row in db.execute("DESCRIBE accepted").fetchall()}
    chosen = ", ".join(name if name in given else f"NULL::VARCHAR AS {name}" for name in kind.key)
    keys = Table(
        "incoming_keys",
        MetaData(),
        *(Column(name, table.c[name].type) for name in kind.key),
        prefixes=["TEMPORARY"],
    )
    keys.create(connection)
    insert_frame(connection, keys, db.execute(f"SELECT DISTINCT {chosen} FROM accepted").to_arrow_table())
    nullable = {name: table.c[name].nullable and isinstance(table.c[name].type, String) for name in kind.key}
    same = [_key(table.c[name], nullable[name]) == _key(keys.c[name], nullable[name]) for name in kind.key]
    removed = connection.execute(delete(table).where(exists(select(literal(1)).where(*same)))).rowcount
    keys.drop(connection)
    return removed


def _append(connection: Connection, table: Table, db: duckdb.DuckDBPyConnection, batch: int) -> None:
    import pyarrow as pa

    reader = db.execute(f"SELECT *, {batch} AS batch_id FROM accepted").to_arrow_reader(ROWS)
    while some := list(islice(reader, BATCHES)):  # several batches are inserted by several threads
        insert_frame(connection, table, pa.Table.from_batches(some))


def _record(connection: Connection, db: duckdb.DuckDBPyConnection, batch: Batch, report: Report) -> None:
    connection.execute(
        insert(s.import_batch),
        {
            "id": report.batch,
            "kind": batch.kind.name,
            "file_name": batch.path.name[:200],
            "digest": batch.digest,
            "rows_read": report.rows_read,
            "rows_accepted": report.accepted,
            "rows_rejected": report.rejected,
            "rows_replaced": report.replaced,
            "rows_unlocated": report.unlocated,
            "rows_fallback": report.fallback,
            "imported_by": batch.by[:80],
            "imported_at": datetime.now().replace(microsecond=0),
            "simulated": False,
            "note": "; ".join(report.warnings)[:400] or None,
        },
    )
    rejects = db.execute(
        f"SELECT {report.batch} AS batch_id, line, left(column_name, 80) AS column_name, "
        "left(value, 200) AS value, reason, left(message, 300) AS message FROM rejects ORDER BY line"
    ).to_arrow_table()
    insert_frame(connection, s.rejected_row, rejects)


def _set_info(change: Change, batch: Batch) -> None:
    info, values = change.info(), {}
    if batch.as_of is not None:
        values["as_of"] = _data_date(change.connection, batch, info.get("as_of"))
    simulated = _any_simulated(change.connection)
    if info.get("simulated") != str(simulated).lower():
        values["simulated"] = str(simulated).lower()
    if values:
        change.set_info(**values)


def _data_date(connection: Connection, batch: Batch, now: str | None) -> str:
    """The later of the store's data date and the file's; the file's where nothing else is dated."""
    assert batch.as_of is not None
    mine = batch.as_of.replace(microsecond=0).isoformat()
    dated = {kind.table for kind in KINDS.values() if any(one.past for one in kind.fields)} & set(s.FACTS)
    others = any(_has_rows(connection, table) for table in dated if table is not batch.kind.table)
    earlier = _earlier_batches(connection, batch.kind.name)
    return max(mine, now) if now and (others or earlier) else mine


def _earlier_batches(connection: Connection, kind: str) -> bool:
    c = s.import_batch.c
    return connection.execute(select(func.count()).where(c.kind == kind)).scalar_one() > 1


def _has_rows(connection: Connection, table: Table) -> bool:
    return connection.execute(select(literal(1)).select_from(table).limit(1)).first() is not None


def _any_simulated(connection: Connection) -> bool:
    """True when any fact still has rows of a simulated batch."""
    batches = select(s.import_batch.c.id).where(_simulated())
    return any(
        connection.execute(
            select(literal(1)).select_from(t).where(t.c.batch_id.in_(batches)).limit(1)
        ).first()
        for t in s.FACTS
    )
