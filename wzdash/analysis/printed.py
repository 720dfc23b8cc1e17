"""Printed percentages of a published table, recomputed: which are right, and what is wrong with the others.

A printed share agrees when count ÷ base, rounded to the printed digits, is the printed number. Where it is
not, the mistakes that tables make are tried in turn: cut off instead of rounded, rounded to fewer digits,
another base. What none explains stays unexplained; nothing is guessed beyond that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from math import ceil, floor

import pandas as pd

from wzdash.analysis.proportions import wilson
from wzdash.errors import AnalysisError
from wzdash.labels import N_

VERDICTS = {
    "agrees": N_("与计算一致"),
    "truncated": N_("截尾而非四舍五入"),
    "coarse": N_("取整后又补零"),
    "other_base": N_("分母不是所说的数"),
    "unexplained": N_("与计算不符"),
    "no_base": N_("没有分母"),
}
ROUNDINGS = (ROUND_HALF_UP, ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Checked:
    """One printed percentage: what it is of, what it should be, the verdict, what would explain it."""

    count: int
    base: int | None
    printed: str
    percent: float | None
    verdict: str
    explained_by: str = ""

    @property
    def right(self) -> bool:
        """True when the printed number is what the counts give."""
        return self.verdict == "agrees"


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(str(text).strip().rstrip("%"))
    except InvalidOperation:
        raise AnalysisError(f"{text!r}: a printed percentage such as 41.3 is expected") from None


def _digits(printed: Decimal) -> int:
    return max(-int(printed.as_tuple().exponent), 0)


def _rounded(count: int, base: int, digits: int, rounding: str) -> Decimal:
    return (Decimal(100) * count / base).quantize(Decimal(1).scaleb(-digits), rounding)


def _is(count: int, base: int, printed: Decimal, rounding: tuple[str, ...] = ROUNDINGS) -> bool:
    return any(_rounded(count, base, _digits(printed), way) == printed for way in rounding)


def check(count: int, base: int | None, printed: str, others: Mapping[str, int] | None = None) -> Checked:
    """The verdict on one printed percentage ("41.3") of `count` ÷ `base`.

    `others`: further counts of the table by name, tried as the base where the stated one does not fit.
    """
    number = _decimal(printed)
    if base is None or base <= 0:
        return Checked(count, base, printed, None, "no_base")
    share = wilson(count, base) if 0 <= count <= base else None
    percent = 100 * share.value if share else 100 * count / base
    verdict, name = _verdict(count, base, number, others or {})
    return Checked(count, base, printed, percent, verdict, name)


def _verdict(count: int, base: int, number: Decimal, others: Mapping[str, int]) -> tuple[str, str]:
    if _is(count, base, number):
        return "agrees", ""
    if _is(count, base, number, (ROUND_DOWN,)):
        return "truncated", ""
    digits = _digits(number)
    if digits and number == number.to_integral_value() and _rounded(count, base, 0, ROUND_HALF_UP) == number:
        return "coarse", ""
    # one digit or two fit too many bases by accident: no base is named then
    fits = [name for name, other in others.items() if other != base and other >= count > 0 and digits]
    fits = [name for name in fits if _is(count, others[name], number)]
    return ("other_base", fits[0]) if fits else ("unexplained", "")


def common_base(counts: pd.Series, printed: pd.Series) -> tuple[int, int] | None:
    """Least and greatest base with which every printed percentage agrees; None when there is none.

    Says which base a table was really computed with: several shares together leave few candidates.
    """
    least, most = Fraction(1), None
    for count, text in zip(counts, printed, strict=True):
        number = _decimal(text)
        half = Fraction(1, 2 * 10 ** _digits(number))
        low, high = Fraction(number) - half, Fraction(number) + half
        if high > 0:
            least = max(least, 100 * int(count) / high)
        if low > 0:
            most = min(100 * int(count) / low, most) if most is not None else 100 * int(count) / low
    if most is None or ceil(least) > floor(most):
        return None
    return ceil(least), floor(most)


def check_table(
    rows: pd.DataFrame, *, item: str, count: str, printed: str, base: Mapping[str, str]
) -> pd.DataFrame:
    """One row per printed percentage: item, count, base_item, base, printed, percent, verdict, explained_by.

    `base`: item → the item that is its base, as the table says; "*" for all others. `printed` must be read as
    text, so that 99.0 stays different from 99. Raises AnalysisError for a base that the table does not have.
    """
    known = {str(name): int(value) for name, value in zip(rows[item], rows[count], strict=True)}
    for name in base.values():
        if name not in known:
            raise AnalysisError(f"base {name!r}: no such item; there are {', '.join(known)}")
    found = []
    for name, text in zip(rows[item].astype(str), rows[printed], strict=True):
        if pd.isna(text) or not str(text).strip():
            continue
        whole = base.get(name, base.get("*", ""))
        one = check(known[name], known.get(whole), str(text), known)
        found.append(
            (name, one.count, whole, one.base, one.printed, one.percent, one.verdict, one.explained_by)
        )
    columns = ["item", "count", "base_item", "base", "printed", "percent", "verdict", "explained_by"]
    return pd.DataFrame(found, columns=columns)


def check_parts(counts: Mapping[str, int], whole: str, parts: list[str]) -> int:
    """How much the parts together exceed the whole (below 0: fall short); 0 when they add up."""
    return sum(counts[part] for part in parts) - counts[whole]
