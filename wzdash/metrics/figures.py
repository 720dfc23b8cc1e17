"""Published figures against the store (对账): every row recomputed by a declared metric.

`data/published_figures.csv` says what was printed, `data/figure_metrics.toml` how it is recomputed. Figures
of a reader's own reports stand beside them: each `data/figures/NAME.csv` with its `data/figures/NAME.toml`.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from wzdash.errors import MetricError, SettingsError
from wzdash.labels import N_, _, language, number
from wzdash.metrics.catalogue import metric
from wzdash.metrics.query import frame
from wzdash.scope import Scope
from wzdash.settings import DATA
from wzdash.store.engine import Store

PUBLISHED = DATA / "published_figures.csv"
RECIPES = DATA / "figure_metrics.toml"
OWN = DATA / "figures"
QUALIFIERS = ("exact", "more_than", "nearly", "rounded_to_1", "rounded_to_100", "rounded_to_1000")
FIELDS = {"metric", "other", "from", "to", "year", "against", "per_day", "percent", "assumed"}
MORE_THAN_SPAN = 0.10  # "more than 160,000" is not 200,000
COLUMNS = ("key", "net", "name_zh", "name_en", "unit", "qualifier", "note")
NOTHING = {"value": math.nan, "n": math.nan, "d": math.nan}
VERDICTS = {
    "agrees": N_("一致"),
    "other_definition": N_("口径不同"),
    "differs": N_("不一致"),
    "unknown": N_("无法复算"),
}
NEARLY_SPAN = 0.05  # "nearly 1,000,000" is at least 950,000


@dataclass(frozen=True)
class Recipe:
    """How one published figure is recomputed."""

    metric: str
    start: date
    end: date
    other: str = ""
    against: int | None = None
    per_day: bool = False
    percent: bool = False
    assumed: bool = False


def read_published(path: Path = PUBLISHED) -> pd.DataFrame:
    """One row per published figure. Raises SettingsError naming file, row, column and value."""
    rows = pd.read_csv(path, encoding="utf-8-sig", dtype={"key": str, "value": str})
    lost = [name for name in (*COLUMNS, "value") if name not in rows]
    if lost:
        needed = ", ".join((*COLUMNS, "value"))
        raise SettingsError(
            _("{file}:缺少列 {column};需要:{needed}").format(file=path.name, column=lost[0], needed=needed)
        )
    values = pd.to_numeric(rows["value"], errors="coerce")
    for name, bad, allowed in (
        ("value", values.isna(), "a number"),
        ("qualifier", ~rows["qualifier"].isin(QUALIFIERS), ", ".join(QUALIFIERS)),
        ("key", rows["key"].duplicated() | rows["key"].isna(), "a key used once"),
    ):
        if bad.any():
            line = int(bad.to_numpy().argmax())
            raise SettingsError(
                f"{path.name}, row {line + 2}, column {name}: {rows.at[line, name]!r}; allowed: {allowed}"
            )
    rows["decimals"] = rows["value"].str.partition(".")[2].str.len()
    return rows.assign(value=values)


def read_recipes(path: Path = RECIPES) -> dict[str, Recipe]:
    """{key: recipe}. Raises SettingsError naming the entry and the field that is not allowed."""
    try:
        tables: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SettingsError(_("缺少 {file}:写明每个数字怎样复算").format(file=path.name)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(_("{path} 不是有效的 TOML:{error}").format(path=path.name, error=error)) from None
    defaults = tables.pop("defaults", {})
    recipes = {}
    for key, fields in tables.items():
        unknown = sorted(set(fields) - FIELDS)
        if unknown or "metric" not in fields:
            raise SettingsError(
                f"{path.name}, [{key}]: {unknown or 'metric missing'}; allowed: {sorted(FIELDS)}"
            )
        year = fields.pop("year", None)
        start = date(year, 1, 1) if year else fields.pop("from", defaults.get("from"))
        end = date(year, 12, 31) if year else fields.pop("to", defaults.get("to"))
        if type(start) is not date or type(end) is not date:
            raise SettingsError(_("{file},[{key}]:要写 from 和 to,或 year").format(file=path.name, key=key))
        recipes[key] = Recipe(start=start, end=end, **fields)
        _check_metrics(recipes[key], f"{path.name}, [{key}]")
    return recipes


def _check_metrics(recipe: Recipe, where: str) -> None:
    for name in filter(None, (recipe.metric, recipe.other)):
        try:
            metric(name)
        except MetricError as error:
            raise SettingsError(f"{where}: {error}") from None


def figure_files(own: Path = OWN) -> list[tuple[Path, Path]]:
    """Each file of figures with the one that says how they are recomputed: ours, then the reader's own."""
    return [(PUBLISHED, RECIPES), *((path, path.with_suffix(".toml")) for path in sorted(own.glob("*.csv")))]


