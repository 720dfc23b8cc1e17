"""Every published figure comes out of the simulated rows by its definition, to the published precision."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import and_, distinct, func, or_, select

from wzdash.settings import DATA
from wzdash.store import schema as s

AS_OF = datetime(2020, 12, 31, 23, 59, 59)
PUBLISHED = pd.read_csv(DATA / "published_figures.csv", dtype=str).set_index("key").to_dict("index")

order, patrol, hazard, dispute, group = (
    s.work_order.c,
    s.patrol_day.c,
    s.hazard.c,
    s.dispute.c,
    s.organisation.c,
)
incident = s.incident.c


def year(column, number: int):
    return column.between(date(number, 1, 1), datetime(number, 12, 31, 23, 59, 59))


def count(*where):
    return func.count().filter(and_(*where))


def organisations(*where):
    return select(count(*where)).select_from(s.organisation)


def hazards(severity: str):
    return select(count(year(hazard.found_on, 2019), hazard.severity == severity)).select_from(s.hazard)


def total(column):
    return select(func.sum(column)).where(year(patrol.day, 2019))


def change(group_code: str):
    """Per cent from 2018 to 2019: which years the article compares is our assumption."""
    before, after = (
        count(incident.group_code == group_code, year(incident.occurred_at, n)) for n in (2018, 2019)
    )
    return select((after - before) * 100.0 / before).select_from(s.incident)


due = or_(order.closed_at.is_not(None), order.due_at <= AS_OF)
grid, court_2019 = (
    dispute.pipeline == "grid",
    and_(dispute.pipeline == "court", year(dispute.accepted_on, 2019)),
)
term_come = and_(court_2019, dispute.outcome == "success", dispute.performance_due_on <= AS_OF.date())
at_court = group.kind.in_(("court_centre", "tribunal"))
mediators = group.mediators_full + group.mediators_part
inspector_days = func.sum(patrol.inspector_days)

FIGURES = {
    "linkage_centres": organisations(group.kind == "linkage_centre"),
    "sub_centres": organisations(group.kind == "sub_centre"),
    "patrol_km_per_inspector_day": select(func.sum(patrol.km) / inspector_days).where(year(patrol.day, 2019)),
    "patrol_valid_orders_per_day": select(
        count(order.source == "patrol", order.valid, year(order.reported_at, 2019)) / 365.0
    ),
    "household_visits": total(patrol.household_visits),
    "public_opinions": total(patrol.opinions),
    "elderly_visits": total(patrol.elderly_visits),
    "orders_received": select(func.count()).select_from(s.work_order),
    "orders_closed": select(func.count(order.closed_at)),
    "closure_rate": select(func.count(order.closed_at) * 100.0 / count(due)),
    "satisfaction_rate": select(
        count(order.satisfaction == "satisfied") * 100.0 / func.count(order.satisfaction)
    ),
    "banners_letters": select(func.sum(order.praise)),
    "enterprises_inspected": select(func.count(distinct(s.inspection.c.enterprise_id))).where(
        year(s.inspection.c.inspected_on, 2019)
    ),
    "hazards_minor": hazards("minor"),
    "hazards_general": hazards("general"),
    "hazards_larger": hazards("larger"),
    "hazard_rectification_rate": select(func.count(hazard.rectified_on) * 100.0 / func.count()).where(
        year(hazard.found_on, 2019)
    ),
    "sky_projects": select(func.count(distinct(s.project_milestone.c.project_code))),
    "offenders_caught_by_warning": select(func.sum(s.warning_day.c.arrests)),
    "robbery_snatch_change": change("robbery_snatch"),
    "burglary_change": change("burglary"),
    "enclosure_plan_years": select(func.count(distinct(s.rollout.c.plan_year))),
    "industry_orgs_district": organisations(group.kind == "mediation_org", group.level == "district"),
    "mediation_groups": organisations(group.kind == "mediation_group"),
    "grid_mediators": select(func.sum(mediators)).where(group.kind == "mediation_group"),
    "disputes_screened": select(count(grid)).select_from(s.dispute),
    "non_litigation_share": select(
        count(grid, dispute.route == "non_litigation") * 100.0 / count(grid, dispute.route.is_not(None))
    ),
    "court_mediators": select(func.sum(mediators)).where(at_court),
    "court_branch_centres": organisations(group.kind == "court_centre"),
    "tribunals": organisations(group.kind == "tribunal"),
    "pre_litigation_accepted": select(count(court_2019)).select_from(s.dispute),
    "pre_litigation_success": select(count(court_2019, dispute.outcome == "success")).select_from(s.dispute),
    "judicial_confirmations": select(count(court_2019, dispute.confirmed_on.is_not(None))).select_from(
        s.dispute
    ),
    "agreement_performance_rate": select(
        count(term_come, dispute.performed_on <= AS_OF.date()) * 100.0 / count(term_come)
    ).select_from(s.dispute),
    "fees_refunded": select(
        func.sum(func.coalesce(dispute.fee_waived_yuan, 0) + func.coalesce(dispute.fee_refunded_yuan, 0))
    ).where(court_2019),
    "specialised_orgs": organisations(group.kind == "mediation_org"),
    "personal_rooms": organisations(group.kind == "personal_room"),
    "veteran_rooms": organisations(group.kind == "veteran_room"),
}


def agrees(found: float, published: str, qualifier: str) -> bool:
    """The store's value says the same as the published one, as precisely as it was published."""
    value = float(published)
    if qualifier == "more_than":
        return value < found <= 1.1 * value
    if qualifier == "nearly":
        return 0.97 * value <= found < value
    if qualifier.startswith("rounded_to_"):
        unit = float(qualifier.removeprefix("rounded_to_"))
        return round(found / unit) * unit == value
    assert qualifier == "exact"
    decimals = len(published.partition(".")[2])
    return round(found, decimals) == value


def test_every_published_figure_has_a_definition():
    assert len(PUBLISHED) == 38
    assert set(FIGURES) == set(PUBLISHED)


@pytest.mark.parametrize("key", FIGURES)
def test_figure_is_reproduced(ask, key):
    found = float(ask(FIGURES[key]).iloc[0, 0])
    row = PUBLISHED[key]
    assert agrees(found, row["value"], row["qualifier"]), (
        f"{key}: {found} for {row['qualifier']} {row['value']}"
    )


@pytest.mark.parametrize(
    ("found", "published", "qualifier", "expected"),
    [
        (99.134, "99.13", "exact", True),
        (99.136, "99.13", "exact", False),
        (160_000, "160000", "more_than", False),
        (199_000, "160000", "more_than", False),
        (1_000_000, "1000000", "nearly", False),
        (10_549, "10600", "rounded_to_100", False),
        (10_551, "10600", "rounded_to_100", True),
    ],
)
def test_agreement_is_strict(found, published, qualifier, expected):
    assert agrees(found, published, qualifier) is expected


def test_the_two_closure_rates_are_those_of_the_indicators(ask):
    query = select(
        func.count().label("received"), func.count(order.closed_at).label("closed"), count(due).label("due")
    )
    received, closed, due_count = ask(query).iloc[0].tolist()
    assert (received, closed, due_count) == (1_915_000, 1_893_000, 1_909_614)
    assert round(closed / received * 100, 2) == 98.85
    assert round(closed / due_count * 100, 2) == 99.13


def test_patrol_rows_hold_the_same_valid_orders(ask):
    valid = ask(total(patrol.valid_orders)).iloc[0, 0]
    assert valid == 508 * 365
