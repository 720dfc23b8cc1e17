"""Codes to words: how areas, categories, departments and code lists read in the running language."""

from __future__ import annotations

from functools import cached_property

import pandas as pd
from sqlalchemy import select

from wzdash.codes import CODES, label
from wzdash.labels import _, language
from wzdash.store import schema
from wzdash.store.engine import Store

PLACES = ("town", "village", "grid")
OTHERS = ("source", "level", "severity", "kind", "pipeline", "weekday", "hour")
_LISTS = {"severity": "hazard.severity", "time_grain": "incident.time_grain"}
_LISTS |= {"weekday": "time.weekday", "hour": "time.hour"}


class Names:
    """The names of one store in the language that runs when it is made; each table is read once.

    The dictionaries are shared: do not change them.
    """

    def __init__(self, store: Store) -> None:
        self._store, self._english = store, language() == "en"

    def _read(self, *columns) -> pd.DataFrame:
        """One row per code with `name`; Chinese stands in for a missing English name."""
        table = columns[0].table
        rows = self._store.read(select(*columns, table.c.name_zh, table.c.name_en))
        english = rows["name_en"].where(rows["name_en"].notna(), rows["name_zh"])
        return rows.assign(name=english if self._english else rows["name_zh"])

    @cached_property
    def areas(self) -> dict[str, str]:
        """{area code: name}."""
        return _by_code(self._read(schema.area.c.code))

    @cached_property
    def departments(self) -> dict[str, str]:
        """{department code: name}."""
        return _by_code(self._read(schema.department.c.code))

    @cached_property
    def _categories(self) -> dict[str, dict[str, str]]:
        rows = self._read(schema.category.c.code, schema.category.c.domain)
        return {str(domain): _by_code(part) for domain, part in rows.groupby("domain")}

    def categories(self, domain: str) -> dict[str, str]:
        """{category code: name} of a domain, groups included."""
        return self._categories.get(domain, {})

    def of(self, dimension: str, fact: str) -> dict[str, str]:
        """{code: name} of a dimension of a fact; empty when its values are words already."""
        if dimension in PLACES:
            return self.areas
        if dimension in ("group", "category"):
            return self.categories(fact)
        if dimension == "department":
            return self.departments
        codes = next((key for key in (f"{fact}.{dimension}", _LISTS.get(dimension, "")) if key in CODES), "")
        return {code: label(codes, code) for code in CODES[codes]} if codes else {}

    def column(self, rows: pd.DataFrame, dimension: str, fact: str) -> pd.Series:
        """The column of a dimension in words; rows without a value read 未定位 or 未填."""
        known = self.of(dimension, fact)
        missing = _("未定位") if dimension in PLACES else _("未填")
        codes = rows[dimension].astype(object)
        return codes.map(lambda code: missing if pd.isna(code) else known.get(code, str(code)))

    def of_scope(self, fact: str, by: str = "") -> dict[str, str]:
        """{code: name} of all that a scope of this fact may be filtered by, and of the dimension `by`."""
        merged: dict[str, str] = {}
        for dimension in (*OTHERS, by):
            merged |= self.of(dimension, fact)
        return merged | self.departments | (self.categories(fact) if fact else {}) | self.areas


def _by_code(rows: pd.DataFrame) -> dict[str, str]:
    return dict(zip(rows["code"], rows["name"], strict=True))
