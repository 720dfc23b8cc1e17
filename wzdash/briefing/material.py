"""What a briefing is made of: metric frames with names, headlines, and the stamp; each asked for once."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property

import pandas as pd
from sqlalchemy import select

from wzdash.exhibits.answers import Answers
from wzdash.exhibits.names import Names
from wzdash.export.stamp import Stamp
from wzdash.metrics.coverage import first_days
from wzdash.metrics.headline import Headline, headlines
from wzdash.metrics.query import frame
from wzdash.scope import Scope
from wzdash.store import schema
from wzdash.store.engine import Store


class Material(Answers):
    """The answers of one store over one scope, remembered for the length of a briefing."""

    def __init__(self, store: Store, scope: Scope) -> None:
        self.store, self.scope = store, scope
        self._frames: dict[tuple, pd.DataFrame] = {}
        self._headlines: dict[tuple[str, ...], list[Headline]] = {}
        self._first: dict[str, date | None] = {}

    def ask(self, names: tuple[str, ...], scope: Scope, by: tuple[str, ...]) -> pd.DataFrame:
        """metrics.query.frame, remembered; the caller may change it."""
        key = (names, scope, by)
        if key not in self._frames:
            self._frames[key] = frame(self.store, names, scope, by)
        return self._frames[key].copy()

    def headlines(self, *names: str) -> list[Headline]:
        """One headline per metric over the scope."""
        if names not in self._headlines:
            self._headlines[names] = headlines(self.store, names, self.scope)
        return self._headlines[names]

    def first_day(self, name: str) -> date | None:
        """Day of a metric's first row in the store; None when it has none."""
        if name not in self._first:
            self._first[name] = first_days(self.store, [name]).get(name)
        return self._first[name]

    @cached_property
    def names(self) -> Names:
        """Codes in words."""
        return Names(self.store)

    def stamp(self, title: str, version: str, code: str = "", made_at: datetime | None = None) -> Stamp:
        """What every page and picture of the briefing carries."""
        return Stamp(
            title,
            self.scope_text(),
            self.store.as_of,
            self.store.simulated,
            code=code,
            version=version,
            made_at=made_at,
        )

    @cached_property
    def towns(self) -> pd.DataFrame:
        """One row per town that has an outline: code, name, lon, lat, geometry."""
        c = schema.area.c
        rows = self.store.read(
            select(c.code, c.lon, c.lat, c.geometry).where(c.level == "town").order_by(c.code)
        )
        rows = rows[rows["geometry"].notna()]
        names = [self.names.areas[code] for code in rows["code"]]
        return rows.assign(name=names)[["code", "name", "lon", "lat", "geometry"]]
