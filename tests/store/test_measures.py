"""Every measure on hand-made rows: which row counts for what, the same on both engines."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import select

from tests.district import areas, publish
from wzdash.settings import Settings
from wzdash.store.grains import GRAINS
from wzdash.store.measures import DISTINCT, measured_facts, measures
from wzdash.store.schema import metadata

AS_OF = datetime(2020, 6, 30, 12)


def at(text: str) -> datetime:
    """A time of June 2020: "03 10:00"."""
    return datetime.fromisoformat(f"2020-06-{text}")


def on(day: int, month: int = 6) -> date:
    return date(2020, month, day)


def counted(settings: Settings, fact: str, rows: dict[str, dict]) -> dict[str, dict[str, float]]:
    """{key: {measure: value}} of what each row counts for, zeros left out."""
    key = next(name for name in ("id", "code", "kind") if name in metadata.tables[fact].c)
    frame = pd.DataFrame([{key: name} | row for name, row in rows.items()])
    table = metadata.tables[fact]
    query = select(
        table.c[key], *(expression.label(name) for name, expression in measures(fact, AS_OF).items())
    )
    store = publish(settings, {"area": areas(), fact: frame}, AS_OF)
    found = store.read(query).set_index(key)
    return {
        str(name): {measure: value for measure, value in row.items() if value != 0}
        for name, row in found.iterrows()
    }


REPORTED = {"reported_at": at("01 09:00")}
PLACE = {"grid_code": "3205060010010001", "village_code": "320506001001", "town_code": "320506001"}
HANDLED = {"filed_at": at("01 10:00"), "dispatched_at": at("01 11:00"), "handled_at": at("02 09:00")}
CLOSED = HANDLED | {"verified_at": at("02 10:00"), "closed_at": at("02 11:00")}
ALWAYS = {"received": 1, "unlocated": 1}
STEPS = dict.fromkeys(("filed", "dispatched", "handled", "assignments"), 1) | ALWAYS
ENDED = STEPS | dict.fromkeys(("verified", "closed", "closed_filed", "due"), 1)

ORDERS = {  # name: (columns, what it counts for)
    "bare": ({}, ALWAYS | {"open": 1}),
    "open, due exactly at the data date": (
        {"due_at": AS_OF},
        ALWAYS | {"open": 1, "open_overdue": 1, "due": 1, "with_limit": 1, "due_with_limit": 1},
    ),
    "open, due a second later": (
        {"due_at": datetime(2020, 6, 30, 12, 0, 1)},
        ALWAYS | {"open": 1, "with_limit": 1},
    ),
    "filed and overdue, not handled": (
        {"filed_at": at("01 10:00"), "due_at": at("03 00:00")},
        ALWAYS
        | {"open": 1, "open_overdue": 1, "due": 1, "with_limit": 1, "due_with_limit": 1}
        | {"filed": 1, "handling_due": 1},
    ),
    "closed without a limit": (CLOSED, ENDED),
    "closed at the limit": (
        CLOSED | {"due_at": at("02 11:00")},
        ENDED
        | {"with_limit": 1, "due_with_limit": 1, "closed_on_time": 1}
        | {"handled_on_time": 1, "handling_due": 1},
    ),
    "handled in time, closed a second late": (
        CLOSED | {"due_at": at("02 10:59:59")},
        ENDED | {"with_limit": 1, "due_with_limit": 1, "handled_on_time": 1, "handling_due": 1},
    ),
    "not filed": ({"closed_at": at("01 12:00")}, ALWAYS | {"not_filed": 1, "closed": 1, "due": 1}),
    "valid": ({"valid": True}, ALWAYS | {"open": 1, "valid": 1}),
    "not valid": ({"valid": False}, ALWAYS | {"open": 1}),
    "a repeat": ({"duplicate_of": "bare"}, ALWAYS | {"open": 1, "repeats": 1}),
    "reopened at the 30th day": (
        CLOSED | {"reopened_at": datetime(2020, 7, 2, 11)},
        ENDED | {"reopened": 1},
    ),
    "reopened after 30 days": (CLOSED | {"reopened_at": datetime(2020, 7, 2, 11, 0, 1)}, ENDED),
    "reopened at once": (CLOSED | {"reopened_at": at("02 11:00")}, ENDED | {"reopened": 1}),
    "reopened and open again": ({"reopened_at": at("05 00:00")}, ALWAYS | {"open": 1}),
    "sent back twice, handed back three times": (
        CLOSED | {"reworks": 2, "handbacks": 3},
        ENDED | {"reworked": 1, "handbacks": 3, "assignments": 4},
    ),
    "never sent back": (CLOSED | {"reworks": 0, "handbacks": 0}, ENDED),
    "passed": (CLOSED | {"verify_result": "passed"}, ENDED | {"verify_passed": 1, "verify_decided": 1}),
    "failed": (CLOSED | {"verify_result": "failed"}, ENDED | {"verify_failed": 1, "verify_decided": 1}),
    "excluded": ({"exclusion": "litigation"}, ALWAYS | {"open": 1, "excluded": 1}),
    "called back, not reached, the answers do not count": (
        {"called_back_at": at("09 00:00"), "contacted": True, "solved": True},
        ALWAYS | {"open": 1, "called_back": 1},
    ),
    "called back and satisfied": (
        {"called_back_at": at("09 00:00"), "contacted": True, "solved": True, "satisfaction": "satisfied"},
        ALWAYS | {"open": 1, "called_back": 1, "reached": 1, "contacted": 1, "solved": 1, "satisfied": 1},
    ),
    "basically satisfied, nothing solved": (
        {"called_back_at": at("09 00:00"), "contacted": True, "solved": False, "satisfaction": "basic"},
        ALWAYS | {"open": 1, "called_back": 1, "reached": 1, "contacted": 1, "basically_satisfied": 1},
    ),
    "dissatisfied": ({"satisfaction": "dissatisfied"}, ALWAYS | {"open": 1, "reached": 1, "dissatisfied": 1}),
    "praised": ({"praise": 2}, ALWAYS | {"open": 1, "praise": 2}),
    "located": (PLACE, {"received": 1, "open": 1}),
    "recorded after three days": ({"recorded_at": at("04 09:00")}, ALWAYS | {"open": 1}),
    "recorded later than three days": (
        {"recorded_at": at("04 09:00:01")},
        ALWAYS | {"open": 1, "late_recorded": 1},
    ),
}

MINE = {"pipeline": "grid", "found_on": on(1)}
ACCEPTED = MINE | {"accepted_on": on(2)}
WON = ACCEPTED | {"concluded_on": on(9), "outcome": "success"}
FOUND = {"found": 1, "disputes_unlocated": 1}
IN = FOUND | {"accepted": 1}
SUCCESS = IN | {"success": 1, "concluded": 1, "diverted": 1, "diverted_or_filed": 1}

DISPUTES = {
    "found": (MINE, FOUND),
    "pending": (ACCEPTED | {"mediating_on": on(3)}, IN | {"mediating": 1, "pending": 1}),
    "pending, due today": (ACCEPTED | {"due_on": on(30)}, IN | {"pending": 1}),
    "pending, due yesterday": (ACCEPTED | {"due_on": on(29)}, IN | {"pending": 1, "pending_overdue": 1}),
    "concluded, was due": (WON | {"due_on": on(3)}, SUCCESS),
    "failed": (
        ACCEPTED | {"concluded_on": on(9), "outcome": "failure"},
        IN | {"failure": 1, "concluded": 1},
    ),
    "failed, filed in court": (
        ACCEPTED | {"concluded_on": on(9), "outcome": "failure", "filed_in_court_on": on(10)},
        IN | {"failure": 1, "concluded": 1, "filed_in_court": 1, "diverted_or_filed": 1},
    ),
    "won, filed in court all the same": (
        WON | {"filed_in_court_on": on(10)},
        IN | {"success": 1, "concluded": 1, "filed_in_court": 1, "diverted_or_filed": 1},
    ),
    "withdrawn": (ACCEPTED | {"concluded_on": on(9), "outcome": "withdrawn"}, IN | {"withdrawn": 1}),
    "oral": (
        WON | {"form": "oral", "route": "non_litigation"},
        SUCCESS | {"oral": 1, "settled": 1, "non_litigation": 1},
    ),
    "written, by litigation": (
        WON | {"form": "written", "route": "litigation"},
        SUCCESS | {"written": 1, "settled": 1},
    ),
    "a form without success": (ACCEPTED | {"form": "oral"}, IN | {"pending": 1}),
    "confirmed": (WON | {"confirmed_on": on(12)}, SUCCESS | {"confirmed": 1}),
    "term comes today, performed": (
        WON | {"performance_due_on": on(30), "performed_on": on(29)},
        SUCCESS | {"term_come": 1, "performed": 1},
    ),
    "term comes tomorrow, performed early": (
        WON | {"performance_due_on": on(1, 7), "performed_on": on(29)},
        SUCCESS,
    ),
    "term came, not performed, enforced": (
        WON | {"performance_due_on": on(20), "enforced_on": on(25)},
        SUCCESS | {"term_come": 1, "enforced": 1},
    ),
    "fee waived": (
        MINE | {"fee_waived_yuan": 120.5},
        FOUND | {"fee_waived_yuan": 120.5, "fee_yuan": 120.5},
    ),
    "fee refunded, a part waived": (
        MINE | {"fee_waived_yuan": 20.5, "fee_refunded_yuan": 30.0},
        FOUND | {"fee_waived_yuan": 20.5, "fee_refunded_yuan": 30.0, "fee_yuan": 50.5},
    ),
    "located": (MINE | PLACE, {"found": 1}),
}

OTHERS = {
    "whistle": {
        "arrived": (
            {"whistled_at": at("01 09:00"), "units_called": 3, "units_arrived": 2}
            | {"arrived_at": at("01 09:30"), "closed_at": at("01 09:30"), "outcome": "resolved"},
            {"whistles": 1, "units_called": 3, "units_arrived": 2, "arrived": 1}
            | {"closed_after_arrival": 1, "resolved": 1},
        ),
        "closed before arrival": (
            {"whistled_at": at("01 09:00"), "arrived_at": at("01 09:30"), "closed_at": at("01 09:29")},
            {"whistles": 1, "arrived": 1},
        ),
        "arrived in the last minute": (
            {"whistled_at": at("01 23:50"), "arrived_at": at("02 00:20"), "limit_minutes": 30},
            {"whistles": 1, "arrived": 1, "with_arrival_limit": 1, "arrived_on_time": 1},
        ),
        "arrived a second late": (
            {"whistled_at": at("01 09:00"), "arrived_at": at("01 09:30:01"), "limit_minutes": 30},
            {"whistles": 1, "arrived": 1, "with_arrival_limit": 1},
        ),
        "nobody came": (
            {"whistled_at": at("01 09:00"), "limit_minutes": 30},
            {"whistles": 1, "with_arrival_limit": 1},
        ),
    },
    "inspection": {"one": ({"enterprise_id": "E", "inspected_on": on(1)}, {"inspections": 1})},
    "hazard": {
        "due yesterday": (
            {"severity": "larger", "found_on": on(1), "due_on": on(29)},
            {"hazards": 1, "rectification_due": 1, "hazard_open": 1, "hazard_overdue": 1, "larger": 1},
        ),
        "due today": (
            {"severity": "minor", "found_on": on(1), "due_on": on(30)},
            {"hazards": 1, "hazard_open": 1, "minor": 1},
        ),
        "rectified on the last day": (
            {"severity": "general", "found_on": on(1), "due_on": on(5), "rectified_on": on(5)},
            {"hazards": 1, "rectified": 1, "rectified_on_time": 1, "rectification_due": 1, "general": 1},
        ),
        "rectified a day late": (
            {"found_on": on(1), "due_on": on(5), "rectified_on": on(6)},
            {"hazards": 1, "rectified": 1, "rectification_due": 1},
        ),
        "rectified without a date": (
            {"found_on": on(1), "rectified_on": on(6)},
            {"hazards": 1, "rectified": 1},
        ),
    },
    "incident": {
        "a repeat with loss": (
            {"occurred_at": at("01 09:00"), "duplicate_of": "I0", "loss_yuan": 10.5},
            {"incidents": 1, "incident_repeats": 1, "loss_yuan": 10.5, "with_loss": 1}
            | {"incidents_unlocated": 1},
        ),
        "located, no loss": ({"occurred_at": at("01 09:00"), "loss_yuan": 0.0} | PLACE, {"incidents": 1}),
    },
    "warning_day": {
        "vehicle": (
            {"day": on(1), "warnings": 4, "verified": 3, "arrests": 2},
            {"warnings": 4, "verified": 3, "arrests": 2},
        ),
    },
    "campaign_day": {"targeted": ({"day": on(1), "reached": 7}, {"reached_people": 7})},
    "rollout": {
        "enclosed today": (
            {"plan_year": 2019, "enclosed_on": on(30), "households": 50},
            {"communities": 1, "enclosed": 1, "enclosed_households": 50, "households": 50},
        ),
        "enclosed tomorrow": (
            {"plan_year": 2019, "enclosed_on": on(1, 7), "households": 60},
            {"communities": 1, "households": 60},
        ),
    },
    "project_milestone": {
        "reached late": (
            {"project_code": "eye", "name_zh": "里程碑", "planned_on": on(1), "reached_on": on(2)},
            {"milestones": 1, "reached": 1, "delayed": 1},
        ),
        "planned for yesterday": (
            {"project_code": "eye", "name_zh": "里程碑", "planned_on": on(29)},
            {"milestones": 1, "overdue": 1, "delayed": 1},
        ),
        "planned for today": (
            {"project_code": "eye", "name_zh": "里程碑", "planned_on": on(30)},
            {"milestones": 1},
        ),
    },
    "organisation": {
        "court": (
            {"kind": "tribunal", "name_zh": "庭", "mediators_full": 2, "experts": 1},
            {"organisations": 1, "mediators": 2, "mediators_full": 2, "experts": 1},
        ),
    },
}  # fmt: skip


def test_work_orders(settings: Settings):
    found = counted(settings, "work_order", {name: REPORTED | row for name, (row, _) in ORDERS.items()})
    assert found == {name: said for name, (_, said) in ORDERS.items()}


def test_disputes(settings: Settings):
    found = counted(settings, "dispute", {name: row for name, (row, _) in DISPUTES.items()})
    assert found == {name: said for name, (_, said) in DISPUTES.items()}


@pytest.mark.parametrize("fact", OTHERS)
def test_the_other_facts(settings: Settings, fact: str):
    found = counted(settings, fact, {name: row for name, (row, _) in OTHERS[fact].items()})
    assert found == {name: said for name, (_, said) in OTHERS[fact].items()}


def test_every_measure_is_shown_to_count():
    """No measure is without a row that counts for it, but for plain sums of a column."""
    cases = {"work_order": ORDERS, "dispute": DISPUTES, **OTHERS}
    sums = {"patrol_day", "asset_day"}
    assert set(cases) == set(measured_facts()) - sums
    for fact, rows in cases.items():
        shown = {name for _, said in rows.values() for name in said}
        assert set(measures(fact, AS_OF)) - {"mediators_part", "annual_quota"} <= shown, fact


def test_every_measured_fact_has_a_grain_and_distinct_counts_name_its_measures():
    assert set(measured_facts()) == set(GRAINS)
    for fact, names in DISTINCT.items():
        assert not set(names) & set(measures(fact, AS_OF))
