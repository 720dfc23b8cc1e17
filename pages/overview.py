"""Overview: the three nets on one screen, what changed most, and what to know of the data."""

from functools import partial

from wzdash.labels import _
from wzdash.ui import present
from wzdash.ui.cards import show_cards, show_nets
from wzdash.ui.layout import side_by_side
from wzdash.ui.page import open_page
from wzdash.ui.panels import changes, counts, maps
from wzdash.ui.panels.warnings import notices

NETS = {
    "ground": ("orders_received", "closure_rate", "on_time_closure", "satisfaction_rate"),
    "sky": ("incidents", "incidents_robbery_snatch", "incidents_burglary", "incidents_fraud"),
    "line": (
        *("disputes_screened", "mediation_success_accepted"),
        *("pre_litigation_accepted", "pre_litigation_success_rate"),
    ),
}
MAPPED = ("orders_received", "incidents_per_10k", "disputes_screened", "closure_rate", "satisfaction_rate")

view = open_page("overview")
cards = {net: view.headlines(*names) for net, names in NETS.items()}


def one_net(net: str) -> None:
    """A slide about one net: its cards, its trend, its towns."""
    trend = partial(counts.trend, view, NETS[net][0])
    present.beside(partial(show_cards, cards[net]), trend, partial(counts.ranking, view, NETS[net][0], top=9))


def places(width: int, height: int) -> None:
    """Where it is, what changed, what to know."""
    town_map = partial(maps.towns, view, MAPPED, width=width, height=height)
    most = partial(changes.most_changed, view)
    side_by_side(town_map, most, partial(notices, view), widths=(5, 4, 3))


if present.asked():
    slides = {
        _("三网概况"): partial(show_nets, cards),
        _("地网"): partial(one_net, "ground"),
        _("天网"): partial(one_net, "sky"),
        _("防线"): partial(one_net, "line"),
        _("分布与变化"): partial(places, *present.map_size()),
    }
    present.show(slides)
else:
    present.offer()
    show_nets(cards, view)
    places(540, 250)
