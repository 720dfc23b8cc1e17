"""Hotspots: areas whose own and neighbouring values are high (or low) together, more than chance.

Getis & Ord (1992, 1995), Geographical Analysis 24:189-206 and 27:286-306: Gi* with binary weights,
the area itself included, by esda. With hundreds of cells some are "significant" by chance; the
false discovery rate is held by Benjamini & Hochberg (1995), as Caldas de Castro & Singer (2006)
ask. Null hypothesis for a cell: its neighbourhood is an average one. Counts of small cells are
skewed; give rates or counts over long periods.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from libpysal.graph import Graph
from scipy import stats

from wzdash.analysis.discovery import DISCOVERY, false_discovery
from wzdash.errors import AnalysisError


def distance_neighbours(x: np.ndarray, y: np.ndarray, distance: float) -> Graph:
    """Binary graph of points at most `distance` apart (same unit as x and y)."""
    if distance <= 0:
        raise AnalysisError(f"distance {distance!r}: must be above 0")
    return Graph.build_distance_band(np.column_stack([x, y]).astype(float), distance, binary=True)


def listed_neighbours(neighbours: Mapping[str, Sequence[str]]) -> Graph:
    """Binary graph from lists of neighbours: {cell: [its neighbours]}; every neighbour must be a key."""
    return Graph.from_dicts({cell: list(others) for cell, others in neighbours.items()})


def gi_star(values: np.ndarray, neighbours: Graph, *, discovery: float = DISCOVERY) -> pd.DataFrame:
    """One row per cell, in order: gi_star (z), p_value (two-sided), p_adjusted, hotspot (hot, cold, none).

    Without any variation no cell stands out: gi_star is NaN and hotspot none.
    """
    from esda.getisord import G_Local

    v = np.asarray(values, float)
    if v.shape != (neighbours.n,) or not np.isfinite(v).all():
        raise AnalysisError(f"{v.size} values for {neighbours.n} cells; every cell needs a number")
    if np.ptp(v) == 0 or neighbours.n < 3:
        z = np.full(len(v), np.nan)
    else:
        z = np.asarray(G_Local(v, neighbours, transform="B", star=True, permutations=0).Zs, float)
    p = 2 * stats.norm.sf(np.abs(z))
    adjusted = false_discovery(p)
    found = adjusted < discovery
    kind = np.where(found & (z > 0), "hot", np.where(found & (z < 0), "cold", "none"))
    return pd.DataFrame({"gi_star": z, "p_value": p, "p_adjusted": adjusted, "hotspot": kind})
