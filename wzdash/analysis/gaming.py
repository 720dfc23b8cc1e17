"""Signs that a rate was made rather than earned, by town: one row per town and sign, with what chance allows.

Each sign compares a town's share with that of all others, or of itself a year before (two-sample score test,
one-sided: more); the density before the limit of one town alone is bunching.py. The false discovery rate is
held over the whole table (Benjamini & Hochberg 1995). A sign is a question to ask, never a proof.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from wzdash.analysis.bunching import Bunching, bunching
from wzdash.analysis.discovery import false_discovery
from wzdash.errors import AnalysisError

DISCOVERY = 0.01
LEAST_RATIO = 1.25  # a difference that is certain but smaller is not worth a question
COLUMNS = ["town", "sign", "value", "expected", "ratio", "p_value"]


def _row(town: str, sign: str, a: tuple[float, float], b: tuple[float, float]) -> tuple:
    """Share a against share b, each (count, total)."""
    if a[1] <= 0 or b[1] <= 0:
        return town, sign, np.nan, np.nan, np.nan, np.nan
    value, expected = a[0] / a[1], b[0] / b[1]
    pooled = (a[0] + b[0]) / (a[1] + b[1])
    error = np.sqrt(pooled * (1 - pooled) * (1 / a[1] + 1 / b[1]))
    p = float(stats.norm.sf((value - expected) / error)) if error > 0 else 1.0
    return town, sign, value, expected, value / expected if expected > 0 else np.nan, p


def against_others(frame: pd.DataFrame, sign: str, *, count: str, total: str) -> pd.DataFrame:
    """One row per town: its share against that of all other towns together."""
    k, n = frame[count].astype(float), frame[total].astype(float)
    rows = [
        _row(town, sign, (a, b), (k.sum() - a, n.sum() - b))
        for town, a, b in zip(frame["town"], k, n, strict=True)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def growth(now: pd.DataFrame, before: pd.DataFrame, sign: str, *, count: str, total: str) -> pd.DataFrame:
    """One row per town: its share against its own of the period before."""
    old = before.set_index("town").reindex(now["town"])
    rows = [
        _row(town, sign, (a, b), (c, d))
        for town, a, b, c, d in zip(
            now["town"], now[count], now[total], old[count].fillna(0), old[total].fillna(0), strict=True
        )
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def bunching_by_town(positions: pd.DataFrame) -> dict[str, Bunching]:
    """{town: bunching} from one row per town, position (share of the limit) and count; few: left out."""
    found: dict[str, Bunching] = {}
    for town, rows in positions.groupby("town"):
        cases = np.repeat(rows["position"].to_numpy(float), rows["count"].to_numpy(int))
        try:
            found[str(town)] = bunching(cases)
        except AnalysisError:
            continue
    return found


def near_limit(positions: pd.DataFrame, *, window: float = 0.05) -> pd.DataFrame:
    """One row per town: closed (in time), near (in the last `window` of the limit)."""
    in_time = positions[positions["position"] <= 1]
    near = in_time[in_time["position"] > 1 - window]
    counted = pd.DataFrame(
        {
            "closed": in_time.groupby("town")["count"].sum(),
            "near": near.groupby("town")["count"].sum(),
        }
    )
    return counted.fillna(0.0).rename_axis("town").reset_index()


def others_scaled(positions: pd.DataFrame, town: str) -> pd.DataFrame:
    """One row per bin: position, count of all other towns, scaled to as many cases as the town has."""
    own = positions["town"] == town
    others = positions[~own].groupby("position", as_index=False)["count"].sum()
    total = others["count"].sum()
    scale = positions.loc[own, "count"].sum() / total if total else 0.0
    return others.assign(count=others["count"] * scale)


def flag(rows: pd.DataFrame, *, discovery: float = DISCOVERY) -> pd.DataFrame:
    """The rows with p_adjusted over the whole table and flagged: more than chance and at least 1.25-fold."""
    adjusted = false_discovery(rows["p_value"].to_numpy(float))
    certain = np.nan_to_num(adjusted, nan=1.0) < discovery
    return rows.assign(p_adjusted=adjusted, flagged=certain & (rows["ratio"] >= LEAST_RATIO))
