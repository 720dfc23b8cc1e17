"""CSV files, plain or gzipped: UTF-8 or GB18030, looked through once in a stream before anything is parsed.

Memory stays bounded whatever the file is. Three ways to the rows: DuckDB's reader (UTF-8), Arrow's
(GB18030), and Python's (quoted line breaks, blank lines, rows of the wrong width), which alone knows the
line of every row; the quick ones are used only where rows and lines agree.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from wzdash.errors import ImportRefused
from wzdash.labels import _
from wzdash.store.load.mapping import Mapping
from wzdash.store.load.source import (
    BATCH,
    VIEW,
    Irregular,
    Part,
    Progress,
    Reject,
    Source,
    batch,
    check_headers,
    column_names,
    shape_reject,
)
from wzdash.store.load.sqltext import literal
from wzdash.store.load.sqltext import path as quoted_path

CHUNK = 1 << 20
MAX_LINE = 4 << 20
ENCODINGS = ("utf-8", "gb18030")
DELIMITERS = (",", ";", "\t", "|")
FORBIDDEN = bytes([*range(9), 11, *range(14, 27), *range(28, 32)])
OTHER_FORMATS = {
    b"PK\x03\x04": ".xlsx",
    b"\xd0\xcf\x11\xe0": ".xls",
    b"PAR1": ".parquet",
    b"%PDF": ".pdf",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}


@dataclass(frozen=True)
class TextFacts:
    """What one pass over the bytes shows."""

    encoding: str
    lines: int


def open_bytes(path: Path) -> BinaryIO:
    """The file's bytes, unpacked when its name ends in .gz."""
    return cast(BinaryIO, gzip.open(path) if _is_packed(path) else path.open("rb"))


def _is_packed(path: Path) -> bool:
    return path.suffix.lower() == ".gz"


def open_text(path: Path, mapping: Mapping, progress: Progress) -> Source:
    """The source of a CSV file. Raises ImportRefused naming the file and what is allowed."""
    facts = inspect(path, mapping.encoding, progress)
    first = _first_line(path, facts.encoding)
    delimiter = mapping.delimiter or max(DELIMITERS, key=lambda d: len(_split(first, d)))
    headers = check_headers(path, _split(first, delimiter))
    reader = _Reader(path, facts, delimiter, headers)
    quick = reader.by_duckdb if facts.encoding == "utf-8" else reader.by_arrow
    return Source(path, headers, quick, reader.by_hand, rows_expected=facts.lines - 1)


def inspect(path: Path, encoding: str, progress: Progress) -> TextFacts:
    """Encoding and number of lines. Raises ImportRefused for anything that is not a text table."""
    reason = None
    for candidate in (encoding,) if encoding else ENCODINGS:
        try:
            return TextFacts(candidate, _look_through(path, candidate, progress))
        except UnicodeDecodeError as error:
            reason = error
    assert reason is not None
    raise ImportRefused(
        _("{file}:编码不是 {allowed}(第 {byte:,} 字节附近)。请另存为 UTF-8 再导入").format(
            file=path.name, allowed=encoding or "UTF-8 / GB18030", byte=reason.start
        )
    )


def _look_through(path: Path, encoding: str, progress: Progress) -> int:
    """Number of lines; every byte is decoded once."""
    decoder, size = codecs.getincrementaldecoder(encoding)(), max(path.stat().st_size, 1)
    lines = done = carried = 0
    last = b""
    with path.open("rb") as raw, cast(BinaryIO, gzip.open(raw) if _is_packed(path) else raw) as file:
        for block in _blocks(path, file):
            _check_bytes(path, block, first=done == 0)
            _decode(decoder, block, done)
            lines, carried = _measure(path, block, lines, carried)
            done, last = done + len(block), block[-1:]
            progress(_("读取文件"), min(raw.tell() / size, 1.0))
        _decode(decoder, b"", done, final=True)
    if done == 0:
        raise ImportRefused(_("{file}:文件是空的").format(file=path.name))
    return lines + (last != b"\n")


def _decode(decoder: codecs.IncrementalDecoder, block: bytes, done: int, final: bool = False) -> None:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError as error:
        raise UnicodeDecodeError(
            error.encoding, error.object, done + error.start, done + error.end, error.reason
        ) from None


def _blocks(path: Path, file: BinaryIO) -> Iterator[bytes]:
    try:
        while block := file.read(CHUNK):
            yield block
    except EOFError:
        raise ImportRefused(_("{file}:gzip 文件不完整(被截断)").format(file=path.name)) from None
    except (gzip.BadGzipFile, zlib.error):
        raise ImportRefused(_("{file}:不是有效的 gzip 文件").format(file=path.name)) from None


