"""A frame as a CSV file that Excel opens right and a program can read, and as a workbook for people.

UTF-8 with a byte order mark, headers in the first row, numbers as numbers. The stamp is in columns of its own
at the right, so that a row says where it comes from wherever it is pasted. The workbook has the stamp on a
sheet of its own, and number formats.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from wzdash.charts import theme
from wzdash.charts.values import excel, width
from wzdash.export.stamp import Stamp
from wzdash.labels import _

NARROWEST, WIDEST = 9, 48  # characters of a column
DIGITS = 1.9  # as wide as an em
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv(rows: pd.DataFrame, stamp: Stamp, columns: dict[str, str] | None = None) -> bytes:
    """The rows as CSV; `columns` chooses and names them ({column: header}), default all as they are."""
    chosen = rows[list(columns)].rename(columns=columns) if columns else rows.copy()
    for name in chosen:
        chosen[name] = _plain(chosen[name])
    for label, value in stamp.pairs().items():
        chosen[label] = _harmless(value)
    return chosen.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _plain(column: pd.Series) -> pd.Series:
    """Days without a time of day, text that no spreadsheet takes for a formula, numbers untouched."""
    if column.dtype.kind == "M":
        whole = (column.dropna() == column.dropna().dt.normalize()).all()
        return column.dt.strftime("%Y-%m-%d" if whole else "%Y-%m-%d %H:%M:%S")
    if column.dtype.kind in "biufc":
        return column
    return column.map(lambda value: _harmless(value) if isinstance(value, str) else value)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def xlsx(
    rows: pd.DataFrame,
    stamp: Stamp,
    columns: dict[str, str] | None = None,
    *,
    kinds: Mapping[str, str] | None = None,
    definitions: Mapping[str, str] | None = None,
) -> bytes:
    """Workbook with the rows and a sheet that says what they are; `kinds`: column → kind, its number format.

    `definitions`: further lines of that sheet, such as a metric and its formula.
    """
    import xlsxwriter

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        made = {"created": stamp.made_at} if stamp.made_at else {}
        book.set_properties({"title": stamp.title, **made})
        plain = {"font_name": theme.OFFICE_FONT, "font_size": 10, "valign": "top"}
        labels = columns or {str(name): str(name) for name in rows}
        _write_table(book, rows, labels, kinds or {}, plain)
        _write_stamp(book, stamp, definitions or {}, plain)
    return file.getvalue()


def _write_table(
    book: Any, frame: pd.DataFrame, labels: Mapping[str, str], kinds: Mapping[str, str], plain: dict[str, Any]
) -> None:
    sheet = book.add_worksheet(_("数据"))
    head = book.add_format(plain | {"bold": True, "bottom": 1, "text_wrap": True})
    for i, (column, label) in enumerate(labels.items()):
        values = frame[column]
        is_date = pd.api.types.is_datetime64_any_dtype(values)
        form = "yyyy-mm-dd" if is_date else excel(kinds[column]) if column in kinds else "General"
        style = book.add_format(plain | {"num_format": form})
        sheet.write_string(0, i, label, head)
        for row, value in enumerate(values, start=1):
            write_cell(sheet, row, i, value, style)
        sheet.set_column(i, i, wide([label, *(str(value) for value in values.head(200))]))
    sheet.freeze_panes(1, 0)
    if len(frame):
        sheet.autofilter(0, 0, len(frame), len(labels) - 1)


def write_cell(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    """The value by its type; text never becomes a formula, nothing becomes an empty cell."""
    if value is None or pd.isna(value):
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    elif hasattr(value, "year"):
        sheet.write_datetime(row, column, value, style)
    else:
        sheet.write_number(row, column, float(value), style)


def wide(texts: Iterable[str]) -> float:
    """Characters of a column that holds these texts, long ones in several lines."""
    return min(max(NARROWEST, *(characters(text) + 1 for text in texts)), WIDEST)


def characters(text: str) -> float:
    """How many digits are as wide as the text."""
    return width(text, 1) * DIGITS


def _write_stamp(book: Any, stamp: Stamp, definitions: Mapping[str, str], plain: dict[str, Any]) -> None:
    sheet = book.add_worksheet(_("数据说明"))
    bold, text = book.add_format(plain | {"bold": True}), book.add_format(plain | {"text_wrap": True})
    for row, (label, value) in enumerate({_("标题"): stamp.title, **stamp.pairs(), **definitions}.items()):
        sheet.write_string(row, 0, label, bold)
        sheet.write_string(row, 1, value, text)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 80)
