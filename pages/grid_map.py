"""Grid map: the three nets on one map, from district to town, village and cell, with a place's profile."""

from functools import partial

from wzdash.ui.layout import side_by_side
from wzdash.ui.page import open_page
from wzdash.ui.panels import contrast, grid_map, profile

ORDERS = ("orders_received", "orders_per_1k", "closure_rate", "satisfaction_rate")
OTHERS = ("household_visits", "hazards", "incidents", "incidents_per_10k", "disputes_screened")
PROFILE = (
    "orders_received",
    "orders_per_1k",
    "closure_rate",
    "hazards",
    "incidents",
    "incidents_per_10k",
    "disputes_screened",
)
BOTH = (*ORDERS, "hazards", "incidents", "incidents_per_10k", "disputes_screened")

view = grid_map.placed(open_page("grid_map"))
grid_map.way(view)
side_by_side(
    partial(grid_map.draw, view, (*ORDERS, *OTHERS)),
    partial(profile.draw, view, PROFILE),
    widths=(558, 497),  # the map is 558 pixels wide
    gap="medium",
)
here = grid_map.trail(view)
if here:
    contrast.draw(view, list(here.values())[-1], BOTH)
