"""Defence line · court link (1 branch centre + 4 tribunals + N stations): cases before they are filed."""

from functools import partial

from wzdash.labels import _
from wzdash.ui.cards import show_cards
from wzdash.ui.layout import lazy_tabs, side_by_side
from wzdash.ui.page import open_page
from wzdash.ui.panels import court, court_flow, meeting, pipelines

CARDS = (
    "pre_litigation_accepted",
    "pre_litigation_success_rate",
    "confirmation_rate",
    "agreement_performance_rate",
    "diversion_rate",
)

view = open_page("court_link")
show_cards(view.headlines(*CARDS), view=view)
court.answer(view)
way = pipelines.Pipeline(view, "court")
side_by_side(partial(pipelines.stages, way), partial(court.place_map, view))
lazy_tabs(
    {
        _("法院点位"): partial(court.place_table, view),
        _("逐月"): partial(court.months, view),
        _("分流与费用"): partial(court.diversion, view),
        _("流向"): partial(court_flow.panel, view),
        _("例会议程"): partial(meeting.panel, view),
    },
    key="court_tabs",
)
