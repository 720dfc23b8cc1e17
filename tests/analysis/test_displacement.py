"""Weighted displacement difference: the published examples to the printed digits (INDICATORS.md)."""

from __future__ import annotations

import numpy as np
import pytest

from wzdash.analysis.displacement import weighted_displacement_difference
from wzdash.errors import AnalysisError


def test_wheeler_and_ratcliffe_with_displacement():
    wdd = weighted_displacement_difference(
        (207, 110), (308, 318), displacement=(178, 157), displacement_control=(150, 140)
    )
    low, high = wdd.difference.interval
    assert (
        f"{wdd.difference.value:.0f} {wdd.error:.3f} {wdd.z:.3f} {low:.2f} {high:.2f}"
        == "-118 39.598 -2.980 -195.61 -40.39"
    )


def test_without_displacement():
    wdd = weighted_displacement_difference((100, 80), (100, 90))
    assert f"{wdd.difference.value:.0f} {wdd.error:.1f}" == "-10 19.2"


def test_time_weights_2_to_1():
    wdd = weighted_displacement_difference((100, 20), (200, 100), time_weights=(2, 1))
    low, high = wdd.at_level(0.9).interval
    assert f"{wdd.difference.value:.0f} {wdd.error:.1f} {low:.1f} {high:.1f}" == "-30 14.0 -53.0 -7.0"


def test_area_weights_scale_change_and_variance():
    plain = weighted_displacement_difference((100, 80), (100, 90))
    doubled = weighted_displacement_difference(
        (200, 160), (200, 180), area_weights={"target": 2, "control": 2}
    )
    assert doubled.difference.value == pytest.approx(plain.difference.value)
    assert doubled.error < plain.error


def test_false_positives_of_equal_trends():
    rng = np.random.default_rng(7)
    claims = 0
    for _ in range(1000):
        before, after = rng.poisson([80, 150]), rng.poisson([60, 130])  # both fall by 20
        wdd = weighted_displacement_difference((before[0], after[0]), (before[1], after[1]))
        claims += wdd.difference.excludes(0)
    assert 0.03 <= claims / 1000 <= 0.07


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"target": (-1, 2), "control": (1, 2)}, "目标区:-1"),
        ({"target": (1, 2), "control": (1, 2), "displacement": (3, 4)}, "转移区的对照"),
        ({"target": (1, 2), "control": (1, 2), "time_weights": (0, 1)}, "权重 0"),
    ],
)
def test_impossible_input_is_refused(arguments, message):
    with pytest.raises(AnalysisError, match=message):
        weighted_displacement_difference(**arguments)
