"""What the store already knows when a file comes in: areas, categories, departments, organisations."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Select, Table, select

from wzdash.errors import StoreMissing
from wzdash.settings import Settings
from wzdash.store import schema as s
from wzdash.store.engine import Store, open_store

MAX_DIMENSION = 500_000
LEVELS = ("district", "town", "village", "grid")


@dataclass(frozen=True)
class World:
    """The dimensions as frames, one row per entry; empty before the first import."""

    areas: pd.DataFrame
    categories: pd.DataFrame
    departments: pd.DataFrame
    organisations: pd.DataFrame
    info: dict[str, str]

    @classmethod
    def of_areas(cls, areas: pd.DataFrame) -> World:
        """A world of which only the areas matter."""
        return cls(areas, _empty(s.category), _empty(s.department), _empty(s.organisation), {})

    @classmethod
    def empty(cls) -> World:
        """A world before the first import."""
        return cls.of_areas(_empty(s.area))

    def lasting_organisations(self) -> list[str]:
        """Codes of the organisations that stay when real ones are imported: simulated ones leave then."""
        rows = self.organisations
        return rows.loc[~rows["simulated"].fillna(False).astype(bool), "code"].tolist()

    def level(self, name: str) -> pd.DataFrame:
        """The areas of one level."""
        return self.areas[self.areas["level"] == name]

    def shapes(self, level: str) -> pd.DataFrame:
        """The areas of one level that have a shape."""
        found = self.level(level)
        return found[found["geometry"].notna()]


def _empty(table: Table) -> pd.DataFrame:
    return pd.DataFrame(columns=list(table.c.keys()))


def read_frame(store: Store, query: Select) -> pd.DataFrame:
    """The rows of a select, empty when nothing was published yet."""
    try:
        return store.read(query, max_rows=MAX_DIMENSION)
    except StoreMissing:
        return pd.DataFrame(columns=[column.key for column in query.selected_columns])


def read_world(settings: Settings) -> World:
    """What the store knows now."""
    store = open_store(settings)
    o, b = s.organisation.c, s.import_batch.c
    known = select(o.code, o.name_zh, o.name_en, b.simulated)
    try:
        info = dict(store.info)
    except StoreMissing:
        info = {}
    return World(
        read_frame(store, select(s.area)),
        read_frame(store, select(s.category)),
        read_frame(store, select(s.department)),
        read_frame(store, known.join(s.import_batch, b.id == o.batch_id, isouter=True)),
        info,
    )
