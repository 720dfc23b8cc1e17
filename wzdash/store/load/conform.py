"""`numbered` (text) becomes `staged`: one row per row of the file, typed, with the lists of the store joined.

Beside `r_<column>` (text) each column stands under its own name, NULL where the text means nothing; a
category brings group_code, its department, clock and limit; a stated place brings its codes or its problem.
"""

from __future__ import annotations

from wzdash.store.load.area_names import AreaNames, place_table
from wzdash.store.load.convert import converted, degrees, has_offset, is_day_only, time_grain
from wzdash.store.load.fields import AREA_LEVELS, Field
from wzdash.store.load.lookups import LOOKED_UP, Lists, code_list, folded, register
from wzdash.store.load.staging import Staging

CATEGORY_COLUMNS = {
    "value": "VARCHAR",
    "code": "VARCHAR",
    "group_code": "VARCHAR",
    "department_code": "VARCHAR",
    "clock": "VARCHAR",
    "limit_value": "DOUBLE",
}
PLACE_COLUMNS = ("town", "village", "grid", "town_code", "village_code", "grid_code", "level", "problem")
POINT = ("lon", "lat")
MEASURED = ("date", "datetime", "integer", "number")
AREA_TYPES = (*AREA_LEVELS.values(), "area")


class Conform:
    """Builds `staged` from `numbered`."""

    def __init__(self, staging: Staging, lists: Lists, names: AreaNames, has_points: bool = False) -> None:
        """`has_points`: the table `points` is there."""
        self.staging, self.db, self.kind = staging, staging.db, staging.kind
        self.mapping, self.lists, self.names = staging.mapping, lists, names
        self.fields = [self.kind.field(name) for name in staging.fields]
        self.joins: list[str] = []
        self.has_points = has_points
        texts = [one.name for one in self.fields if not (has_points and one.name in POINT)]
        self.chosen = ["n.number AS line", *(f"n.r_{name}" for name in texts)]

    def build(self) -> None:
        """Creates `staged`: a table of the rows, and a view that names texts as they are."""
        if self.staging.needs_content:
            self.chosen.append("n.content")
        self._plain()
        for one in self.fields:
            if one.type in LOOKED_UP:
                self._look_up(one)
        self._place()
        self._area()
        self._points()
        rows = f"(SELECT {', '.join(self.chosen)} FROM numbered n {' '.join(self.joins)})"
        texts = self._needed_texts()
        kept = f"* REPLACE ({', '.join(texts)})" if texts else "*"
        self.db.execute(f"CREATE OR REPLACE TABLE staged_rows AS SELECT {kept} FROM {rows}")
        same = "".join(f", r_{one.name} AS {one.name}" for one in self.fields if one.type == "text")
        self.db.execute(f"CREATE OR REPLACE VIEW staged AS SELECT *{same} FROM staged_rows")
        self.db.execute("DROP VIEW numbered")  # its text is in staged_rows now
        self.db.execute("DROP TABLE raw")
        self._round_days()

    def _needed_texts(self) -> list[str]:
        """Texts of dates and numbers stay only where they mean nothing, or a day without a time."""
        found = []
        for one in self.fields:
            if one.type in MEASURED and one.name not in POINT:
                day = f" OR {is_day_only(f'r_{one.name}')}" if one.type == "datetime" else ""
                found.append(f"CASE WHEN {one.name} IS NULL{day} THEN r_{one.name} END AS r_{one.name}")
        return found

    def _plain(self) -> None:
        special = (*LOOKED_UP, *AREA_TYPES, "text")
        points = POINT if self.has_points else ()
        plain = [one for one in self.fields if one.type not in special and one.name not in points]
        offsets = self._offsets([one for one in plain if one.type in ("date", "datetime")])
        for one in plain:
            value = converted(one, self.mapping, one.name in offsets)
            self.chosen.append(f"{value} AS {one.name}")
        if "time_grain" in self.kind.names and not self.staging.has("time_grain"):
            when = time_grain("n.r_occurred_at", self.mapping.formats.get("occurred_at", ()))
            self.chosen.append(f"{when} AS time_grain")

    def _offsets(self, dates: list[Field]) -> set[str]:
        tests = ", ".join(f"bool_or({has_offset(f'r_{one.name}')})" for one in dates)
        row = self.db.execute(f"SELECT {tests} FROM numbered").fetchall()[0] if dates else ()
        return {one.name for one, found in zip(dates, row, strict=True) if found}

    def _look_up(self, one: Field) -> None:
        table = f"look_{one.name}"
        group = "n.r_category_group" if self.staging.has("category_group") else "NULL::VARCHAR"
        values = self.db.execute(
            f'SELECT r_{one.name} AS value, any_value({group}) AS "group" FROM numbered n '
            f"WHERE r_{one.name} IS NOT NULL GROUP BY ALL ORDER BY min(number)"
        ).df()
        columns = dict(CATEGORY_COLUMNS)
        if one.type != "category":
            columns = {"value": "VARCHAR", "code": "BOOLEAN" if one.type == "boolean" else "VARCHAR"}
        register(self.db, table, self.lists.table(one, values.astype(object)), columns)
        self.joins.append(f"LEFT JOIN {table} ON {table}.value = n.r_{one.name}")
        self.chosen.append(f"{table}.code AS {one.name}")
        if one.type == "category":
            self.chosen += [
                f"{table}.group_code",
                f"{table}.department_code AS category_department",
                f"{table}.clock",
                f"{table}.limit_value",
            ]

    def _place(self) -> None:
        stated = [one.type if one.type in AREA_LEVELS.values() else "" for one in self.fields]
        if not any(stated):
            return
        text = {
            level: f"r_{column}" if level in stated else "NULL::VARCHAR"
            for column, level in AREA_LEVELS.items()
        }
        frame = self.db.execute(
            f"SELECT {', '.join(text.values())} FROM numbered GROUP BY ALL ORDER BY min(number)"
        ).df()
        self._read_titles()
        table = place_table(self.names, frame.astype(object).where(frame.notna(), None))
        register(self.db, "look_place", table, dict.fromkeys(PLACE_COLUMNS, "VARCHAR"))
        same = [f"p.{level} IS NOT DISTINCT FROM {text[level]}" for level in stated if level]
        self.joins.append(f"LEFT JOIN look_place p ON {' AND '.join(same)}")
        self.chosen += ["p.town_code", "p.village_code", "p.grid_code"]
        self.chosen += ["p.level AS place_level", "p.problem AS place_problem"]

    def _read_titles(self) -> None:
        if self.staging.has("town_name") and self.staging.has("town_code"):
            rows = self.db.execute(
                "SELECT r_town_code, min(r_town_name) FROM numbered "
                "WHERE r_town_code IS NOT NULL AND r_town_name IS NOT NULL GROUP BY ALL"
            )
            self.names.titles |= dict(rows.fetchall())

    def _area(self) -> None:
        if not self.staging.has("area_code"):
            return
        level = "r_level" if self.staging.has("level") else "NULL::VARCHAR"
        frame = self.db.execute(f"SELECT DISTINCT r_area_code AS value, {level} AS level FROM numbered").df()
        frame = frame.astype(object).where(frame.notna(), None)
        levels = code_list("area.level")
        found = [
            self.names.any_level(value, levels.get(folded(name)) if name else None) if value else (None, "")
            for value, name in zip(frame["value"], frame["level"], strict=True)
        ]
        frame["code"] = [code for code, _problem in found]
        frame["problem"] = [problem or None for _code, problem in found]
        frame["found_level"] = [self.names.level_of.get(code or "") for code, _problem in found]
        names = ("value", "level", "code", "problem", "found_level")
        register(self.db, "look_area", frame, dict.fromkeys(names, "VARCHAR"))
        self.joins.append(
            f"LEFT JOIN look_area a ON a.value = n.r_area_code AND a.level IS NOT DISTINCT FROM {level}"
        )
        self.chosen += ["a.code AS area_code", "a.problem AS area_problem", "a.found_level AS area_level"]

    def _points(self) -> None:
        """Where the point lies, beside what the file says of it; (0, 0) is no point."""
        if not self.has_points:
            return
        lon, lat = degrees("lon"), degrees("lat")
        self.joins.append(f"LEFT JOIN points g ON g.lon_in = {lon} AND g.lat_in = {lat}")
        for name, own in (("lon", lon), ("lat", lat)):
            there = f"({lon} = 0 AND {lat} = 0) IS NOT TRUE"
            self.chosen.append(f"CASE WHEN {there} THEN n.r_{name} END AS r_{name}")
            self.chosen.append(f"CASE WHEN {there} THEN coalesce(g.{name}, {own}) END AS {name}")
        for level in ("town", "village", "grid"):
            self.chosen.append(f"g.{level}_code AS point_{level}")
        self.chosen += ["g.status AS point_status", "coalesce(g.fallback, FALSE) AS fallback_point"]

    def _round_days(self) -> None:
        """A date without a time of day: a limit lasts to the end of that day; a stage on the day of the stage
        before it is not before it.
        """
        for one in self._moments():
            if not one.past:
                self._update(one.name, f"{one.name} + INTERVAL 86399 SECOND", is_day_only(f"r_{one.name}"))
        moments = {one.name for one in self._moments()}
        for earlier, later in self.kind.order:
            if {earlier, later} <= moments:
                same_day = f"CAST({earlier} AS DATE) = CAST({later} AS DATE)"
                day_only = is_day_only(f"r_{later}")
                self._update(later, earlier, f"{later} < {earlier} AND {same_day} AND {day_only}")

    def _moments(self) -> list[Field]:
        return [one for one in self.fields if one.type == "datetime"]

    def _update(self, column: str, value: str, where: str) -> None:
        if self.db.execute(f"SELECT 1 FROM staged WHERE {where} LIMIT 1").fetchall():
            self.db.execute(f"UPDATE staged_rows SET {column} = {value} WHERE {where}")
