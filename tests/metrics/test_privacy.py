"""Nobody gets a hidden count back by asking often and in different ways."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from tests.district import Draw, areas, categories, disputes, district, incidents, publish
from tests.metrics.attacker import MONTHS, YEARS, Attack, everything, places, unknowns
from wzdash.metrics import release
from wzdash.metrics.privacy import NO_CUT, ONE_CUT, WHOLE_MONTHS, WHOLE_YEARS, small
from wzdash.metrics.query import frame
from wzdash.scope import Scope
from wzdash.settings import Settings
from wzdash.store.engine import Store, open_store

GROUPS = ("theft", "other")
YEAR = Scope(date(2020, 1, 1), date(2020, 12, 31), "none")
LEAST = 5


def keyed(rows: pd.DataFrame, time: str) -> pd.DataFrame:
    """The rows under the names of the attacker's unknowns."""
    names = {"town_code": "town", "village_code": "village", "grid_code": "grid", "group_code": "group"}
    found = rows.rename(columns=names)
    found[["town", "village", "grid"]] = found[["town", "village", "grid"]].fillna("")
    return found.assign(month=pd.to_datetime(found[time]).dt.to_period("M").dt.to_timestamp())


def clustered(seed: int, size: int) -> pd.DataFrame:
    """Incidents that crowd in a few places and months, so that some cells are large and many small."""
    draw = Draw(seed, size)
    where = places()
    weight = draw.rng.gamma(0.7, 1.0, len(where))
    chosen = where.iloc[draw.rng.choice(len(where), size, p=weight / weight.sum())].replace("", None)
    place = {f"{name}_code": chosen[name].to_numpy() for name in where}
    kinds = np.where(draw.flag(0.8), "other", "theft")
    return incidents(seed, size).assign(**place, group_code=kinds, category_code=kinds)


def attacked(store: Store, questions: list[tuple], attack: Attack) -> Attack:
    for metric, start, end, by, filters in questions:
        attack.ask(metric, start, end, by, **filters)
    return attack


def incident_attack(store: Store) -> Attack:
    counted = {
        "incidents_n": lambda cells: np.ones(len(cells), dtype=bool),
        "incidents_theft_n": lambda cells: (cells["group"] == "theft").to_numpy(),
        "incidents_per_10k_n": lambda cells: np.ones(len(cells), dtype=bool),
    }
    attack = Attack(store, unknowns(group=GROUPS), counted)
    attacked(store, everything("incidents", ("group", "month", "year"), GROUPS), attack)
    some = [q for q in everything("incidents_theft", (), ()) if (q[1], q[2]) in YEARS]
    attacked(store, [*some, ("incidents_per_10k", YEAR.start, YEAR.end, ("grid",), {})], attack)
    for month in MONTHS:
        end = (month + pd.offsets.MonthEnd()).date()
        attack.ask("incidents", month.date(), end, ("town", "group"))
    return attack


def incident_store(settings: Settings, seed: int, size: int) -> tuple[Store, pd.DataFrame]:
    rows = clustered(seed, size)
    return publish(settings, {"area": areas(), "category": categories(), "incident": rows}), rows


@pytest.mark.parametrize(("seed", "size"), [(11, 120), (12, 700)])
def test_incidents_cannot_be_recovered(duckdb_settings: Settings, seed: int, size: int):
    store, rows = incident_store(duckdb_settings, seed, size)
    attack = incident_attack(store)
    truth = attack.truth(keyed(rows, "occurred_at"))
    assert attack.recovered(truth, LEAST) == []
    assert truth.sum() == size
    np.testing.assert_allclose(np.array(attack.equations) @ truth, attack.values)
    small_ones = [q for q, (chosen, _) in attack.hidden.items() if 0 < truth[chosen].sum() < LEAST]
    assert len(small_ones) > 50
    fine = [q for q in attack.hidden if {"grid", "village"} & set(q[4])]
    assert len(attack.equations) > len(fine) / 4  # not everything is hidden


