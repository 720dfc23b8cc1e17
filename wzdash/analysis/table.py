"""Somebody's file as a series: CSV or XLSX bytes in, checked CountSeries out. Nothing is kept.

Every complaint names file, row, column, value and what is allowed; rows count from 1 with the
header as row 1. Dates may be written 2019-01, 2019-01-31, 2019/1/31, 201901 or as whole numbers 1,
2, 3 … (months).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

import numpy as np
import pandas as pd

from wzdash.analysis.series import ORIGIN, CountSeries, count_series
from wzdash.errors import ImportRefused
from wzdash.labels import _

ENCODINGS = ("utf-8-sig", "gb18030")
KINDS = (".csv", ".xlsx")
MOST_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns that make a series; `exposure` is the number itself, not its logarithm."""

    date: str
    count: str
    exposure: str | None = None
    control: str | None = None
    group: str | None = None


def read_table(content: bytes, name: str) -> pd.DataFrame:
    """All cells as text, one row per row of the file. Raises ImportRefused for an unreadable file."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in KINDS:
        raise ImportRefused(_("{file}:不能读取;可用:{kinds}").format(file=name, kinds=", ".join(KINDS)))
    frame = _read_xlsx(content, name) if suffix == ".xlsx" else _read_csv(content, name)
    frame.columns = [str(column).strip() for column in frame.columns]
    if frame.empty:
        raise ImportRefused(_("{file}:没有数据行").format(file=name))
    if len(frame) > MOST_ROWS:
        raise ImportRefused(_("{file}:超过 {most} 行").format(file=name, most=MOST_ROWS))
    return frame


def _read_csv(content: bytes, name: str) -> pd.DataFrame:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            return pd.read_csv(BytesIO(text.encode()), dtype=str, keep_default_na=False)
        except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
            raise ImportRefused(_("{file}:不是 CSV:{error}").format(file=name, error=error)) from None
    raise ImportRefused(_("{file}:文字编码须为 UTF-8 或 GB18030").format(file=name))


def _read_xlsx(content: bytes, name: str) -> pd.DataFrame:
    from zipfile import BadZipFile

    try:
        frame = pd.read_excel(BytesIO(content), dtype=object, engine="openpyxl")
    except (BadZipFile, KeyError, ValueError) as error:
        raise ImportRefused(_("{file}:不是 XLSX:{error}").format(file=name, error=error)) from None
    return frame.map(_cell_text)


def _cell_text(cell: object) -> str:
    if cell is None or cell is pd.NaT or (isinstance(cell, float) and np.isnan(cell)):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def table_series(frame: pd.DataFrame, columns: Columns, start: str, *, name: str) -> dict[str, CountSeries]:
    """One series per value of the group column, in order of appearance; key "" without a group column."""
    _check_columns(frame, columns, name)
    dates, numbered = _dates(frame, columns.date, name)
    counts = _numbers(frame, columns.count, name, whole=True)
    exposure = columns.exposure and _numbers(frame, columns.exposure, name, above_zero=True)
    control = columns.control and _numbers(frame, columns.control, name, whole=True)
    when = _start(start, numbered)
    groups = {"": np.arange(len(frame))}
    if columns.group is not None:
        groups = {str(k): np.asarray(v) for k, v in frame.groupby(columns.group, sort=False).indices.items()}
    _check_doubles(dates, groups, frame, columns.date, name)
    return {
        group: count_series(
            dates[rows],
            counts[rows],
            when,
            exposure=exposure[rows] if isinstance(exposure, np.ndarray) else None,
            control=control[rows] if isinstance(control, np.ndarray) else None,
            numbered=numbered,
        )
        for group, rows in groups.items()
    }


def _check_columns(frame: pd.DataFrame, columns: Columns, name: str) -> None:
    asked = (columns.date, columns.count, columns.exposure, columns.control, columns.group)
    for column in asked:
        if column is not None and column not in frame.columns:
            raise ImportRefused(
                _("{file}:没有列 {column!r};有:{present}").format(
                    file=name, column=column, present=", ".join(frame.columns)
                )
            )
    if columns.exposure and re.match(r"(log|ln)(\b|_|[A-Z])", columns.exposure):
        raise ImportRefused(
            _("{file},列 {column!r}:请给出暴露量本身(天数、人口),不要取对数").format(
                file=name, column=columns.exposure
            )
        )


def _refuse(name: str, row: int, column: str, value: object, rule: str) -> ImportRefused:
    return ImportRefused(
        _("{file},第 {row} 行,列 {column}:{value!r} {rule}").format(
            file=name, row=row + 2, column=column, value=value, rule=rule
        )
    )


def _numbers(
    frame: pd.DataFrame, column: str, name: str, *, whole: bool = False, above_zero: bool = False
) -> np.ndarray:
    text = frame[column].str.strip().str.replace(",", "", regex=False)
    values = pd.to_numeric(text, errors="coerce").to_numpy(float)
    bad = ~np.isfinite(values) | (values < 0)
    rule = _("须为 0 或正数")
    if whole:
        rule, bad = _("须为 0 或正整数"), bad | (values != np.round(values))
    if above_zero:
        rule, bad = _("须大于 0"), bad | (values <= 0)
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise _refuse(name, row, column, frame[column].iloc[row], rule)
    return values


def _dates(frame: pd.DataFrame, column: str, name: str) -> tuple[np.ndarray, bool]:
    """Dates, and whether they were written as period numbers."""
    text = frame[column].str.strip()
    if text.str.fullmatch(r"\d{1,4}").all() and text.astype(int).max() < 1900:
        months = text.astype(int).to_numpy()
        return np.array([(ORIGIN + int(m - 1)).to_timestamp() for m in months]), True
    parsed = [_date(value) for value in text]
    for row, value in enumerate(parsed):
        if value is None:
            raise _refuse(
                name, row, column, frame[column].iloc[row], _("不是日期;例如 2019-01-31 或 2019-01")
            )
    return np.array(parsed), False


def _date(text: str) -> pd.Timestamp | None:
    if re.fullmatch(r"\d{6}", text):
        text = f"{text[:4]}-{text[4:]}-01"
    elif re.fullmatch(r"\d{4}[-/.]\d{1,2}", text):
        text = f"{text}{text[4]}1"
    elif re.fullmatch(r"\d{4}", text):
        text = f"{text}-01-01"
    value = pd.to_datetime(text.replace("/", "-").replace(".", "-"), errors="coerce")
    return None if pd.isna(value) else pd.Timestamp(value).normalize()


def _start(text: str, numbered: bool) -> pd.Timestamp:
    if numbered and text.strip().isdigit():
        return (ORIGIN + (int(text) - 1)).to_timestamp()
    value = _date(text.strip())
    if value is None:
        raise ImportRefused(_("起始日 {value!r} 不是日期;例如 2019-01-01").format(value=text))
    return value


def _check_doubles(
    dates: np.ndarray, groups: dict[str, np.ndarray], frame: pd.DataFrame, column: str, name: str
) -> None:
    for rows in groups.values():
        again = pd.Series(dates[rows]).duplicated().to_numpy()
        if again.any():
            row = int(rows[np.flatnonzero(again)[0]])
            rule = _("出现了两次;每期只能有一行,分组请用 --group")
            raise _refuse(name, row, column, frame[column].iloc[row], rule)
