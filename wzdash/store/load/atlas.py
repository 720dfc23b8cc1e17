"""Points put into areas: the shapes of the store as one spatial index per level."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import shapely

from wzdash.store.load.world import World

MARGIN_M = 300.0  # a point so far outside the district may be a rough one; further out it is an error
DEGREE_M = 111_320.0
CODES = ("town_code", "village_code", "grid_code")
INSIDE, NEAR, OUTSIDE, SWAPPED, INVALID = STATUSES = ("inside", "near", "outside", "swapped", "invalid")


@dataclass(frozen=True)
class Atlas:
    """The shapes of a district's areas."""

    world: World

    @cached_property
    def district(self) -> shapely.Geometry | None:
        """The whole district with a margin of MARGIN_M; None when no area has a shape."""
        for level in ("district", "town", "village", "grid"):
            shapes = self.world.shapes(level)
            if len(shapes):
                whole = shapely.union_all(wkb_shapes(shapes["geometry"]))
                latitude = np.radians(shapely.get_y(shapely.centroid(whole)))
                squeezed = _scaled(whole, np.cos(latitude)).buffer(MARGIN_M / DEGREE_M)
                margin = _scaled(squeezed, 1 / np.cos(latitude))
                shapely.prepare(margin)
                return margin
        return None

    def locate(self, lonlat: np.ndarray) -> pd.DataFrame:
        """One row per point (n, 2): town_code, village_code, grid_code where inside a shape, and status.

        A point takes the finest level it lies in; status is inside, near (the district but no area),
        outside or swapped (inside when longitude and latitude change places).
        """
        position = pd.Index(self.world.areas["code"].to_list(), dtype="str")
        found = {name: np.full(len(lonlat), -1) for name in CODES}
        open_points = np.arange(len(lonlat))
        for level in ("grid", "village", "town"):
            shapes = self.world.shapes(level)
            if not len(shapes) or not len(open_points):
                continue
            point, shape = self._hits(level, lonlat[open_points])
            rows = open_points[point]
            for name in CODES[: CODES.index(f"{level}_code") + 1]:
                codes = shapes["code" if name == f"{level}_code" else name]
                found[name][rows] = position.get_indexer(codes.to_numpy(object))[shape]
            open_points = np.setdiff1d(open_points, rows, assume_unique=True)
        places = {name: pd.Categorical.from_codes(codes, position) for name, codes in found.items()}
        return pd.DataFrame({**places, "status": self._status(lonlat, open_points)})

    def _hits(self, level: str, lonlat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(point, shape) of each point inside a shape; on a shared border the first shape."""
        point, shape = self._tree(level).query(shapely.points(lonlat), predicate="intersects")
        order = np.lexsort((shape, point))
        first, at = np.unique(point[order], return_index=True)
        return first, shape[order][at]

    def _tree(self, level: str) -> shapely.STRtree:
        return shapely.STRtree(wkb_shapes(self.world.shapes(level)["geometry"]))

    def _status(self, lonlat: np.ndarray, unplaced: np.ndarray) -> pd.Categorical[str]:
        status = np.zeros(len(lonlat), int)
        status[unplaced] = STATUSES.index(NEAR)
        if self.district is not None and len(unplaced):
            out = unplaced[~self._within(lonlat[unplaced])]
            status[out] = STATUSES.index(OUTSIDE)
            status[out[self._within(lonlat[out][:, ::-1])]] = STATUSES.index(SWAPPED)
        return pd.Categorical.from_codes(status, pd.Index(STATUSES))

    def _within(self, lonlat: np.ndarray) -> np.ndarray:
        return shapely.intersects_xy(self.district, lonlat[:, 0], lonlat[:, 1])

    def inside(self, codes: np.ndarray, lonlat: np.ndarray) -> np.ndarray:
        """True for each point that lies in the area with its code (areas with a shape)."""
        stated, which = np.unique(codes.astype(str), return_inverse=True)
        shapes = wkb_shapes(self.world.areas.set_index("code").loc[stated, "geometry"])
        shapely.prepare(shapes)
        return shapely.intersects_xy(shapes[which], lonlat[:, 0], lonlat[:, 1])


def _scaled(shape: shapely.Geometry, factor: float) -> shapely.Geometry:
    return shapely.transform(shape, lambda lonlat: lonlat * (factor, 1.0))


def wkb_shapes(column: pd.Series) -> np.ndarray:
    """Shapes of a WKB column, whatever kind of bytes the driver gave; None where it is empty."""
    return shapely.from_wkb([None if value is None or value is pd.NA else bytes(value) for value in column])
