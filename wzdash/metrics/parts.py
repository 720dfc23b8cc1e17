"""Names of what an answer is cut by: areas, categories, departments and declared codes."""

from __future__ import annotations

from sqlalchemy import select

from wzdash.codes import CODES, label
from wzdash.labels import pick
from wzdash.store import schema
from wzdash.store.engine import Store

PLACES = ("town", "village", "grid")


def part_names(store: Store, by: str, fact: str) -> dict[str, str]:
    """{code: name} of what an answer is cut by, in the running language; empty for words."""
    if by in PLACES:
        table, where = schema.area, schema.area.c.level == by
    elif by in ("group", "category"):
        table, where = schema.category, schema.category.c.domain == fact
    elif by == "department":
        table, where = schema.department, schema.department.c.code.is_not(None)
    else:
        codes = f"{fact}.{by}"
        return {code: label(codes, code) for code in CODES.get(codes, ())}
    c = table.c
    rows = store.read(select(c.code, c.name_zh, c.name_en).where(where))
    return {str(row["code"]): pick(row["name_zh"], row["name_en"]) for row in rows.to_dict("records")}