def test_the_attack_succeeds_when_only_small_cells_are_hidden(
    duckdb_settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    """The attacker is worth defending against."""
    monkeypatch.setattr(
        release, "hidden_cells", lambda _tails, _heads, n, least, hidden: ((n > 0) & (n < least)) | hidden
    )
    store, rows = incident_store(duckdb_settings, 14, 400)
    counted = {"incidents_n": lambda cells: np.ones(len(cells), dtype=bool)}
    attack = attacked(
        store, everything("incidents", (), ())[:60], Attack(store, unknowns(group=GROUPS), counted)
    )
    truth = attack.truth(keyed(rows, "occurred_at"))
    assert len(attack.recovered(truth, LEAST)) > 10


def test_no_shown_count_below_town_level_is_small(district_settings: Settings):
    store = open_store(district_settings)
    for by in (("grid",), ("village",), ("village", "group"), ("village", "month"), ("grid", "year")):
        rows = frame(store, ["incidents"], YEAR, by)
        placed = rows[rows[[name for name in by if name in ("grid", "village")]].notna().all(axis=1)]
        shown = placed["incidents"].dropna()
        assert len(shown) > 0, by
        assert not shown.between(1, LEAST - 1).any(), by
        assert rows["suppressed"].equals(rows["incidents"].isna())


DISPUTE_PARTS = ("success", "failure", "else")


def dispute_cells() -> pd.DataFrame:
    """Places by year (its January), group, organisation and how the dispute ended."""
    cells = unknowns(group=("family", "other"), organisation=("O1", "O2", "O3"), ended=DISPUTE_PARTS)
    return cells[cells["month"].dt.month == 1].reset_index(drop=True)


def dispute_rows(seed: int, size: int) -> pd.DataFrame:
    draw = Draw(seed, size)
    rows = disputes(seed, size).assign(pipeline="grid", organisation_code=draw.choice("O1", "O2", "O3"))
    told = rows["town_code"].notna() & (rows["accepted_on"].isna() | (rows["accepted_on"] < "2021-01-01"))
    return rows[told].reset_index(drop=True)


@pytest.mark.parametrize(("seed", "size"), [(21, 150), (22, 600)])
def test_disputes_rates_and_organisations_cannot_be_recovered(
    duckdb_settings: Settings, seed: int, size: int
):
    rows = dispute_rows(seed, size)
    store = publish(duckdb_settings, {"area": areas(), "category": categories(), "dispute": rows})
    all_of_them = {
        "disputes_screened_n": lambda cells: np.ones(len(cells), dtype=bool),
        "mediation_success_n": lambda cells: (cells["ended"] == "success").to_numpy(),
        "mediation_success_d": lambda cells: (cells["ended"] != "else").to_numpy(),
    }
    years = [(date(2019, 1, 1), date(2019, 12, 31)), (YEAR.start, YEAR.end), (date(2019, 1, 1), YEAR.end)]
    for metric in ("disputes_screened", "mediation_success"):
        counted = {name: counts for name, counts in all_of_them.items() if name.startswith(metric)}
        attack = Attack(store, dispute_cells(), counted)
        for start, end in years:
            for by in (("village",), ("grid",), ("village", "grid"), ("town", "village"), ("organisation",)):
                attack.ask(metric, start, end, by)
            attack.ask(metric, start, end, ("town", "organisation"))
            attack.ask(metric, start, end, ("organisation",), town="320506001")
            attack.ask(metric, start, end, ("town", "group"))
            for group in ("family", "other"):
                attack.ask(metric, start, end, ("village",), group=group)
                attack.ask(metric, start, end, ("organisation",), group=group)
        assert len(attack.hidden) > 20
        when = rows["accepted_on"].fillna(rows["found_on"]).dt.to_period("Y").dt.to_timestamp()
        ended = rows["outcome"].where(rows["outcome"].isin(["success", "failure"]), "else")
        found = keyed(rows, "found_on").assign(
            month=when, ended=ended, organisation=rows["organisation_code"]
        )
        truth = attack.truth(found)
        assert truth.sum() == len(rows)
        assert attack.recovered(truth, LEAST) == []
        np.testing.assert_allclose(np.array(attack.equations) @ truth, attack.values)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (("incidents", ("grid",), ("2020-01-01", "2020-06-30"), {}), WHOLE_YEARS),
        (("incidents", ("grid", "month"), ("2020-01-01", "2020-12-31"), {}), WHOLE_YEARS),
        (("incidents", ("village",), ("2020-01-01", "2020-06-30"), {"group": "theft"}), WHOLE_YEARS),
        (("incidents_theft", ("village", "month"), ("2020-01-01", "2020-12-31"), {}), WHOLE_YEARS),
        (("incidents", ("village",), ("2020-01-02", "2020-06-30"), {}), WHOLE_MONTHS),
        (("incidents", ("village",), ("2020-01-01", "2020-06-29"), {}), WHOLE_MONTHS),
        (("incidents", ("village",), ("2020-01-01", "2020-12-31"), {"source": "station"}), ONE_CUT),
        (("incidents", ("village", "hour"), ("2020-01-01", "2020-12-31"), {}), ONE_CUT),
        (("incidents", ("day",), ("2020-01-01", "2020-12-31"), {"village": "320506001001"}), ONE_CUT),
        (("incidents", (), ("2020-01-01", "2020-12-31"), {"grid": "X", "category": "theft_a"}), ONE_CUT),
        (("mediation_success", ("village",), ("2020-01-01", "2020-12-31"), {"group": "family"}), ONE_CUT),
        (("mediation_success", ("grid",), ("2020-01-01", "2020-12-31"), {}), NO_CUT),
        (("disputes_screened", ("grid",), ("2020-01-01", "2020-12-31"), {"group": "family"}), NO_CUT),
        (("disputes_screened", ("organisation", "village"), ("2020-01-01", "2020-12-31"), {}), ONE_CUT),
        (("disputes_screened", ("organisation",), ("2020-01-01", "2020-11-30"), {}), WHOLE_YEARS),
    ],
)
def test_other_questions_are_withheld_and_say_why(district_settings: Settings, question: tuple, reason: str):
    metric, by, period, filters = question
    store = open_store(district_settings)
    scope = Scope(*(date.fromisoformat(day) for day in period), "none").where(**filters)
    rows = frame(store, [metric, "orders_received"] if by == ("grid",) else [metric], scope, by)
    assert rows.attrs["withheld"] == (reason,)
    assert rows[metric].isna().all()
    assert rows[f"{metric}_n"].isna().all()
    assert rows["suppressed"].all() or by == ("grid",)


