"""Defence line · organisations: who there is, what they cover, what they carry, quotas against done."""

from functools import partial

from wzdash.labels import _
from wzdash.ui.cards import show_cards
from wzdash.ui.layout import lazy_tabs
from wzdash.ui.page import open_page
from wzdash.ui.panels import load, organisations

CARDS = ("mediation_groups", "grid_mediators", "specialised_orgs", "personal_rooms", "court_mediators")

view = open_page("organisations")
show_cards(view.headlines(*CARDS), view=view)
organisations.answer(view)
lazy_tabs(
    {
        _("负荷"): partial(load.loads, view),
        _("调员试算"): partial(load.what_if, view),
        _("年度指标"): partial(load.quotas, view),
        _("覆盖"): partial(organisations.coverage, view),
        _("组织构成"): partial(organisations.structure, view),
        _("品牌与名册"): partial(organisations.listed, view),
    },
    key="organisations_tabs",
)
