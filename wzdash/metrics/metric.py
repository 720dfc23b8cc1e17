"""What a metric is. Each one is declared once, in ground.py, sky.py or line.py."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Any

from wzdash.labels import NONE, _, number, percent, short_number, signed

Where = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One declared metric; texts are Chinese message ids, translated where they are shown.

    `numerator` and `denominator` are measures of `fact`; without a denominator it is a count or a sum.
    `exposure` divides by residents, households or grid cells instead, `per` scales (10,000 residents, 100 %).
    `form` is the charts' format where the unit does not tell: km, yuan.
    `ripe_days`: days after a period until hardly any of its records is still being completed.
    `where` narrows the fact for good, `better` says which way is good: up, down or neither.
    """

    name: str
    net: str
    label: str
    definition: str
    fact: str
    numerator: str
    denominator: str = ""
    exposure: str = ""
    per: float = 1
    share: bool = False
    where: Where = ()
    unit: str = ""
    form: str = ""
    decimals: int = 0
    better: str = ""
    target: float | None = None
    ripe_days: int = 0
    clock: str = ""
    exclusions: str = ""
    source: str = ""
    owner: str = ""
    version: str = "1.0"
    since: str = "2026-11"

    @property
    def is_rate(self) -> bool:
        """True when the value is a quotient: its change is a difference, not a percentage."""
        return bool(self.denominator or self.exposure)

    @property
    def kind(self) -> str:
        """How charts format the value: share, fine_share, rate, yuan, km, decimal or count."""
        if self.share:
            return "fine_share" if self.decimals > 1 else "share"
        if self.exposure:
            return "rate"
        return self.form or ("decimal" if self.decimals else "count")

    @property
    def goal(self) -> str:
        """The target as people read it; an em dash without one."""
        if self.target is None:
            return NONE
        return percent(self.target) if self.share else self.text(self.target)

    def misses(self, value: float) -> bool:
        """True when a value that may be shown is on the wrong side of the target."""
        if self.target is None or isnan(value):
            return False
        return value > self.target if self.better == "down" else value < self.target

    def text(self, value: float | None, *, short: bool = False, unit: bool = True) -> str:
        """The value as people read it, with its unit unless told not to."""
        if self.share:
            return percent(value, max(self.decimals, 1))
        shown = short_number(value) if short and not self.is_rate else number(value, self.decimals)
        return f"{shown} {_(self.unit)}" if unit and self.unit and shown != NONE else shown

    def change_text(self, now: float | None, before: float | None) -> str:
        """The change as people read it: percentage points of a share, a difference of another rate,
        per cent of a count; an em dash where there is none, as from zero."""
        if now is None or before is None or isnan(now) or isnan(before):
            return NONE
        if self.share:
            return signed((now - before) * 100, 2, " " + _("个百分点"))
        if self.is_rate:
            return signed(now - before, self.decimals)
        return signed((now / before - 1) * 100, 1, " %") if before else NONE


def share(**fields: Any) -> Metric:
    """A metric that is a share of its denominator, printed in per cent."""
    return Metric(share=True, decimals=fields.pop("decimals", 1), **fields)
