"""What an import did, as a value: counts, what there is to say, and every rejected row with its reason."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import duckdb

from wzdash.labels import _
from wzdash.store.load.rules import REASONS

LISTED = 1_000


@dataclass(frozen=True)
class RejectedRow:
    """One reason of one line; a line may have several."""

    line: int
    column: str | None
    value: str | None
    reason: str
    message: str


@dataclass
class Report:
    """One import. `accepted` + `rejected` = `rows_read`; `rejected_rows` lists the first LISTED reasons."""

    kind: str
    file: str
    dry_run: bool = False
    unchanged: bool = False
    batch: int | None = None
    rows_read: int = 0
    accepted: int = 0
    rejected: int = 0
    replaced: int = 0
    unlocated: int = 0
    fallback: int = 0
    warnings: list[str] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    rejected_rows: list[RejectedRow] = field(default_factory=list)
    rejected_rows_total: int = 0
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return asdict(self)

    def take_rejects(self, db: duckdb.DuckDBPyConnection) -> None:
        """Counts and lists the rejected rows of the private DuckDB."""
        self.rejected = db.execute("SELECT count(DISTINCT line) FROM rejects").fetchall()[0][0]
        self.rejected_rows_total = db.execute("SELECT count(*) FROM rejects").fetchall()[0][0]
        self.reasons = dict(
            db.execute("SELECT reason, count(*) FROM rejects GROUP BY reason ORDER BY 2 DESC, 1").fetchall()
        )
        rows = db.execute(
            f"SELECT * FROM rejects ORDER BY line, column_name, reason LIMIT {LISTED}"
        ).fetchall()
        self.rejected_rows = [RejectedRow(*row) for row in rows]


def reason_label(code: str) -> str:
    """How a reason reads in the running language."""
    return _(REASONS.get(code, code))
