"""The grid map: from the district to a cell and back, search, the profile of a place."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open
from wzdash.ui import cached


def place(level: str) -> tuple[str, str, str]:
    """Code of an area of the level with its town and village."""
    row = cached.areas().query("level == @level").iloc[0]
    return row["code"], row["town_code"], row["village_code"]


def filters(test: AppTest) -> dict:
    return dict(test.session_state["wz_scope"].filters)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("level", ["town", "village", "grid"])
def test_a_place_has_a_profile_and_a_way_back(session: Open, level: str, lang: str):
    session("grid_map")
    code, town, village = place(level)
    larger = {"town": town, "village": village} if level == "grid" else {"town": town}
    test = session("grid_map", lang=lang, **(larger | {level: code}))
    assert not test.exception
    assert not test.error
    assert test.dataframe[0].value.shape == (5, 4)
    test.button(key="grid_map_to_district").click().run()
    assert not test.exception
    assert filters(test) == {}


def test_a_cell_by_search_brings_its_town_and_village(session: Open):
    test = session("grid_map")
    code, town, village = place("grid")
    test.selectbox(key="grid_map_search").select(code).run()
    assert not test.exception
    assert filters(test) == {"grid": (code,), "town": (town,), "village": (village,)}
    test.button(key="grid_map_to_town").click().run()
    assert filters(test) == {"town": (town,)}


def test_all_cells_on_one_map(session: Open):
    test = session("grid_map")
    test.session_state["grid_map_depth"] = "grid"
    test.run()
    assert not test.exception
    assert not test.error
