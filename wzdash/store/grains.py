"""By what each fact can be cut and when its rows happened: {fact: Grain}.

A dimension is a name the user knows (town, month, source) and the expression that gives it on the fact.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, Table, case, func

from wzdash.store import schema as s
from wzdash.store.sql import day_of, hour_of, month_of, week_of, weekday_of, year_of

PLACES = {"town": "town_code", "village": "village_code", "grid": "grid_code"}
TIMES = ("day", "week", "month", "year")


@dataclass(frozen=True)
class Grain:
    """A table that can answer: when its rows happened, by what it can be cut.

    `unit` is the finest time: instant, day or month; empty when the rows do not happen at a time.
    """

    table: Table
    time: ColumnElement | None
    unit: str
    dimensions: dict[str, ColumnElement]


def time_dimensions(time: ColumnElement, unit: str) -> dict[str, ColumnElement]:
    """Time dimensions that a column of this unit can give."""
    dimensions: dict[str, ColumnElement] = {"year": year_of(time), "month": month_of(time)}
    if unit != "month":
        dimensions |= {"day": day_of(time), "week": week_of(time), "weekday": weekday_of(time)}
    if unit == "instant":
        dimensions["hour"] = hour_of(time)
    return dimensions


def _grain(table: Table, time: ColumnElement | None, unit: str, **columns: str) -> Grain:
    dimensions = time_dimensions(time, unit) if time is not None else {}
    places = {name: table.c[column] for name, column in PLACES.items() if column in table.c}
    named: dict[str, Column] = {name: table.c[column] for name, column in columns.items()}
    return Grain(table, time, unit, {**dimensions, **places, **named})


_CATEGORY = {"group": "group_code", "category": "category_code"}

GRAINS: dict[str, Grain] = {
    "work_order": _grain(
        s.work_order,
        s.work_order.c.reported_at,
        "instant",
        **_CATEGORY,
        source="source",
        department="department_code",
        exclusion="exclusion",
        satisfaction="satisfaction",
    ),
    "whistle": _grain(s.whistle, s.whistle.c.whistled_at, "instant", outcome="outcome"),
    "patrol_day": _grain(s.patrol_day, s.patrol_day.c.day, "day"),
    "inspection": _grain(s.inspection, s.inspection.c.inspected_on, "day", programme="programme"),
    "hazard": _grain(s.hazard, s.hazard.c.found_on, "day", **_CATEGORY, severity="severity"),
    "incident": _grain(
        s.incident,
        s.incident.c.occurred_at,
        "instant",
        **_CATEGORY,
        source="source",
        time_grain="time_grain",
    ),
    "warning_day": _grain(s.warning_day, s.warning_day.c.day, "day", kind="kind"),
    "asset_day": _grain(s.asset_day, s.asset_day.c.day, "day", project="project_code", asset_kind="kind_zh"),
    "campaign_day": _grain(s.campaign_day, s.campaign_day.c.day, "day", kind="kind", audience="audience"),
    "rollout": _grain(s.rollout, None, "", plan_year="plan_year"),
    "project_milestone": _grain(s.project_milestone, None, "", project="project_code", stage="stage"),
    "dispute": _grain(
        s.dispute,
        func.coalesce(s.dispute.c.accepted_on, s.dispute.c.found_on),
        "day",
        **_CATEGORY,
        source="source",
        pipeline="pipeline",
        level="level",
        organisation="organisation_code",
        outcome="outcome",
    ),
    "organisation": _grain(s.organisation, None, "", kind="kind", level="level"),
}

_WHEN = s.incident.c.time_grain
GRAINS["incident"].dimensions.update(
    hour=case((_WHEN == "minute", hour_of(s.incident.c.occurred_at))),
    weekday=case((_WHEN != "month", weekday_of(s.incident.c.occurred_at))),
)
