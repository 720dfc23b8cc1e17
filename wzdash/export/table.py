"""A frame as a CSV file that Excel opens right and a program can read.

UTF-8 with a byte order mark, headers in the first row, numbers as numbers. The stamp is in columns of its own
at the right, so that a row says where it comes from wherever it is pasted.
"""

from __future__ import annotations

import pandas as pd

from wzdash.export.stamp import Stamp

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
