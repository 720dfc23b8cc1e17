"""XLSX files, read row by row. A formula or an error value in a cell is a reason to reject its row."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from wzdash.errors import ImportRefused
from wzdash.labels import _
from wzdash.store.load.mapping import Mapping
from wzdash.store.load.personal import redacted
from wzdash.store.load.source import BATCH, Part, Progress, Reject, Source, batch, check_headers, shape_reject

MAX_UNPACKED = 4 << 30
SHOWN = 60


def open_workbook(path: Path, mapping: Mapping, progress: Progress) -> Source:
    """The source of one sheet. Raises ImportRefused for a file that is not a whole workbook."""
    _check_archive(path)
    notes: list[str] = []
    with _Sheet(path, mapping.sheet) as sheet:
        if len(sheet.names) > 1 and not mapping.sheet:
            notes.append(
                _("工作簿有 {n} 张工作表,只读取第一张:{name}").format(n=len(sheet.names), name=sheet.names[0])
            )
        headers = next((values for _line, values, _bad in sheet.rows()), None)
    if headers is None:
        raise ImportRefused(_("{file}:工作表是空的").format(file=path.name))
    while headers and not headers[-1]:
        headers.pop()
    clean = check_headers(path, [header or "" for header in headers])

    def rows(db: duckdb.DuckDBPyConnection) -> Iterator[Part]:
        with _Sheet(path, mapping.sheet) as sheet:
            yield from _parts(db, sheet, clean, progress)

    return Source(path, clean, None, rows, notes)


def _check_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
            whole = "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        unpacked, whole = 0, False
    if not whole:
        raise ImportRefused(
            _("{file}:不是完整的 .xlsx 工作簿。旧的 .xls 请另存为 .xlsx").format(file=path.name)
        )
    if unpacked > MAX_UNPACKED:
        raise ImportRefused(
            _("{file}:展开后超过 {size} GB,请改用 CSV").format(file=path.name, size=MAX_UNPACKED >> 30)
        )


class _Sheet:
    """One sheet, opened for a single pass."""

    def __init__(self, path: Path, name: str) -> None:
        from openpyxl import load_workbook

        self.book = load_workbook(path, read_only=True, data_only=False)
        self.names = self.book.sheetnames
        if name and name not in self.names:
            self.book.close()
            raise ImportRefused(
                _("{file}:没有工作表 {name!r};有:{names}").format(
                    file=path.name, name=name, names=", ".join(self.names)
                )
            )
        self.sheet: Any = self.book[name or self.names[0]]

    def __enter__(self) -> _Sheet:
        return self

    def __exit__(self, *_error: object) -> None:
        self.book.close()

    def rows(self) -> Iterator[tuple[int, list[str | None], list[tuple[int, str]]]]:
        """(line, values as text, [(column, formula or error)]) of each row that is not blank."""
        self.sheet.reset_dimensions()
        for line, cells in enumerate(self.sheet.iter_rows(), start=1):
            values = [_text(cell.value) for cell in cells]
            if any(values):
                yield line, values, [(at, values[at] or "") for at, c in enumerate(cells) if _is_bad(c)]


def _is_bad(cell: Any) -> bool:
    return getattr(cell, "data_type", "n") in ("f", "e")


def _text(value: Any) -> str | None:
    """A cell as a user would type it: dates in ISO form, whole numbers without a point."""
    if value is None or isinstance(value, str):
        return value.strip() or None if value else None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.replace(microsecond=0).isoformat(" ")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(getattr(value, "text", value))


def _parts(
    db: duckdb.DuckDBPyConnection, sheet: _Sheet, headers: Sequence[str], progress: Progress
) -> Iterator[Part]:
    rows = islice(sheet.rows(), 1, None)
    width, done = len(headers), 0
    while some := list(islice(rows, BATCH)):
        rejects, lines, kept = [], [], []
        for line, values, bad in some:
            if any(values[width:]):
                rejects.append(shape_reject(line, len(values), width))
                continue
            lines.append(line)
            kept.append([*values[:width], *[None] * (width - len(values))])
            rejects += [_formula(line, headers[at], text) for at, text in bad]
        done += len(some)
        progress(_("读取 {rows:,} 行").format(rows=done), None)
        yield Part(batch(db, lines, kept, width), rejects=rejects)


def _formula(line: int, header: str, text: str) -> Reject:
    message = _("单元格是公式或错误值;请改为粘贴数值")
    return Reject(line, header, redacted(text)[:SHOWN], "formula", message)
