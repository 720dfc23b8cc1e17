"""Which places or categories may be named: each is tested, the false discovery rate of all held at 5 %.

Rows carry the columns of metrics.query.frame. Null hypotheses, two-sided: the place's rate is that of all
others together (score or Fisher), is the target (exact binomial), is its own of the period before (score or
Fisher; counts: exact, both Poisson). A rate with few rows behind it, or one that is no share, is neither
tested nor named.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import stats

from wzdash.analysis.change import compare_counts
from wzdash.analysis.discovery import DISCOVERY, false_discovery
from wzdash.metrics.metric import Metric

FEWEST = 30  # rows behind a rate before its place is tested
FEW = 20  # rows expected in a cell, below which the normal approximation is too rough in the tails

Test = Callable[[dict], float]


def below_others(rows: pd.DataFrame, one: Metric) -> pd.DataFrame:
    """The tested places, worst first, with p_adjusted and `named`: worse than the others beyond chance."""
    n, d = f"{one.name}_n", f"{one.name}_d"
    tested = _enough(rows, one)
    done, all_ = tested[n].sum(), tested[d].sum()

    def p_value(row: dict) -> float:
        return _two_shares(row[n], row[d], done - row[n], all_ - row[d])

    average = done / all_ if all_ else np.nan
    return _judged(tested, one, tested[one.name] - average, p_value)


def off_target(rows: pd.DataFrame, one: Metric) -> pd.DataFrame:
    """The tested places, furthest first, with p_adjusted and `named`: off the target beyond chance."""
    target = one.target or 0.0
    tested = _enough(rows, one)

    def p_value(row: dict) -> float:
        return stats.binomtest(int(row[f"{one.name}_n"]), int(row[f"{one.name}_d"]), target).pvalue

    return _judged(tested, one, tested[one.name] - target, p_value)


def became_worse(now: pd.DataFrame, before: pd.DataFrame, one: Metric, by: str) -> pd.DataFrame:
    """The places in both periods, the largest change for the worse first, with p_adjusted and `named`."""
    columns = [one.name, f"{one.name}_n", f"{one.name}_d"]
    both = now.merge(before[[by, *columns]], on=by, suffixes=("", "_before")).dropna(
        subset=[by, one.name, f"{one.name}_before"]
    )
    earlier = both[f"{one.name}_before"]
    change = both[one.name] - earlier if one.is_rate else both[one.name] / earlier.where(earlier > 0) - 1
    return _judged(both, one, change.fillna(np.inf), lambda row: _own_change(one, row))


def _own_change(one: Metric, row: dict) -> float:
    """p-value of a place's change against its own period before."""
    name = one.name
    if not one.is_rate:
        return compare_counts(int(row[f"{name}_before"]), int(row[name])).ratio.p_value or 0.0
    if not one.share:
        return np.nan
    return _two_shares(*(row[f"{name}_{part}"] for part in ("n", "d", "n_before", "d_before")))


def _two_shares(n: float, d: float, other_n: float, other_d: float) -> float:
    """p-value of n ÷ d against another share: the score test, Fisher's exact one where few are expected."""
    table = np.array([[n, d - n], [other_n, other_d - other_n]])
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / max(table.sum(), 1)
    if expected.min() < FEW:
        return float(stats.fisher_exact(table.astype(int))[1])
    return float(stats.chi2_contingency(table, correction=False).pvalue)


def _enough(rows: pd.DataFrame, one: Metric) -> pd.DataFrame:
    rows = rows.dropna(subset=[one.name, f"{one.name}_n"])
    return rows[(rows[f"{one.name}_d"] >= FEWEST) & one.share]


def _judged(rows: pd.DataFrame, one: Metric, distance: pd.Series, p_value: Test) -> pd.DataFrame:
    """The rows by how far they are on the worse side; no row is named where there is nothing to compare."""
    worse = distance * (-1 if one.better == "up" else 1)
    alone = len(rows) < 2
    p = np.array([np.nan if alone else p_value(row) for row in rows.to_dict("records")], float)
    adjusted = false_discovery(p)
    named = (np.nan_to_num(adjusted, nan=1.0) < DISCOVERY) & (worse.to_numpy(float) > 0)
    judged = rows.assign(p_value=p, p_adjusted=adjusted, worse=worse, named=named)
    return judged.sort_values("worse", ascending=False).reset_index(drop=True)
