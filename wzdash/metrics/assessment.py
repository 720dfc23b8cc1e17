"""Score cards (考评): what data/assessment.toml says, checked, and the counts behind every indicator."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import isclose
from pathlib import Path
from typing import Any

from wzdash.errors import MetricError, SettingsError
from wzdash.labels import N_, _
from wzdash.metrics.catalogue import metric
from wzdash.scope import Scope, months_before
from wzdash.settings import DATA
from wzdash.store.grains import GRAINS

FILE = DATA / "assessment.toml"
CARDS = {
    "town_handling": N_("镇街 · 处置"),
    "town_patrol": N_("镇街 · 巡查"),
    "department_handling": N_("部门 · 处置"),
}
UNITS = ("town", "department")
FIELDS = {"metric", "weight", "floor", "target"}
WINDOWS = {"month": (1, N_("当月")), "rolling": (12, N_("滚动12个月"))}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of a card: 0 points at `floor`, 100 at `target`; the target may lie below the floor."""

    metric: str
    weight: float
    floor: float
    target: float


@dataclass(frozen=True, slots=True)
class Card:
    """A score card: its key, what it compares, its indicators, whose weights add to 100."""

    key: str
    by: str
    indicators: tuple[Indicator, ...]

    @property
    def metrics(self) -> tuple[str, ...]:
        """Names of its metrics, in order."""
        return tuple(one.metric for one in self.indicators)


@dataclass(frozen=True, slots=True)
class Scheme:
    """The whole file: version, since when, {key: card}."""

    version: str
    since: str
    cards: dict[str, Card]


def read_scheme(path: Path = FILE) -> Scheme:
    """The scheme of a file. Raises SettingsError naming the file, the key, the value and what is allowed."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path.name}: {error}") from None
    tables = content.get("cards", {})
    if set(tables) != set(CARDS):
        raise SettingsError(
            _("{file},[cards]:有 {found};应为 {allowed}").format(
                file=path.name, found=", ".join(tables) or "–", allowed=", ".join(CARDS)
            )
        )
    for key in ("version", "since"):
        if not isinstance(content.get(key), str):
            raise SettingsError(_("{file},{key}:应为文字").format(file=path.name, key=key))
    cards = {key: _card(path.name, key, tables[key]) for key in CARDS}
    return Scheme(content["version"], content["since"], cards)


def _card(file: str, key: str, table: Mapping[str, Any]) -> Card:
    where = f"[cards.{key}]"
    if table.get("by") not in UNITS:
        raise _refused(file, f"{where} by", table.get("by"), ", ".join(UNITS))
    rows = table.get("indicators")
    if not isinstance(rows, list) or not rows:
        raise _refused(file, f"{where} indicators", rows, _("至少一项指标"))
    indicators = tuple(_indicator(file, where, row, table["by"]) for row in rows)
    names = [one.metric for one in indicators]
    if len(set(names)) < len(names):
        raise _refused(file, f"{where} metric", ", ".join(names), _("每项指标只能用一次"))
    check_weights({one.metric: one.weight for one in indicators}, file, key)
    return Card(key, table["by"], indicators)


def _indicator(file: str, where: str, row: Mapping[str, Any], by: str) -> Indicator:
    if set(row) != FIELDS:
        raise _refused(file, where, sorted(row), ", ".join(sorted(FIELDS)))
    name = row["metric"]
    try:
        one = metric(name)
    except MetricError as error:
        raise SettingsError(f"{file}, {where} metric: {error}") from None
    if not one.is_rate or by not in GRAINS[one.fact].dimensions or (one.exposure and not one.share):
        raise _refused(file, f"{where} metric", name, _("能按 {by} 细分的比率").format(by=by))
    for field in ("weight", "floor", "target"):
        if isinstance(row[field], bool) or not isinstance(row[field], int | float):
            raise _refused(file, f"{where} {name}.{field}", row[field], _("一个数"))
    if row["floor"] == row["target"]:
        raise _refused(file, f"{where} {name}.target", row["target"], _("不等于 floor 的数字"))
    return Indicator(name, float(row["weight"]), float(row["floor"]), float(row["target"]))


def check_weights(weights: Mapping[str, float], file: str = "", card: str = "") -> None:
    """Raises SettingsError unless no weight is negative and they add up to 100."""
    where = f"{file},[cards.{card}] weight" if file else _("权重")
    for name, weight in weights.items():
        if weight < 0:
            raise SettingsError(
                _("{where}:{name} 为 {weight:g};不能小于 0").format(where=where, name=name, weight=weight)
            )
    total = sum(weights.values())
    if not isclose(total, 100, abs_tol=1e-6):
        raise SettingsError(
            _("{where}:合计 {total:g} %,应为 100 %;请调整 {names}").format(
                where=where, total=total, names=", ".join(weights)
            )
        )


def _refused(file: str, key: str, value: object, allowed: str) -> SettingsError:
    return SettingsError(
        _("{file},{key}:{value!r} 不可用;可用:{allowed}").format(
            file=file, key=key, value=value, allowed=allowed
        )
    )


def window(scope: Scope, months: int) -> Scope:
    """Whole months up to the scope's end, over all towns: the last whole month, or the last so many."""
    after = scope.end + timedelta(days=1)
    first = after if after.day == 1 else scope.end.replace(day=1)
    start: date = months_before(first, months)
    places: dict[str, None] = {"town": None, "village": None, "grid": None}
    return scope.between(start, first - timedelta(days=1)).where(**places)
