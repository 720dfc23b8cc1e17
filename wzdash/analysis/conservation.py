"""Do the stages of a pipeline add up, in every cell? A leak hides in a total: two cells can cancel out.

A balance says that a whole equals the sum of its parts, a containment that a stage is no larger than the one
it comes from. Both are checked in each row of a frame of counts; a broken one is a row of the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from wzdash.errors import AnalysisError

Balance = tuple[str, Sequence[str]]
Containment = tuple[str, str]
COLUMNS = ["whole", "parts", "expected", "found", "leak"]


def leaks(
    cells: pd.DataFrame,
    by: Sequence[str],
    balances: Iterable[Balance],
    containments: Iterable[Containment] = (),
) -> pd.DataFrame:
    """One row per cell and broken rule: the columns of `by`, whole, parts, expected, found, leak.

    `cells` has one row per `by` and a column per count. leak is found − expected: above 0 more came out
    than went in, below 0 some were lost; a containment leaks only above 0. Largest first. Raises
    AnalysisError for a count that is missing or negative.
    """
    balances, containments = list(balances), list(containments)
    _check(cells, [*(n for w, parts in balances for n in (w, *parts)), *(n for c in containments for n in c)])
    found = [_broken(cells, by, whole, parts, only_more=False) for whole, parts in balances]
    found += [_broken(cells, by, whole, (part,), only_more=True) for whole, part in containments]
    empty = pd.DataFrame(columns=[*by, *COLUMNS])
    kept = [rows for rows in found if len(rows)]
    if not kept:
        return empty
    rows = pd.concat(kept, ignore_index=True)
    return rows.sort_values("leak", key=abs, ascending=False, kind="stable").reset_index(drop=True)


def _check(cells: pd.DataFrame, names: Sequence[str]) -> None:
    for name in dict.fromkeys(names):
        if name not in cells:
            raise AnalysisError(f"{name}: no such column; there are {', '.join(map(str, cells))}")
        bad = cells[name].isna() | (cells[name] < 0)
        if bad.any():
            raise AnalysisError(f"{name}: {cells.loc[bad, name].iloc[0]}: a count must be 0 or more")


def _broken(
    cells: pd.DataFrame, by: Sequence[str], whole: str, parts: Sequence[str], *, only_more: bool
) -> pd.DataFrame:
    expected, found = cells[whole], cells[list(parts)].sum(axis=1)
    leak = found - expected
    rows = cells[list(by)].assign(
        whole=whole, parts="+".join(parts), expected=expected, found=found, leak=leak
    )
    return rows[leak > 0 if only_more else leak != 0].reset_index(drop=True)
