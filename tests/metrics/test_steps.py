"""A part of a week or month at the ends of a period is no fall."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from wzdash.metrics.steps import are_whole
from wzdash.scope import Scope

MARCH = Scope(date(2020, 3, 4), date(2020, 3, 29))


@pytest.mark.parametrize(
    ("by", "starts", "whole"),
    [
        ("week", ["2020-03-02", "2020-03-09", "2020-03-16", "2020-03-23"], [False, True, True, True]),
        ("month", ["2020-03-01"], [False]),
        ("day", ["2020-03-04", "2020-03-29"], [True, True]),
    ],
)
def test_a_step_is_whole_from_its_first_to_its_last_day(by: str, starts: list[str], whole: list[bool]):
    assert are_whole(pd.Series(starts), by, MARCH).tolist() == whole
