"""Rings and controls on a row of square areas."""

from __future__ import annotations

import shapely

from wzdash.analysis.rings import alike, neighbours, ring

CODES = ["a", "b", "c", "d", "e"]
SQUARES = [shapely.to_wkb(shapely.box(x, 0, x + 1, 1)) for x in range(4)] + [
    shapely.to_wkb(shapely.box(9, 9, 10, 10))
]


def test_the_ring_is_what_shares_a_border_with_the_target():
    near = neighbours(CODES, SQUARES)
    assert near["b"] == ["a", "c"]
    assert near["e"] == []
    assert ring(near, ["b"]) == ["a", "c"]
    assert ring(near, ["b", "c"]) == ["a", "d"]
    assert ring(near, ["e"]) == []


def test_controls_are_those_nearest_in_size_and_each_is_taken_once():
    sizes = {"a": 100.0, "b": 50.0, "c": 110.0, "d": 1000.0, "e": float("nan")}
    assert alike(sizes, ["a"], ["b", "c", "d"]) == ["c"]
    assert alike(sizes, ["a", "c"], ["b", "d", "e"]) == ["b", "d"]
    assert alike(sizes, ["a", "b", "c"], ["d"]) == ["d"]
    assert alike(sizes, ["a"], []) == []
