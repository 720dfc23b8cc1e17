"""The simulated district's areas: real towns and villages of the schematic map, made-up grid cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from wzdash.demo.chance import share_out, stream
from wzdash.demo.tessellation import (
    GRID,
    area_km2,
    points_in,
    seeds_in,
    squeeze,
    stretch,
    tessellate,
    union_by,
    weave,
)
from wzdash.store import schematic

DISTRICT = "320506"
DISTRICT_ZH, DISTRICT_EN = "苏州市吴中区", "Wuzhong District, Suzhou"
CELLS = 887
# Residents by town in thousands at the end of 2020: our assumption, near what such towns have.
RESIDENTS = {
    "320506001": 132,
    "320506003": 100,
    "320506004": 172,
    "320506005": 44,
    "320506006": 47,
    "320506009": 117,
    "320506010": 41,
    "320506100": 138,
    "320506103": 250,
    "320506104": 78,
    "320506107": 52,
    "320506108": 53,
    "320506109": 42,
    "320506110": 61,
}


@dataclass(frozen=True)
class District:
    """The areas as arrays: position in `towns`, `villages`, `cells` is the number that facts use."""

    towns: pd.DataFrame
    villages: pd.DataFrame
    cells: pd.DataFrame
    triangles: np.ndarray  # (n, 3, 2) corners in degrees
    triangle_cell: np.ndarray
    triangle_share: np.ndarray  # of its cell's area

    def points(self, rng: np.random.Generator, cell: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Longitudes and latitudes, one evenly drawn point inside each given cell."""
        line = np.cumsum(self.triangle_share)
        start = np.searchsorted(self.triangle_cell, np.arange(len(self.cells)))
        found = np.searchsorted(line, cell + rng.random(len(cell)), side="right")
        last = np.append(start[1:], len(line)) - 1
        found = np.clip(found, start[cell], last[cell])
        lonlat = points_in(rng, self.triangles[found])
        return lonlat[:, 0].round(6), lonlat[:, 1].round(6)

    def streets(self, rng: np.random.Generator) -> np.ndarray:
        """Two ends of a hotspot street per cell, shape (cells, 2, 2): inside the cell's largest triangle."""
        order = np.lexsort((-self.triangle_share, self.triangle_cell))
        largest = order[np.searchsorted(self.triangle_cell, np.arange(len(self.cells)))]
        corners = self.triangles[largest]
        return np.stack([points_in(rng, corners), points_in(rng, corners)], axis=1).round(6)


def build_district(seed: int) -> District:
    """The district with its towns, villages and 887 cells. Deterministic for a seed."""
    rng = stream(seed, "geography")
    towns = schematic.towns().sort_values("code9", ignore_index=True)
    villages = schematic.villages().sort_values("code12", ignore_index=True)
    villages["town"] = np.searchsorted(towns["code9"].to_numpy(str), villages["town_code9"].to_numpy(str))
    villages["weight"] = _village_weight(rng, villages)
    villages["polygon"] = _village_polygons(villages)
    counts = share_out(CELLS, villages["weight"].to_numpy() ** 0.8, least=1)
    cells = _cells(rng, villages, counts)
    village = cells["village"].to_numpy()
    villages["geometry"] = union_by(cells["geometry"].to_numpy(), village, len(villages))
    town = villages["town"].to_numpy()
    towns["geometry"] = union_by(villages["geometry"].to_numpy(), town, len(towns))
    cells["town"] = town[village]
    return District(towns, villages.drop(columns="polygon"), cells, *_triangulate(cells))


def _village_weight(rng: np.random.Generator, villages: pd.DataFrame) -> np.ndarray:
    """Residents in 2020 by village, in thousands."""
    raw = np.where(villages["kind"] == "community", 1.5, 0.8) * rng.lognormal(0, 0.35, len(villages))
    total = pd.Series(raw).groupby(villages["town_code9"]).transform("sum").to_numpy()
    return raw / total * villages["town_code9"].map(RESIDENTS).to_numpy(float)


