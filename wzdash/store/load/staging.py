"""The staging tables on a private in-memory DuckDB: `raw` (text as read) and `rejects` (reasons).

`raw` has one row per row of the file: its line, and `r_<column>` for each of our columns that the file or a
constant gives, without spaces around it, empty as NULL.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import duckdb
import pyarrow as pa

from wzdash.errors import ImportRefused
from wzdash.labels import _
from wzdash.store.load.columns import TYPED, Columns
from wzdash.store.load.fields import Kind
from wzdash.store.load.mapping import Mapping
from wzdash.store.load.personal import Scan
from wzdash.store.load.source import Irregular, Part, Progress, Reject, Source
from wzdash.store.load.sqltext import has_edges, literal, trimmed

MEMORY = "2GB"
CREATE_REJECTS = (
    "CREATE OR REPLACE TABLE rejects "
    "(line BIGINT, column_name VARCHAR, value VARCHAR, reason VARCHAR, message VARCHAR)"
)


@contextmanager
def private_duckdb(timezone: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory database; what does not fit in memory goes to a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="wzdash-import-") as folder, duckdb.connect() as db:
        db.execute(f"SET temp_directory = {literal(folder)}")
        db.execute(f"SET memory_limit = '{MEMORY}'")
        db.execute(f"SET TimeZone = {literal(timezone)}")
        db.execute("SET autoinstall_known_extensions = false")
        yield db


class Staging:
    """Fills `raw` and `rejects` from one source."""

    def __init__(
        self,
        db: duckdb.DuckDBPyConnection,
        source: Source,
        kind: Kind,
        mapping: Mapping,
        columns: Columns,
    ) -> None:
        self.db, self.source, self.kind = db, source, kind
        self.mapping, self.columns = mapping, columns
        self.texts: dict[str, str] = {}

    @property
    def fields(self) -> list[str]:
        """Names of our columns that `raw` has, in the order of the kind."""
        return [name for name in self.kind.names if self.has(name)]

    def has(self, name: str) -> bool:
        """True when the file or a constant gives this column."""
        return name in self.columns.position or name in self.mapping.constants

    def fill(self, progress: Progress) -> int:
        """Number of rows read. Raises ImportRefused for personal columns and for a file without rows."""
        progress(_("解析表格"), None)
        if not self._fill_quickly():
            self._fill(self.source.careful(self.db))
        self._drop_blank()
        read = self.count()
        if not read:
            raise self._without_rows()
        return read

    def _without_rows(self) -> ImportRefused:
        return ImportRefused(_("{file}:有表头,但没有数据行").format(file=self.source.path.name))

    def _fill_quickly(self) -> bool:
        """True when the quick way read the file, and as many rows as the file has lines."""
        if self.source.quick is None:
            return False
        try:
            self._fill(self.source.quick(self.db))
        except duckdb.OutOfMemoryException:
            raise
        except (Irregular, duckdb.Error):
            return False
        return self.count() == self.source.rows_expected

    def count(self) -> int:
        """Number of rows read, those of a wrong width included."""
        query = (
            "SELECT (SELECT count(*) FROM raw) + (SELECT count(*) FROM rejects WHERE reason = 'row_shape')"
        )
        return self.db.execute(query).fetchall()[0][0]

    def _fill(self, parts: Iterable[Part]) -> None:
        scan = Scan(self.columns.judged_headers(self.kind))
        self.db.execute("DROP VIEW IF EXISTS numbered")
        self.db.execute("DROP TABLE IF EXISTS raw")
        self.db.execute(CREATE_REJECTS)
        line, started = "line", False
        for part in parts:
            scan.look(self.db, part.relation, self.columns.unread)
            line = line if part.first_line is None else f"rowid + {part.first_line}"
            verb = "INSERT INTO raw" if started else "CREATE TABLE raw AS"
            self.db.execute(f"{verb} {self._select(part)}")
            self.reject(part.rejects)
            started = True
        if not started:
            raise self._without_rows()
        self._scan_read(scan)
        scan.refuse(self.source.path.name)
        self._number(line)

    def _select(self, part: Part) -> str:
        """The rows of a part with our names, in the order of the file."""
        chosen = [] if part.first_line is not None else ["line"]
        for name in self.fields:
            at = self.columns.position.get(name)
            text = literal(self.mapping.constants[name]) if at is None else f"c{at}"
            chosen.append(f"{text} AS r_{name}")
        if self.needs_content:
            kept = ", ".join(f"coalesce(c{at}, '')" for at in self.columns.kept)
            chosen.append(f"sha256(concat_ws(chr(31), {kept})) AS content")
        return f"SELECT {', '.join(chosen)} FROM {part.relation}"

    def _scan_read(self, scan: Scan) -> None:
        """Looks for persons in what was read. What becomes a date, a number or a code cannot hold one, and of
        what is looked up in a list the distinct values are enough.
        """
        whole = {}
        for name, at in self.columns.position.items():
            kind, header = self.kind.field(name).type, self.columns.headers[at]
            if kind == "text":
                whole[f"r_{name}"] = header
            elif kind not in TYPED:
                scan.look(self.db, f"(SELECT DISTINCT r_{name} FROM raw)", {f"r_{name}": header})
        scan.look(self.db, "raw", whole)

    def _number(self, line: str) -> None:
        """Makes the view `numbered`. Only columns with spaces around a value are trimmed: all would cost as
        much as to read the file.
        """
        names = self.fields
        tests = ", ".join(f"bool_or({has_edges(f'r_{name}')})" for name in names)
        loose = self.db.execute(f"SELECT {tests} FROM raw").fetchall()[0]
        self.texts = {
            name: trimmed(f"r_{name}") if is_loose else f"nullif(r_{name}, '')"
            for name, is_loose in zip(names, loose, strict=True)
        }
        chosen = [f"{self._translated(name, text)} AS r_{name}" for name, text in self.texts.items()]
        content = ", content" if self.needs_content else ""
        self.db.execute(
            f"CREATE VIEW numbered AS SELECT {line} AS number, {', '.join(chosen)}{content} FROM raw"
        )

    @property
    def needs_content(self) -> bool:
        """True when rows without a key of their own are told apart by their content."""
        single = len(self.kind.key) == 1
        return single and (not self.has(self.kind.key[0]) or bool(self.mapping.key))

    def _translated(self, name: str, text: str) -> str:
        """The text with the values that the mapping translates."""
        pairs = self.mapping.values.get(name, {})
        if not pairs:
            return text
        whens = " ".join(f"WHEN {literal(old)} THEN {literal(new)}" for old, new in pairs.items())
        return f"nullif(CASE {text} {whens} ELSE {text} END, '')"

    def _drop_blank(self) -> None:
        """Takes out rows in which every column that we know is empty."""
        mine = [f"{text} IS NULL" for name, text in self.texts.items() if name in self.columns.position]
        blank = self.db.execute(f"DELETE FROM raw WHERE {' AND '.join(mine)}").fetchall()[0][0]
        if blank:
            self.columns.notes.append(_("跳过 {n:,} 个空行").format(n=blank))

    def reject(self, rejects: list[Reject]) -> None:
        """Adds reasons to `rejects`."""
        if rejects:
            rows = list(
                zip(*((r.line, r.column, r.value, r.reason, r.message) for r in rejects), strict=True)
            )
            types = [pa.int64(), *[pa.string()] * 4]
            arrays = [pa.array(values, kind) for values, kind in zip(rows, types, strict=True)]
            names = ["line", "column_name", "value", "reason", "message"]
            self.db.register("reject_batch", pa.table(arrays, names=names))
            self.db.execute("INSERT INTO rejects SELECT * FROM reject_batch")
            self.db.unregister("reject_batch")


def count(db: duckdb.DuckDBPyConnection, table: str, where: str = "TRUE") -> int:
    """Number of rows of a table of the private DuckDB."""
    return db.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchall()[0][0]
