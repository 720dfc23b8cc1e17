"""Kernel surface of counts by cell, on a coarse grid, for display only.

Quartic kernel (Silverman 1986), as crime maps use it (Chainey & Ratcliffe 2005). It is made from
the centres of grid cells and their counts, never from points, and cells below `least` events are
left out, so that a known bandwidth cannot be inverted to a place. Points and surface are never
shown together.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from wzdash.errors import AnalysisError


def kernel_surface(
    x: np.ndarray, y: np.ndarray, counts: np.ndarray, *, bandwidth: float, step: float, least: int = 5
) -> pd.DataFrame:
    """One row per grid point within reach: x, y (units of the input), density (events per square unit).

    `step` must be at least a third of the bandwidth: a finer grid would only show what the kernel made up.
    """
    if bandwidth <= 0 or step < bandwidth / 3:
        raise AnalysisError(f"bandwidth {bandwidth!r} must be above 0, step {step!r} at least a third of it")
    n = np.asarray(counts, float)
    kept = n >= least
    px, py, n = np.asarray(x, float)[kept], np.asarray(y, float)[kept], n[kept]
    if len(n) == 0:
        return pd.DataFrame({"x": [], "y": [], "density": []}, dtype=float)
    gx, gy = (_axis(values, bandwidth, step) for values in (px, py))
    mesh_x, mesh_y = (axis.ravel() for axis in np.meshgrid(gx, gy))
    density = np.zeros(len(mesh_x))
    for cx, cy, count in zip(px, py, n, strict=True):
        near = ((mesh_x - cx) ** 2 + (mesh_y - cy) ** 2) / bandwidth**2
        inside = near < 1
        density[inside] += count * 3 / (np.pi * bandwidth**2) * (1 - near[inside]) ** 2
    table = pd.DataFrame({"x": mesh_x, "y": mesh_y, "density": density})
    return table[table["density"] > 0].reset_index(drop=True)


def _axis(values: np.ndarray, bandwidth: float, step: float) -> np.ndarray:
    """Grid coordinates on whole multiples of step, so that months share one grid."""
    first = np.floor((values.min() - bandwidth) / step)
    last = np.ceil((values.max() + bandwidth) / step)
    return np.arange(first, last + 1) * step
