"""Load of mediators and groups, what moving mediators would change, annual quotas against what was done."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wzdash.errors import AnalysisError
from wzdash.labels import N_

BANDS = {
    "none": N_("没有受理"),
    "below": N_("未达指标"),
    "reached": N_("达到指标"),
    "no_quota": N_("没有指标"),
}


def loads(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with per_mediator and per_group; one row per town: disputes, mediators, groups.

    Empty where there is nobody to carry the load: that is not a load of 0.
    """
    return rows.assign(
        per_mediator=(rows["disputes"] / rows["mediators"]).where(rows["mediators"] > 0),
        per_group=(rows["disputes"] / rows["groups"]).where(rows["groups"] > 0),
    )


def move(rows: pd.DataFrame, source: str, target: str, number: int) -> pd.DataFrame:
    """The rows with mediators as if `number` had moved from town `source` to `target`, and the load anew.

    One row per town: town, disputes, mediators, groups. Adds mediators_now and per_mediator_now as they were.
    Raises AnalysisError for an unknown town, or when the source would be left without a mediator.
    """
    known = rows.set_index("town")["mediators"]
    for town in (source, target):
        if town not in known.index:
            raise AnalysisError(f"{town!r}: no such town; there are {', '.join(map(str, known.index))}")
    if not 0 <= number < known[source]:
        raise AnalysisError(
            f"number={number!r}: {source} has {known[source]:.0f} mediators and must keep one; allowed: "
            f"0…{known[source] - 1:.0f}"
        )
    step = np.where(rows["town"] == target, number, 0) - np.where(rows["town"] == source, number, 0)
    if source == target:
        step = np.zeros(len(rows))
    return _compared(rows, rows["mediators"] + step)


def even_out(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the same mediators dealt so that the largest load is the least; one row per town.

    Every town keeps one; each further mediator goes to the town whose load is then the highest. This is
    Adams' method of apportionment, whose largest load is the least possible (Balinski & Young 1982, Fair
    Representation).
    """
    total = int(rows["mediators"].sum())
    if total < len(rows):
        raise AnalysisError(f"{total} mediators for {len(rows)} towns: each must keep one")
    disputes = rows["disputes"].to_numpy(float)
    dealt = np.ones(len(rows))
    for _one in range(total - len(rows)):
        dealt[(disputes / dealt).argmax()] += 1
    return _compared(rows, pd.Series(dealt, index=rows.index))


def _compared(rows: pd.DataFrame, mediators: pd.Series) -> pd.DataFrame:
    before = loads(rows)
    after = loads(rows.assign(mediators=mediators.astype(float)))
    return after.assign(mediators_now=rows["mediators"], per_mediator_now=before["per_mediator"])


def spread(values: pd.Series) -> float | None:
    """How many times the largest load is the smallest; None where that cannot be said."""
    known = values.dropna()
    return float(known.max() / known.min()) if len(known) and known.min() > 0 else None


def against_quota(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with expected, ratio and band; one row per organisation: quota, share, done.

    `share` is the part of a year (or several) that the organisation existed in the period, expected = quota ×
    share. band: none (a quota and nothing done), below, reached, no_quota.
    """
    expected = rows["quota"] * rows["share"]
    conditions = [~(expected > 0), rows["done"] == 0, rows["done"] < expected]
    return rows.assign(
        expected=expected,
        ratio=(rows["done"] / expected).where(expected > 0),
        band=np.select(conditions, ["no_quota", "none", "below"], default="reached"),
    )


def quota_table(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """One row per value of `by`: organisations, expected, done_with_quota, done, ratio, a count per band.

    The ratio is that of sums over organisations with a quota; empty without one. `rows`: from against_quota.
    """
    counted = pd.crosstab(rows[by], rows["band"]).reindex(columns=list(BANDS), fill_value=0)
    with_quota = rows[rows["band"] != "no_quota"]
    sums = with_quota.groupby(by)[["expected", "done"]].sum().rename(columns={"done": "done_with_quota"})
    all_done = rows.groupby(by)["done"].sum()
    table = counted.join(sums).join(all_done).fillna({"expected": 0.0, "done_with_quota": 0.0})
    table["organisations"] = rows.groupby(by).size()
    table["ratio"] = (table["done_with_quota"] / table["expected"]).where(table["expected"] > 0)
    return table.reset_index()
