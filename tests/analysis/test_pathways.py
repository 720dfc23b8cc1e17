"""Bands between stages: nothing is lost between the first node and the last ones."""

import pandas as pd

from wzdash.analysis.pathways import NAMES, TONES, bands, node_name

PATHS = pd.DataFrame(
    [
        ("screening", True, True, "success", "oral", False, "performed", False, 50),
        ("screening", True, True, "success", "written", True, "running", False, 7),
        ("police", True, True, "failure", None, False, None, True, 4),
        ("police", True, True, "failure", None, False, None, False, 2),
        ("application", True, True, "withdrawn", None, False, None, False, 3),
        ("application", True, True, None, None, False, None, False, 5),
        ("application", True, False, None, None, False, None, False, 1),
        ("application", False, False, None, None, False, None, False, 6),
    ],
    columns=[
        "source",
        "accepted",
        "mediating",
        "outcome",
        "form",
        "confirmed",
        "performance",
        "filed",
        "count",
    ],
)


def flow(name: str) -> float:
    found = bands(PATHS)
    return found.loc[found["target"] == name, "count"].sum()


def test_what_goes_into_a_node_comes_out_or_ends_there():
    found = bands(PATHS)
    into, out = found.groupby("target")["count"].sum(), found.groupby("source")["count"].sum()
    between = into.index.intersection(out.index)
    assert {"accepted", "mediating", "outcome:success", "outcome:failure", "confirmed"} <= set(between)
    assert (into[between] == out[between]).all()
    first = out[~out.index.isin(into.index)].sum()
    last = into[~into.index.isin(out.index)].sum()
    assert first == last == PATHS["count"].sum() == 78


def test_counts_of_nodes():
    assert flow("accepted") == 72
    assert flow("not_accepted") == 6
    assert flow("waiting") == 1
    assert flow("pending") == 5
    assert flow("outcome:success") == 57
    assert flow("filed") == 4
    assert flow("performance:performed") == 50


def test_an_outcome_without_acceptance_is_seen():
    row = ("police", False, False, "success", None, False, "none", False, 2)
    found = bands(pd.DataFrame([row], columns=PATHS.columns))
    assert ("not_accepted", "outcome:success") in set(zip(found["source"], found["target"], strict=True))
    assert "form:none" in set(found["target"])


def test_no_ways_have_no_bands():
    assert bands(PATHS.head(0)).empty


def test_every_node_has_a_name():
    found = bands(PATHS)
    for key in {*found["source"], *found["target"], *TONES, *NAMES}:
        assert node_name(key)
        assert ":" not in node_name(key), key