def _check_bytes(path: Path, block: bytes, first: bool) -> None:
    other = next((name for magic, name in OTHER_FORMATS.items() if first and block.startswith(magic)), None)
    if other:
        raise ImportRefused(
            _("{file}:内容是 {found},不是 CSV。可用:CSV(UTF-8 或 GB18030)、.csv.gz、.xlsx、.parquet").format(
                file=path.name, found=other
            )
        )
    if len(block.translate(None, FORBIDDEN)) != len(block):
        raise ImportRefused(_("{file}:含有二进制内容,不是文本表格").format(file=path.name))


def _measure(path: Path, block: bytes, lines: int, carried: int) -> tuple[int, int]:
    """(lines ended so far, length of the line that is still open)."""
    count = block.count(b"\n")
    longest = carried + (block.find(b"\n") if count else len(block))
    if longest > MAX_LINE:
        raise ImportRefused(
            _("{file}:第 {line:,} 行超过 {size} MB,不像表格。每条记录应占一行").format(
                file=path.name, line=lines + 1, size=MAX_LINE >> 20
            )
        )
    return lines + count, (len(block) - block.rfind(b"\n") - 1 if count else longest)


def _first_line(path: Path, encoding: str) -> str:
    with open_bytes(path) as file:
        text = file.read(MAX_LINE).decode(encoding, "ignore").removeprefix("\ufeff")
    head: list[str] = []
    for line in io.StringIO(text, newline=""):  # a header may have line breaks inside quotes
        head.append(line)
        if "".join(head).count('"') % 2 == 0:
            break
    return "".join(head)


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(line, newline=""), delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []


class _Reader:
    """Three ways to the rows of one file."""

    def __init__(self, path: Path, facts: TextFacts, delimiter: str, headers: tuple[str, ...]) -> None:
        self.path, self.facts, self.delimiter = path, facts, delimiter
        self.width = len(headers)

    def by_duckdb(self, db: duckdb.DuckDBPyConnection) -> Iterator[Part]:
        columns = ", ".join(f"{name}: 'VARCHAR'" for name in column_names(self.width))
        packing = "gzip" if _is_packed(self.path) else "none"
        yield Part(
            f"read_csv({quoted_path(self.path)}, columns = {{{columns}}}, header = true, "
            f"auto_detect = false, compression = '{packing}', "
            f"delim = {literal(self.delimiter)}, quote = '\"', escape = '\"', nullstr = '', "
            f"strict_mode = true, null_padding = false, max_line_size = {MAX_LINE})",
            first_line=2,
        )

    def by_arrow(self, db: duckdb.DuckDBPyConnection) -> Iterator[Part]:
        names = list(column_names(self.width))
        line = 2
        with open_bytes(self.path) as file:
            try:
                reader = pc.open_csv(
                    file,
                    pc.ReadOptions(
                        encoding=self.facts.encoding, block_size=2 * MAX_LINE, skip_rows=1, column_names=names
                    ),
                    pc.ParseOptions(delimiter=self.delimiter, ignore_empty_lines=False),
                    pc.ConvertOptions(
                        column_types=dict.fromkeys(names, pa.string()),
                        strings_can_be_null=True,
                        null_values=[""],
                    ),
                )
                for rows in reader:
                    lines = pa.array(np.arange(line, line + rows.num_rows))
                    db.register(VIEW, pa.Table.from_batches([rows]).append_column("line", lines))
                    yield Part(VIEW)
                    line += rows.num_rows
            except pa.ArrowInvalid as error:
                raise Irregular(str(error)) from None

    def by_hand(self, db: duckdb.DuckDBPyConnection) -> Iterator[Part]:
        csv.field_size_limit(MAX_LINE)
        with open_bytes(self.path) as file:
            encoding = "utf-8-sig" if self.facts.encoding == "utf-8" else self.facts.encoding
            text = io.TextIOWrapper(file, encoding, newline="")
            rows = self._numbered(csv.reader(text, delimiter=self.delimiter, strict=True))
            next(rows)
            while some := list(islice(rows, BATCH)):
                good = [(line, row) for line, row in some if len(row) == self.width]
                relation = batch(db, [n for n, _row in good], [row for _n, row in good], self.width)
                yield Part(relation, rejects=self._bad_shapes(some))

    def _bad_shapes(self, rows: list[tuple[int, list[str]]]) -> list[Reject]:
        return [shape_reject(n, len(row), self.width) for n, row in rows if len(row) != self.width]

    def _numbered(self, reader) -> Iterator[tuple[int, list[str]]]:
        """(line on which it starts, values) of each row that is not blank."""
        line = 1
        try:
            for row in reader:
                if row:
                    yield line, row
                line = reader.line_num + 1
        except csv.Error as error:
            raise ImportRefused(
                _("{file}:从第 {line:,} 行起无法读成表格({why})。请检查引号是否成对").format(
                    file=self.path.name, line=line, why=error
                )
            ) from None
