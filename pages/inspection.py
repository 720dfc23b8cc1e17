"""Ground net · patrol and hazards: who was where, what was found, what is put right, who came when called."""

from functools import partial

from wzdash.labels import _
from wzdash.ui.cards import show_cards
from wzdash.ui.layout import lazy_tabs, side_by_side
from wzdash.ui.page import open_page
from wzdash.ui.panels import counts, hazards, patrol

CARDS = (
    "patrol_km_per_inspector_day",
    "patrol_valid_orders",
    "cell_coverage",
    "hazard_rectification_rate",
    "whistle_arrival_on_time",
)
EFFORT = ("patrol_km_per_inspector_day", "patrol_orders_per_inspector_day", "patrol_valid_orders")
VISITS = ("household_visits", "opinions", "elderly_visits")

view = open_page("inspection")
show_cards(view.headlines(*CARDS), view=view)
patrol.answer(view)
side_by_side(partial(counts.trend, view, "patrol_valid_orders"), partial(hazards.by_severity, view))
lazy_tabs(
    {
        _("无人巡查的网格"): partial(patrol.neglected, view),
        _("巡查"): partial(patrol.by_town, view, EFFORT, "effort"),
        _("走访"): partial(patrol.by_town, view, VISITS, "visits"),
        _("企业与隐患"): partial(hazards.hazards, view),
        _("联合检查"): partial(hazards.checks, view),
        _("吹哨报到"): partial(hazards.whistles, view),
        _("党建覆盖"): partial(patrol.party, view),
    },
    key="inspection_tabs",
)