def test_a_withheld_answer_does_not_betray_which_places_have_rows(duckdb_settings: Settings):
    only = incidents(size=1).assign(
        town_code="320506001", village_code="320506001001", grid_code="3205060010010001"
    )
    store = publish(duckdb_settings, district(incident=only))
    for period in (
        YEAR,
        Scope(date(2020, 1, 1), date(2020, 3, 31)),
        Scope(date(2020, 1, 1), date(2020, 3, 5)),
    ):
        assert len(frame(store, ["incidents"], period.where(source="station"), ("grid",))) == 8
        assert len(frame(store, ["incidents"], period.where(source="station"), ("village",))) == 5
        assert len(frame(store, ["incidents"], period, ("village", "hour"))) == 0
    assert len(frame(store, ["incidents"], YEAR.where(source="station", grid="320506001001"), ())) == 1


def test_a_period_that_ends_with_the_data_counts_as_whole(duckdb_settings: Settings):
    rows = clustered(5, 900)
    rows = rows[rows["occurred_at"] < "2020-05-20"]
    frames = {"area": areas(), "category": categories(), "incident": rows}
    store = publish(duckdb_settings, frames, datetime(2020, 5, 20))
    found = frame(store, ["incidents"], Scope(date(2020, 1, 1), date(2020, 5, 20)), ("grid",))
    assert found.attrs["withheld"] == ()
    assert found["incidents"].notna().any()


def test_totals_of_towns_are_always_shown(district_settings: Settings):
    store = open_store(district_settings)
    day = Scope(date(2020, 3, 3), date(2020, 3, 4))
    for by in ((), ("town",), ("town", "weekday"), ("source", "group"), ("day",)):
        rows = frame(store, ["incidents", "disputes_screened"], day, by)
        assert "suppressed" not in rows
        assert rows.attrs["withheld"] == ()


def test_rows_without_a_place_are_shown(district_settings: Settings):
    store = open_store(district_settings)
    rows = incidents()
    of_year = rows[rows["occurred_at"].astype(str).str[:4] == "2020"]
    found = frame(store, ["incidents"], YEAR, ("village",)).set_index("village")
    assert found.loc[found.index.isna(), "incidents"].tolist() == [of_year["village_code"].isna().sum()]
    found = frame(store, ["incidents"], YEAR, ("grid",)).set_index("grid")
    assert found.loc[found.index.isna(), "incidents"].tolist() == [of_year["grid_code"].isna().sum()]


def test_work_orders_are_never_suppressed_even_beside_incidents(district_settings: Settings):
    store = open_store(district_settings)
    together = frame(store, ["orders_received", "incidents_theft"], YEAR, ("grid",)).set_index("grid")
    alone = frame(store, ["orders_received"], YEAR, ("grid",)).set_index("grid")
    assert together["suppressed"].any()
    pd.testing.assert_series_equal(
        together["orders_received"].dropna().sort_index(), alone["orders_received"].sort_index()
    )
    assert together["orders_received"].notna().all()


def test_a_threshold_of_one_hides_nothing(duckdb_settings: Settings):
    store = publish(replace(duckdb_settings, min_cell=1), district())
    rows = frame(store, ["incidents"], Scope(date(2020, 3, 3), date(2020, 3, 9)), ("grid", "hour"))
    assert "suppressed" not in rows
    assert rows["incidents"].notna().all()


def test_a_new_version_is_judged_anew(duckdb_settings: Settings):
    store, _ = incident_store(duckdb_settings, 3, 40)
    before = frame(store, ["incidents"], YEAR, ("grid",))
    publish(duckdb_settings, {"incident": clustered(4, 2000).assign(id=lambda f: "X" + f["id"])})
    after = frame(store, ["incidents"], YEAR, ("grid",))
    assert after["suppressed"].sum() < before["suppressed"].sum()


def test_groups_of_a_known_total():
    counts = pd.Series([3.0, 40.0, np.nan, 9.0], index=list("abcd"))
    assert small(counts, LEAST).to_dict() == {"a": True, "b": False, "c": False, "d": True}
