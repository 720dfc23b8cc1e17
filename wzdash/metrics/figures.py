"""Published figures against the store (对账): every row recomputed by a declared metric.

`data/published_figures.csv` says what was printed, `data/figure_metrics.toml` how it is recomputed. Figures
of a reader's own reports stand beside them: each `data/figures/NAME.csv` with its `data/figures/NAME.toml`.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import select

from wzdash.errors import SettingsError
from wzdash.labels import N_, _, language, number
from wzdash.metrics.catalogue import METRICS
from wzdash.metrics.published import (
    COLUMNS,
    PUBLISHED,
    QUALIFIERS,
    RECIPES,
    Recipe,
    read_published,
    read_recipes,
)
from wzdash.metrics.query import frame
from wzdash.scope import Scope
from wzdash.settings import DATA
from wzdash.store import schema
from wzdash.store.engine import Store

OWN = DATA / "figures"
MORE_THAN_SPAN = 0.10  # "more than 160,000" is not 200,000
NOTHING = {"value": math.nan, "n": math.nan, "d": math.nan}
VERDICTS = {
    "agrees": N_("一致"),
    "other_definition": N_("口径不同"),
    "differs": N_("不一致"),
    "unknown": N_("无法复算"),
}
NEARLY_SPAN = 0.05  # "nearly 1,000,000" is at least 950,000


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


def town_code(store: Store, town: str) -> str:
    """The code of a town that a recipe names by code or name. Raises SettingsError for another word."""
    c = schema.area.c
    rows = store.read(select(c.code, c.name_zh).where(c.level == "town"))
    found = rows.loc[(rows["code"] == town) | (rows["name_zh"] == town), "code"]
    if found.empty:
        names = ", ".join(rows["name_zh"])
        raise SettingsError(
            _("town = {value!r} 不是一个镇街;可用:{allowed}").format(value=town, allowed=names)
        )
    return str(found.iloc[0])


def recompute(store: Store, recipe: Recipe) -> dict[str, float]:
    """value, n and d of one figure from the store; for a change n is the later and d the earlier count."""
    name, scope = recipe.metric, Scope(recipe.start, recipe.end)
    if recipe.town:
        scope = scope.where(town=town_code(store, recipe.town))
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
        recipes, printed_ones = read_recipes(how), read_published(figures)
        _check_keys(recipes, set(printed_ones["key"]), (figures, how))
        rows += [_row(store, one, recipes) for one in printed_ones.to_dict("records")]
    found = pd.DataFrame(rows)
    doubled = found.loc[found["key"].duplicated(), "key"]
    if len(doubled):
        raise SettingsError(_("数字 {key} 在两个文件中都有;换一个 key").format(key=doubled.iloc[0]))
    return found


def _check_keys(recipes: Collection[str], keys: Collection[str], files: tuple[Path, Path]) -> None:
    """A recipe for a figure that the other file does not have is a misspelt key."""
    for key in recipes:
        if key not in keys:
            said = _("{file} 写了 [{key}],但 {figures} 没有这个 key")
            raise SettingsError(said.format(file=files[1].name, key=key, figures=files[0].name))


def _row(store: Store, figure: dict[Any, Any], recipes: dict[str, Recipe]) -> dict[str, Any]:
    recipe = recipes.get(figure["key"])
    found = recompute(store, recipe) if recipe else NOTHING
    other = recompute(store, replace(recipe, metric=recipe.other)) if recipe and recipe.other else None
    return {
        **{name: figure[name] for name in COLUMNS},
        "published": figure["value"],
        "decimals": figure["decimals"],
        "metric": recipe.metric if recipe else None,
        "other": recipe.other or None if recipe else None,
        "town": recipe.town or None if recipe else None,
        "start": recipe.start if recipe else None,
        "end": recipe.end if recipe else None,
        "against": recipe.against if recipe else None,
        "assumed": recipe.assumed if recipe else False,
        **found,
        "difference": found["value"] - figure["value"],
        **{f"other_{name}": value for name, value in (other or NOTHING).items()},
        "implied_d": _implied(found, figure["value"]) if recipe and recipe.percent else math.nan,
        "verdict": _verdict(found, other, figure),
    }


def _implied(found: dict[str, float], published: float) -> float:
    """The denominator that the published share implies for our numerator."""
    return round(found["n"] / published * 100) if published and found["n"] > 0 else math.nan


def printed(row: Any) -> str:
    """The published value with its decimals and the word it was printed with: 超过 160,000."""
    return _(QUALIFIERS[row.qualifier]).format(
        value=number(row.published, int(row.decimals)).replace("-", "−")
    )


def explain(row: Any) -> str:
    """Why the verdict is what it is: one sentence with the counts, in the running language."""
    if row.verdict == "unknown":
        return _("数据中没有这一期间的记录,或没有声明算法,无法复算。")
    counts = number(row.n) if pd.isna(row.d) else _("{n} ÷ {d}").format(n=number(row.n), d=number(row.d))
    if row.town:
        counts = f"{row.town} {counts}"
    said = [_("按 {start} 至 {end} 的记录:{counts}。").format(start=row.start, end=row.end, counts=counts)]
    if not pd.isna(row.against):
        text = _("{year} 年 {n},{before} 年 {d}。")
        said = [text.format(year=row.end.year, n=number(row.n), before=int(row.against), d=number(row.d))]
    if row.verdict == "other_definition":
        said += _both_ways(row)
    if row.assumed:
        said += [_("对比的年份是我们的假设,公布时未写明。")]
    return (" " if language() == "en" else "").join(said)


def _both_ways(row: Any) -> list[str]:
    """The value by either definition, and the denominator that the published one implies."""
    one, other = (_(METRICS[name].label) for name in (row.metric, row.other))
    said = [
        _("{one}为 {value:.2f};{other}为 {n} ÷ {d} = {other_value:.2f};公布值只符合其中一种口径。").format(
            one=one,
            value=row.value,
            other=other,
            n=number(row.other_n),
            d=number(row.other_d),
            other_value=row.other_value,
        )
    ]
    if not pd.isna(row.implied_d):
        text = _("由公布值反推的分母为 {d}({n} ÷ {published} %)。")
        said += [text.format(d=number(row.implied_d), n=number(row.n), published=f"{row.published:.2f}")]
    return said
