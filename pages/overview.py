"""Overview: the three nets on one screen, and what changed most."""

from functools import partial

from wzdash.ui.cards import show_cards
from wzdash.ui.layout import side_by_side
from wzdash.ui.page import open_page
from wzdash.ui.panels import changes, maps

GROUND = ("orders_received", "closure_rate", "on_time_closure", "satisfaction_rate")
SKY = ("incidents", "incidents_robbery_snatch", "incidents_burglary", "incidents_fraud")
COURT = ("pre_litigation_accepted", "pre_litigation_success_rate")
LINE = ("disputes_screened", "mediation_success_accepted", *COURT)

view = open_page("overview")
for net in (GROUND, SKY, LINE):
    show_cards(view.headlines(*net))
side_by_side(
    partial(maps.towns, view, ("orders_received", "incidents_per_10k", "disputes_screened")),
    partial(changes.most_changed, view),
    widths=(3, 2),
)
