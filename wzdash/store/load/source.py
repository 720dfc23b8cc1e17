"""A readable file: its headers, and relations that give its rows to DuckDB as text columns c0, c1, …"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from wzdash.errors import ImportRefused
from wzdash.labels import _

BATCH = 50_000
VIEW = "incoming_batch"
Progress = Callable[[str, float | None], None]


class Irregular(Exception):
    """The quick way does not fit this file; the careful way reads it."""


@dataclass(frozen=True)
class Reject:
    """One reason why one line is not taken."""

    line: int
    column: str | None
    value: str | None
    reason: str
    message: str


@dataclass
class Part:
    """Some rows as a relation DuckDB can read, with a column `line`.

    One that is the whole file in its order has no such column but `first_line`, the line of its first row.
    """

    relation: str
    first_line: int | None = None
    rejects: list[Reject] = field(default_factory=list)


@dataclass
class Source:
    """One file. `quick` may raise Irregular (or a duckdb.Error); then `careful` is used instead."""

    path: Path
    headers: tuple[str, ...]
    quick: Callable[[duckdb.DuckDBPyConnection], Iterator[Part]] | None
    careful: Callable[[duckdb.DuckDBPyConnection], Iterator[Part]]
    notes: list[str] = field(default_factory=list)
    rows_expected: int | None = None
    geometry: Any = None  # of a layer: one shape per row

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns in a relation."""
        return column_names(len(self.headers))


def column_names(count: int) -> tuple[str, ...]:
    """c0, c1, …"""
    return tuple(f"c{number}" for number in range(count))


def batch(
    db: duckdb.DuckDBPyConnection, lines: Sequence[int], rows: Sequence[Sequence[str | None]], width: int
) -> str:
    """Name of a relation with these rows: `line` and c0, c1, …"""
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    arrays = [pa.array(lines, pa.int64()), *(pa.array(column, pa.string()) for column in columns)]
    db.register(VIEW, pa.table(arrays, names=["line", *column_names(width)]))
    return VIEW


def check_headers(path: Path, headers: Sequence[str]) -> tuple[str, ...]:
    """The headers without spaces around them. Raises ImportRefused when there are none or two are alike."""
    clean = tuple((header or "").replace("\ufeff", "").strip(" \t\r\n　\xa0") for header in headers)
    if not any(clean):
        raise ImportRefused(_("{file}:第一行没有列名").format(file=path.name))
    named = [header for header in clean if header]
    twice = sorted({header for header in named if named.count(header) > 1})
    if twice:
        raise ImportRefused(
            _("{file}:列名重复:{names}。每个列名只能出现一次").format(file=path.name, names=", ".join(twice))
        )
    return clean


def shape_reject(line: int, found: int, expected: int) -> Reject:
    """A row that has more or fewer values than the header has names."""
    message = _("该行有 {found} 个值,表头有 {expected} 列").format(found=found, expected=expected)
    return Reject(line, None, None, "row_shape", message)
