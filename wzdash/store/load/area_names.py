"""Stated areas, by code or by name at each level, turned into codes.

"木渎", "木渎镇", "320506100" and "320506100000" are one town; a village name that two towns share needs its
town. A stated village gives its town, a stated cell its village and town.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import pandas as pd

from wzdash.store.load.lookups import Additions, folded, slug
from wzdash.store.load.words import AREA_ENDING
from wzdash.store.load.world import World

LEVELS = ("town", "village", "grid")
CODE_LENGTH = {"town": 9, "village": 12, "grid": 16}


def short_forms(name: str) -> list[str]:
    """A name without what it may end in: 龙桥社区居委会, 龙桥社区, 龙桥."""
    forms = [folded(name)]
    while (shorter := AREA_ENDING.sub("", forms[-1])) != forms[-1]:
        forms.append(shorter)
    return forms


@dataclass(frozen=True)
class Place:
    """Codes of a stated place; or the level that could not be resolved and why."""

    town: str | None = None
    village: str | None = None
    grid: str | None = None
    level: str | None = None
    problem: str | None = None


@dataclass
class AreaNames:
    """The areas of the store by every way to name them."""

    world: World
    add: bool
    added: Additions
    whole: dict[str, dict[str, list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    short: dict[str, dict[str, list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    up: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    level_of: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)  # of areas that are stated by code alone

    def __post_init__(self) -> None:
        for row in self.world.areas.to_dict("records"):
            names = [row[name] for name in ("name_zh", "name_en") if isinstance(row[name], str)]
            self._enter(row["level"], row["code"], names, _text(row["town_code"]), _text(row["village_code"]))

    def _enter(self, level: str, code: str, names: list[str], town: str | None, village: str | None) -> None:
        self.level_of[code] = level
        self.up[code] = (town, village)
        padded = [code.ljust(12, "0")] if level == "town" and code.isdigit() else []
        for name in {code, *padded, *names}:
            forms = short_forms(name)
            _put(self.whole[level], forms[0], code)
            for form in forms[1:]:
                _put(self.short[level], form, code)

    def place(self, town: str | None, village: str | None, grid: str | None) -> Place:
        """The codes of one combination of stated town, village and cell."""
        found: dict[str, str | None] = {"town": None, "village": None, "grid": None}
        for level, value in zip(LEVELS, (town, village, grid), strict=True):
            if value is None:
                continue
            code, problem = self._resolve(level, value, found)
            if code is None:
                return Place(level=level, problem=problem)
            found[level] = code
            above = dict(zip(("town", "village"), self.up[code], strict=True))
            for name, stated in found.items():
                if name in above and stated is None:
                    found[name] = above[name]
        return Place(found["town"], found["village"], found["grid"])

    def any_level(self, value: str, level: str | None) -> tuple[str | None, str]:
        """(code, problem) of an area named at any level, the highest that knows it."""
        for name in (level,) if level else ("district", *LEVELS):
            code, problem = self._resolve(name, value, {})
            if code is not None or problem != "unknown_area":
                return code, problem
        return None, "unknown_area"

    def _resolve(self, level: str, value: str, above: dict[str, str | None]) -> tuple[str | None, str]:
        forms = short_forms(value)
        codes = self.whole[level].get(forms[0], [])
        for form in forms if not codes else ():
            codes = codes or self.short[level].get(form, []) or self.whole[level].get(form, [])
        inside = [code for code in codes if self._agrees(level, code, above)]
        if len(inside) == 1:
            return inside[0], ""
        if len(inside) > 1:
            return None, "ambiguous_area"
        if codes:
            return None, "area_conflict"
        return (self._add(level, value, above), "") if self._may_add(level) else (None, "unknown_area")

    def _agrees(self, level: str, code: str, above: dict[str, str | None]) -> bool:
        town, village = self.up[code]
        pairs = {
            "village": ((above.get("town"), town),),
            "grid": ((above.get("town"), town), (above.get("village"), village)),
        }
        return all(stated is None or stated == own for stated, own in pairs.get(level, ()))

    def _may_add(self, level: str) -> bool:
        return self.add and level in ("town", "village")

    def _add(self, level: str, value: str, above: dict[str, str | None]) -> str:
        code = (
            slug(value, CODE_LENGTH[level])
            if not value.isalnum() or len(value) > CODE_LENGTH[level]
            else value
        )
        while code in self.level_of:
            code = slug(code + level, CODE_LENGTH[level])
        town = above.get("town") if level == "village" else code
        self.added.areas[code] = {
            "code": code,
            "level": level,
            "parent_code": town if level == "village" else None,
            "town_code": town,
            "village_code": code if level == "village" else None,
            "name_zh": self.titles.get(value, value)[:80],
        }
        self._enter(level, code, [value], town, code if level == "village" else None)
        return code


def _put(names: dict[str, list[str]], name: str, code: str) -> None:
    if code not in names[name]:
        names[name].append(code)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def place_table(names: AreaNames, stated: pd.DataFrame) -> pd.DataFrame:
    """One row per combination of stated town, village and cell: the codes, or level and problem."""
    rows = []
    for town, village, grid in stated.itertuples(index=False):
        place = names.place(_text(town), _text(village), _text(grid))
        rows.append((town, village, grid, place.town, place.village, place.grid, place.level, place.problem))
    columns = ["town", "village", "grid", "town_code", "village_code", "grid_code", "level", "problem"]
    return pd.DataFrame(rows, columns=columns, dtype=object)
