"""Overview: the three nets on one screen, what changed most, and what to know of the data."""

from functools import partial

from wzdash.ui.cards import show_cards
from wzdash.ui.layout import side_by_side
from wzdash.ui.page import open_page
from wzdash.ui.panels import changes, maps
from wzdash.ui.panels.warnings import notices

GROUND = ("orders_received", "closure_rate", "on_time_closure", "satisfaction_rate")
SKY = ("incidents", "incidents_robbery_snatch", "incidents_burglary", "incidents_fraud")
COURT = ("pre_litigation_accepted", "pre_litigation_success_rate")
LINE = ("disputes_screened", "mediation_success_accepted", *COURT)
MAPPED = ("orders_received", "incidents_per_10k", "disputes_screened", "closure_rate", "satisfaction_rate")

view = open_page("overview")
show_cards(view.headlines(*GROUND), view.headlines(*SKY), view.headlines(*LINE))
side_by_side(
    partial(maps.towns, view, MAPPED, height=280),
    partial(changes.most_changed, view),
    partial(notices, view),
    widths=(5, 4, 3),
)
