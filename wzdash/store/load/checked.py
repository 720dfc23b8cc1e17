"""What a rule of an import looks at, and what it finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from wzdash.store.load.conform import MEASURED
from wzdash.store.load.fields import Field, Kind
from wzdash.store.load.staging import Staging


@dataclass(frozen=True)
class Finding:
    """Lines of `staged` that break a rule: which column, where, and what to tell (a SQL text)."""

    column: str
    where: str
    message: str
    value: str | None = None
    source: str = "staged"


@dataclass
class Checked:
    """What a rule may look at."""

    staging: Staging
    as_of: datetime
    town_names: list[str]
    has_points: bool = False
    organisations: list[str] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        """The kind of import."""
        return self.staging.kind

    def fields(self, *types: str) -> Iterator[Field]:
        """Fields that the file gives, of these types."""
        for name in self.staging.fields:
            one = self.kind.field(name)
            if one.type in types or not types:
                yield one

    def has(self, *names: str) -> bool:
        """True when the file gives all these columns."""
        return all(self.staging.has(name) for name in names)

    def filled(self, name: str) -> str:
        """SQL: the file has something in this column."""
        measured = self.kind.field(name).type in MEASURED
        return f"({name} IS NOT NULL OR r_{name} IS NOT NULL)" if measured else f"(r_{name} IS NOT NULL)"

    def text(self, name: str) -> str:
        """SQL: what the file has in this column; a date or a number as we read it."""
        measured = self.kind.field(name).type in MEASURED
        return f"coalesce(r_{name}, CAST({name} AS VARCHAR))" if measured else f"r_{name}"

    def header(self, name: str) -> str:
        """The header a user knows."""
        return self.staging.columns.header(name)
