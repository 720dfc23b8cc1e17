"""Metrics over a scope: rollups answer as facts do, and the edges where others print nonsense."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest

from tests.district import areas, district, incidents, orders, publish
from wzdash.errors import MetricError, ResultCapped
from wzdash.metrics.catalogue import METRICS
from wzdash.metrics.query import frame, ignored_filters
from wzdash.scope import Scope
from wzdash.settings import Settings
from wzdash.store.engine import Store, open_store
from wzdash.store.grains import GRAINS
from wzdash.store.rollups import rollups_of

BOTH = Scope(date(2019, 1, 1), date(2020, 12, 31))
PART = Scope(date(2019, 5, 7), date(2020, 2, 29))
SCOPES = {
    "two years": BOTH,
    "odd days": PART,
    "a town": BOTH.where(town="320506001"),
    "a village": BOTH.where(village="320506002001"),
    "cells": PART.where(grid=["3205060010010001", "3205060010020002"]),
    "a group and a source": BOTH.where(group="other", source=["patrol", "station", "court"]),
    "a category": PART.where(category=["city_a", "theft_b", "family_a"]),
    "Monday mornings": BOTH.where(weekday="wd1", hour=["h9", "h10"]),
    "weekends": PART.where(weekday=["wd6", "wd7"]),
    "nothing": Scope(date(2018, 1, 1), date(2018, 1, 31)),
}
CUTS = (
    *((), ("year",), ("month",), ("week",), ("day",), ("weekday",), ("hour",)),
    *(("town",), ("village",), ("grid",), ("group",), ("category",), ("source",), ("department",)),
    *(("month", "town"), ("group", "town"), ("weekday", "town"), ("grid", "group"), ("town", "village")),
)


def applicable(by: tuple[str, ...]) -> list[str]:
    """Metrics whose fact has all these dimensions."""
    return [name for name, one in METRICS.items() if set(by) <= set(GRAINS[one.fact].dimensions)]


@pytest.fixture
def store(district_settings: Settings) -> Store:
    """The tiny district without suppression: these tests are about sums."""
    return open_store(replace(district_settings, min_cell=1))


@pytest.mark.parametrize("name", SCOPES)
def test_every_metric_is_the_same_from_rollups_and_facts(store: Store, name: str):
    """Every metric in every cut of the two years; the cuts take turns in the other scopes, and on the server,
    where only the dialect differs. A fact without rollups is asked once: it would be the same question."""
    step = (1 if name == "two years" else 9) * (3 if store.settings.is_postgres else 1)
    for by in dict.fromkeys([(), *CUTS[list(SCOPES).index(name) % step :: step]]):
        names = applicable(by)
        summed = [one for one in names if rollups_of(METRICS[one].fact)]
        others = [one for one in names if one not in summed]
        shown = set(frame(store, others, SCOPES[name], by)) if others else set()
        if summed:
            quick = frame(store, summed, SCOPES[name], by)
            slow = frame(store, summed, SCOPES[name], by, facts=True)
            pd.testing.assert_frame_equal(quick, slow, check_exact=False, rtol=1e-9, obj=f"{name} by {by}")
            shown |= set(quick)
        assert {f"{one}{tail}" for one in names for tail in ("", "_n", "_d")} <= shown


@pytest.mark.parametrize("by", [(), ("town",), ("village",), ("grid",)])
def test_coverage_is_of_all_cells_of_an_area(store: Store, by: tuple[str, ...]):
    rows = frame(store, ["cell_coverage"], BOTH, by).dropna(subset=list(by))
    assert rows["cell_coverage_d"].sum() == 8
    assert rows["cell_coverage"].between(0, 1).all()
    one = frame(store, ["cell_coverage"], BOTH.where(town="320506002"))
    assert one["cell_coverage_d"].iloc[0] == 3


@pytest.mark.parametrize(
    ("names", "by"),
    [
        (("orders_received", "orders_closed", "orders_open", "orders_overdue"), ("town",)),
        (("incidents", "fraud_loss"), ("grid",)),
        (("disputes_screened", "disputes_accepted", "fees_refunded"), ("village",)),
        (("household_visits", "opinions"), ("month", "town")),
        (("orders_received",), ("category", "source", "department")),
        (("incidents",), ("week",)),
        (("incidents",), ("hour", "weekday")),
    ],
)
def test_rows_add_up_to_the_whole(store: Store, names, by):
    parts, whole = frame(store, names, PART, by), frame(store, names, PART)
    for name in names:
        assert parts[name].sum() == pytest.approx(whole[name].iloc[0])
        assert whole[name].iloc[0] > 0 or name == "fraud_loss"


def test_counts_are_those_of_the_rows(store: Store):
    rows = orders()
    inside = rows[rows["reported_at"].between("2019-05-07", "2020-02-29 23:59:59")]
    found = frame(store, ["orders_received", "orders_closed"], PART, ("town",)).set_index("town")
    expected = inside.groupby(inside["town_code"].fillna("nowhere"))["closed_at"].agg(["size", "count"])
    got = found.rename(index=lambda code: "nowhere" if pd.isna(code) else code)
    assert got["orders_received"].to_dict() == expected["size"].to_dict()
    assert got["orders_closed"].to_dict() == expected["count"].to_dict()


def test_both_days_of_a_period_count(duckdb_settings: Settings):
    times = ["2020-02-28 23:59:59", "2020-02-29 00:00:00", "2020-02-29 23:59:59", "2020-03-01 00:00:00"]
    rows = orders(size=4).assign(reported_at=pd.to_datetime(times))[["id", "reported_at"]]
    store = publish(duckdb_settings, {"work_order": rows})
    leap = Scope(date(2020, 2, 29), date(2020, 2, 29))
    for facts in (False, True):
        assert frame(store, ["orders_received"], leap, facts=facts)["orders_received"].tolist() == [2.0]


def test_a_rate_is_a_ratio_of_sums_not_a_mean_of_rates(settings: Settings):
    at = pd.Timestamp("2020-03-02 09:00")
    closed = [True] * 9 + [False] + [False] * 2  # 9 of 10 in one town, 0 of 2 in the other
    rows = pd.DataFrame(
        {
            "id": [f"W{n}" for n in range(12)],
            "reported_at": at,
            "town_code": ["320506001"] * 10 + ["320506002"] * 2,
            "closed_at": [at if yes else pd.NaT for yes in closed],
        }
    )
    store = publish(settings, {"area": areas(), "work_order": rows})
    march = Scope(date(2020, 3, 1), date(2020, 3, 31))
    whole = frame(store, ["closure_rate_received"], march).iloc[0]
    assert (whole["closure_rate_received_n"], whole["closure_rate_received_d"]) == (9, 12)
    assert whole["closure_rate_received"] == 0.75
    towns = frame(store, ["closure_rate_received"], march, ("town",))["closure_rate_received"]
    assert towns.tolist() == [0.9, 0.0]
    assert towns.mean() != whole["closure_rate_received"]


def test_an_empty_denominator_gives_an_empty_value(store: Store):
    rates = [name for name, one in METRICS.items() if one.denominator]
    rows = frame(store, [*rates, "orders_received"], SCOPES["nothing"])
    always = {name for name in rates if GRAINS[METRICS[name].fact].time is None}
    for name in set(rates) - always:
        assert np.isnan(rows[name].iloc[0]), name
        assert (rows[f"{name}_n"].iloc[0], rows[f"{name}_d"].iloc[0]) == (0, 0)
    assert rows["orders_received"].tolist() == [0.0]
    assert rows["orders_received_d"].isna().all()


@pytest.mark.parametrize(
    ("by", "scope", "steps", "first", "last"),
    [
        ("day", PART, 299, "2019-05-07", "2020-02-29"),
        ("week", PART, 43, "2019-05-06", "2020-02-24"),
        ("month", PART, 10, "2019-05-01", "2020-02-01"),
        ("month", Scope(date(2018, 1, 15), date(2018, 3, 1)), 3, "2018-01-01", "2018-03-01"),
    ],
)
def test_time_has_no_gaps(store: Store, by, scope, steps, first, last):  # noqa: PLR0917
    one_town = scope.where(town="320506002", group="other")
    rows = frame(store, ["orders_received", "incidents", "closure_rate"], one_town, (by,))
    assert len(rows) == steps
    assert rows[by].dtype == "datetime64[us]"
    assert (str(rows[by].iloc[0])[:10], str(rows[by].iloc[-1])[:10]) == (first, last)
    assert rows["orders_received"].notna().all()
    assert rows["closure_rate"].isna().equals(rows["closure_rate_d"] == 0)


def test_quiet_years_are_there_too(store: Store):
    rows = frame(store, ["orders_received"], Scope(date(2017, 1, 1), date(2020, 12, 31)), ("year",))
    assert rows["year"].tolist() == [2017, 2018, 2019, 2020]
    assert rows["orders_received"].tolist()[:2] == [0, 0]


def test_unlocated_rows_keep_a_row_of_their_own_at_the_end(store: Store):
    rows = frame(store, ["orders_received", "incidents"], BOTH, ("town",))
    assert rows["town"].isna().tolist() == [False, False, True]
    assert rows["orders_received"].iloc[-1] == orders()["town_code"].isna().sum() > 0
    assert rows["incidents"].iloc[-1] == incidents()["town_code"].isna().sum() > 0


def test_incidents_known_to_the_month_have_no_weekday_and_no_hour(store: Store):
    rows = incidents()
    monthly, timed = (rows["time_grain"] == "month").sum(), (rows["time_grain"] == "minute").sum()
    for facts in (False, True):
        by_weekday = frame(store, ["incidents"], BOTH, ("weekday",), facts=facts)
        assert by_weekday["incidents"][by_weekday["weekday"].isna()].tolist() == [monthly]
        by_hour = frame(store, ["incidents"], BOTH, ("hour",), facts=facts)
        assert by_hour["incidents"][by_hour["hour"].notna()].sum() == timed


def test_filters_that_a_fact_does_not_have_are_ignored_and_named(store: Store):
    scope = BOTH.where(severity="minor", town="320506001")
    rows = frame(store, ["orders_received", "hazards_minor"], scope)
    assert rows.attrs["ignored"] == ("severity",)
    assert (
        rows["orders_received"].iloc[0]
        == frame(store, ["orders_received"], BOTH.where(town="320506001")).iloc[0, 0]
    )
    assert ignored_filters([METRICS["hazards_minor"]], scope) == ()
    assert frame(store, ["hazards_minor"], BOTH).attrs["ignored"] == ()


def test_a_metrics_own_filter_and_the_scopes_both_hold(store: Store):
    theft = frame(store, ["incidents_theft"], BOTH)["incidents_theft"][0]
    assert theft == frame(store, ["incidents"], BOTH.where(group="theft"))["incidents"][0] > 0
    assert frame(store, ["incidents_theft"], BOTH.where(group="other"))["incidents_theft"][0] == 0
    by_group = frame(store, ["incidents", "incidents_theft"], BOTH, ("group",)).set_index("group")
    assert by_group["incidents_theft"].to_dict() == {"other": 0.0, "theft": theft}


def test_organisations_are_those_that_exist_at_the_end(duckdb_settings: Settings):
    rows = pd.DataFrame(
        {
            "code": ["always", "since", "closed on the last day", "closed the day after"],
            "kind": "sub_centre",
            "name_zh": "分中心",
            "since": pd.to_datetime([None, "2020-12-31", "2019-01-01", "2019-01-01"]),
            "until": pd.to_datetime([None, None, "2020-12-31", "2021-01-01"]),
        }
    )
    store = publish(duckdb_settings, {"organisation": rows})
    for day, expected in (("2020-12-30", 3), ("2020-12-31", 3), ("2021-01-01", 2)):
        scope = Scope(date(2018, 1, 1), date.fromisoformat(day))
        assert frame(store, ["sub_centres"], scope)["sub_centres"].tolist() == [expected]


def test_distinct_things_are_counted_once(duckdb_settings: Settings):
    rows = pd.DataFrame(
        {
            "id": list("abcd"),
            "enterprise_id": ["E1", "E1", "E2", "E1"],
            "inspected_on": pd.to_datetime(["2020-01-05", "2020-02-05", "2020-02-06", "2021-01-01"]),
        }
    )
    store = publish(duckdb_settings, {"inspection": rows})
    year = Scope(date(2020, 1, 1), date(2020, 12, 31))
    assert frame(store, ["enterprises_inspected"], year)["enterprises_inspected"].tolist() == [2]
    months = frame(store, ["enterprises_inspected"], year, ("month",))["enterprises_inspected"]
    assert months.tolist()[:3] == [1, 2, 0]


def test_names_and_order_of_columns(store: Store):
    rows = frame(store, ["incidents", "closure_rate", "incidents"], BOTH, ("town", "month"))
    assert list(rows) == [
        "town",
        "month",
        *(f"{n}{t}" for n, t in product(("incidents", "closure_rate"), ("", "_n", "_d"))),
    ]
    assert rows.equals(rows.sort_values(["town", "month"], na_position="last", ignore_index=True))
    assert not rows.duplicated(["town", "month"]).any()


@pytest.mark.parametrize(
    ("names", "by", "said"),
    [
        (["orders_recieved"], (), "orders_recieved.*orders_received"),
        (["zzz"], (), "zzz"),
        ([], (), "指标"),
        (["hazards_minor"], ("source",), "hazard.*source.*severity"),
        (["sub_centres"], ("month",), "organisation.*month"),
        (["orders_received"], ("colour",), "work_order.*colour"),
    ],
)
def test_wrong_questions_are_named(store: Store, names, by, said):
    with pytest.raises(MetricError, match=said):
        frame(store, names, BOTH, by)


def test_a_question_with_too_many_rows_is_capped(district_settings: Settings):
    small = open_store(replace(district_settings, max_rows=50))
    with pytest.raises(ResultCapped, match="50"):
        frame(small, ["orders_received"], BOTH, ("day", "grid"))


def test_many_metrics_in_one_frame(store: Store):
    """More columns than pandas likes to insert one by one."""
    rows = frame(store, list(METRICS), PART)
    assert rows.shape[1] == 3 * len(METRICS)


def test_an_empty_store_answers_with_zeros(duckdb_settings: Settings):
    store = publish(duckdb_settings, {"area": areas()})
    rows = frame(store, list(METRICS), BOTH)
    assert (rows[[f"{name}_n" for name in METRICS]] == 0).all(axis=None)
    assert frame(store, ["incidents"], BOTH, ("town",)).empty
    assert len(frame(store, ["incidents"], BOTH, ("month",))) == 24
    assert frame(store, ["incidents"], BOTH, ("grid",))["incidents"].tolist() == [0] * 8


def test_the_district_is_not_needed_twice(store: Store):
    assert set(district()) >= {"work_order", "incident", "dispute"}


def test_a_weekday_and_an_hour_are_filters_like_any_other(store: Store):
    rows = orders()
    at = rows["reported_at"].dt
    wanted = (at.day_of_week == 0) & at.hour.isin([9, 10])
    found = frame(store, ["orders_received"], SCOPES["Monday mornings"])["orders_received"].item()
    assert found == wanted.sum() > 0
