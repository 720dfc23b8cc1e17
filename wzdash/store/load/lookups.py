"""Values that the store has a list for: codes, yes and no, categories, departments, organisations.

The distinct values of a column are resolved once, in Python; the rows are joined to the answer in SQL as a
table `look_<column>` (value, code, and what else a row of it brings).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

import duckdb
import pandas as pd

from wzdash.codes import CODES
from wzdash.store.load.fields import Field
from wzdash.store.load.mapping import Mapping
from wzdash.store.load.words import FALSE, TRUE
from wzdash.store.load.world import World

LOOKED_UP = ("code", "boolean", "category", "department", "organisation")


def folded(text: str) -> str:
    """A value for comparison: one width, lower case, single spaces."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).strip().lower())


def slug(text: str, length: int) -> str:
    """A code made from a name: itself when it is short and plain, else its start and a digest."""
    plain = re.sub(r"[^a-z0-9]+", "_", folded(text)).strip("_")
    if plain and len(plain) <= length and re.fullmatch(r"[\w .&/()'-]+", text, re.ASCII):
        return plain
    digest = hashlib.sha256(text.encode()).hexdigest()[: min(8, length - 1)]
    return f"{plain[: max(length - len(digest) - 1, 0)]}_{digest}".strip("_")[:length]


@dataclass
class Additions:
    """New entries of dimensions that a mapping allows: rows as dictionaries, ready for the store."""

    categories: dict[str, dict] = field(default_factory=dict)
    departments: dict[str, dict] = field(default_factory=dict)
    areas: dict[str, dict] = field(default_factory=dict)


@dataclass
class Lists:
    """The lists of the store as dictionaries from a folded value to a code."""

    world: World
    mapping: Mapping
    domain: str | None
    added: Additions = field(default_factory=Additions)

    def table(self, one: Field, values: pd.DataFrame) -> pd.DataFrame:
        """One row per distinct value of a field: value, code, and for categories group, clock and limit.

        `values` has the column `value`, and `group` where the file names groups of categories.
        """
        if one.type == "category":
            return self._categories(values)
        known = self._known(one)
        if one.type == "department" and self.mapping.departments == "add":
            self._add_departments(values["value"], known)
        return pd.DataFrame(
            {"value": values["value"], "code": [known.get(folded(value)) for value in values["value"]]}
        )

    def _known(self, one: Field) -> dict[str, str]:
        if one.type == "code":
            return code_list(one.codes or "")
        if one.type == "boolean":
            return {**dict.fromkeys(TRUE, "true"), **dict.fromkeys(FALSE, "false")}
        frame = self.world.departments if one.type == "department" else self.world.organisations
        return name_list(frame)

    def _add_departments(self, values: Iterable[str], known: dict[str, str]) -> None:
        for value in values:
            if folded(value) not in known:
                code = slug(value, 16)
                known[folded(value)] = code
                self.added.departments[code] = {"code": code, "name_zh": value[:80], "name_en": None}

    def _categories(self, values: pd.DataFrame) -> pd.DataFrame:
        frame = self.world.categories
        mine = frame[frame["domain"] == self.domain].set_index("code", drop=False)
        known = name_list(mine)
        if self.mapping.categories == "add":
            self._add_categories(values, known, set(mine.index))
        rows = []
        for value in values["value"]:
            code = known.get(folded(value))
            entry = self.added.categories.get(code or "") or (mine.loc[code].to_dict() if code else {})
            rows.append(
                (
                    value,
                    code,
                    *(entry.get(k) for k in ("group_code", "department_code", "clock", "limit_value")),
                )
            )
        names = ["value", "code", "group_code", "department_code", "clock", "limit_value"]
        table = pd.DataFrame(rows, columns=names)
        table["limit_value"] = pd.to_numeric(table["limit_value"])
        return table

    def _add_categories(self, values: pd.DataFrame, known: dict[str, str], codes: set[str]) -> None:
        for value, group in zip(values["value"], values["group"], strict=True):
            if folded(value) in known:
                continue
            code = slug(value, 32)
            group_code = code if pd.isna(group) else "g_" + slug(group, 30)
            known[folded(value)] = code
            self._add_category(code, group_code, value)
            if group_code != code and group_code not in codes:
                self._add_category(group_code, group_code, group)

    def _add_category(self, code: str, group: str, name: str) -> None:
        self.added.categories.setdefault(
            code, {"domain": self.domain, "code": code, "group_code": group, "name_zh": name[:80]}
        )


def code_list(column: str) -> dict[str, str]:
    """{code or Chinese label, folded: code} of one list of codes.py."""
    return {folded(label): code for code, label in CODES[column].items()} | {
        folded(code): code for code in CODES[column]
    }


def name_list(frame: pd.DataFrame) -> dict[str, str]:
    """{code or name, folded: code}; a name that two entries share stands for neither."""
    known: dict[str, str] = {}
    for column in ("name_en", "name_zh"):
        named = frame[frame[column].notna()]
        once = named[~named[column].duplicated(keep=False)]
        known |= {folded(name): code for name, code in zip(once[column], once["code"], strict=True)}
    return known | {folded(code): code for code in frame["code"]}


def register(db: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame, columns: dict[str, str]) -> None:
    """Creates a table of the private DuckDB from a frame with the given SQL types."""
    chosen = ", ".join(f"CAST({column} AS {kind}) AS {column}" for column, kind in columns.items())
    db.register("lookup_frame", frame)
    db.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT {chosen} FROM lookup_frame")
    db.unregister("lookup_frame")
