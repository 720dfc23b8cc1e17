"""Ground net · work orders: how many, where, when, and how far they get."""

from functools import partial

from wzdash.labels import _
from wzdash.ui.cards import show_cards
from wzdash.ui.layout import lazy_tabs, side_by_side
from wzdash.ui.page import open_page
from wzdash.ui.panels import counts, maps

STAGES = (
    "orders_received",
    "orders_filed",
    "orders_dispatched",
    "orders_handled",
    "orders_verified",
    "orders_closed_filed",
    "orders_called_back",
)
RATES = ("closure_rate", "closure_rate_received", "on_time_closure", "satisfaction_rate")

view = open_page("work_orders")
show_cards(view.headlines("orders_received", *RATES))
side_by_side(
    partial(counts.trend, view, "orders_received"),
    partial(counts.stages, view, STAGES, _("工单流程")),
)
lazy_tabs(
    {
        _("网格地图"): partial(maps.cells, view, ("orders_received", "on_time_closure", "satisfaction_rate")),
        _("镇街排名"): partial(counts.ranking, view, "orders_received"),
        _("类别 × 镇街"): partial(counts.category_by_town, view, "orders_received"),
        _("时段"): partial(counts.hour_by_weekday, view, "orders_received"),
    },
    key="orders_tabs",
)
