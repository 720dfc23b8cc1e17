"""The known true effects of truth.py are what an estimator finds in the rows, and the nulls are null."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from sqlalchemy import func, select

from wzdash.demo import truth
from wzdash.store import schema as s

c = s.incident.c
MONTHS = pd.period_range("2017-01", "2020-12", freq="M")
DAYS = MONTHS.days_in_month.to_numpy()
START = int(np.flatnonzero(truth.TIANQIONG_START[:7] == MONTHS.astype(str))[0])


@pytest.fixture(scope="module")
def monthly(ask):
    """One row per group, type, town, cell and month with its count."""
    month = func.date_trunc("month", c.occurred_at).label("month")
    keys = (c.group_code, c.category_code, c.town_code, c.grid_code, month)
    frame = ask(select(*keys, func.count().label("n")).group_by(*keys))
    frame["t"] = frame["month"].dt.to_period("M").map({month: number for number, month in enumerate(MONTHS)})
    return frame


@pytest.fixture(scope="module")
def enclosed(ask):
    """Month of enclosure as a fraction by cell, for cells of the plan; empty: not yet."""
    rollout = s.rollout.c
    frame = ask(select(rollout.grid_code, rollout.enclosed_on)).set_index("grid_code")["enclosed_on"]
    return (frame.dt.year - 2017) * 12 + frame.dt.month - 1 + (frame.dt.day - 1) / frame.dt.days_in_month


def by_month(frame: pd.DataFrame) -> np.ndarray:
    return frame.groupby("t")["n"].sum().reindex(range(48), fill_value=0).to_numpy()


def step(counts: np.ndarray, start: int = START) -> tuple[float, float, float]:
    """Step ratio with its 95 % interval: quasi-Poisson, trend, two harmonics, epidemic months."""
    t = np.arange(48)
    waves = [wave(2 * np.pi * k * t / 12) for k in (1, 2) for wave in (np.sin, np.cos)]
    design = np.column_stack([np.ones(48), t >= start, t / 12, *waves, *((t == m) for m in (37, 38, 39))])
    fit = sm.GLM(counts, design.astype(float), family=sm.families.Poisson(), offset=np.log(DAYS)).fit(
        scale="X2"
    )
    low, high = fit.conf_int()[1]
    return tuple(np.exp([fit.params[1], low, high]))


def test_robbery_step_is_inside_its_interval(monthly):
    found, low, high = step(by_month(monthly[monthly["group_code"] == "robbery_snatch"]))
    assert low < truth.ROBBERY_STEP < high
    assert high < 1
    assert found == pytest.approx(truth.ROBBERY_STEP, rel=0.2)


def test_burglary_step_in_cells_never_enclosed(monthly, enclosed):
    rows = monthly[(monthly["group_code"] == "burglary") & ~monthly["grid_code"].isin(enclosed.index)]
    _found, low, high = step(by_month(rows))
    assert low < truth.BURGLARY_STEP < high < 1


@pytest.mark.parametrize("group", ["theft", "contact"])
def test_no_step_where_there_is_none(monthly, group):
    _found, low, high = step(by_month(monthly[monthly["group_code"] == group]))
    assert low < 1 < high
    assert high - low < 0.25


def panel(frame: pd.DataFrame, unit: str, treated: pd.Series) -> tuple[float, float]:
    """95 % interval of the ratio under treatment: Poisson with effects of unit and month.

    `treated` is the share of each month under treatment, by unit and month.
    """
    counts = frame.groupby([unit, "t"])["n"].sum().reindex(treated.index, fill_value=0)
    units = pd.get_dummies(treated.index.get_level_values(0), dtype=float).to_numpy()
    months = pd.get_dummies(treated.index.get_level_values(1), dtype=float).to_numpy()[:, 1:]
    design = np.column_stack([treated.to_numpy(), units, months])
    fit = sm.GLM(counts.to_numpy(), design, family=sm.families.Poisson()).fit(scale="X2")
    return tuple(np.exp(fit.conf_int()[0]))


def test_enclosure_lowers_burglary_where_it_is_there(monthly, enclosed):
    cohort = np.floor(enclosed).fillna(99).astype(int)
    rows = monthly[(monthly["group_code"] == "burglary") & monthly["grid_code"].notna()]
    rows = rows.assign(cohort=rows["grid_code"].map(cohort).fillna(99).astype(int))
    since = enclosed.groupby(cohort).mean().fillna(99).to_dict() | {99: 99.0}
    index = pd.MultiIndex.from_product([sorted(since), range(48)])
    treated = pd.Series([np.clip(t + 1 - since[k], 0, 1) for k, t in index], index)
    low, high = panel(rows, "cohort", treated)
    assert low < truth.ENCLOSURE_EFFECT < high < 1


def test_campaign_lowers_fraud_in_its_towns(monthly):
    rows = monthly[(monthly["group_code"] == "fraud") & monthly["town_code"].notna()]
    towns = sorted(rows["town_code"].unique())
    first = int(np.flatnonzero(truth.CAMPAIGN_START[:7] == MONTHS.astype(str))[0])
    index = pd.MultiIndex.from_product([towns, range(48)])
    treated = pd.Series([float(town in truth.CAMPAIGN_TOWNS and t >= first) for town, t in index], index)
    low, high = panel(rows, "town_code", treated)
    assert low < truth.CAMPAIGN_EFFECT < high < 1


def test_recording_break_widens_one_type(monthly):
    code, start, factor = truth.RECORDING_BREAK
    first = int(np.flatnonzero(start[:7] == MONTHS.astype(str))[0])
    damage = by_month(monthly[monthly["category_code"] == code])
    others = by_month(monthly[(monthly["group_code"] == "other") & (monthly["category_code"] != code)])
    share = damage / others
    assert share[first:].mean() / share[:first].mean() == pytest.approx(factor, rel=0.08)


@pytest.mark.parametrize(
    ("group", "most"), [("theft", 0.8), ("contact", 0.85), ("dispute", 0.9), ("fraud", 0.97)]
)
def test_epidemic_months_are_low(monthly, group, most):
    # against the neighbours of the same year, so that trends and steps do not matter
    counts = by_month(monthly[monthly["group_code"] == group]) / DAYS
    assert counts[37:40].mean() < most * counts[[36, 40, 41]].mean()


def test_pinned_years(ask):
    year = func.extract("year", c.occurred_at).label("year")
    frame = ask(select(c.group_code, year, func.count().label("n")).group_by(c.group_code, year))
    counts = frame.set_index(["group_code", "year"])["n"]
    for group, pinned in (("robbery_snatch", truth.ROBBERY), ("burglary", truth.BURGLARY)):
        assert {number: counts[group, number] for number in pinned} == pinned
    assert 30_000 < frame.groupby("year")["n"].sum().min() < 60_000
