"""Arrays of numbers as the columns of a table: codes, identifiers, times, places."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

NEVER = np.iinfo(np.int64).min  # the same bits as NaT
DAY = 86_400


def coded(values: Sequence[str], codes: np.ndarray) -> pa.Array:
    """Text by position in `values`; a negative position is empty."""
    names = {value: number for number, value in enumerate(dict.fromkeys(values))}
    place = np.array([names[value] for value in values], np.int32)
    keys = pa.array(place[codes], mask=codes < 0)
    return pa.DictionaryArray.from_arrays(keys, pa.array(list(names), pa.string()))


def times(seconds: np.ndarray) -> pa.Array:
    """Times from seconds since 1970; NEVER is empty."""
    return pa.array(seconds.view("datetime64[s]"))


def dates(days: np.ndarray) -> pa.Array:
    """Dates from days since 1970; negative days are empty."""
    return pa.array(days.astype(np.int32), mask=days < 0).cast(pa.date32())


def whole(numbers: np.ndarray, empty: np.ndarray | None = None) -> pa.Array:
    """Whole numbers; empty where the mask says so."""
    return pa.array(numbers.astype(np.int32), mask=empty)


def dated_ids(prefix: str, days: np.ndarray) -> pa.Array:
    """Identifiers such as WO20190103-000123 for days in ascending order, counted within the day."""
    first = np.concatenate([[True], days[1:] != days[:-1]]) if len(days) else np.empty(0, bool)
    start = np.flatnonzero(first)
    block = np.cumsum(first) - 1
    number = np.arange(len(days)) - start[block] + 1 if len(days) else np.empty(0, np.int64)
    names = [prefix + str(day).replace("-", "") for day in days[start].astype("datetime64[D]")]
    heads = pa.array(names, pa.string()).take(pa.array(block))
    top = int(number.max(initial=0))
    tails = pa.array([f"{n:06d}" for n in range(top + 1)], pa.string()).take(pa.array(number))
    return pc.binary_join_element_wise(heads, tails, "-")


def day_of(seconds: np.ndarray) -> np.ndarray:
    """Days since 1970 of times."""
    return seconds // DAY


def days(text: str) -> int:
    """Days since 1970 of an ISO date."""
    return int(np.datetime64(text, "D").astype(np.int64))
