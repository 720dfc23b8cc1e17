"""One click back: whatever changed the period or the filters, the page can undo it."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open
from wzdash.ui import state

TOWN, OTHER = "320506103", "320506001"


def filters(test: AppTest) -> dict[str, tuple[str, ...]]:
    return dict(test.session_state[state.SCOPE].filters)


def buttons(test: AppTest) -> list[str]:
    return [button.key for button in test.button]


def test_every_change_of_the_sidebar_is_undone_one_by_one(session: Open):
    test = session("incidents")
    assert "wz_back" not in buttons(test)
    test.multiselect(key="wz_w_town").set_value([TOWN]).run()
    test.multiselect(key="wz_w_town").set_value([TOWN, OTHER]).run()
    assert filters(test) == {"town": (OTHER, TOWN)}
    test.button(key="wz_back").click().run()
    assert filters(test) == {"town": (TOWN,)}
    assert test.multiselect(key="wz_w_town").value == [TOWN]
    test.button(key="wz_back").click().run()
    assert filters(test) == {}
    assert "wz_back" not in buttons(test)


def test_a_removed_chip_and_a_changed_period_come_back(session: Open):
    test = session("work_orders", town=TOWN)
    test.button(key="wz_chip_town").click().run()
    assert filters(test) == {}
    test.selectbox(key="wz_w_preset").set_value("近7天").run()
    assert test.session_state[state.SCOPE].days == 7
    test.button(key="wz_back").click().run()
    assert test.session_state[state.SCOPE].days > 300
    test.button(key="wz_back").click().run()
    assert filters(test) == {"town": (TOWN,)}


def test_a_chip_of_an_older_view_removes_only_its_own_filter(session: Open):
    test = session("incidents", town=TOWN, group="theft")
    test.session_state[state.OF_FACT + "incident"] = {}  # a click before, not drawn yet
    test.button(key="wz_chip_town").click().run()
    assert not {"town", "group"} & set(test.query_params)


def test_another_page_does_not_go_back_to_this_one(session: Open):
    test = session("incidents")
    test.multiselect(key="wz_w_town").set_value([TOWN]).run()
    test.switch_page("pages/mediation.py").run()
    assert "wz_back" not in buttons(test)
    assert filters(test) == {"town": (TOWN,)}


def test_a_click_on_a_chart_says_what_it_did_once(session: Open):
    test = session("work_orders")
    scope = test.session_state[state.SCOPE].where(town=TOWN)
    test.session_state[state.SCOPE] = scope
    test.session_state[state.DIRTY] = True
    test.session_state[state.CLICKED] = True
    test.run()
    assert ["木渎镇" in toast.value for toast in test.toast] == [True]
    test.run()
    assert not test.toast


def test_a_link_may_name_a_village_alone_and_its_town_takes_it_along(session: Open):
    village = "320506103001"
    test = session("work_orders", village=village)
    assert filters(test) == {"town": (TOWN,), "village": (village,)}
    assert test.multiselect(key="wz_w_village").value == [village]
    test.button(key="wz_chip_town").click().run()
    assert filters(test) == {}


def test_a_link_may_name_a_cell_alone_and_its_village_and_town_take_it_along(session: Open):
    village = "320506103001"
    test = session("work_orders", grid=f"{village}01")
    assert filters(test) == {"town": (TOWN,), "village": (village,), "grid": (f"{village}01",)}
