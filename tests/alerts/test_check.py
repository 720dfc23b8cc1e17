"""Findings on a small real store: limits against the metric itself, anomalies, and what is not judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from wzdash.alerts.check import FIRED, QUIET, UNKNOWN, check, span
from wzdash.alerts.report import as_json
from wzdash.alerts.rules import Rule
from wzdash.errors import SettingsError
from wzdash.exhibits.names import Names
from wzdash.metrics.query import frame
from wzdash.settings import Settings
from wzdash.store.engine import Store, open_store

TOWN = "320506103"


@pytest.fixture(scope="module")
def store(demo_store: Path) -> Store:
    return open_store(Settings(store_dir=demo_store))


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        (Rule("a", "m"), (date(2020, 12, 1), date(2020, 12, 31))),
        (Rule("a", "m", months=3, lag_days=15), (date(2020, 9, 1), date(2020, 11, 30))),
        (Rule("a", "m", days=7), (date(2020, 12, 25), date(2020, 12, 31))),
        (Rule("a", "m", days=7, lag_days=30), (date(2020, 11, 25), date(2020, 12, 1))),
    ],
)
def test_the_period_of_a_rule(rule: Rule, days: tuple[date, date]):
    assert span(rule, date(2020, 12, 31)) == days


def test_a_limit_fires_on_the_value_that_the_metric_has(store: Store):
    rule = Rule("closed", "closure_rate", months=12, by="town")
    values = frame(store, ["closure_rate"], check(store, [rule])[0].scope().where(town=None), ["town"])
    middle = float(values["closure_rate"].median())
    found = {one.part: one for one in check(store, [replace(rule, below=middle)])}
    for row in values.dropna().to_dict("records"):
        one = found[row["town"]]
        assert one.value == row["closure_rate"]
        assert (one.state == FIRED) == (row["closure_rate"] < middle)
    assert {one.state for one in found.values()} == {FIRED, QUIET}


def test_a_value_on_the_limit_is_within_it(store: Store):
    (free,) = check(store, [Rule("n", "orders_received", months=12)])
    assert free.value is not None
    for change, state in (({"above": free.value}, QUIET), ({"above": free.value - 1}, FIRED)):
        (one,) = check(store, [replace(Rule("n", "orders_received", months=12), **change)])
        assert one.state == state


def test_too_few_rows_are_not_judged(store: Store):
    (one,) = check(store, [Rule("few", "closure_rate", below=1.0, least=10**8)])
    assert one.state == UNKNOWN


def test_hidden_counts_are_not_judged_and_not_told(store: Store):
    found = check(store, [Rule("small", "incidents", by="grid", above=0, months=12)])
    hidden = [one for one in found if one.state == UNKNOWN]
    assert hidden
    assert all(one.value is None and one.n is None for one in hidden)


def test_an_anomaly_is_told_with_what_was_expected(store: Store):
    found = check(store, [Rule("odd", "orders_received", by="town", anomaly=True, months=2)])
    assert {one.start for one in found} == {date(2020, 11, 1), date(2020, 12, 1)}
    assert all(one.expected is not None and one.expected >= 0 for one in found)
    assert sum(one.state == FIRED for one in found) <= len(found) // 4


def test_a_code_that_the_store_does_not_know_is_named(store: Store):
    with pytest.raises(SettingsError, match="320506999"):
        check(store, [Rule("a", "incidents", above=1, filters=(("town", ("320506999",)),))])


def test_a_finding_says_itself(store: Store):
    rule = Rule("t", "on_time_closure", label="按期", by="town", below=1.0, months=12)
    one = next(one for one in check(store, [rule]) if one.part == TOWN)
    told = as_json(one, Names(store).of("town", "work_order"))
    assert told["part_name"] == "木渎镇"
    assert told["text"].startswith("木渎镇 · 按期:")
    assert "下限 100.0 %" in told["text"]
    assert told["start"] == "2020-01-01"
