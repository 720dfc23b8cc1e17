"""Sky net · Tianqiong Plan: how far each project is, what is installed, what warnings led to, anti-fraud."""

from functools import partial

from wzdash.labels import _
from wzdash.ui.cards import show_cards
from wzdash.ui.layout import lazy_tabs
from wzdash.ui.page import open_page
from wzdash.ui.panels import antifraud, counts, maps, tianqiong

OUTPUTS = ("asset_online_rate", "warnings", "offenders_caught_by_warning")


def enclosure() -> None:
    """Map and curve of the roll-out."""
    tianqiong.rollout(view)
    counts.ranking(view, "enclosure_share")
    maps.cells(view, ("enclosed_communities", "enclosure_share"))


def fraud() -> None:
    """Cases and losses, reach, before and after."""
    antifraud.cases(view)
    antifraud.reach(view)
    antifraud.by_town(view)


view = open_page("tianqiong")
show_cards(view.headlines("milestones_reached", "enclosure_share", *OUTPUTS), view=view)
tianqiong.answer(view)
lazy_tabs(
    {
        _("七大工程"): partial(tianqiong.projects, view),
        _("设备"): partial(tianqiong.assets, view),
        _("科技合围小区"): enclosure,
        _("预警与抓获"): partial(tianqiong.warnings, view),
        _("反诈"): fraud,
    },
    key="tianqiong_tabs",
)
