"""The grid map: from the district to a cell and back, search, the profile of a place."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open
from wzdash.ui import cached, names


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
    assert test.table[0].value.shape == (7, 4)
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


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_place_is_found_by_either_of_its_names(session: Open, lang: str):
    test = session("grid_map", lang=lang)
    offered = test.selectbox(key="grid_map_search").options
    town = next(text for text in offered if "木渎镇" in text)
    assert "Mudu Town" in town
    assert town.startswith("木渎镇" if lang == "zh" else "Mudu Town")


def test_a_link_with_an_unknown_second_place_says_so(session: Open):
    session("grid_map")
    test = session("grid_map", town=place("village")[1], versus="nowhere")
    assert "nowhere" in test.warning[0].value
    other = cached.areas().query("level == 'town'")["code"].iloc[0]
    test.selectbox(key="grid_map_other_0").select(other).run()
    assert not test.warning
    assert test.query_params["versus"] == other


def test_raised_areas_offer_no_squares_on_the_ground(session: Open):
    test = session("grid_map")
    test.toggle(key="grid_map_raised").set_value(True).run()
    assert test.toggle(key="grid_map_spots").disabled


def test_another_town_lets_go_of_the_village_and_the_cell(session: Open):
    session("grid_map")
    code, town, village = place("grid")
    other = next(c for c in cached.areas().query("level == 'town'")["code"] if c != town)
    test = session("grid_map", town=town, village=village, grid=code)
    assert filters(test)["grid"] == (code,)
    test.multiselect(key="wz_w_town").set_value([other]).run()
    assert not test.exception
    assert filters(test) == {"town": (other,)}
    assert names.area_names()[other] in [one.value for one in test.subheader]


def test_without_its_town_a_place_is_let_go(session: Open):
    session("grid_map")
    code, town, village = place("grid")
    test = session("grid_map", town=town, village=village, grid=code)
    test.button(key="wz_chip_town").click().run()
    assert filters(test) == {}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_two_places_side_by_side(session: Open, lang: str):
    session("grid_map")
    first, second = cached.areas().query("level == 'town'")["code"].head(2)
    test = session("grid_map", lang=lang, town=first, versus=second)
    assert not test.exception
    shown = test.table[-1].value
    known = names.area_names()
    assert list(shown.columns)[1:3] == [known[first], known[second]]
    assert " % (" in shown.iloc[0, 3]
    assert "n = " in shown.iloc[2, 1]


def test_a_held_place_waits_for_another(session: Open):
    session("grid_map")
    first, second = cached.areas().query("level == 'town'")["code"].head(2)
    test = session("grid_map", town=first)
    test.button(key="grid_map_pin").click().run()
    assert len(test.table) == 1
    test.selectbox(key="grid_map_search").select(second).run()
    assert not test.exception
    assert list(test.table[-1].value.columns)[1:3] == [names.area_names()[c] for c in (second, first)]


def test_all_cells_on_one_map(session: Open):
    test = session("grid_map")
    test.session_state["grid_map_depth"] = "grid"
    test.run()
    assert not test.exception
    assert not test.error
    test.session_state["grid_map_depth"] = None  # as a page says that is just being drawn
    assert not test.run().error
    assert test.session_state["grid_map_depth"] == "grid"


def test_months_one_by_one(session: Open):
    test = session("grid_map")
    test.toggle(key="grid_map_raised").set_value(True).run()
    test.button(key="map_month_play").click().run()
    assert not test.exception
    slider = test.select_slider(key="grid_map_month")
    assert slider.value == slider.options[1] or slider.value.endswith("-01")
    assert test.session_state["map_month_playing"]
    slider.set_value("2020-03")  # as of a browser that is not yet where the page is: that pauses too
    test.button(key="map_month_play").click().run()
    assert not test.session_state["map_month_playing"]
    test.selectbox(key="grid_map_measure").set_value("incidents").run()
    assert not test.exception


def test_spots_of_work_orders(session: Open):
    test = session("grid_map")
    test.toggle(key="grid_map_spots").set_value(True).run()
    assert not test.exception
    spots = cached.order_spots(test.session_state["wz_scope"])
    assert len(spots.rows) == len(spots.rows.drop_duplicates(["x", "y"])) > 100
    assert spots.left_out >= 0


def test_without_a_place_the_towns_are_beside_each_other(session: Open):
    test = session("grid_map")
    shown = test.dataframe[0].value
    assert len(shown) == 14
    assert shown["工单数"].is_monotonic_decreasing
    assert set(shown["名称"]) <= set(names.area_names().values())


def told(test: AppTest) -> str:
    """What the page says outside its widgets, as HTML."""
    return " ".join(one.proto.body for one in test.get("html"))


def test_what_is_chosen_of_the_map_is_in_its_link(session: Open):
    test = session("grid_map")
    test.segmented_control(key="grid_map_classes").set_value("7").run()
    test.selectbox(key="grid_map_cut").set_value("equal").run()
    test.selectbox(key="grid_map_measure").set_value("incidents").run()
    kept = {name: test.query_params[name] for name in ("classes", "cut", "measure")}
    assert kept == {"classes": "7", "cut": "equal", "measure": "incidents"}
    test.selectbox(key="grid_map_search").select(place("village")[1]).run()
    assert test.selectbox(key="grid_map_measure").value == "incidents"


def test_a_link_brings_the_map_as_it_was(session: Open):
    test = session("grid_map", measure="incidents", cut="natural", classes="3", depth="village", raised="1")
    assert not test.exception
    assert not test.error
    assert test.selectbox(key="grid_map_measure").value == "incidents"
    assert test.toggle(key="grid_map_raised").value
    assert "按自然断点分级 · 3 级" in told(test)
    assert "classes='9'" in session("grid_map", classes="9").error[0].value


def test_months_share_one_scale_that_the_legend_tells(session: Open):
    test = session("grid_map", month="2020-02", classes="4")
    assert not test.error
    assert test.select_slider(key="grid_map_month").value == "2020-02"
    assert "4 级,各月同一尺度" in told(test)
    test.select_slider(key="grid_map_month").set_value("2020-03").run()
    assert test.query_params["month"] == "2020-03"