def _village_polygons(villages: pd.DataFrame) -> list[shapely.Geometry]:
    """Voronoi regions of the villages' seeds inside each ring of their town, in squeezed degrees.

    A ring without a seed (a small island) goes whole to the nearest village of its town.
    """
    parts: list[list[shapely.Geometry]] = [[] for _ in range(len(villages))]
    seeds = villages[["lon", "lat"]].to_numpy() * (squeeze(shapely.Point(1, 0)).x, 1.0)
    points = shapely.points(seeds)
    town_code = villages["town_code9"].to_numpy(str)
    rings = schematic.town_rings()
    for code, ring in zip(rings["code9"], squeeze(rings["geometry"].to_numpy()), strict=True):
        mine = np.flatnonzero(town_code == code)
        inside = mine[shapely.within(points[mine], ring)]
        if len(inside) == 0:
            inside = mine[[shapely.distance(points[mine], ring).argmin()]]
        for village, region in zip(inside, tessellate(ring, seeds[inside]), strict=True):
            parts[village].append(region)
    return [shapely.union_all(own) for own in parts]


def _cells(rng: np.random.Generator, villages: pd.DataFrame, counts: np.ndarray) -> pd.DataFrame:
    """One row per grid cell, numbered from north-west to south-east inside its village."""
    owner: list[int] = []
    number: list[int] = []
    polygons: list[shapely.Geometry] = []
    for village, (polygon, count) in enumerate(zip(villages["polygon"], counts, strict=True)):
        seeds = seeds_in(rng, polygon, int(count))
        seeds = seeds[np.lexsort((seeds[:, 0], -seeds[:, 1].round(2)))]
        polygons += tessellate(polygon, seeds)
        owner += [village] * len(seeds)
        number += range(1, len(seeds) + 1)
    geometry = weave(stretch(np.array(polygons, dtype=object)))
    label = shapely.point_on_surface(geometry)
    cells = pd.DataFrame({"village": owner, "number": number, "geometry": geometry})
    cells["lon"], cells["lat"] = shapely.get_x(label).round(6), shapely.get_y(label).round(6)
    cells["km2"] = area_km2(geometry)
    cells["code"] = [
        f"{code}{number:02d}"
        for code, number in zip(villages["code12"].to_numpy()[owner], cells["number"], strict=True)
    ]
    return cells


def _triangulate(cells: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    collections = shapely.constrained_delaunay_triangles(cells["geometry"].to_numpy())
    parts, cell = shapely.get_parts(collections, return_index=True)
    area = shapely.area(parts)
    keep = area > GRID**2
    parts, cell, area = parts[keep], cell[keep], area[keep]
    corners = shapely.get_coordinates(parts).reshape(-1, 4, 2)[:, :3]
    return corners, cell, area / np.bincount(cell, weights=area, minlength=len(cells))[cell]


def area_frame(district: District) -> pd.DataFrame:
    """Rows of the table `area`, one per area: the district, its towns, villages and grid cells."""
    whole = shapely.coverage_union_all(district.towns["geometry"].to_numpy())
    top = pd.DataFrame(
        {
            "code": [DISTRICT],
            "level": ["district"],
            "name_zh": [DISTRICT_ZH],
            "name_en": [DISTRICT_EN],
            "kind": ["district"],
            "lon": [120.50],
            "lat": [31.19],
            "geometry": [whole],
        }
    )
    frame = pd.concat([top, _towns(district), _villages(district), _grids(district)], ignore_index=True)
    geometry = frame["geometry"].to_numpy()
    frame["area_km2"] = area_km2(geometry).round(4)
    return frame.assign(geometry=shapely.to_wkb(geometry))


def _towns(district: District) -> pd.DataFrame:
    towns = district.towns.rename(columns={"code9": "code"})
    towns = towns[["code", "name_zh", "name_en", "kind", "lon", "lat", "geometry"]]
    return towns.assign(level="town", parent_code=DISTRICT, town_code=towns["code"])


def _villages(district: District) -> pd.DataFrame:
    villages = district.villages.rename(columns={"code12": "code", "town_code9": "town_code"})
    villages = villages[["code", "town_code", "name_zh", "name_en", "kind", "lon", "lat", "geometry"]]
    return villages.assign(level="village", parent_code=villages["town_code"], village_code=villages["code"])


def _grids(district: District) -> pd.DataFrame:
    cells = district.cells
    village = district.villages.iloc[cells["village"]].reset_index(drop=True)
    number = cells["number"].astype(str)
    short = village["name_en"].str.replace(r" (Community|Village)$", "", regex=True)
    return pd.DataFrame(
        {
            "code": cells["code"],
            "level": "grid",
            "parent_code": village["code12"],
            "town_code": village["town_code9"],
            "village_code": village["code12"],
            "name_zh": village["name_zh"] + "第" + number + "网格",
            "name_en": short + " Grid " + number,
            "kind": "grid",
            "lon": cells["lon"],
            "lat": cells["lat"],
            "geometry": cells["geometry"],
        }
    )
