"""What a column of an import may hold: declared once, read by mapping, staging, rules and template."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Boolean, Column, Date, DateTime, Double, Integer, String, Table

from wzdash.codes import CODES
from wzdash.labels import N_

AREA_LEVELS = {"town_code": "town", "village_code": "village", "grid_code": "grid"}
DIMENSIONS = {
    "category_code": "category",
    "department_code": "department",
    "organisation_code": "organisation",
}
FILLED_BY_US = frozenset({"batch_id", "group_code", "fallback_point", "geometry"})

TYPE_LABELS = {
    "text": N_("文字"),
    "integer": N_("整数"),
    "number": N_("数字"),
    "boolean": N_("是/否"),
    "date": N_("日期"),
    "datetime": N_("日期和时间"),
    "code": N_("代码或中文名"),
    "town": N_("镇街代码或名称"),
    "village": N_("村社区代码或名称"),
    "grid": N_("网格代码或名称"),
    "area": N_("区域代码或名称"),
    "category": N_("类别代码或名称"),
    "department": N_("部门代码或名称"),
    "organisation": N_("组织代码或名称"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One column that an import of a kind knows. `aliases` are the headers that are recognised."""

    name: str
    type: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    past: bool = False
    length: int | None = None
    codes: str | None = None
    stored: bool = True

    @property
    def header(self) -> str:
        """The header of the template: the first Chinese alias, else our own name."""
        return self.aliases[0] if self.aliases else self.name


@dataclass(frozen=True, slots=True)
class Need:
    """Where `column` is filled, `other` must be filled too (and hold `value`, when one is given)."""

    column: str
    other: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of import: its table, key, columns and the rules that only it has."""

    name: str
    title: str
    table: Table
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    order: tuple[tuple[str, str], ...] = ()
    needs: tuple[Need, ...] = ()
    domain: str | None = None

    def field(self, name: str) -> Field:
        """The field of that name; KeyError when the kind has none."""
        return next(field for field in self.fields if field.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all fields, in the order of the template."""
        return tuple(field.name for field in self.fields)


def _type(table: Table, column: Column, codes: str) -> str:
    special = {**AREA_LEVELS, **DIMENSIONS, "area_code": "area"}.get(column.name)
    if special and table.name != "area":
        return special
    if codes in CODES:
        return "code"
    for sql, name in (
        (Boolean, "boolean"),
        (DateTime, "datetime"),
        (Date, "date"),
        (Integer, "integer"),
        (Double, "number"),
    ):
        if isinstance(column.type, sql):
            return name
    return "text"


def from_table(
    table: Table,
    aliases: dict[str, tuple[str, ...]],
    *,
    planned: tuple[str, ...] = (),
    optional: tuple[str, ...] = ("id",),
    extra: tuple[Field, ...] = (),
    computed: tuple[str, ...] = (),
    lists: dict[str, str] | None = None,
) -> tuple[Field, ...]:
    """One field per column of the table in the order of `aliases`, then the rest, then `extra`.

    Types, lengths and code lists come from the schema. `planned` dates may lie in the future;
    `optional` columns can be made when the file lacks them; `computed` ones never come from a file;
    `lists` names the code list of a column that has another's.
    """
    columns = [table.c[name] for name in aliases]
    columns += [c for c in table.c if c.name not in {*aliases, *FILLED_BY_US, *computed}]
    fields = []
    for column in columns:
        codes = (lists or {}).get(column.name, f"{table.name}.{column.name}")
        kind = _type(table, column, codes)
        fields.append(
            Field(
                column.name,
                kind,
                aliases.get(column.name, ()),
                required=not column.nullable and column.name not in optional,
                past=kind in ("date", "datetime") and column.name not in planned,
                length=column.type.length if isinstance(column.type, String) else None,
                codes=codes if kind == "code" else None,
            )
        )
    return (*fields, *extra)
