"""Files of published figures: what was printed (CSV) and how each is recomputed (TOML).

Every fault is a SettingsError that names file, row or entry, column, value and what is allowed.
"""

from __future__ import annotations

import csv
import math
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from wzdash.errors import MetricError, SettingsError
from wzdash.labels import N_, _
from wzdash.metrics.catalogue import metric
from wzdash.scope import YEARS
from wzdash.settings import DATA

PUBLISHED = DATA / "published_figures.csv"
RECIPES = DATA / "figure_metrics.toml"
QUALIFIERS = {
    "exact": "{value}",
    "more_than": N_("超过 {value}"),
    "nearly": N_("近 {value}"),
    "rounded_to_1": N_("约 {value}"),
    "rounded_to_100": N_("约 {value}"),
    "rounded_to_1000": N_("约 {value}"),
}
NETS = ("ground", "sky", "line")
COLUMNS = ("key", "net", "name_zh", "name_en", "unit", "qualifier", "note")
NUMBER, ONCE = N_("不带千分位的数字,如 150000 或 99.13"), N_("只用一次的 key")
TRUTH, DAY, YEAR = N_("true 或 false"), N_("日期,如 2020-01-31"), N_("年份,如 2020")
TEXT = N_("引号中的文字")
FIELDS = {
    "metric": (str, TEXT),
    "other": (str, TEXT),
    "town": (str, TEXT),
    "from": (date, DAY),
    "to": (date, DAY),
    "year": (int, YEAR),
    "against": (int, YEAR),
    "per_day": (bool, TRUTH),
    "percent": (bool, TRUTH),
    "assumed": (bool, TRUTH),
}


@dataclass(frozen=True)
class Recipe:
    """How one published figure is recomputed; `town`: code or name of a town, empty for the district."""

    metric: str
    start: date
    end: date
    other: str = ""
    town: str = ""
    against: int | None = None
    per_day: bool = False
    percent: bool = False
    assumed: bool = False


def read_published(path: Path = PUBLISHED) -> pd.DataFrame:
    """One row per published figure, with a column `decimals`: how many the printed value has."""
    rows = _table(path)
    values = pd.to_numeric(rows["value"], errors="coerce")
    for name, bad, allowed in (
        ("value", ~values.abs().lt(math.inf), _(NUMBER)),
        ("qualifier", ~rows["qualifier"].isin(list(QUALIFIERS)), ", ".join(QUALIFIERS)),
        ("net", ~rows["net"].isin(NETS), ", ".join(NETS)),
        ("key", rows["key"].duplicated() | rows["key"].eq(""), _(ONCE)),
    ):
        if bad.any():
            line = int(bad.to_numpy().argmax())
            value = rows.at[line, name]
            raise _wrong_cell(path, line + 2, name, value, allowed)
    rows["decimals"] = rows["value"].str.partition(".")[2].str.len()
    return rows.assign(value=values)


def _table(path: Path) -> pd.DataFrame:
    """The rows as text; UTF-8, or GB18030 as Chinese spreadsheets save CSV."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    head, *rows = [line for line in csv.reader(text.splitlines()) if line] or [[]]
    needed = (*COLUMNS, "value")
    lost = [name for name in needed if name not in head]
    if lost:
        said = _("{file}:缺少列 {column};需要:{needed}")
        raise SettingsError(said.format(file=path.name, column=lost[0], needed=", ".join(needed)))
    for line, row in enumerate(rows, start=2):
        if len(row) != len(head):
            said = _("{file} 第 {row} 行有 {n} 格,应有 {k} 格:含逗号的文字要加引号")
            raise SettingsError(said.format(file=path.name, row=line, n=len(row), k=len(head)))
    return pd.DataFrame(rows, columns=head)


def _wrong_cell(path: Path, line: int, column: str, value: Any, allowed: str) -> SettingsError:
    said = _("{file} 第 {row} 行 {column} 列:{value!r} 不可用;应为:{allowed}")
    return SettingsError(said.format(file=path.name, row=line, column=column, value=value, allowed=allowed))


def read_recipes(path: Path = RECIPES) -> dict[str, Recipe]:
    """{key: recipe}."""
    try:
        tables: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SettingsError(_("缺少 {file}:写明每个数字怎样复算").format(file=path.name)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(_("{path} 不是有效的 TOML:{error}").format(path=path.name, error=error)) from None
    defaults = tables.pop("defaults", {})
    return {key: _recipe(fields, defaults, path, key) for key, fields in tables.items()}


def _recipe(fields: Any, defaults: dict[str, Any], path: Path, key: str) -> Recipe:
    if not isinstance(fields, dict) or "metric" not in fields:
        raise _wrong_entry(path, key, "metric", "", _(TEXT))
    for name, value in fields.items():
        kind, allowed = FIELDS.get(name, (None, ""))
        if kind is None:
            raise _wrong_entry(path, key, name, value, ", ".join(FIELDS))
        if type(value) is not kind or (kind is int and value not in YEARS):
            raise _wrong_entry(path, key, name, value, _(allowed))
    rest = dict(fields)
    year = rest.pop("year", None)
    start, end = rest.pop("from", defaults.get("from")), rest.pop("to", defaults.get("to"))
    if year:
        start, end = date(year, 1, 1), date(year, 12, 31)
    if type(start) is not date or type(end) is not date:
        raise SettingsError(_("{file},[{key}]:要写 from 和 to,或 year").format(file=path.name, key=key))
    if start > end:
        raise _wrong_entry(path, key, "to", end, _("不早于 {start} 的日期").format(start=start))
    for name in ("metric", "other"):
        _check_metric(rest.get(name, ""), path, key)
    return Recipe(start=start, end=end, **rest)


def _wrong_entry(path: Path, key: str, field: str, value: Any, allowed: str) -> SettingsError:
    said = _("{file},[{key}] 的 {field}:{value!r} 不可用;应为:{allowed}")
    shown = value.isoformat() if isinstance(value, date) else value
    return SettingsError(said.format(file=path.name, key=key, field=field, value=shown, allowed=allowed))


def _check_metric(name: str, path: Path, key: str) -> None:
    try:
        if name:
            metric(name)
    except MetricError as error:
        raise SettingsError(f"{path.name}, [{key}]: {error}") from None
