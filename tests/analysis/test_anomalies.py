"""Unusual months are found, and a quiet year raises hardly any alarm."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wzdash.analysis.anomalies import anomalies_by_kind, seasonal_anomalies
from wzdash.errors import AnalysisError


def table(
    seed: int, *, units: int = 40, months: int = 36, noise: float = 0.1, growth: float = 0.1
) -> pd.DataFrame:
    """Seasonal, growing, overdispersed counts of many units without anything unusual."""
    rng = np.random.default_rng(seed)
    when = pd.date_range("2018-01-01", periods=months, freq="MS")
    season = 1 + 0.4 * np.sin(2 * np.pi * np.arange(months) / 12)
    level = rng.gamma(2, 40, units)[:, None] * season * np.exp(growth * np.arange(months) / 12)
    counts = rng.poisson(level * rng.gamma(1 / noise**2, noise**2, level.shape))
    keys = pd.MultiIndex.from_product([[f"u{i:02d}" for i in range(units)], when], names=["unit", "month"])
    return pd.DataFrame({"count": counts.ravel()}, index=keys).reset_index()


def find(frame: pd.DataFrame) -> pd.DataFrame:
    return seasonal_anomalies(frame, unit="unit", month="month", count="count")


def test_a_quiet_year_alarms_in_at_most_5_percent_of_months():
    alarms = [(found["direction"] != "none").mean() for found in map(find, map(table, range(12)))]
    assert np.mean(alarms) <= 0.01
    months = [
        (found["direction"] != "none").groupby(found["month"]).any().mean()
        for found in map(find, map(table, range(12)))
    ]
    assert np.mean(months) <= 0.05


def kinds(seed: int) -> pd.DataFrame:
    """Six kinds of 14 units, each kind with a season that peaks two months after the one before."""
    parts = []
    for shift in range(6):
        part = table(100 * seed + shift, units=14)
        moved = part.groupby("unit")["count"].transform(np.roll, 2 * shift)
        parts.append(part.assign(count=moved, kind=f"k{shift}"))
    return pd.concat(parts, ignore_index=True)


def test_a_quiet_year_of_kinds_with_seasons_of_their_own_stays_quiet():
    found = [
        anomalies_by_kind(kinds(seed), kind="kind", unit="unit", month="month", count="count")
        for seed in range(12)
    ]
    months = [(each["direction"] != "none").groupby(each["month"]).any().mean() for each in found]
    assert np.mean(months) <= 0.05


def test_an_unusual_month_of_one_kind_is_found():
    frame = kinds(5)
    own = frame["kind"] == "k3"
    big = frame[own].groupby("unit")["count"].sum().idxmax()
    hit = own & (frame["unit"] == big) & frame["month"].eq("2019-10-01")
    frame.loc[hit, "count"] *= 3
    found = anomalies_by_kind(frame, kind="kind", unit="unit", month="month", count="count")
    flagged = found[found["direction"] == "high"]
    assert ((flagged["kind"] == "k3") & (flagged["unit"] == big) & (flagged["month"] == "2019-10-01")).any()
    assert len(flagged) <= 3


@pytest.mark.parametrize(("factor", "direction"), [(2.2, "high"), (0.3, "low")])
def test_three_unusual_months_are_found(factor, direction):
    frame = table(3)
    big = frame.groupby("unit")["count"].sum().idxmax()
    hit = (frame["unit"] == big) & frame["month"].between("2019-09-01", "2019-11-01")
    frame.loc[hit, "count"] = (frame.loc[hit, "count"] * factor).astype(int)
    found = find(frame)
    own = found[(found["unit"] == big) & found["month"].between("2019-09-01", "2019-11-01")]
    assert (own["direction"] == direction).sum() >= 2
    assert own["ratio"].to_numpy() == pytest.approx(factor, rel=0.4)


def test_units_without_events_stay_quiet():
    frame = table(4)
    frame.loc[frame["unit"] == "u00", "count"] = 0
    assert (find(frame).query("unit == 'u00'")["direction"] == "none").all()


def test_gaps_and_short_tables_are_refused():
    with pytest.raises(AnalysisError, match="填 0"):
        find(table(1).drop(index=5))
    with pytest.raises(AnalysisError, match="12"):
        find(table(1, months=12))
