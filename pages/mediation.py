"""Defence line · mediation: where disputes come from, where they stop, how long they take."""

from functools import partial

from wzdash.labels import _
from wzdash.ui.cards import show_cards
from wzdash.ui.layout import lazy_tabs, side_by_side
from wzdash.ui.page import open_page
from wzdash.ui.panels import counts, maps, mediating, pipelines, waiting

CARDS = {
    "grid": (
        *("disputes_screened", "disputes_accepted", "mediation_success_accepted", "mediation_success"),
        "non_litigation_share",
    ),
    "court": (
        *("pre_litigation_accepted", "pre_litigation_success_rate", "confirmation_rate"),
        *("agreement_performance_rate", "diversion_rate"),
    ),
}
ON_MAP = {
    "grid": ("disputes_screened", "disputes_accepted", "mediation_success_accepted"),
    "court": ("pre_litigation_accepted", "pre_litigation_success_rate"),
}

view = open_page("mediation")
way = pipelines.choose(view)
show_cards(view.headlines(*CARDS[way.key]), view=view)
side_by_side(partial(pipelines.stages, way), partial(pipelines.table, way), widths=(5, 7))
lazy_tabs(
    {
        _("去向"): partial(pipelines.ways, way),
        _("走势"): partial(counts.trend, view, ON_MAP[way.key][0]),
        _("成功率"): partial(mediating.success, way),
        _("调解时长"): partial(mediating.days_to_conclude, way),
        _("待办"): partial(waiting.waiting, way),
        _("反复"): partial(waiting.recurring, way),
        _("升级"): partial(waiting.escalating, way),
        _("网格地图"): partial(maps.cells, view, ON_MAP[way.key]),
    },
    key="mediation_tabs",
)
