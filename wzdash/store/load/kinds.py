"""The kinds of import, one row each: KINDS. What a file of a kind may hold and the rules that only it has."""

from __future__ import annotations

from itertools import pairwise

from wzdash.errors import ImportRefused
from wzdash.labels import N_, _
from wzdash.store import schema as s
from wzdash.store.load import headers as h
from wzdash.store.load.fields import Field, Kind, Need, from_table
from wzdash.store.load.place_headers import CATEGORY_GROUP
from wzdash.store.load.words import MARK_HEADERS

MARK = Field("mark", "text", MARK_HEADERS, stored=False)
TOWN_NAME = Field("town_name", "text", length=80, stored=False)
GROUP = Field("category_group", "text", CATEGORY_GROUP, length=80, stored=False)

_STAGES = ("filed_at", "dispatched_at", "handled_at", "verified_at", "closed_at")
_AFTER_SUCCESS = ("confirmed_on", "performed_on", "enforced_on")

WORK_ORDERS = Kind(
    "work-orders",
    N_("工单"),
    s.work_order,
    ("id",),
    from_table(s.work_order, h.WORK_ORDER, planned=("due_at",), extra=(GROUP, TOWN_NAME, MARK)),
    order=(
        *(("reported_at", stage) for stage in (*_STAGES, "called_back_at", "reopened_at")),
        *pairwise(_STAGES),
        ("filed_at", "handled_at"),
    ),
    domain="work_order",
)
WHISTLES = Kind(
    "whistles",
    N_("吹哨"),
    s.whistle,
    ("id",),
    from_table(s.whistle, h.WHISTLE, extra=(MARK,)),
    order=(("whistled_at", "arrived_at"), ("whistled_at", "closed_at"), ("units_arrived", "units_called")),
)
PATROL = Kind(
    "patrol",
    N_("巡查"),
    s.patrol_day,
    ("day", "town_code", "village_code", "grid_code"),
    from_table(s.patrol_day, h.PATROL, extra=(MARK,)),
)
INSPECTIONS = Kind(
    "inspections",
    N_("检查"),
    s.inspection,
    ("id",),
    from_table(s.inspection, h.INSPECTION, extra=(MARK,)),
)
HAZARDS = Kind(
    "hazards",
    N_("隐患"),
    s.hazard,
    ("id",),
    from_table(s.hazard, h.HAZARD, planned=("due_on",), extra=(GROUP, TOWN_NAME, MARK)),
    order=(("found_on", "rectified_on"),),
    domain="hazard",
)
INCIDENTS = Kind(
    "incidents",
    N_("警情"),
    s.incident,
    ("id",),
    from_table(s.incident, h.INCIDENT, extra=(GROUP, TOWN_NAME, MARK)),
    domain="incident",
)
WARNINGS = Kind(
    "warnings",
    N_("预警"),
    s.warning_day,
    ("day", "town_code", "kind"),
    from_table(s.warning_day, h.WARNING, extra=(MARK,)),
    order=(("verified", "warnings"),),
)
MILESTONES = Kind(
    "milestones",
    N_("项目节点"),
    s.project_milestone,
    ("id",),
    from_table(s.project_milestone, h.MILESTONE, planned=("planned_from", "planned_on"), extra=(MARK,)),
    order=(("planned_from", "planned_on"),),
)
ASSETS = Kind(
    "assets",
    N_("设备"),
    s.asset_day,
    ("day", "town_code", "project_code", "kind_zh"),
    from_table(s.asset_day, h.ASSET, extra=(MARK,)),
    order=(("online", "installed"),),
)
ROLLOUT = Kind(
    "rollout",
    N_("科技合围小区"),
    s.rollout,
    ("id",),
    from_table(s.rollout, h.ROLLOUT, planned=("planned_on",), extra=(MARK,)),
)
CAMPAIGNS = Kind(
    "campaigns",
    N_("反诈宣传"),
    s.campaign_day,
    ("day", "town_code", "kind", "audience"),
    from_table(s.campaign_day, h.CAMPAIGN, extra=(MARK,)),
)
DISPUTES = Kind(
    "disputes",
    N_("纠纷"),
    s.dispute,
    ("id",),
    from_table(
        s.dispute, h.DISPUTE, planned=("due_on", "performance_due_on"), extra=(GROUP, TOWN_NAME, MARK)
    ),
    order=(
        ("found_on", "accepted_on"),
        ("accepted_on", "mediating_on"),
        ("mediating_on", "concluded_on"),
        ("accepted_on", "concluded_on"),
        *(("concluded_on", later) for later in _AFTER_SUCCESS),
        ("concluded_on", "performance_due_on"),
        ("concluded_on", "filed_in_court_on"),
        ("performance_due_on", "enforced_on"),
    ),
    needs=(
        Need("mediating_on", "accepted_on"),
        Need("outcome", "accepted_on"),
        Need("outcome", "concluded_on"),
        Need("concluded_on", "outcome"),
        Need("filed_in_court_on", "outcome"),
        *(Need(column, "outcome", "success") for column in ("form", "performance_due_on", *_AFTER_SUCCESS)),
    ),
    domain="dispute",
)
ORGANISATIONS = Kind(
    "organisations",
    N_("组织"),
    s.organisation,
    ("code",),
    from_table(s.organisation, h.ORGANISATION, planned=("until",), extra=(MARK,)),
    order=(("since", "until"),),
)
EVENTS = Kind(
    "events",
    N_("大事记"),
    s.timeline_event,
    ("id",),
    from_table(
        s.timeline_event, h.TIMELINE, planned=("starts_on", "ends_on"), extra=(MARK,), lists={"net": "net"}
    ),
    order=(("starts_on", "ends_on"),),
)
POPULATION = Kind(
    "population",
    N_("人口"),
    s.population,
    ("area_code", "year"),
    from_table(s.population, h.POPULATION, optional=("level",), extra=(MARK,), lists={"level": "area.level"}),
)
AREAS = Kind(
    "areas",
    N_("区域"),
    s.area,
    ("code",),
    from_table(
        s.area,
        h.AREA,
        extra=(MARK,),
        computed=("town_code", "village_code", "lon", "lat", "area_km2"),
        optional=("level",),
    ),
)
CATEGORIES = Kind(
    "categories",
    N_("类别"),
    s.category,
    ("domain", "code"),
    from_table(s.category, h.CATEGORIES, optional=("group_code",), extra=(MARK,)),
)
DEPARTMENTS = Kind(
    "departments",
    N_("部门"),
    s.department,
    ("code",),
    from_table(s.department, h.DEPARTMENT, extra=(MARK,)),
)

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        AREAS,
        WORK_ORDERS,
        INCIDENTS,
        DISPUTES,
        ORGANISATIONS,
        HAZARDS,
        INSPECTIONS,
        PATROL,
        ROLLOUT,
        MILESTONES,
        ASSETS,
        CAMPAIGNS,
        EVENTS,
        POPULATION,
        WHISTLES,
        WARNINGS,
        CATEGORIES,
        DEPARTMENTS,
    )
}


def kind_of(name: str) -> Kind:
    """The kind of that name. Raises ImportRefused naming the allowed ones."""
    if name not in KINDS:
        raise ImportRefused(
            _("导入种类 {name!r} 未知;可用:{allowed}").format(name=name, allowed=", ".join(KINDS))
        )
    return KINDS[name]
