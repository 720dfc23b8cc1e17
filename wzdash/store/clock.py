"""Time limits by the clock of a category, on Chinese public holidays and make-up working days.

Four clocks. An office day is 09:00–17:00 on a working day (State Council holiday notices, by
chinesecalendar); a year that no notice covers yet counts Monday to Friday.

    working_hours    runs only in office hours: 8 hours are one office day
    working_days     starts on the next working day, ends at 17:00 of the last (Civil Code, art. 201, 203)
    calendar_hours   runs always
    calendar_days    starts on the next day, ends at 23:59:59 of the last (Civil Code, art. 201, 203)
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd
from chinese_calendar import constants

from wzdash.errors import StoreError

CLOCKS = ("working_hours", "working_days", "calendar_hours", "calendar_days")
OPENS, CLOSES = 9 * 3600, 17 * 3600
OFFICE = CLOSES - OPENS
DAY = 86_400
FIRST, LAST = date(1999, 1, 1), date(2079, 12, 31)  # room for the longest limit after 2059
LONGEST = 3650

_EPOCH = (FIRST - date(1970, 1, 1)).days


def is_working_day(day: date) -> bool:
    """True on a working day: Monday to Friday and make-up days, public holidays excepted."""
    free = day.weekday() >= 5 or day in constants.holidays
    return day in constants.workdays or not free


@cache
def _calendar() -> tuple[np.ndarray, np.ndarray]:
    """(working days before each day since FIRST, day number of each working day)."""
    days = range((LAST - FIRST).days + 1)
    works = np.array([is_working_day(FIRST + timedelta(days=n)) for n in days])
    return np.concatenate([[0], np.cumsum(works)]), np.flatnonzero(works)


def working_days(days: np.ndarray) -> np.ndarray:
    """True for each day (datetime64) that is a working day."""
    before, _ = _calendar()
    number = np.asarray(days, "datetime64[D]").astype(np.int64) - _EPOCH
    return before[number + 1] > before[number]


def office_seconds(moment: np.ndarray) -> np.ndarray:
    """Office seconds from 1 January 1999 to each moment (seconds since 1970).

    Raises StoreError for a moment outside 1999–2059.
    """
    _within_calendar(moment)
    before, _ = _calendar()
    number = moment // DAY - _EPOCH
    done = np.clip(moment % DAY - OPENS, 0, OFFICE)
    works = before[number + 1] - before[number]
    return before[number] * OFFICE + works * done


def moment_of(office: np.ndarray) -> np.ndarray:
    """First moment (seconds since 1970) at which so many office seconds have passed."""
    _, worked = _calendar()
    whole = np.maximum(-(-office // OFFICE), 1) - 1  # the end of a day belongs to that day
    return (worked[whole] + _EPOCH) * DAY + OPENS + office - whole * OFFICE


def due_at(start: np.ndarray | pd.Series, clock: np.ndarray | pd.Series, limit: np.ndarray | pd.Series):
    """Deadline (datetime64[s]) of each start by its clock and limit; NaT where any of them is missing.

    Limits are in units of the clock, from 0 to 3650; parts of a day count as a whole day.
    Raises StoreError for an unknown clock, another limit or a start outside 1999–2059.
    """
    begin = np.asarray(start, "datetime64[s]")
    kind, factor = _codes(clock), np.asarray(limit, float)
    due = np.full(begin.shape, "NaT", "datetime64[s]")
    known = ~np.isnat(begin) & (kind >= 0) & ~np.isnan(factor)
    seconds = begin[known].astype(np.int64)
    _within_calendar(seconds)
    _within_limits(factor[known])
    due[known] = _deadline(seconds, kind[known], factor[known]).astype("datetime64[s]")
    return due


def _codes(clock: np.ndarray | pd.Series) -> np.ndarray:
    column = pd.Categorical(clock)
    unknown = sorted(set(column.categories) - set(CLOCKS))
    if unknown:
        raise StoreError(f"clock {unknown[0]!r} is unknown; allowed: {', '.join(CLOCKS)}")
    codes = np.array([CLOCKS.index(name) for name in column.categories] + [-1])
    return codes[column.codes]


def _within_calendar(seconds: np.ndarray) -> None:
    if len(seconds) and not _EPOCH * DAY <= seconds.min() <= seconds.max() < (_EPOCH + 61 * 365) * DAY:
        low, high = seconds.min().astype("datetime64[s]"), seconds.max().astype("datetime64[s]")
        raise StoreError(f"times from {low} to {high}: the working calendar covers 1999 to 2059")


def _within_limits(limit: np.ndarray) -> None:
    wrong = limit[~((limit >= 0) & (limit <= LONGEST))]
    if len(wrong):
        raise StoreError(f"time limit {wrong[0]:g}: must be from 0 to {LONGEST}")


def _deadline(seconds: np.ndarray, kind: np.ndarray, limit: np.ndarray) -> np.ndarray:
    before, worked = _calendar()
    due = np.empty(len(seconds), np.int64)
    days = np.ceil(limit).astype(np.int64)
    for code in np.unique(kind):
        rows = kind == code
        start, n = seconds[rows], days[rows]
        if code == 0:
            due[rows] = moment_of(office_seconds(start) + np.rint(limit[rows] * 3600).astype(np.int64))
        elif code == 1:
            # working days before tomorrow; the n-th after it has that index n − 1 places on
            last = worked[before[start // DAY - _EPOCH + 1] + n - 1]
            due[rows] = (last + _EPOCH) * DAY + CLOSES
        elif code == 2:
            due[rows] = start + np.rint(limit[rows] * 3600).astype(np.int64)
        else:
            due[rows] = (start // DAY + n + 1) * DAY - 1
    return np.maximum(due, seconds)  # no time at all, on a day off: due at once
