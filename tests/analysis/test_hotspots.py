"""Gi* by hand, false discovery on a quiet grid, and a kernel surface that gives no place away."""

from __future__ import annotations

import numpy as np
import pytest

from wzdash.analysis.discovery import false_discovery
from wzdash.analysis.hotspots import distance_neighbours, gi_star, listed_neighbours
from wzdash.analysis.surface import kernel_surface
from wzdash.errors import AnalysisError


def grid(side: int = 20):
    x, y = np.meshgrid(np.arange(side) * 100.0, np.arange(side) * 100.0)
    return x.ravel(), y.ravel()


def test_six_cells_by_hand():
    """Ord & Getis (1995), eq. 14: a path of six cells, each neighbour to the next, itself included."""
    values = np.array([1.0, 2, 3, 10, 12, 11])
    cells = "abcdef"
    neighbours = {c: [o for o in cells if abs(cells.index(c) - cells.index(o)) == 1] for c in cells}
    n, mean, spread = 6, values.mean(), values.std()
    expected = []
    for i in range(6):
        near = [j for j in range(6) if abs(i - j) <= 1]
        w = len(near)
        expected.append((values[near].sum() - mean * w) / (spread * np.sqrt((n * w - w**2) / (n - 1))))
    found = gi_star(values, listed_neighbours(neighbours))
    assert found["gi_star"].to_numpy() == pytest.approx(expected)


def test_an_injected_cluster_is_found_and_little_else():
    x, y = grid()
    rng = np.random.default_rng(8)
    counts = rng.poisson(20, 400).astype(float)
    inside = (abs(x - 500) <= 150) & (abs(y - 500) <= 150)
    counts[inside] += 20
    found = gi_star(counts, distance_neighbours(x, y, 150))
    assert (found.loc[inside, "hotspot"] == "hot").all()
    far = (abs(x - 500) > 300) | (abs(y - 500) > 300)
    assert (found.loc[far, "hotspot"] != "none").mean() < 0.02


def test_a_quiet_grid_has_hotspots_in_at_most_5_percent_of_months():
    x, y = grid(15)
    neighbours, rng = distance_neighbours(x, y, 100), np.random.default_rng(9)
    alarms = [(gi_star(rng.poisson(30, 225), neighbours)["hotspot"] != "none").any() for _ in range(60)]
    assert np.mean(alarms) <= 0.05


def test_no_variation_is_no_hotspot():
    x, y = grid(4)
    assert (gi_star(np.full(16, 3.0), distance_neighbours(x, y, 100))["hotspot"] == "none").all()


def test_false_discovery_of_benjamini_hochberg_1995():
    """Their table: 15 p-values, at q = 0.05 the four smallest are discoveries."""
    small = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p = np.array([*small, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0])
    assert (false_discovery(p) <= 0.05).sum() == 4
    with_gap = false_discovery(np.append(p, np.nan))
    assert np.isnan(with_gap[-1])
    assert with_gap[:-1] == pytest.approx(false_discovery(p))


def test_surface_keeps_the_total_and_hides_small_cells():
    x, y, counts = np.array([0.0, 1000, 5000]), np.array([0.0, 0, 0]), np.array([40, 60, 4])
    surface = kernel_surface(x, y, counts, bandwidth=600, step=200)
    assert surface["density"].sum() * 200**2 == pytest.approx(100, rel=0.02)
    assert surface["x"].max() < 5000 - 600
    assert (surface["x"] % 200 == 0).all()
    assert kernel_surface(x, y, np.array([1, 2, 3]), bandwidth=600, step=200).empty


def test_bad_input_is_refused():
    with pytest.raises(AnalysisError, match="third"):
        kernel_surface(np.zeros(1), np.zeros(1), np.ones(1) * 9, bandwidth=600, step=50)
    x, y = grid(3)
    with pytest.raises(AnalysisError, match="8 values for 9 cells"):
        gi_star(np.ones(8), distance_neighbours(x, y, 100))
    with pytest.raises(AnalysisError, match="distance"):
        distance_neighbours(x, y, 0)
