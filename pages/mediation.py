"""Defence line · mediation: where disputes come from and where they stop. The two pipelines stay apart."""

from functools import partial

from wzdash.labels import _
from wzdash.ui.cards import show_cards
from wzdash.ui.layout import lazy_tabs, side_by_side
from wzdash.ui.page import open_page
from wzdash.ui.panels import counts

GRID = (
    "disputes_screened",
    "disputes_accepted",
    "disputes_mediating",
    "disputes_success",
    "disputes_performed",
)
COURT = ("pre_litigation_accepted", "pre_litigation_success", "judicial_confirmations")
RATES = ("mediation_success_accepted", "non_litigation_share")

view = open_page("mediation")
show_cards(view.headlines("disputes_screened", *RATES, COURT[0], "pre_litigation_success_rate"))
side_by_side(
    partial(counts.stages, view, GRID, _("网格纠纷流程")),
    partial(counts.stages, view, COURT, _("诉前调解流程")),
)
lazy_tabs(
    {
        _("走势"): partial(counts.trend, view, "disputes_screened"),
        _("镇街"): partial(counts.ranking, view, "disputes_screened"),
        _("纠纷类型"): partial(counts.ranking, view, "disputes_screened", "category"),
    },
    key="mediation_tabs",
)
