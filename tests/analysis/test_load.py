"""Loads, moved mediators and quotas."""

import numpy as np
import pandas as pd
import pytest

from wzdash.analysis.load import BANDS, against_quota, even_out, loads, move, quota_table, spread
from wzdash.errors import AnalysisError

TOWNS = pd.DataFrame(
    {"town": ["a", "b", "c"], "disputes": [100.0, 40.0, 10.0], "mediators": [20, 20, 5], "groups": [10, 8, 0]}
)


def test_load_of_nobody_is_empty():
    found = loads(TOWNS)
    assert found["per_mediator"].tolist() == [5, 2, 2]
    assert found["per_group"].tolist()[:2] == [10, 5]
    assert np.isnan(found["per_group"].iloc[2])
    assert spread(found["per_mediator"]) == 2.5
    assert spread(found["per_group"].head(0)) is None


def test_moved_mediators_change_two_towns_and_not_the_district():
    found = move(TOWNS, "b", "a", 5)
    assert found["mediators"].tolist() == [25, 15, 5]
    assert found["per_mediator"].tolist() == pytest.approx([4, 40 / 15, 2])
    assert found["per_mediator_now"].tolist() == [5, 2, 2]
    assert found["mediators"].sum() == TOWNS["mediators"].sum()
    assert move(TOWNS, "a", "a", 5)["mediators"].tolist() == [20, 20, 5]


@pytest.mark.parametrize(
    ("source", "target", "number", "text"),
    [("x", "a", 1, "'x': no such town"), ("c", "a", 5, "must keep one"), ("a", "b", -1, "0…19")],
)
def test_impossible_moves_are_refused(source, target, number, text):
    with pytest.raises(AnalysisError, match=text):
        move(TOWNS, source, target, number)


def test_evened_out_loads_are_the_least_possible_largest():
    found = even_out(TOWNS)
    assert found["mediators"].sum() == 45
    most = found["per_mediator"].max()
    best = min(
        max(100 / a, 40 / b, 10 / (45 - a - b)) for a in range(1, 44) for b in range(1, 45 - a) if a + b < 45
    )
    assert most == pytest.approx(best)
    assert most < loads(TOWNS)["per_mediator"].max()


def test_more_towns_than_mediators_are_refused():
    with pytest.raises(AnalysisError, match="each must keep one"):
        even_out(TOWNS.assign(mediators=[1, 1, 0]))


def test_doing_and_not_doing_differ():
    rows = pd.DataFrame(
        {
            "kind": ["g", "g", "g", "g", "x"],
            "quota": [10, 10, 10, np.nan, 4],
            "share": [1, 1, 0.5, 1, 1],
            "done": [0, 9, 5, 3, 4],
        }
    )
    judged = against_quota(rows)
    assert judged["band"].tolist() == ["none", "below", "reached", "no_quota", "reached"]
    assert judged["expected"].tolist()[:3] == [10, 10, 5]
    table = quota_table(judged, "kind").set_index("kind")
    assert table.loc["g", ["organisations", "expected", "done_with_quota", "done"]].tolist() == [
        4,
        25,
        14,
        17,
    ]
    assert table.loc["g", "ratio"] == 14 / 25
    assert table.loc["g", list(BANDS)].tolist() == [1, 1, 1, 1]


def test_without_a_quota_there_is_no_ratio():
    judged = against_quota(pd.DataFrame({"kind": ["g"], "quota": [np.nan], "share": [1.0], "done": [3]}))
    table = quota_table(judged, "kind")
    assert np.isnan(table["ratio"].iloc[0])
    assert table["no_quota"].iloc[0] == 1
