"""Stages add up in every cell, and a leak that a total hides is found."""

import pandas as pd
import pytest

from wzdash.analysis.conservation import leaks
from wzdash.errors import AnalysisError
from wzdash.metrics.stages import BALANCED, CONTAINED

BALANCES = [("accepted", ("success", "failure", "withdrawn", "pending"))]


def cells(**changes) -> pd.DataFrame:
    counts = {
        "town": ["a", "b"],
        "accepted": [10, 20],
        "success": [7, 15],
        "failure": [1, 2],
        "withdrawn": [1, 0],
        "pending": [1, 3],
        "confirmed": [2, 15],
    }
    return pd.DataFrame(counts | changes)


def test_what_adds_up_has_no_row():
    assert leaks(cells(), ["town"], BALANCES, [("success", "confirmed")]).empty


def test_two_cells_that_cancel_out_in_the_total_are_both_found():
    found = leaks(cells(success=[6, 16], confirmed=[2, 15]), ["town"], BALANCES)
    assert found[["town", "whole", "expected", "found", "leak"]].to_numpy().tolist() == [
        ["a", "accepted", 10, 9, -1],
        ["b", "accepted", 20, 21, 1],
    ]
    assert found["parts"].iloc[0] == "success+failure+withdrawn+pending"


def test_a_stage_larger_than_the_one_it_comes_from_is_found_and_a_smaller_one_is_not():
    found = leaks(cells(confirmed=[0, 18]), ["town"], [], [("success", "confirmed")])
    assert found[["town", "leak"]].to_numpy().tolist() == [["b", 3]]


def test_the_largest_leak_comes_first():
    found = leaks(cells(pending=[0, 33]), ["town"], BALANCES)
    assert found["leak"].tolist() == [30, -1]


def test_no_cells_have_no_leaks():
    assert leaks(cells().head(0), ["town"], BALANCES).empty


@pytest.mark.parametrize("value", [-1, None])
def test_a_count_that_is_none_is_refused(value):
    with pytest.raises(AnalysisError, match="pending"):
        leaks(cells(pending=[1, value]), ["town"], BALANCES)


def test_a_missing_stage_is_named():
    with pytest.raises(AnalysisError, match="pending: no such column"):
        leaks(cells().drop(columns="pending"), ["town"], BALANCES)


def test_the_declared_rules_name_stages_once():
    assert BALANCED[0][0] == "accepted"
    assert set(BALANCED[0][1]) == {"success", "failure", "withdrawn", "pending"}
    assert ("success", "confirmed") in CONTAINED