def agrees(value: float, published: float, qualifier: str, decimals: int) -> bool:
    """Whether a recomputed value meets the printed one under its qualifier and printed precision."""
    if qualifier == "more_than":
        return published < value <= published * (1 + MORE_THAN_SPAN)
    if qualifier == "nearly":
        return published * (1 - NEARLY_SPAN) <= value < published
    unit = float(qualifier.rpartition("_")[2]) if qualifier.startswith("rounded_to_") else 10.0**-decimals
    return abs(value - published) <= unit / 2 + 1e-9 * abs(published)


def recompute(store: Store, recipe: Recipe) -> dict[str, float]:
    """value, n and d of one figure from the store; for a change n is the later and d the earlier count."""
    name, scope = recipe.metric, Scope(recipe.start, recipe.end)
    row = frame(store, [name], scope).iloc[0]
    value, n, d = (float(row[f"{name}{tail}"]) for tail in ("", "_n", "_d"))
    if recipe.against is not None:
        earlier = scope.between(date(recipe.against, 1, 1), date(recipe.against, 12, 31))
        d = float(frame(store, [name], earlier).iloc[0][name])
        value = (n / d - 1) * 100 if d else float("nan")
    if recipe.per_day:
        d = float(scope.days)
        value = n / d
    return {"value": value * 100 if recipe.percent else value, "n": n, "d": d}


def _verdict(found: dict[str, float], other: dict[str, float] | None, figure: dict[str, Any]) -> str:
    """agrees, other_definition, differs or unknown."""
    fits = [
        agrees(one["value"], figure["value"], figure["qualifier"], figure["decimals"])
        for one in (found, other)
        if one is not None
    ]
    if math.isnan(found["value"]) or not found["n"]:
        return "unknown"
    if len(fits) == 2 and fits[0] != fits[1]:
        return "other_definition"
    return "agrees" if fits[0] else "differs"


def reconcile(store: Store, own: Path = OWN) -> pd.DataFrame:
    """One row per published figure: what was printed, the store's value with n and d, and a verdict.

    `other_value`, `other_n`, `other_d` are those of the other definition in use, where the recipe names one.
    Verdicts: VERDICTS. A figure without a recipe, or without rows in its period, is `unknown`.
    """
    rows: list[dict[str, Any]] = []
    for figures, how in figure_files(own):
        recipes = read_recipes(how)
        rows += [_row(store, one, recipes) for one in read_published(figures).to_dict("records")]
    found = pd.DataFrame(rows)
    doubled = found.loc[found["key"].duplicated(), "key"]
    if len(doubled):
        raise SettingsError(_("数字 {key} 在两个文件中都有;换一个 key").format(key=doubled.iloc[0]))
    return found


def _row(store: Store, figure: dict[Any, Any], recipes: dict[str, Recipe]) -> dict[str, Any]:
    recipe = recipes.get(figure["key"])
    found = recompute(store, recipe) if recipe else NOTHING
    other = recompute(store, replace(recipe, metric=recipe.other)) if recipe and recipe.other else None
    return {
        **{name: figure[name] for name in COLUMNS},
        "published": figure["value"],
        "metric": recipe.metric if recipe else None,
        "start": recipe.start if recipe else None,
        "end": recipe.end if recipe else None,
        "against": recipe.against if recipe else None,
        "assumed": recipe.assumed if recipe else False,
        **found,
        "difference": found["value"] - figure["value"],
        **{f"other_{name}": value for name, value in (other or NOTHING).items()},
        "verdict": _verdict(found, other, figure),
    }


def explain(row: Any) -> str:
    """Why the verdict is what it is: one sentence with the counts, in the running language."""
    if row.verdict == "unknown":
        return _("数据中没有这一期间的记录,或没有声明算法,无法复算。")
    counts = number(row.n) if pd.isna(row.d) else _("{n} ÷ {d}").format(n=number(row.n), d=number(row.d))
    said = [_("按 {start} 至 {end} 的记录:{counts}。").format(start=row.start, end=row.end, counts=counts)]
    if not pd.isna(row.against):
        text = _("{year} 年 {n},{before} 年 {d}。")
        said = [text.format(year=row.end.year, n=number(row.n), before=int(row.against), d=number(row.d))]
    if row.verdict == "other_definition":
        text = _("换一种口径:{n} ÷ {d} = {value:.2f};公布值只符合其中一种口径。")
        said += [text.format(n=number(row.other_n), d=number(row.other_d), value=row.other_value)]
    if row.assumed:
        said += [_("对比的年份是我们的假设,公布时未写明。")]
    return (" " if language() == "en" else "").join(said)
