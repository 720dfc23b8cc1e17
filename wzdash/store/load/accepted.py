"""`accepted`: the staged rows that broke no rule, as rows of the table they go to."""

from __future__ import annotations

from wzdash.store.load.fields import AREA_LEVELS
from wzdash.store.load.lookups import register
from wzdash.store.load.staging import Staging, count

# table: (its time limit, what the clock of the category starts on: the first that is filled)
LIMITS = {
    "work_order": ("due_at", ("reported_at",)),
    "hazard": ("due_on", ("found_on",)),
    "dispute": ("due_on", ("accepted_on",)),
}
KEY_LENGTH = 64


class Accepted:
    """Builds `accepted` from `staged`."""

    def __init__(self, staging: Staging, has_points: bool) -> None:
        self.staging, self.db, self.kind = staging, staging.db, staging.kind
        self.has_points = has_points
        self.joins: list[str] = []

    def build(self) -> int:
        """Number of accepted rows, which `accepted` now holds."""
        columns = self.kind.table.c
        values = {name: f"s.{name}" for name in self.staging.fields if name in columns}
        for derive in (self._category, self._limit, self._valid, self._grains, self._places, self._keys):
            values |= {name: sql for name, sql in derive().items() if name in columns}
        chosen = ", ".join(f"{sql} AS {name}" for name, sql in values.items())
        self.db.execute(
            f"CREATE OR REPLACE VIEW accepted AS SELECT {chosen} FROM staged s {' '.join(self.joins)} "
            "WHERE s.line NOT IN (SELECT line FROM rejects)"
        )
        return count(self.db, "accepted")

    def unlocated(self) -> int:
        """Number of accepted rows that could be placed in no area at all."""
        codes = [name for name in AREA_LEVELS if name in self.kind.table.c]
        given = {row[0] for row in self.db.execute("DESCRIBE accepted").fetchall()}
        where = " AND ".join(f"{name} IS NULL" for name in codes if name in given)
        return count(self.db, "accepted", where or "TRUE") if codes else 0

    def fallback(self) -> int:
        """Number of accepted rows on a fallback coordinate."""
        return count(self.db, "accepted", "fallback_point") if self._flags_fallback() else 0

    def _flags_fallback(self) -> bool:
        return self.has_points and "fallback_point" in self.kind.table.c

    def _category(self) -> dict[str, str]:
        if self.kind.name == "categories":  # a category without a group is one
            return {
                "group_code": "coalesce(s.group_code, s.code)" if self.staging.has("group_code") else "s.code"
            }
        if not self.staging.has("category_code"):
            return {}
        own = self.staging.has("department_code")
        department = "coalesce(s.department_code, s.category_department)" if own else "s.category_department"
        return {"group_code": "s.group_code", "department_code": department}

    def _limit(self) -> dict[str, str]:
        """The limit by the category's clock, unless the file has a column for it: there empty means none."""
        column, starts = LIMITS.get(self.kind.table.name, ("", ()))
        if not column or self.staging.has(column) or not self.staging.has("category_code"):
            return {}
        from wzdash.store.clock import due_at

        start = ", ".join(name for name in starts if self.staging.has(name))
        if not start:
            return {}
        frame = self.db.execute(
            f"SELECT line, CAST(coalesce({start}) AS TIMESTAMP) AS start, clock, limit_value FROM staged "
            f"WHERE limit_value IS NOT NULL AND year(coalesce({start})) BETWEEN 1999 AND 2058"
        ).df()
        frame["due"] = due_at(frame["start"], frame["clock"], frame["limit_value"])
        kind = "DATE" if column.endswith("_on") else "TIMESTAMP"
        register(self.db, "due", frame[["line", "due"]], {"line": "BIGINT", "due": kind})
        self.joins.append("LEFT JOIN due ON due.line = s.line")
        return {column: "due.due"}

    def _valid(self) -> dict[str, str]:
        """Filed, and not a repeat; unknown where the file does not say when orders were filed."""
        if self.staging.has("valid") or not self.staging.has("filed_at"):
            return {}
        repeat = " AND s.duplicate_of IS NULL" if self.staging.has("duplicate_of") else ""
        return {"valid": f"(s.filed_at IS NOT NULL{repeat})"}

    def _grains(self) -> dict[str, str]:
        found = {}
        if "time_grain" in self.kind.names and not self.staging.has("time_grain"):
            found["time_grain"] = "s.time_grain"
        if self.staging.has("area_code"):
            found["level"] = "s.area_level"
        return found

    def _places(self) -> dict[str, str]:
        """Stated areas first; the point refines them where it does not contradict them."""
        stated = any(self.staging.has(name) for name in AREA_LEVELS)
        if not self.has_points:
            return {name: f"s.{name}" for name in AREA_LEVELS} if stated else {}
        town, village, grid = (f"s.{name}" if stated else "NULL" for name in AREA_LEVELS)
        p_town, p_village, p_grid = (
            f"CASE WHEN NOT s.fallback_point THEN s.point_{level} END"
            for level in ("town", "village", "grid")
        )
        town = f"coalesce({town}, {p_town})"
        same_town = f"(s.point_town IS NULL OR s.point_town = {town})"
        village = f"coalesce({village}, CASE WHEN {same_town} THEN {p_village} END)"
        same_village = f"(s.point_village IS NULL OR s.point_village = {village})"
        grid = f"coalesce({grid}, CASE WHEN {same_town} AND {same_village} THEN {p_grid} END)"
        return {
            "town_code": town,
            "village_code": village,
            "grid_code": grid,
            "lon": "s.lon",
            "lat": "s.lat",
            "fallback_point": "s.fallback_point",
        }

    def _keys(self) -> dict[str, str]:
        """Keys for rows that have none, and numbers for keys that come again; see `[key]` of a mapping.

        A made key is the start of the digest of the row's content, so the same file gives the same keys.
        """
        if not self.staging.needs_content:
            return {}
        key = self.kind.key[0]
        given = f"r_{key}" if self.staging.has(key) else "NULL::VARCHAR"
        base = f"coalesce({given}, left(content, 24))"
        fits = f"length(base) < {KEY_LENGTH - 7}"
        self.db.execute(
            "CREATE OR REPLACE TABLE keys AS "
            f"WITH based AS (SELECT line, content, {base} AS base FROM staged), "
            "numbered AS (SELECT *, row_number() OVER (PARTITION BY base ORDER BY line) AS n FROM based), "
            "keyed AS (SELECT *, CASE WHEN n = 1 THEN base "
            f"ELSE concat(CASE WHEN {fits} THEN base ELSE left(sha256(base), 40) END, '~', n) END AS key "
            "FROM numbered) "
            "SELECT line, key, nullif(first_value(key) OVER (PARTITION BY base, content ORDER BY line), key) "
            "AS first FROM keyed"
        )
        self.joins.append("LEFT JOIN keys k ON k.line = s.line")
        repeat = "coalesce(s.duplicate_of, k.first)" if self.staging.has("duplicate_of") else "k.first"
        return {key: "k.key", "duplicate_of": repeat}
