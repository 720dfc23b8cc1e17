"""What can be counted on each fact: {measure: expression per row}; a total is its sum over rows.

Rollups hold the same sums under the same names, so a metric does not know which table answered.
`as_of` is the store's own data date: what is due, overdue or performed depends on it. Conditions that are
neither true nor false because a date is missing count as false.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from types import MappingProxyType

from sqlalchemy import ColumnElement, and_, case, func, literal, or_

from wzdash.store import schema as s
from wzdash.store.sql import count_if, minutes_between

Measures = dict[str, ColumnElement]
REOPEN_WINDOW = timedelta(days=30)


def _set(column: ColumnElement) -> ColumnElement:
    return count_if(column.is_not(None))


def _or_zero(column: ColumnElement) -> ColumnElement:
    return func.coalesce(column, 0)


def _work_order(as_of: datetime) -> Measures:
    """Life cycle, clocks, quality and call-back. Due: closed, or its limit has passed."""
    c = s.work_order.c
    is_open, has_limit = c.closed_at.is_(None), c.due_at.is_not(None)
    past = and_(has_limit, c.due_at <= as_of)
    return {
        "received": literal(1),
        "filed": _set(c.filed_at),
        "not_filed": count_if(and_(c.filed_at.is_(None), c.closed_at.is_not(None))),
        "valid": count_if(c.valid.is_(True)),
        "repeats": _set(c.duplicate_of),
        "dispatched": _set(c.dispatched_at),
        "handled": _set(c.handled_at),
        "handled_on_time": count_if(and_(c.filed_at.is_not(None), c.handled_at <= c.due_at)),
        "handling_due": count_if(
            and_(c.filed_at.is_not(None), has_limit, or_(c.handled_at.is_not(None), past))
        ),
        "verified": _set(c.verified_at),
        "closed": _set(c.closed_at),
        "closed_filed": count_if(and_(c.closed_at.is_not(None), c.filed_at.is_not(None))),
        "called_back": _set(c.called_back_at),
        "open": count_if(is_open),
        "open_overdue": count_if(and_(is_open, past)),
        "due": count_if(or_(c.closed_at.is_not(None), past)),
        "with_limit": count_if(has_limit),
        "due_with_limit": count_if(and_(has_limit, or_(c.closed_at.is_not(None), past))),
        "closed_on_time": count_if(c.closed_at <= c.due_at),
        "reworked": count_if(c.reworks > 0),
        "handbacks": _or_zero(c.handbacks),
        "assignments": _set(c.dispatched_at) + _or_zero(c.handbacks),
        "verify_passed": count_if(c.verify_result == "passed"),
        "verify_failed": count_if(c.verify_result == "failed"),
        "verify_decided": _set(c.verify_result),
        "reopened": count_if(
            and_(c.reopened_at >= c.closed_at, c.reopened_at <= c.closed_at + REOPEN_WINDOW)
        ),
        "excluded": _set(c.exclusion),
        **_call_back(),
        "unlocated": count_if(c.grid_code.is_(None)),
        "late_recorded": count_if(c.recorded_at > c.reported_at + timedelta(days=3)),
    }


def _call_back() -> Measures:
    """What those who were reached by the call-back said."""
    c = s.work_order.c
    reached = c.satisfaction.is_not(None)
    return {
        "reached": count_if(reached),
        "contacted": count_if(and_(reached, c.contacted.is_(True))),
        "solved": count_if(and_(reached, c.solved.is_(True))),
        "satisfied": count_if(c.satisfaction == "satisfied"),
        "basically_satisfied": count_if(c.satisfaction == "basic"),
        "dissatisfied": count_if(c.satisfaction == "dissatisfied"),
        "praise": _or_zero(c.praise),
    }


def _whistle(as_of: datetime) -> Measures:
    c = s.whistle.c
    return {
        "whistles": literal(1),
        "units_called": _or_zero(c.units_called),
        "units_arrived": _or_zero(c.units_arrived),
        "arrived": _set(c.arrived_at),
        "with_arrival_limit": _set(c.limit_minutes),
        "arrived_on_time": count_if(minutes_between(c.whistled_at, c.arrived_at) <= c.limit_minutes),
        "closed_after_arrival": count_if(and_(c.arrived_at.is_not(None), c.closed_at >= c.arrived_at)),
        "resolved": count_if(c.outcome == "resolved"),
    }


def _patrol_day(as_of: datetime) -> Measures:
    c = s.patrol_day.c
    names = ("inspector_days", "km", "valid_orders", "household_visits", "opinions", "elderly_visits")
    return {name: _or_zero(c[name]) for name in names}


def _inspection(as_of: datetime) -> Measures:
    return {"inspections": literal(1)}


def _hazard(as_of: datetime) -> Measures:
    c = s.hazard.c
    is_open, past = c.rectified_on.is_(None), c.due_on < as_of.date()
    measures = {
        "hazards": literal(1),
        "rectified": _set(c.rectified_on),
        "rectified_on_time": count_if(c.rectified_on <= c.due_on),
        "rectification_due": count_if(and_(c.due_on.is_not(None), or_(c.rectified_on.is_not(None), past))),
        "hazard_open": count_if(is_open),
        "hazard_overdue": count_if(and_(is_open, past)),
    }
    return measures | {level: count_if(c.severity == level) for level in ("minor", "general", "larger")}


def _incident(as_of: datetime) -> Measures:
    """All recorded rows count; repeats and unlocated ones are told, not dropped."""
    c = s.incident.c
    return {
        "incidents": literal(1),
        "incident_repeats": _set(c.duplicate_of),
        "loss_yuan": _or_zero(c.loss_yuan),
        "with_loss": count_if(c.loss_yuan > 0),
        "incidents_unlocated": count_if(c.grid_code.is_(None)),
    }


def _warning_day(as_of: datetime) -> Measures:
    c = s.warning_day.c
    return {name: _or_zero(c[name]) for name in ("warnings", "verified", "arrests")}


def _asset_day(as_of: datetime) -> Measures:
    c = s.asset_day.c
    return {"asset_days": _or_zero(c.installed), "online_days": _or_zero(c.online)}


def _campaign_day(as_of: datetime) -> Measures:
    return {"reached_people": _or_zero(s.campaign_day.c.reached)}


def _rollout(as_of: datetime) -> Measures:
    c = s.rollout.c
    return {
        "communities": literal(1),
        "enclosed": count_if(c.enclosed_on <= as_of.date()),
        "enclosed_households": case((c.enclosed_on <= as_of.date(), _or_zero(c.households)), else_=0),
        "households": _or_zero(c.households),
    }


def _milestone(as_of: datetime) -> Measures:
    c = s.project_milestone.c
    return {
        "milestones": literal(1),
        "reached": count_if(c.reached_on <= as_of.date()),
        "overdue": count_if(and_(c.reached_on.is_(None), c.planned_on < as_of.date())),
        "delayed": count_if(
            or_(c.reached_on > c.planned_on, and_(c.reached_on.is_(None), c.planned_on < as_of.date()))
        ),
    }


def _dispute(as_of: datetime) -> Measures:
    """Both pipelines; ask for one at a time (filter `pipeline`): they never share a sum."""
    c = s.dispute.c
    today = as_of.date()
    success, accepted = c.outcome == "success", c.accepted_on.is_not(None)
    term_come = and_(success, c.performance_due_on <= today)
    return {
        "found": literal(1),
        "accepted": count_if(accepted),
        "mediating": _set(c.mediating_on),
        "success": count_if(success),
        "failure": count_if(c.outcome == "failure"),
        "withdrawn": count_if(c.outcome == "withdrawn"),
        "pending": count_if(and_(accepted, c.outcome.is_(None))),
        "pending_overdue": count_if(and_(accepted, c.outcome.is_(None), c.due_on < today)),
        "concluded": count_if(c.outcome.in_(("success", "failure"))),
        "settled": _set(c.route),
        "non_litigation": count_if(c.route == "non_litigation"),
        "oral": count_if(and_(success, c.form == "oral")),
        "written": count_if(and_(success, c.form == "written")),
        "confirmed": _set(c.confirmed_on),
        "term_come": count_if(term_come),
        "performed": count_if(and_(term_come, c.performed_on.is_not(None))),
        "enforced": _set(c.enforced_on),
        "filed_in_court": _set(c.filed_in_court_on),
        "diverted": count_if(and_(success, c.filed_in_court_on.is_(None))),
        "diverted_or_filed": count_if(or_(success, c.filed_in_court_on.is_not(None))),
        "fee_yuan": _or_zero(c.fee_waived_yuan) + _or_zero(c.fee_refunded_yuan),
        "fee_waived_yuan": _or_zero(c.fee_waived_yuan),
        "fee_refunded_yuan": _or_zero(c.fee_refunded_yuan),
        "disputes_unlocated": count_if(c.grid_code.is_(None)),
    }


def _organisation(as_of: datetime) -> Measures:
    c = s.organisation.c
    full, part = _or_zero(c.mediators_full), _or_zero(c.mediators_part)
    return {
        "organisations": literal(1),
        "mediators": full + part,
        "mediators_full": full,
        "mediators_part": part,
        "experts": _or_zero(c.experts),
        "annual_quota": _or_zero(c.annual_quota),
    }


_MEASURES: dict[str, Callable[[datetime], Measures]] = {
    "work_order": _work_order,
    "whistle": _whistle,
    "patrol_day": _patrol_day,
    "inspection": _inspection,
    "hazard": _hazard,
    "incident": _incident,
    "warning_day": _warning_day,
    "asset_day": _asset_day,
    "campaign_day": _campaign_day,
    "rollout": _rollout,
    "project_milestone": _milestone,
    "dispute": _dispute,
    "organisation": _organisation,
}

# counts of different things: not additive, so answered from facts only
DISTINCT: dict[str, dict[str, ColumnElement]] = {
    "inspection": {"enterprises": s.inspection.c.enterprise_id},
    "patrol_day": {"cells_visited": s.patrol_day.c.grid_code},
    "project_milestone": {"projects": s.project_milestone.c.project_code},
    "rollout": {"plan_years": s.rollout.c.plan_year},
}


@lru_cache(maxsize=64)
def measures(fact: str, as_of: datetime) -> Mapping[str, ColumnElement]:
    """Additive measures of a fact: {name: expression per row}, in declared order."""
    return MappingProxyType(_MEASURES[fact](as_of))


def measured_facts() -> tuple[str, ...]:
    """Names of the facts that have measures."""
    return tuple(_MEASURES)
