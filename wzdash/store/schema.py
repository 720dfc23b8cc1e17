"""The one schema: dimensions, facts, provenance. Portable between DuckDB and PostgreSQL.

Every table's comment is its grain. Rules about its rows are in checks.py, what is counted on it in
measures.py. Facts carry the area at the three levels they are asked by; a row that could not be placed
keeps empty codes and stays. Times are local (Asia/Shanghai), coordinates WGS84. No column may hold a person.
Keys are declared as checks, not as primary keys: DuckDB's key index would cost more than the rows.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

metadata = MetaData()


def _place() -> list[Column]:
    return [
        Column("town_code", String(9), comment="镇街 code; empty: not located"),
        Column("village_code", String(12), comment="村社区 code; empty: not located below the town"),
        Column("grid_code", String(16), comment="网格 code; empty: not located below the village"),
    ]


def _point() -> list[Column]:
    return [
        Column("lon", Double, comment="WGS84 longitude in degrees"),
        Column("lat", Double, comment="WGS84 latitude in degrees"),
        Column("fallback_point", Boolean, comment="many rows share this exact point: it says nothing"),
    ]


def _fact(name: str, grain: str, *columns: Column, index: tuple[str, ...] = ()) -> Table:
    """A fact table of the given grain; every row names the batch it came with. Indexes only on PostgreSQL."""
    table = Table(name, metadata, *columns, Column("batch_id", Integer), comment=grain)
    for column in index:
        Index(f"ix_{name}_{column}", table.c[column]).ddl_if(dialect="postgresql")
    return table


# ---------------------------------------------------------------- dimensions

area = Table(
    "area",
    metadata,
    Column("code", String(16), nullable=False),
    Column("level", String(8), nullable=False),
    Column("parent_code", String(16)),
    Column("town_code", String(9)),
    Column("village_code", String(12)),
    Column("name_zh", String(80), nullable=False),
    Column("name_en", String(120)),
    Column("kind", String(12)),
    Column("lon", Double, comment="of the label point"),
    Column("lat", Double, comment="of the label point"),
    Column("area_km2", Double),
    Column("geometry", LargeBinary, comment="WKB, WGS84"),
    Column("batch_id", Integer),
    comment="one row per area: the district, its towns, villages and grid cells",
)

category = Table(
    "category",
    metadata,
    Column("domain", String(12), nullable=False),
    Column("code", String(32), nullable=False),
    Column("group_code", String(32), nullable=False, comment="equals code for a group's own row"),
    Column("name_zh", String(80), nullable=False),
    Column("name_en", String(120)),
    Column("department_code", String(16)),
    Column("clock", String(16), comment="working_hours, working_days, calendar_hours or calendar_days"),
    Column("limit_value", Double, comment="in units of the clock; empty: no time limit"),
    Column("sort", Integer),
    Column("batch_id", Integer),
    comment="one row per domain and category of the responsibility list, groups included",
)

department = Table(
    "department",
    metadata,
    Column("code", String(16), nullable=False),
    Column("name_zh", String(80), nullable=False),
    Column("name_en", String(120)),
    Column("batch_id", Integer),
    comment="one row per responsible department",
)

# ---------------------------------------------------------------- ground net

work_order = _fact(
    "work_order",
    "one row per work order received",
    Column("id", String(64), nullable=False),
    Column("source", String(12)),
    Column("category_code", String(32)),
    Column("group_code", String(32)),
    Column("department_code", String(16)),
    *_place(),
    *_point(),
    Column("reported_at", DateTime, nullable=False),
    Column(
        "recorded_at", DateTime, comment="when the row reached the platform; late when days after the report"
    ),
    Column("filed_at", DateTime),
    Column("dispatched_at", DateTime),
    Column("handled_at", DateTime),
    Column("verified_at", DateTime),
    Column("closed_at", DateTime),
    Column("called_back_at", DateTime, comment="when the call-back was due and tried"),
    Column("reopened_at", DateTime),
    Column("due_at", DateTime, comment="limit by the category's clock; empty: no limit"),
    Column("valid", Boolean, comment="filed, and not a repeat"),
    Column("duplicate_of", String(64)),
    Column("verify_result", String(8)),
    Column("reworks", Integer, comment="times sent back after verification"),
    Column("handbacks", Integer, comment="times a department handed it back"),
    Column("exclusion", String(16), comment="reason for leaving it out of the assessment"),
    Column("contacted", Boolean, comment="the reporter was contacted, as said in the call-back"),
    Column("solved", Boolean),
    Column("satisfaction", String(12), comment="empty: not reached by the call-back"),
    Column("praise", Integer, comment="banners and letters received"),
    index=("id", "reported_at"),
)

whistle = _fact(
    "whistle",
    "one row per whistle blown by a grid for departments to report to it",
    Column("id", String(64), nullable=False),
    Column("work_order_id", String(64)),
    *_place(),
    Column("whistled_at", DateTime, nullable=False),
    Column("units_called", Integer),
    Column("units_arrived", Integer),
    Column("arrived_at", DateTime, comment="first unit on the spot"),
    Column("limit_minutes", Integer),
    Column("closed_at", DateTime),
    Column("outcome", String(12)),
)

patrol_day = _fact(
    "patrol_day",
    "one row per day and area patrolled (a grid cell where known)",
    Column("day", Date, nullable=False),
    *_place(),
    Column("inspector_days", Double, nullable=False, comment="share of inspectors' days spent in the area"),
    Column("km", Double),
    Column("valid_orders", Integer),
    Column("household_visits", Integer),
    Column("opinions", Integer),
    Column("elderly_visits", Integer),
)

inspection = _fact(
    "inspection",
    "one row per inspection of an enterprise",
    Column("id", String(64), nullable=False),
    Column("enterprise_id", String(64), nullable=False, comment="an enterprise's number, never a person's"),
    Column("programme", String(16)),
    *_place(),
    Column("inspected_on", Date, nullable=False),
)

hazard = _fact(
    "hazard",
    "one row per hazard found",
    Column("id", String(64), nullable=False),
    Column("inspection_id", String(64)),
    Column("category_code", String(32)),
    Column("group_code", String(32)),
    Column("severity", String(8)),
    *_place(),
    Column("found_on", Date, nullable=False),
    Column("due_on", Date),
    Column("rectified_on", Date),
)

# ---------------------------------------------------------------- sky net

incident = _fact(
    "incident",
    "one row per incident recorded by the police",
    Column("id", String(64), nullable=False),
    Column("source", String(12)),
    Column("category_code", String(32)),
    Column("group_code", String(32)),
    *_place(),
    *_point(),
    Column("occurred_at", DateTime, nullable=False, comment="first instant of the time grain"),
    Column("time_grain", String(8), comment="minute, day or month: how exactly the time is known"),
    Column("recorded_at", DateTime),
    Column("duplicate_of", String(64)),
    Column("outcome", String(80)),
    Column("loss_yuan", Double),
    index=("id", "occurred_at"),
)

warning_day = _fact(
    "warning_day",
    "one row per day, town and kind of warning: counts only",
    Column("day", Date, nullable=False),
    Column("town_code", String(9)),
    Column("kind", String(12)),
    Column("warnings", Integer),
    Column("verified", Integer),
    Column("arrests", Integer),
)

project_milestone = _fact(
    "project_milestone",
    "one row per project of the Tianqiong Plan and milestone",
    Column("id", String(64), nullable=False),
    Column("project_code", String(16), nullable=False),
    Column("project_zh", String(80)),
    Column("project_en", String(120)),
    Column("stage", String(8)),
    Column("name_zh", String(120), nullable=False),
    Column("name_en", String(160)),
    Column("document", Boolean, comment="a governance document rather than a work stage"),
    Column("planned_from", Date),
    Column("planned_on", Date, nullable=False),
    Column("reached_on", Date),
    Column("assumed", Boolean, comment="the date is our assumption, no source gives it"),
)

asset_day = _fact(
    "asset_day",
    "one row per day, town, project and kind of asset",
    Column("day", Date, nullable=False),
    Column("town_code", String(9)),
    Column("project_code", String(16)),
    Column("kind_zh", String(40)),
    Column("kind_en", String(60)),
    Column("installed", Integer),
    Column("online", Integer),
)

rollout = _fact(
    "rollout",
    "one row per residential community of the enclosure plan",
    Column("id", String(64), nullable=False),
    Column("name_zh", String(80)),
    Column("name_en", String(120)),
    *_place(),
    Column("lon", Double),
    Column("lat", Double),
    Column("households", Integer),
    Column("plan_year", Integer, nullable=False),
    Column("planned_on", Date),
    Column("enclosed_on", Date, comment="empty: not yet"),
    Column("assumed", Boolean, comment="the date is our assumption, no source gives it"),
)

campaign_day = _fact(
    "campaign_day",
    "one row per day, town, kind of anti-fraud campaign and audience",
    Column("day", Date, nullable=False),
    Column("town_code", String(9)),
    Column("kind", String(16)),
    Column("audience", String(16)),
    Column("reached", Integer, comment="people reached, a count"),
)

# ---------------------------------------------------------------- defence line

dispute = _fact(
    "dispute",
    "one row per dispute (pipeline grid) or pre-litigation case (pipeline court)",
    Column("id", String(64), nullable=False),
    Column("pipeline", String(8), nullable=False),
    Column("source", String(12)),
    Column("category_code", String(32)),
    Column("group_code", String(32)),
    Column("level", String(10)),
    Column("organisation_code", String(32)),
    *_place(),
    Column("found_on", Date, nullable=False, comment="found by screening, applied or referred"),
    Column("accepted_on", Date),
    Column("mediating_on", Date),
    Column("due_on", Date),
    Column("concluded_on", Date),
    Column("outcome", String(10), comment="empty: pending"),
    Column("route", String(16), comment="how a concluded dispute was settled"),
    Column("form", String(8)),
    Column("confirmed_on", Date, comment="judicial confirmation"),
    Column("performance_due_on", Date),
    Column("performed_on", Date),
    Column("enforced_on", Date),
    Column("filed_in_court_on", Date),
    Column("fee_waived_yuan", Double, comment="court fee not asked for"),
    Column("fee_refunded_yuan", Double, comment="court fee paid in advance and given back"),
    index=("id", "found_on"),
)

organisation = _fact(
    "organisation",
    "one row per organisation, centre, group, room or station",
    Column("code", String(32), nullable=False),
    Column("parent_code", String(32)),
    Column("kind", String(24), nullable=False),
    Column("level", String(8)),
    Column("name_zh", String(120), nullable=False),
    Column("name_en", String(160)),
    *_place(),
    Column("lon", Double),
    Column("lat", Double),
    Column("mediators_full", Integer),
    Column("mediators_part", Integer),
    Column("experts", Integer),
    Column("annual_quota", Integer, comment="disputes a year it is meant to handle"),
    Column("since", Date),
    Column("until", Date),
)

# ---------------------------------------------------------------- context

population = _fact(
    "population",
    "one row per area and year",
    Column("area_code", String(16), nullable=False),
    Column("level", String(8), nullable=False),
    Column("year", Integer, nullable=False),
    Column("residents", Integer),
    Column("households", Integer),
    Column("elderly_alone", Integer),
    Column("source", String(12)),
)

timeline_event = _fact(
    "timeline_event",
    "one row per event that a trend must show: interventions, recorded breaks, holidays, campaigns",
    Column("id", String(64), nullable=False),
    Column("net", String(8)),
    Column("kind", String(16)),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),
    Column("town_code", String(9)),
    Column("name_zh", String(120), nullable=False),
    Column("name_en", String(160)),
    Column("assumed", Boolean, comment="the date is our assumption, no source gives it"),
    Column("source", String(160)),
)

# ---------------------------------------------------------------- provenance

import_batch = Table(
    "import_batch",
    metadata,
    Column("id", Integer, nullable=False),
    Column("kind", String(24), nullable=False),
    Column("file_name", String(200)),
    Column("digest", String(64), comment="SHA-256 of the file and the mapping"),
    Column("rows_read", BigInteger),
    Column("rows_accepted", BigInteger),
    Column("rows_rejected", BigInteger),
    Column("rows_replaced", BigInteger, comment="older rows with the same key that this batch replaced"),
    Column("rows_unlocated", BigInteger),
    Column("rows_fallback", BigInteger),
    Column("imported_by", String(80), comment="name of the account that ran the import"),
    Column("imported_at", DateTime, nullable=False),
    Column("simulated", Boolean, nullable=False),
    Column("note", String(400)),
    comment="one row per import",
)

rejected_row = Table(
    "rejected_row",
    metadata,
    Column("batch_id", Integer, nullable=False),
    Column("line", BigInteger, nullable=False),
    Column("column_name", String(80)),
    Column("value", String(200), comment="shortened; never of a column that looks personal"),
    Column("reason", String(40), comment="code of the rule"),
    Column("message", String(300)),
    comment="one row per rejected line of an import and rule it broke",
)

store_info = Table(
    "store_info",
    metadata,
    Column("key", String(40), nullable=False),
    Column("value", String(400)),
    comment="one row per fact about the store: version, as_of, simulated, seed, district_zh, district_en",
)

DIMENSIONS = (area, category, department)
FACTS = (
    work_order,
    whistle,
    patrol_day,
    inspection,
    hazard,
    incident,
    warning_day,
    project_milestone,
    asset_day,
    rollout,
    campaign_day,
    dispute,
    organisation,
    population,
    timeline_event,
)
PROVENANCE = (import_batch, rejected_row, store_info)
