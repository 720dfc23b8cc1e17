"""The panel of the roll-out has every event with a cell once, and each cell's own start."""

from __future__ import annotations

from datetime import date

import pandas as pd

from tests.district import incidents
from wzdash.metrics.enclosure import cell_months
from wzdash.scope import Scope
from wzdash.settings import Settings
from wzdash.store import schema
from wzdash.store.engine import open_store

BOTH = Scope(date(2019, 1, 1), date(2020, 12, 31))
TOWN = "320506002"


def test_every_cell_has_every_month_and_the_sums_are_those_of_the_rows(district_settings: Settings):
    store = open_store(district_settings)
    rows = incidents().query("group_code == 'theft'").dropna(subset=["grid_code"])
    found = cell_months(store, "incidents_theft", BOTH)
    assert len(found) == 8 * 24
    assert (
        found.groupby("grid")["n"].sum().loc[lambda n: n > 0].to_dict()
        == rows["grid_code"].value_counts().astype(float).sort_index().to_dict()
    )
    here = cell_months(store, "incidents_theft", BOTH.where(town=TOWN))
    assert set(here["grid"].str[:9]) == {TOWN}
    assert here["n"].sum() == (rows["town_code"] == TOWN).sum()


def test_a_cell_starts_in_the_month_of_its_first_enclosure(district_settings: Settings):
    store = open_store(district_settings)
    c = schema.rollout.c
    dated = store.read(schema.rollout.select().with_only_columns(c.grid_code, c.enclosed_on)).dropna()
    first = dated.groupby("grid_code")["enclosed_on"].min()
    found = cell_months(store, "incidents", BOTH).groupby("grid")["start"].first().dropna()
    wanted = first[first <= pd.Timestamp(BOTH.end)]
    assert found.to_dict() == {code: day.replace(day=1) for code, day in wanted.items()}
    assert len(found)
