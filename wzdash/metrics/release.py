"""Which cells below town level are shown: decided once per store version, the same for every question.

A release is one table of one year: areas alone, by category group or by the parts of a rate; villages by
month and quarter; organisations alone or by the parts of a rate. Questions are answered from these tables
only, so that asking twice in different ways tells no more than the tables do.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import pandas as pd
from sqlalchemy import func, select

from wzdash.metrics.metric import Where
from wzdash.metrics.source import choose, filter_condition, period_condition
from wzdash.metrics.suppression import hidden_cells
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.store.grains import GRAINS
from wzdash.store.rollups import rollups_of
from wzdash.store.schema import area

PLACES = ["town", "village", "grid"]
KEYS = ["level", *PLACES, "organisation"]
AREA, ORGANISATION = "area", "organisation"
CUT_IN_CELLS = {("incident", "group")}  # elsewhere a cut leaves too few rows in a grid cell to show any
ALONE, BY_GROUP, BY_PARTS, BY_MONTH = "alone", "group", "parts", "month"
KEPT = 128  # releases in memory: a few per fact and year


@dataclass(frozen=True)
class Release:
    """One table: what is counted of a fact (narrowed by `where`) in a year, of areas or organisations, and
    how it is split; `part` is the measure that a split by parts takes out of what is counted."""

    fact: str
    count: str
    where: Where
    year: int
    of: str = AREA
    split: str = ALONE
    part: str = ""

    @property
    def reaches_cells(self) -> bool:
        """True when the table has grid cells, not villages alone."""
        return self.of == AREA and (self.split == ALONE or (self.fact, self.split) in CUT_IN_CELLS)


def cells(store: Store, release: Release) -> pd.DataFrame:
    """One row per cell: level (village, grid, rest of a village outside its cells, or organisation), town,
    village, grid, organisation, part, n, and whether it is hidden.

    The part is a group, a measure or the rest without it, a month or quarter; empty when not split.
    """
    return _cells(store, store.version, store.settings.min_cell, release)


@lru_cache(maxsize=KEPT)
def _cells(store: Store, version: str, least: int, release: Release) -> pd.DataFrame:
    counted = _counted(store, release)
    counted = _with_quarters(counted) if release.split == BY_MONTH else counted
    rows = _complete(store, counted, release)
    rows["hidden"] = False
    if release.split != ALONE:  # what is hidden as a whole is hidden in every part
        base = _cells(store, version, least, replace(release, split=ALONE, part=""))
        closed = base.loc[base["hidden"], KEYS].assign(closed=True)
        rows["hidden"] = rows.merge(closed, on=KEYS, how="left")["closed"].notna().to_numpy()
    for index in rows.groupby("town").groups.values():
        town = rows.loc[index]
        tails, heads = zip(*_sums(town, release), strict=True)
        hidden = hidden_cells(tails, heads, town["n"].to_numpy(), least, town["hidden"].to_numpy())
        rows.loc[index, "hidden"] = hidden
    return rows


def areas(store: Store) -> pd.DataFrame:
    """One row per village, per grid cell, and per rest of a village outside its cells."""
    return _areas(store, store.version)


def years(store: Store, fact: str) -> tuple[int, int]:
    """First and last year with rows of the fact; the year of the data date when there are none."""
    return _years(store, store.version, fact)


@lru_cache(maxsize=KEPT)
def _years(store: Store, version: str, fact: str) -> tuple[int, int]:
    year = rollups_of(fact)[0].grain().dimensions["year"]
    found = store.read(select(func.min(year).label("first"), func.max(year).label("last"))).iloc[0]
    if pd.isna(found["first"]):
        return store.as_of.year, store.as_of.year
    return int(found["first"]), int(found["last"])


@lru_cache(maxsize=KEPT)
def _areas(store: Store, version: str) -> pd.DataFrame:
    c = area.c
    known = store.read(
        select(c.level, c.town_code.label("town"), c.village_code.label("village"), c.code).where(
            c.level.in_(("village", "grid")), c.town_code.is_not(None), c.village_code.is_not(None)
        )
    )
    known["grid"] = known["code"].where(known["level"] == "grid", "")
    rest = known[known["level"] == "village"].assign(level="rest")
    return pd.concat([known, rest], ignore_index=True).assign(organisation="")[KEYS]


def _organisations(store: Store, release: Release) -> pd.DataFrame:
    """One row per town and organisation that has ever worked there."""
    grain = GRAINS[release.fact]
    pair = [grain.dimensions[name].label(name) for name in ("town", "organisation")]
    found = store.read(select(*pair).where(filter_condition(grain, release.where)).distinct()).fillna("")
    return found.assign(level=ORGANISATION, village="", grid="")[KEYS]


def _counted(store: Store, release: Release) -> pd.DataFrame:
    """Rows of the fact: one row per town, village, grid, organisation (empty where unknown or not asked for)
    and part, with their number n."""
    cut = [release.split] if release.split in (BY_GROUP, BY_MONTH) else []
    names = [*(PLACES if release.of == AREA else ["town", "organisation"]), *cut]
    wanted = [release.count, release.part] if release.split == BY_PARTS else [release.count]
    scope = Scope(date(release.year, 1, 1), date(release.year, 12, 31))
    source = choose(release.fact, wanted, [*names, *(key for key, _ in release.where)], scope, store.as_of)
    keys = [source.grain.dimensions[name] for name in names]
    named = [key.label(name) for key, name in zip(keys, names, strict=True)]
    query = select(*named, *(source.totals[name].label(f"m_{name}") for name in wanted)).where(
        period_condition(source.grain, scope), filter_condition(source.grain, release.where)
    )
    found = store.read(query.group_by(*keys))
    found = found.assign(**{name: found[name].fillna("") if name in found else "" for name in KEYS[1:]})
    n = found[f"m_{release.count}"].astype(int)
    found = found.assign(n=n, part=found[cut[0]].fillna("") if cut else "")  # a month is never empty
    if release.split != BY_PARTS:
        return found
    taken = found[f"m_{release.part}"].astype(int)
    rest = (found["n"] - taken).clip(lower=0)
    return pd.concat([found.assign(part=release.part, n=taken), found.assign(part="rest", n=rest)])


def _complete(store: Store, counted: pd.DataFrame, release: Release) -> pd.DataFrame:
    """Every village, cell and rest, or every organisation, with every part: empty ones too."""
    if release.of == ORGANISATION:
        known, levels = _organisations(store, release), {ORGANISATION: counted}
    else:
        inside = counted[counted["village"] != ""]
        placed = inside["grid"] != ""
        levels = {"village": inside.assign(grid=""), "grid": inside[placed], "rest": inside[~placed]}
        known = areas(store)
        if not release.reaches_cells:
            known = known[known["level"] == "village"]
    parts = pd.DataFrame({"part": sorted(counted["part"].unique()) or [""]})
    sums = pd.concat([rows.assign(level=level) for level, rows in levels.items()])
    sums = sums.groupby([*KEYS, "part"], as_index=False).agg(n=("n", "sum"))
    whole = known.merge(parts, how="cross").merge(sums, on=[*KEYS, "part"], how="left")
    return whole.assign(n=whole["n"].fillna(0).astype(int))


def _with_quarters(counted: pd.DataFrame) -> pd.DataFrame:
    """The rows by month (part 2020-03), and once more by quarter (part 2020Q1)."""
    when = pd.to_datetime(counted["part"])
    months = counted.assign(part=when.dt.strftime("%Y-%m"))
    return pd.concat([months, counted.assign(part=when.dt.to_period("Q").astype("str"))], ignore_index=True)


def _sums(rows: pd.DataFrame, release: Release) -> Iterator[tuple[Hashable, Hashable]]:
    """The two known sums that each cell of a town belongs to."""
    columns = (rows[name] for name in ("level", "village", "grid", "organisation", "part"))
    for level, village, grid, organisation, part in zip(*columns, strict=True):
        place = level if release.split == ALONE else (level, village, grid, organisation)
        if release.split == BY_MONTH:
            quarter = ("quarter", village, quarter_of(part))
            yield (quarter, village) if "Q" in part else (("town", part), quarter)
        elif level == "village" and release.reaches_cells:
            yield ("town", part), (village, part)
        elif level in ("village", ORGANISATION):
            yield ("town", part), place
        else:
            yield (village, part), place


def quarter_of(part: str) -> str:
    """2020-05 → 2020Q2; a quarter itself stays."""
    year, _, month = part.partition("-")
    return f"{year}Q{(int(month) + 2) // 3}" if month else part
