"""The link of a session: a late one from the browser undoes nothing, a step back does."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open
from wzdash.ui import address, cached, state

ONE, OTHER = "320506001", "320506103"


def towns(test: AppTest) -> tuple[str, ...]:
    return dict(test.session_state[state.SCOPE].filters).get("town", ())


def link(test: AppTest) -> dict[str, str]:
    return dict(test.query_params)


def send(test: AppTest, said: dict[str, str]) -> AppTest:
    """One run, begun by a browser whose link says this."""
    test.query_params.clear()
    test.query_params.update(said)
    return test.run()


def test_of_two_quick_choices_the_second_keeps_the_first(session: Open):
    test = session("organisations")
    before = link(test)
    test.multiselect(key="wz_w_town").set_value([ONE]).run()
    assert towns(test) == (ONE,)
    test.multiselect(key="wz_w_town").set_value([ONE, OTHER])
    send(test, before)
    assert towns(test) == (ONE, OTHER)
    assert test.multiselect(key="wz_w_town").value == [ONE, OTHER]
    assert link(test)["town"] == f"{ONE},{OTHER}"


def test_a_link_that_was_opened_is_no_wish_to_open_it_again(session: Open):
    opened = {"town": OTHER}
    test = send(session("organisations"), opened)
    assert towns(test) == (OTHER,)
    test.multiselect(key="wz_w_town").set_value([]).run()
    send(test, opened)
    assert towns(test) == ()


def test_the_browsers_step_back_brings_the_earlier_view(session: Open, monkeypatch: pytest.MonkeyPatch):
    test = session("organisations", town=OTHER)
    before = link(test)
    test.multiselect(key="wz_w_town").set_value([ONE]).run()
    monkeypatch.setattr(address, "went_back", lambda: True)
    send(test, before)
    assert towns(test) == (OTHER,)
    assert test.multiselect(key="wz_w_town").value == [OTHER]


def test_another_link_of_the_same_page_is_opened(session: Open):
    test = session("organisations", town=OTHER)
    send(test, link(test) | {"town": ONE})
    assert towns(test) == (ONE,)


def test_what_a_page_asks_beyond_the_filters_goes_back_too(session: Open, monkeypatch: pytest.MonkeyPatch):
    test = session("before_after")
    before = link(test)
    assert "series" not in before
    chosen = test.selectbox(key="ba_series")
    usual, other = chosen.value, "incidents"
    chosen.set_value(other).run()
    assert link(test)["series"] == other
    send(test, before)
    assert test.selectbox(key="ba_series").value == other
    monkeypatch.setattr(address, "went_back", lambda: True)
    send(test, before)
    assert test.selectbox(key="ba_series").value == usual


def test_a_held_place_outlives_a_choice_made_before_the_browser_knew_of_it(session: Open):
    session("grid_map")
    first, second = cached.areas().query("level == 'town'")["code"].head(2)
    test = session("grid_map", town=first)
    before = link(test)
    test.button(key="grid_map_pin").click().run()
    assert link(test)["versus"] == first
    test.selectbox(key="grid_map_search").select(second)
    send(test, before)
    assert towns(test) == (second,)
    assert link(test)["versus"] == first


def test_of_two_quick_presses_both_turn_the_slide_and_escape_leaves(session: Open):
    test = session("overview", present="1")
    before = link(test)
    test.button(key="wz_next").click().run()
    assert link(test)["slide"] == "2"
    test.button(key="wz_next").click()
    send(test, before)
    assert link(test)["slide"] == "3"
    send(test, before)  # a report of the window's size, say
    assert link(test)["slide"] == "3"
    presenting = link(test)
    test.button(key="wz_leave").click().run()
    send(test, presenting)
    assert "present" not in link(test)
    test.button(key="wz_present").click().run()
    assert link(test).get("slide", "1") == "1"


def test_a_wrong_pace_leaves_the_way_out(session: Open):
    test = session("overview", present="1", every="0")
    assert "every='0'" in test.error[0].value
    test.button(key="wz_play").click().run()
    assert "every" not in link(test)
    test.button(key="wz_leave").click().run()
    assert "present" not in link(test)


def test_back_from_a_slide_is_the_one_before(session: Open, monkeypatch: pytest.MonkeyPatch):
    test = session("overview", present="1", slide="3")
    before = link(test)
    test.button(key="wz_previous").click().run()
    assert link(test)["slide"] == "2"
    monkeypatch.setattr(address, "went_back", lambda: True)
    send(test, before)
    assert link(test)["slide"] == "3"
