"""Small counts of incidents and disputes below town level are not shown.

What is shown below town level comes from fixed tables (release.py), one set per count and calendar year:
villages and grid cells; villages by category group, for incidents cells as well; villages by the two parts
of a rate (successes, other conclusions); villages by quarter and month; organisations, which may be as small
as a place, within their towns. In each table a cell of 1 … k−1 rows is hidden, with as many others, empty
ones included, as it takes that each small cell might as well hold k rows (suppression.py). A place hidden
for a year is hidden in every cut of it. An answer is shown only when every cell it is made of is shown.
Every other question (days, weeks, hours, sources, two cuts at once, months of a grid cell) is withheld.

Guaranteed: no sums and differences of answers about one count, at any level, over any periods, with and
without a category, together with all totals of towns, give a hidden count; and no single table tells that a
hidden place has fewer than k rows, unless its town has. Rows that lie in no village are a town's, and shown.

Not guaranteed: anything against somebody who knows some of the rows already; inequalities drawn across
several tables at once; different counts of the same disputes held against each other (accepted minus
concluded); a store compared with its next version, which may tell what was imported between them; sums of
money in places that are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from wzdash.labels import N_
from wzdash.metrics.metric import Metric
from wzdash.metrics.release import (
    ALONE,
    AREA,
    BY_GROUP,
    BY_MONTH,
    BY_PARTS,
    CUT_IN_CELLS,
    ORGANISATION,
    PLACES,
    Release,
    areas,
    cells,
    quarter_of,
    years,
)
from wzdash.metrics.suppression import hidden_cells
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.store.grains import GRAINS

AREAS = ("grid", "village")
FINE = (*AREAS, ORGANISATION)  # a mediation group works in one grid cell
CUTS = {*PLACES, ORGANISATION, "group", "year", "month"}
FIXED = "pipeline"  # a metric's own narrowing that makes a table of its own
PRIVATE = ("incident", "dispute")
AMOUNTS = {
    "loss_yuan": "incidents",
    "fee_yuan": "found",
    "fee_waived_yuan": "found",
    "fee_refunded_yuan": "found",
}  # sums of money are shown where these rows are
ONE_CUT = N_("镇街以下的警情和纠纷只能按年月或类别大类细分,不能再叠加其他筛选。")
NO_CUT = N_("单个网格的记录太少,只按年显示总数,警情还可按类别大类显示。")
WHOLE_YEARS = N_("单个网格、单个组织,以及按类别细分的村社区,警情和纠纷只按整年显示。")
WHOLE_MONTHS = N_("村社区一级的警情和纠纷只按整月显示。")


@dataclass(frozen=True)
class Verdict:
    """`cells`: one row per combination of `by`, with whether it is `hidden`. `unplaced`: whether the rows
    without a place are. `reason`: why everything is withheld, a message id; empty when something is shown."""

    cells: pd.DataFrame
    unplaced: bool = False
    reason: str = ""


def is_fine(scope: Scope, by: Sequence[str] = ()) -> bool:
    """True when the question is asked below town level: by an area's filter or a cut."""
    return any(name in by or scope.values(name) for name in FINE)


def small(counts: pd.Series, least: int) -> pd.Series:
    """Which of the groups that make up a known total must be hidden, by the number of rows behind each.

    For frames that metrics.query did not make and that nobody can ask for in another way.
    """
    whole = ["whole"] * len(counts)
    hidden = hidden_cells(whole, ["sum"] * len(counts), counts.fillna(0).to_numpy(), least)
    return pd.Series(hidden, index=counts.index)


def is_private(one: Metric, scope: Scope, by: Sequence[str], least: int) -> bool:
    """True when the metric counts incidents or disputes below town level."""
    return one.fact in PRIVATE and least > 1 and is_fine(scope, by)


def judge(store: Store, one: Metric, scope: Scope, by: Sequence[str]) -> Verdict:
    """What may be shown of a private metric over a scope, cut by `by`."""
    level = next(name for name in FINE if name in by or scope.values(name))
    split, reason = _split(one, scope, by, level, store.as_of.date())
    if reason:
        return Verdict(_all_hidden(store, scope, by, level), True, reason)
    own = tuple((key, codes) for key, codes in one.where if key == FIXED)
    of = ORGANISATION if level == ORGANISATION else AREA
    count = one.denominator or AMOUNTS.get(one.numerator, one.numerator)
    part = one.numerator if split == BY_PARTS else ""
    release = Release(one.fact, count, own, 0, of, split, part)
    chosen = pd.concat(list(_pieces(store, release, scope, by, level)), ignore_index=True)
    chosen = _narrowed(chosen, one, scope, split)
    outside = chosen["level"] == "rest"
    if (
        level == "grid" and "village" not in by and not scope.values("village")
    ):  # then they come together with those of towns
        unplaced = split != ALONE and bool(chosen.loc[outside, "hidden"].any())
        return Verdict(_by_rows(chosen[~outside], by), unplaced)
    told = ~outside | chosen["hidden"] | (chosen["n"] > 0)
    return Verdict(_by_rows(chosen[told], by))


