"""Small counts of incidents and disputes below town level are not shown.

A cell with 1 … k−1 rows is emptied. So that totals do not give it back, the smallest other cells of the same
slice (same town, same month, …) are emptied too, until at least two cells with k rows in all are hidden.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from wzdash.metrics.metric import Metric
from wzdash.scope import Scope

ROWS = {"incident": "incidents", "dispute": "found"}  # the measure that counts the rows of a private fact
AREAS = ("village", "grid")
FINE = (*AREAS, "organisation")  # a mediation group works in one grid cell


def is_fine(scope: Scope, by: Sequence[str] = ()) -> bool:
    """True when the question is asked below town level: by an area's filter or a cut."""
    return any(name in by or scope.values(name) for name in FINE)


def is_private(declared: Sequence[Metric], scope: Scope, by: Sequence[str]) -> bool:
    """True when the question counts incidents or disputes below town level."""
    return is_fine(scope, by) and any(one.fact in ROWS for one in declared)


def small(counts: pd.Series, rows: pd.DataFrame, by: Sequence[str], least: int) -> pd.Series:
    """Which rows must be hidden, by the counts of incidents or disputes behind them; complements included.

    For frames that metrics.query did not make; `rows` has the columns of `by`.
    """
    return _hidden(counts.fillna(0.0), _slices(rows, by), least)


def suppress(
    rows: pd.DataFrame, declared: Sequence[Metric], scope: Scope, by: Sequence[str], least: int
) -> pd.DataFrame:
    """The rows with small cells emptied and a column `suppressed`; unchanged when nothing is private.

    What decides is how many incidents or disputes stand behind a row: its columns `…_rows`.
    """
    if not is_private(declared, scope, by):
        return rows
    private = [one for one in declared if one.fact in ROWS]
    rows = rows.copy()
    hidden = pd.Series(False, index=rows.index)
    for one in private:
        hidden |= _hidden(rows[f"{one.name}_rows"].fillna(0.0), _slices(rows, by), least)
    emptied = [f"{one.name}{tail}" for one in private for tail in ("", "_n", "_d")]
    rows.loc[hidden, emptied] = np.nan
    rows["suppressed"] = hidden
    return rows


def _slices(rows: pd.DataFrame, by: Sequence[str]) -> list[pd.Series]:
    """Groups within which cells add to something known: for each dimension, all others held fixed."""
    keys = []
    for name in by:
        others = [rows[other].astype(str) for other in by if other != name]
        if name in AREAS:
            others.append(rows[name].astype("string").str[:9].fillna(""))
        key = others[0] if others else pd.Series("", index=rows.index)
        for other in others[1:]:
            key = key + "|" + other
        keys.append(key)
    return keys or [pd.Series("", index=rows.index)]


def _hidden(counts: pd.Series, slices: list[pd.Series], least: int) -> pd.Series:
    """Primary suppression, then complementary ones until nothing changes."""
    hidden = (counts > 0) & (counts < least)
    for _ in range(len(slices) + 2):
        before = hidden.copy()
        for key in slices:
            hidden = hidden | _complement(counts, hidden, key, least)
        if hidden.equals(before):
            break
    return hidden


def _complement(counts: pd.Series, hidden: pd.Series, key: pd.Series, least: int) -> pd.Series:
    """Further cells to hide in the slices whose hidden cells would follow from their total."""
    more: list = []
    for _, cells in counts.groupby(key):
        inside = hidden[cells.index]
        if not inside.any():
            continue
        shown = cells[~inside & (cells > 0)].sort_values()
        missing = 2 - int(inside.sum())
        total = cells[inside].sum()
        for index, value in shown.items():
            if missing <= 0 and total >= least:
                break
            more.append(index)
            missing, total = missing - 1, total + value
    return pd.Series(counts.index.isin(more), index=counts.index)
