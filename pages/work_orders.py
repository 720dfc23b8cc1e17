"""Ground net · work orders: how many, where, when, how far they get, how fast and how well."""

from functools import partial

from wzdash.labels import _
from wzdash.ui.cards import show_cards
from wzdash.ui.layout import lazy_tabs, side_by_side
from wzdash.ui.page import open_page
from wzdash.ui.panels import anomalies, backlog, closing, heat, maps, orders, quality

RATES = ("closure_rate", "closure_rate_received", "on_time_closure", "satisfaction_rate")
MEASURES = (
    *("orders_received", "on_time_closure", "closure_rate", "filing_rate", "handling_rate"),
    *("handling_on_time", "rework_rate", "handback_rate", "verification_pass_rate", "valid_rate"),
    *("repeat_rate", "reopen_rate", "exclusion_rate", "satisfaction_rate", "solution_rate", "contact_rate"),
)
ON_HEAT = ("orders_received", "on_time_closure", "satisfaction_rate", "handback_rate", "repeat_rate")
ON_MAP = ("orders_received", "orders_per_1k", "on_time_closure", "satisfaction_rate")

view = open_page("work_orders")
show_cards(view.headlines("orders_received", *RATES), view=view)
side_by_side(partial(orders.volume, view), partial(orders.stages, view))


def closure() -> None:
    """Two bases of closure, and the states of all orders."""
    orders.closure(view)
    orders.states(view)


lazy_tabs(
    {
        _("网格地图"): partial(maps.cells, view, ON_MAP),
        _("构成"): partial(orders.cuts, view, MEASURES),
        _("结案口径"): closure,
        _("办结时长"): partial(closing.time_to_close, view),
        _("积压"): partial(backlog.backlog, view),
        _("办理质量"): partial(quality.handling, view),
        _("回访满意"): partial(quality.satisfaction, view),
        _("热力图"): partial(heat.heatmaps, view, ON_HEAT),
        _("异常"): partial(anomalies.anomalies, view),
    },
    key="orders_tabs",
)
