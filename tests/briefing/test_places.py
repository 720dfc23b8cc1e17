"""Who may be named: simulated districts with a known truth, through the sentences themselves."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from wzdash.briefing import moved, places
from wzdash.briefing.advice import advice
from wzdash.briefing.sentences import problems
from wzdash.metrics.catalogue import metric
from wzdash.metrics.headline import Headline

TOWNS, RUNS = 14, 200
RATE, COUNT = "on_time_closure", "incidents"
GRID = "mediation_success_accepted"


def rates(rng: np.random.Generator, name: str, true: np.ndarray, size: int = 400) -> pd.DataFrame:
    """One row per town: cases done of those due, with the true shares given."""
    due = rng.integers(size // 8, size, TOWNS)
    done = rng.binomial(due, true)
    return _towns().assign(**{name: done / due, f"{name}_n": done, f"{name}_d": due})


def counts(rng: np.random.Generator, true: np.ndarray) -> pd.DataFrame:
    """One row per town: a Poisson count."""
    drawn = rng.poisson(true).astype(float)
    return _towns().assign(**{COUNT: drawn, f"{COUNT}_n": drawn, f"{COUNT}_d": np.nan})


def _towns() -> pd.DataFrame:
    names = [f"T{at}" for at in range(TOWNS)]
    return pd.DataFrame({"town": names, "town_name": names})


class District:
    """Answers of a simulated district, as sentences ask for them."""

    fact = ""

    def __init__(self, now: pd.DataFrame, before: pd.DataFrame | None = None) -> None:
        self.now, self.before = now, before
        self.scope = SimpleNamespace(comparison="last_year", end=date(2019, 1, 31), filters=())
        self.store = SimpleNamespace(as_of=pd.Timestamp(2020, 12, 31))

    def frame(self, names, by, scope=None):
        rows = self.before if scope == "before" else self.now
        return rows.rename(columns=lambda column: column.replace("town", by[0])).head(
            1 if by == ("group",) else TOWNS
        )

    def compared(self, name):
        return "before" if self.before is not None else None

    def headline(self, name: str) -> Headline:
        """The district's own number: the sum of its towns."""
        one, parts = metric(name), []
        for rows in (self.now, self.before):
            if rows is None:
                parts.append((np.nan, np.nan, np.nan))
                continue
            n, d = rows[f"{name}_n"].sum(), rows[f"{name}_d"].sum()
            parts.append((n / d if one.is_rate else n, float(n), float(d)))
        return Headline(one, *parts[0], *parts[1], months=pd.Series(dtype=float))


def named_in(district: District, name: str, ranked: str) -> bool:
    """True when problems or advice name any town."""
    cards = [district.headline(name)]
    text = "\n".join([*problems(district, cards, ranked), advice(district, cards, ranked)])
    return any(f"T{at}" in text for at in range(TOWNS))


@pytest.mark.parametrize("true", [0.955, 0.6])
def test_a_district_without_a_bad_town_names_one_in_no_more_than_one_briefing_of_twenty(true: float):
    rng = np.random.default_rng(7)
    level = np.full(TOWNS, true)
    found = [named_in(District(rates(rng, GRID, level)), GRID, GRID) for _run in range(RUNS)]
    assert np.mean(found) <= 0.06


def test_a_district_at_its_target_names_no_town_for_missing_it():
    rng = np.random.default_rng(8)
    one = metric("satisfaction_rate")
    level = np.full(TOWNS, one.target)
    found = [named_in(District(rates(rng, one.name, level)), one.name, COUNT) for _run in range(RUNS)]
    assert np.mean(found) <= 0.06


def test_a_district_that_did_not_change_names_no_town_for_a_change():
    rng = np.random.default_rng(9)
    level = np.geomspace(20, 400, TOWNS)
    found = [named_in(District(counts(rng, level), counts(rng, level)), COUNT, COUNT) for _ in range(RUNS)]
    assert np.mean(found) <= 0.06
    tables = [
        places.became_worse(counts(rng, level), counts(rng, level), metric(COUNT), "town")["named"].any()
        for _ in range(RUNS)
    ]
    assert 0 < np.mean(tables) <= 0.06


def test_one_by_one_without_the_correction_would_name_towns_in_most_briefings():
    rng = np.random.default_rng(10)
    level = np.full(TOWNS, 0.955)
    tables = [places.below_others(rates(rng, GRID, level, 4000), metric(GRID)) for _run in range(RUNS)]
    alone = [(rows["p_value"].min() < 0.05) and len(rows) == TOWNS for rows in tables]
    assert np.mean(alone) > 0.3
    assert np.mean([rows["named"].any() for rows in tables]) <= 0.06


def test_the_planted_bad_town_is_named_and_only_it():
    rng = np.random.default_rng(11)
    level = np.full(TOWNS, 0.955)
    level[5] = 0.85
    one = metric(GRID)
    tables = [places.below_others(rates(rng, GRID, level, 4000), one) for _run in range(RUNS)]
    first = [rows["town"].iloc[0] == "T5" and bool(rows["named"].iloc[0]) for rows in tables]
    others = [rows.loc[rows["town"] != "T5", "named"].any() for rows in tables]
    assert np.mean(first) > 0.95
    assert np.mean(others) < 0.1
    text = "\n".join(problems(District(rates(rng, GRID, level, 4000)), [], GRID))
    assert "T5" in text
    assert "错误发现率不高于 5 %" in text


def test_the_town_that_became_worse_is_named_with_its_change_and_the_number_compared():
    rng = np.random.default_rng(12)
    level = np.full(TOWNS, 300.0)
    after = level.copy()
    after[3] = 520
    district = District(counts(rng, after), counts(rng, level))
    worse = district.headline(COUNT)
    text = advice(
        district,
        [Headline(worse.metric, 4500.0, 4500.0, np.nan, 4000.0, 4000.0, np.nan, worse.months)],
        COUNT,
    )
    assert "14 个镇街逐个比较,1 个变差且超出偶然波动(错误发现率不高于 5 %):T3 +" in text
    assert "T4" not in text


def test_few_rows_and_rates_that_are_no_share_are_never_named():
    one = metric(GRID)
    few = _towns().assign(**{GRID: 0.5, f"{GRID}_n": 10, f"{GRID}_d": 20})
    assert places.below_others(few, one).empty
    per_head = metric("incidents_per_10k")
    rows = _towns().assign(**{per_head.name: 5.0, f"{per_head.name}_n": 500, f"{per_head.name}_d": 10_000})
    assert places.below_others(rows, per_head).empty


def test_pairs_of_an_unchanged_district_pass_the_limit_in_no_more_than_one_of_twenty():
    rng = np.random.default_rng(13)
    level = rng.uniform(20, 3000, 266)
    found = []
    for _run in range(RUNS):
        before, now = rng.poisson(level), rng.poisson(level)
        rows = pd.DataFrame({"now": now, "before": before, "z": 2 * (np.sqrt(now) - np.sqrt(before))})
        found.append(len(moved.beyond_chance(rows)) > 0)
    assert np.mean(found) <= 0.08
    rows.loc[0, "z"] = 8.0
    assert list(moved.beyond_chance(rows).index)[:1] == [0]
