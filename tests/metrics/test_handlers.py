"""Who handles disputes, by sets of organisations: nothing is lost, and no hidden organisation comes back."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from tests.district import areas, publish
from wzdash.metrics import handlers
from wzdash.metrics.query import frame
from wzdash.scope import Scope
from wzdash.settings import Settings
from wzdash.store.engine import Store, open_store

YEAR = Scope(date(2020, 1, 1), date(2020, 12, 31))
KINDS = {"G1": "mediation_group", "C1": "non_litigation_centre", "P1": "personal_room", "V1": "veteran_room"}


@pytest.fixture
def store(duckdb_settings: Settings) -> Store:
    """Sixty disputes of one town's grids, of which its two rooms have three together."""
    handler = ["P1", "V1", "V1", *(["G1"] * 40), *(["C1"] * 17)]
    rows = pd.DataFrame({"id": [f"D{n}" for n in range(60)], "organisation_code": handler})
    rows = rows.assign(pipeline="grid", found_on=date(2020, 3, 1), accepted_on=date(2020, 3, 2))
    rows = rows.assign(town_code="320506001", village_code="320506001001")
    organisations = pd.DataFrame({"code": list(KINDS), "kind": list(KINDS.values()), "name_zh": list(KINDS)})
    return publish(duckdb_settings, {"area": areas(), "dispute": rows, "organisation": organisations})


def test_sets_add_up_and_a_set_that_would_tell_is_merged(store: Store):
    rows = handlers.by_set(store, YEAR, "grid", ["accepted"]).set_index("set")["accepted"]
    assert rows.sum() == frame(store, ["disputes_accepted"], YEAR)["disputes_accepted"].item() == 60
    assert "rooms" not in rows  # three disputes: the difference to what is shown would tell them
    assert rows[handlers.OTHER] >= 10


def test_a_town_is_not_cut_by_sets(store: Store):
    assert handlers.by_set(store, YEAR.where(town="320506001"), "grid", ["accepted"]).empty
    assert handlers.by_set(store, YEAR.where(village="320506001001"), "grid", ["accepted"]).empty


def test_every_kind_has_its_set():
    kinds = pd.Series(["personal_room", "tribunal", "court_station", "pioneer_hub", None])
    assert handlers.set_of(kinds).tolist() == ["rooms", "court", "court_station", "other", "other"]


def test_months_of_a_set_add_up_and_a_single_place_has_none(store: Store):
    rows = handlers.by_set_and_month(store, YEAR, "grid", ["accepted"])
    assert rows["accepted"].sum() == 60
    assert set(rows["set"]) == {handlers.OTHER}  # one organisation of each kind: its months are withheld
    assert handlers.by_set_and_month(store, YEAR.where(town="320506001"), "grid", ["accepted"]).empty


def test_one_place_alone_is_not_the_rest_of_all_others():
    sets = ["court_station", "court", "rooms"]
    assert handlers._told(sets, {"court_station": 22, "court": 5, "rooms": 4}) == sets
    assert handlers._told(sets, {"court_station": 22, "court": 5, "rooms": 1}) == ["court_station"]
    assert handlers._told(sets, {"court_station": 22, "court": 5, "rooms": 2, handlers.OTHER: 1}) == sets[:2]
    assert handlers._told(["court"], {"court": 5, "rooms": 1}) == []


def test_months_of_many_places_are_told(demo_settings: Settings):
    store, year = open_store(demo_settings), Scope(date(2019, 1, 1), date(2019, 12, 31))
    rows = handlers.by_set_and_month(store, year, "court", ["accepted", "success"])
    assert "court" in set(rows["set"])  # branch centre and tribunals
    whole = frame(store, ["pre_litigation_accepted", "pre_litigation_success"], year, ("month",))
    months = rows.groupby("month")[["accepted", "success"]].sum()
    assert months["accepted"].tolist() == whole["pre_litigation_accepted"].tolist()
    assert months["success"].tolist() == whole["pre_litigation_success"].tolist()
