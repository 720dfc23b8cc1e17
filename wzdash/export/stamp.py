"""What every export carries: title, scope, data date, and whether the data are simulated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wzdash.labels import _, day


@dataclass(frozen=True, slots=True)
class Stamp:
    """Provenance of an export; `scope` is already in words, `code` reopens the view where there is one."""

    title: str
    scope: str
    as_of: datetime
    simulated: bool
    code: str = ""

    def pairs(self) -> dict[str, str]:
        """{label: value} in the running language, without what is empty."""
        pairs = {
            _("范围"): self.scope,
            _("数据截至"): day(self.as_of),
            _("性质"): _("演示数据") if self.simulated else _("导入数据"),
            _("视图码"): self.code,
        }
        return {label: value for label, value in pairs.items() if value}
