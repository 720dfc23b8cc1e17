"""Months that are unusual for their own unit: counts against a seasonal expectation, over a whole table.

In the manner of Farrington et al. (1996), JRSS A 159:547-563, and Noufaily et al. (2013), Statistics
in Medicine 32:1206-1222: the unit's own level within a year on both sides (the month under test and its
neighbours left out) times the season of all units, outlying months kept out of both; p-value from a
negative binomial with the unit's own overdispersion. The false discovery rate is held over all cells
of the table (Benjamini & Hochberg 1995), so that a quiet table stays quiet. Null hypothesis for a cell:
its count follows the unit's level and the common season.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from wzdash.analysis.discovery import false_discovery
from wzdash.errors import AnalysisError
from wzdash.labels import _

DISCOVERY = 0.05
LEAST_EXPECTED = 1e-9
LEAST_FACTOR = 0.05
OUTLYING = 2.58  # Noufaily et al. (2013): what is further away does not shape the expectation
PASSES = 3
NEIGHBOURS, REACH = 2, 12  # months left out around, and used for, the one under test


def seasonal_anomalies(
    frame: pd.DataFrame,
    *,
    unit: str,
    month: str,
    count: str,
    discovery: float = DISCOVERY,
) -> pd.DataFrame:
    """One row per unit and month: count, expected, ratio, dispersion, p_value, p_adjusted, direction.

    direction is high, low or none. `month` holds dates (first of the month); every unit needs every
    month, at least two years of them.
    """
    table = frame.pivot_table(index=unit, columns=month, values=count, aggfunc="sum", observed=True)
    if table.isna().any().any():
        raise AnalysisError(_("每个单位的每个月都要有计数,没有发生就填 0"))
    months = pd.DatetimeIndex(table.columns)
    if len(months) < 24:
        raise AnalysisError(_("只有 {n} 个月;至少 24 个月才能认出季节").format(n=len(months)))
    y = table.to_numpy(float)
    month_of_year = months.month.to_numpy()
    trusted = np.ones(y.shape, bool)
    for _pass in range(PASSES):
        expected = _expected(y, month_of_year, trusted)
        dispersion = _dispersion(y, expected)
        residual = (y - expected) / np.sqrt(dispersion[:, None] * np.maximum(expected, LEAST_EXPECTED))
        trusted = np.abs(residual) < OUTLYING
    p = _two_sided(y, expected, dispersion[:, None])
    adjusted = false_discovery(p.ravel()).reshape(p.shape)
    found = adjusted < discovery
    direction = np.where(found & (y > expected), "high", np.where(found, "low", "none"))
    columns = {
        "count": y,
        "expected": expected,
        "ratio": y / np.maximum(expected, LEAST_EXPECTED),
        "dispersion": np.broadcast_to(dispersion[:, None], y.shape),
        "p_value": p,
        "p_adjusted": adjusted,
        "direction": direction,
    }
    keys = pd.MultiIndex.from_product([table.index, months], names=[unit, month]).to_frame(index=False)
    return keys.assign(**{name: values.ravel() for name, values in columns.items()})


def anomalies_by_kind(
    frame: pd.DataFrame,
    *,
    kind: str,
    unit: str,
    month: str,
    count: str,
    discovery: float = DISCOVERY,
) -> pd.DataFrame:
    """seasonal_anomalies with a season of its own for every kind, false discovery held over the whole table.

    One row per kind, unit and month. Kinds whose seasons differ would else look unusual every year.
    """
    parts = [
        seasonal_anomalies(part, unit=unit, month=month, count=count).assign(**{kind: value})
        for value, part in frame.groupby(kind, sort=True)
    ]
    table = pd.concat(parts, ignore_index=True)
    adjusted = false_discovery(table["p_value"].to_numpy())
    more = table["count"] > table["expected"]
    direction = np.where(adjusted < discovery, np.where(more, "high", "low"), "none")
    return table.assign(p_adjusted=adjusted, direction=direction)


def _expected(y: np.ndarray, month: np.ndarray, trusted: np.ndarray) -> np.ndarray:
    """Season × the unit's own level within a year on both sides, the month and its neighbours left out."""
    season = _season(y, month, trusted)
    gap = np.abs(np.subtract.outer(np.arange(y.shape[1]), np.arange(y.shape[1])))
    near = ((gap > NEIGHBOURS) & (gap <= REACH)).astype(float)
    counts, exposure = np.where(trusted, y, 0) @ near, (trusted * season) @ near
    return counts / np.maximum(exposure, LEAST_EXPECTED) * season


def _season(y: np.ndarray, month: np.ndarray, trusted: np.ndarray) -> np.ndarray:
    """Factor of each month of the series (mean 1 over a year), from the trusted cells of all units."""
    own = np.where(trusted, y, 0).sum(axis=1) / np.maximum(trusted.sum(axis=1), 1)
    seen, due = np.where(trusted, y, 0).sum(axis=0), (trusted * own[:, None]).sum(axis=0)
    factor = np.array(
        [seen[month == m].sum() / max(due[month == m].sum(), LEAST_EXPECTED) for m in range(1, 13)]
    )
    return np.maximum(factor / factor.mean(), LEAST_FACTOR)[month - 1]


def _dispersion(y: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Per unit: Pearson dispersion, trimmed so that anomalies do not hide themselves, at least 1.

    Shrunk half way to the median of all units, since two or three years say little about one of them.
    """
    safe = np.maximum(expected, LEAST_EXPECTED)
    squares = np.sort((y - expected) ** 2 / safe, axis=1)
    kept = int(np.ceil(squares.shape[1] * 0.9))
    # mean of the lower 90 % of χ²₁ is 0.77 of its whole mean over those terms
    own = squares[:, :kept].mean(axis=1) / _trimmed_mean(0.9)
    return np.maximum((own + np.median(own)) / 2, 1.0)


def _trimmed_mean(share: float) -> float:
    """Mean of a χ² with one degree of freedom below its `share` quantile."""
    return float(stats.chi2.cdf(stats.chi2.ppf(share, 1), 3) / share)


def _two_sided(y: np.ndarray, expected: np.ndarray, dispersion: np.ndarray) -> np.ndarray:
    """Mid p-value of a negative binomial with variance dispersion × expected (Poisson at 1)."""
    mean = np.maximum(expected, LEAST_EXPECTED)
    excess = np.maximum(dispersion - 1, 1e-6)
    size = mean / excess
    law = stats.nbinom(size, size / (size + mean))
    at = law.pmf(y)
    low, high = law.cdf(y) - at / 2, law.sf(y) + at / 2
    return np.minimum(2 * np.minimum(low, high), 1.0)
