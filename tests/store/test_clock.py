"""Deadlines against the State Council's notices for 2018, 2019 and 2020."""

import numpy as np
import pytest

from wzdash.errors import StoreError
from wzdash.store.clock import due_at, is_working_day, moment_of, office_seconds, working_days


def due(start: str, clock: str, limit: float) -> str:
    return str(due_at(np.array([start], "datetime64[s]"), np.array([clock]), np.array([limit]))[0])


@pytest.mark.parametrize(
    ("start", "clock", "limit", "expected"),
    [
        # an ordinary week: Wednesday 2019-06-12
        ("2019-06-12T10:00", "working_hours", 4, "2019-06-12T14:00:00"),
        ("2019-06-12T16:00", "working_hours", 2, "2019-06-13T10:00:00"),
        ("2019-06-12T09:00", "working_hours", 8, "2019-06-12T17:00:00"),
        ("2019-06-14T16:30", "working_hours", 1, "2019-06-17T09:30:00"),
        ("2019-06-15T11:00", "working_hours", 1, "2019-06-17T10:00:00"),
        ("2019-06-12T22:00", "working_days", 1, "2019-06-13T17:00:00"),
        ("2019-06-12T00:00", "working_days", 2.5, "2019-06-17T17:00:00"),
        ("2019-06-12T10:00", "calendar_hours", 1.5, "2019-06-12T11:30:00"),
        ("2019-06-12T10:00", "calendar_days", 3, "2019-06-15T23:59:59"),
        # Spring Festival 2019: 4–10 February off, Sunday 3 February worked
        ("2019-02-01T16:00", "working_hours", 2, "2019-02-02T10:00:00"),
        ("2019-02-03T16:00", "working_hours", 2, "2019-02-11T10:00:00"),
        ("2019-02-01T10:00", "working_days", 3, "2019-02-11T17:00:00"),
        ("2019-02-05T10:00", "working_days", 1, "2019-02-11T17:00:00"),
        # National Day 2019: 1–7 October off, Sunday 29 September and Saturday 12 October worked
        ("2019-09-28T10:00", "working_days", 1, "2019-09-29T17:00:00"),
        ("2019-09-30T16:30", "working_hours", 1, "2019-10-08T09:30:00"),
        ("2019-10-08T10:00", "working_days", 4, "2019-10-12T17:00:00"),
        # National Day 2018: 1–7 October off, Saturday 29 and Sunday 30 September worked
        ("2018-09-28T16:00", "working_hours", 2, "2018-09-29T10:00:00"),
        ("2018-09-30T10:00", "working_days", 2, "2018-10-09T17:00:00"),
        ("2018-09-30T10:00", "calendar_days", 2, "2018-10-02T23:59:59"),
        # National Day 2020: 1–8 October off, Sunday 27 September and Saturday 10 October worked
        ("2020-09-26T10:00", "working_days", 1, "2020-09-27T17:00:00"),
        ("2020-09-30T16:30", "working_hours", 9, "2020-10-10T09:30:00"),
        ("2020-10-03T10:00", "working_days", 2, "2020-10-10T17:00:00"),
        # Spring Festival 2018: 15–21 February off, Sunday 11 and Saturday 24 February worked
        ("2018-02-09T16:00", "working_hours", 2, "2018-02-11T10:00:00"),
        ("2018-02-14T12:00", "working_days", 3, "2018-02-24T17:00:00"),
        # the epidemic made the Spring Festival of 2020 longer: back on 3 February
        ("2020-01-23T16:00", "working_hours", 2, "2020-02-03T10:00:00"),
    ],
)
def test_deadline(start, clock, limit, expected):
    assert due(start, clock, limit) == expected


def test_no_deadline_without_clock_limit_or_start():
    start = np.array(["2019-06-12", "2019-06-12", "NaT"], "datetime64[s]")
    found = due_at(start, np.array([None, "working_days", "working_days"], object), np.array([1, np.nan, 1]))
    assert np.isnat(found).all()


def test_many_rows_of_mixed_clocks_equal_one_by_one():
    rng = np.random.default_rng(3)
    start = np.datetime64("2018-01-01", "s") + rng.integers(0, 3 * 365 * 86_400, 400)
    clock = rng.choice(["working_hours", "working_days", "calendar_hours", "calendar_days"], 400)
    limit = rng.choice([0.5, 1, 2, 7, 30], 400)
    single = [due(str(s), c, n) for s, c, n in zip(start, clock, limit, strict=True)]
    assert [str(value) for value in due_at(start, clock, limit)] == single


def test_office_seconds_and_moment_are_inverse_within_office_hours():
    moments = np.arange("2019-02-01T09:00", "2019-02-16T17:00", 437, "datetime64[s]").astype(np.int64)
    office = office_seconds(moments)
    back = moment_of(office)
    assert (np.diff(office) >= 0).all()
    assert (office_seconds(back) == office).all()
    inside = (moments % 86_400 > 9 * 3600) & (moments % 86_400 <= 17 * 3600)
    inside &= working_days(moments.astype("datetime64[s]"))
    assert inside.sum() > 500
    assert (back[inside] == moments[inside]).all()


def test_a_year_without_a_notice_counts_monday_to_friday():
    from datetime import date

    assert is_working_day(date(2045, 1, 2))  # a Monday
    assert not is_working_day(date(2045, 1, 7))
    assert due("2045-01-06T10:00", "working_days", 1) == "2045-01-09T17:00:00"


def test_unknown_clock_and_values_out_of_range_are_named():
    with pytest.raises(StoreError, match="'lunar' is unknown; allowed: working_hours"):
        due("2019-06-12T10:00", "lunar", 1)
    with pytest.raises(StoreError, match="covers 1999 to 2059"):
        due("1960-01-01T10:00", "working_days", 1)
    with pytest.raises(StoreError, match="time limit -1: must be from 0 to 3650"):
        due("2019-06-12T10:00", "calendar_days", -1)
    with pytest.raises(StoreError, match="time limit 4000: must be from 0 to 3650"):
        due("2019-06-12T10:00", "working_days", 4000)
    with pytest.raises(StoreError, match="covers 1999 to 2059"):
        office_seconds(np.array([-1]))


@pytest.mark.parametrize("clock", ["working_hours", "working_days", "calendar_hours", "calendar_days"])
def test_the_longest_limit_after_the_last_start_is_inside_the_calendar(clock):
    assert due("2059-12-01T10:00", clock, 3650) > "2060"


@pytest.mark.parametrize("clock", ["working_hours", "working_days", "calendar_hours", "calendar_days"])
def test_a_limit_of_nothing_is_never_before_the_start(clock):
    assert due("2019-06-15T10:00", clock, 0) >= "2019-06-15T10:00:00"  # a Saturday
