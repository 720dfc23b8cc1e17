"""What every export carries: title, scope, data date, definitions, demo mark, and a code of its view."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from wzdash.labels import _, day

# Crockford's base 32: no I, L, O and U, so that a code can be read aloud and typed
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Stamp:
    """Provenance of an export; `scope` is already in words, `code` reopens the view where there is one."""

    title: str
    scope: str
    as_of: datetime
    simulated: bool
    code: str = ""
    source: str = ""
    version: str = ""
    made_at: datetime | None = None

    def pairs(self) -> dict[str, str]:
        """{label: value} in the running language, without what is empty."""
        pairs = {
            _("范围"): self.scope,
            _("数据截至"): day(self.as_of),
            _("性质"): _("演示数据") if self.simulated else _("导入数据"),
            _("来源"): self.source,
            _("口径版本"): self.version,
            _("视图码"): self.code,
            _("导出时间"): f"{self.made_at:%Y-%m-%d %H:%M}" if self.made_at else "",
        }
        return {label: value for label, value in pairs.items() if value}

    def line(self) -> str:
        """Everything but the title in one line, for the foot of a picture."""
        parts = (
            _("演示数据") if self.simulated else "",
            self.scope,
            _("数据截至 {day}").format(day=day(self.as_of)),
            _("来源:{source}").format(source=self.source) if self.source else "",
            _("口径 {version}").format(version=self.version) if self.version else "",
            _("视图码 {code}").format(code=self.code) if self.code else "",
        )
        return " · ".join(part for part in parts if part)

    def file_name(self, extension: str) -> str:
        """A file name for any system that says what the file is, its data date and the demo mark."""
        title = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]+', " ", self.title).strip(" .")[:60].strip(" .")
        parts = (
            title or "wzdash",
            f"{self.as_of:%Y%m%d}",
            _("演示数据") if self.simulated else "",
            self.code,
        )
        return "_".join(re.sub(r"\s+", "-", part) for part in parts if part) + f".{extension}"


def view_code(state: str) -> str:
    """Short code of a view's state (its query string): the same state, the same code; 40 bits."""
    digest = int.from_bytes(hashlib.sha256(state.encode()).digest()[:5], "big")
    return "".join(ALPHABET[digest >> 5 * i & 31] for i in reversed(range(CODE_LENGTH)))