def masked(rows: pd.DataFrame, verdict: Verdict, by: Sequence[str], flag: str) -> pd.DataFrame:
    """The rows and those of places without any, with a column `flag`: True where nothing may be shown."""
    judged = verdict.cells.rename(columns={"hidden": flag})
    if verdict.reason:
        return rows.head(0).reindex(range(len(judged))).assign(**{str(name): judged[name] for name in judged})
    if not by:
        return rows.assign(**{flag: judged[flag].to_numpy()})
    both = rows.merge(judged, on=list(by), how="outer")
    unplaced = both[[name for name in by if name in AREAS]].isna().any(axis=1)
    nowhere = both["town"].isna() if "town" in by else False  # a row of the district: no place is near
    unknown = (~unplaced | verdict.unplaced) & ~nowhere
    both[flag] = both[flag].astype("boolean").fillna(unknown.astype("boolean")).astype(bool)
    return both


def _split(one: Metric, scope: Scope, by: Sequence[str], level: str, as_of: date) -> tuple[str, str]:
    """How the tables have to be split to answer, or why none does."""
    dimensions = GRAINS[one.fact].dimensions
    filters = {key for key, _ in (*scope.filters, *one.where) if key in dimensions}
    if not set(by) <= CUTS or not filters <= {*CUTS, FIXED}:
        return "", ONE_CUT
    cuts = [BY_GROUP] * ("group" in filters or "group" in by) + [BY_PARTS] * bool(one.denominator)
    if ORGANISATION in by and (level != ORGANISATION or BY_GROUP in cuts):
        return "", ONE_CUT
    if level == "grid" and any((one.fact, cut) not in CUT_IN_CELLS for cut in cuts):
        return "", NO_CUT
    whole_years = _whole(scope, as_of, 12) and "month" not in by
    if not whole_years and (cuts or level != "village"):
        return "", WHOLE_YEARS
    if not whole_years and not _whole(scope, as_of, 1):
        return "", WHOLE_MONTHS
    cuts += [BY_MONTH] * (not whole_years)
    return (cuts[0] if cuts else ALONE, "") if len(cuts) < 2 else ("", ONE_CUT)


def _whole(scope: Scope, as_of: date, months: int) -> bool:
    """True when the period is made of whole years (months=12) or months (1), or ends with the data."""
    after = scope.end + timedelta(days=1)
    begins = scope.start.day == 1 and (months == 1 or scope.start.month == 1)
    ends = after.day == 1 and (months == 1 or after.month == 1)
    return begins and (ends or scope.end >= as_of)


def _pieces(
    store: Store, release: Release, scope: Scope, by: Sequence[str], level: str
) -> Iterator[pd.DataFrame]:
    """The cells of each year that the answer consists of."""
    first, last = years(store, release.fact)
    begin, end = max(scope.start.year, first), min(scope.end.year, last)
    for year in range(begin, end + 1) if begin <= end else [scope.end.year]:
        nodes = _nodes(scope, year, store.as_of.date(), "month" in by) if release.split == BY_MONTH else [""]
        split = release.split if nodes else ALONE
        rows = cells(store, replace(release, year=year, split=split)).assign(year=year)
        rows = rows[rows["level"].isin(("grid", "rest") if level == "grid" else (level,))]
        if split == BY_MONTH:
            rows = rows[rows["part"].isin(nodes)]
            rows["month"] = pd.to_datetime(rows["part"].where(~rows["part"].str.contains("Q")))
        yield rows.assign(group=rows["part"].replace("", np.nan)) if split == BY_GROUP else rows


def _nodes(scope: Scope, year: int, as_of: date, months: bool) -> list[str]:
    """Months, or quarters where three of them are asked for, of this year; empty for the year as a whole."""
    first = 1 if scope.start.year < year else scope.start.month
    last = 12 if scope.end.year > year or scope.end >= as_of else scope.end.month
    wanted = [f"{year}-{month:02d}" for month in range(first, last + 1)]
    if months:
        return wanted
    if len(wanted) == 12:
        return []
    whole = {q for q in map(quarter_of, wanted) if sum(quarter_of(m) == q for m in wanted) == 3}
    return sorted(whole) + [month for month in wanted if quarter_of(month) not in whole]


def _narrowed(rows: pd.DataFrame, one: Metric, scope: Scope, split: str) -> pd.DataFrame:
    """The cells that the filters allow."""
    for key, codes in (*scope.filters, *one.where):
        if key in PLACES or (key == "group" and split == BY_GROUP):
            rows = rows[rows[key].isin(codes)]
    return rows


def _by_rows(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """An answer is hidden when any of its cells is."""
    if not by:
        return pd.DataFrame({"hidden": [bool(rows["hidden"].any())]})
    rows = rows.assign(**{name: rows[name].replace("", np.nan) for name in (*PLACES, ORGANISATION)})
    return rows.groupby(list(by), dropna=False, as_index=False).agg(hidden=("hidden", "any"))


def _all_hidden(store: Store, scope: Scope, by: Sequence[str], level: str) -> pd.DataFrame:
    """The rows of an answer that is withheld: all places asked for; none when cut otherwise."""
    known = areas(store)
    rows = known[known["level"] == level].assign(hidden=True)
    for key, codes in scope.filters:
        rows = rows[rows[key].isin(codes)] if key in PLACES else rows
    if set(by) <= set(PLACES):
        return _by_rows(rows, by) if by else pd.DataFrame({"hidden": [True]})
    return pd.DataFrame({"hidden": []})
