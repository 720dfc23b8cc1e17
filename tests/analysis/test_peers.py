"""Peers: known answers on six places."""

from __future__ import annotations

import math

import pandas as pd

from wzdash.analysis.peers import nearest, standing

PLACES = pd.DataFrame({"code": list("abcdef"), "residents": [100.0, 110, 1000, 1200, 90, None]})


def test_the_nearest_come_first_and_unknown_ones_never():
    assert nearest(PLACES, "code", "a", ["residents"], 3) == ["b", "e", "c"]
    assert nearest(PLACES, "code", "a", ["residents"]) == ["b", "e", "c", "d"]
    assert nearest(PLACES, "code", "f", ["residents"]) == []
    assert nearest(PLACES, "code", "nowhere", ["residents"]) == []


def test_equal_places_are_peers_in_the_order_given():
    same = pd.DataFrame({"code": list("abc"), "residents": [5.0, 5.0, 5.0]})
    assert nearest(same, "code", "b", ["residents"]) == ["a", "c"]


def test_standing_leaves_out_the_place_itself_and_gaps():
    values = pd.Series({"a": 5.0, "b": 1.0, "c": 9.0, "d": None})
    assert standing(values, "a") == (5.0, 1, 2)
    median, below, known = standing(pd.Series({"a": 5.0}), "a")
    assert math.isnan(median)
    assert (below, known) == (0, 0)
    assert standing(pd.Series({"a": None, "b": 2.0}), "a") == (2.0, 0, 1)
