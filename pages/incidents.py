"""Sky net · incidents: month by month, by type and place."""

from functools import partial

from wzdash.labels import _
from wzdash.ui.cards import show_cards
from wzdash.ui.layout import lazy_tabs
from wzdash.ui.page import open_page
from wzdash.ui.panels import choices, counts, hotspots, incident_counts, incident_trends, maps

GROUPS = ("robbery_snatch", "burglary", "fraud")

view = open_page("incidents")
show_cards(
    view.headlines("incidents", *(f"incidents_{group}" for group in GROUPS), "incidents_per_10k"), view=view
)
incident_trends.trends(view)
lazy_tabs(
    {
        _("类别"): partial(incident_counts.types, view),
        _("镇街"): partial(incident_counts.towns, view),
        _("网格地图"): partial(maps.cells, view, ("incidents", "incidents_per_10k")),
        _("逐月地图"): partial(
            maps.area_map, view, ("incidents",), "village", extras=choices.Extras(months=True)
        ),
        _("热点"): partial(hotspots.hotspots, view),
        _("类别 × 镇街"): partial(counts.category_by_town, view, "incidents"),
        _("时段"): partial(counts.hour_by_weekday, view, "incidents"),
    },
    key="incident_tabs",
)
