"""Splits polygons around seeds into cells that share their edges exactly.

Coordinates are degrees; distances are taken after shrinking longitudes by the cosine of the latitude.
"""

from __future__ import annotations

import warnings

import numpy as np
import shapely
from scipy.cluster.vq import kmeans2

LATITUDE = 31.2
SQUEEZE = float(np.cos(np.radians(LATITUDE)))
KM2 = 111.32 * 110.87  # of one squeezed degree by one degree
GRID = 1e-6  # of every vertex, about 0.1 m


def squeeze(geometry):
    """The geometry with degrees of longitude as long as degrees of latitude."""
    return shapely.transform(geometry, lambda xy: xy * (SQUEEZE, 1.0))


def stretch(geometry):
    """Inverse of squeeze."""
    return shapely.transform(geometry, lambda xy: xy / (SQUEEZE, 1.0))


def area_km2(geometry) -> np.ndarray:
    """Area in square kilometres of each geometry in degrees."""
    return shapely.area(squeeze(geometry)) * KM2


def sample(rng: np.random.Generator, polygon: shapely.Geometry, size: int) -> np.ndarray:
    """Points spread evenly over a polygon, one row (x, y) per point."""
    triangles = shapely.get_parts(shapely.constrained_delaunay_triangles(polygon))
    corners = shapely.get_coordinates(triangles).reshape(-1, 4, 2)[:, :3]
    area = shapely.area(triangles)
    return points_in(rng, corners[rng.choice(len(corners), size, p=area / area.sum())])


def points_in(rng: np.random.Generator, corners: np.ndarray) -> np.ndarray:
    """One evenly drawn point per triangle; `corners` has shape (n, 3, 2)."""
    u, v = np.sqrt(rng.random(len(corners))), rng.random(len(corners))
    weight = np.stack([1 - u, u * (1 - v), u * v], axis=1)
    return np.einsum("nk,nkd->nd", weight, corners)


def seeds_in(rng: np.random.Generator, polygon: shapely.Geometry, size: int) -> np.ndarray:
    """Evenly spaced seeds of `size` cells of a polygon (centroidal, by k-means on a random cloud)."""
    cloud = sample(rng, polygon, 200 * size)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # an empty cluster is dropped below
        seeds, label = kmeans2(cloud, size, iter=12, minit="++", seed=rng)
    return seeds[np.bincount(label, minlength=size) > 0]


def tessellate(polygon: shapely.Geometry, seeds: np.ndarray) -> list[shapely.Geometry]:
    """The polygon split into one region per seed, in the order of the seeds.

    Pieces that the outline cuts off from their region go to the neighbour with the longest common edge.
    """
    if len(seeds) == 1:
        return [polygon]
    points = shapely.MultiPoint(seeds)
    voronoi = shapely.voronoi_polygons(points, extend_to=shapely.union(polygon, points), ordered=True)
    regions: list[shapely.Geometry] = []
    loose: list[tuple[shapely.Geometry, int]] = []
    for cell in voronoi.geoms:
        pieces = _polygons(shapely.intersection(cell, polygon))
        pieces.sort(key=shapely.area)
        regions.append(pieces.pop())
        loose.extend((piece, len(regions) - 1) for piece in pieces)
    for piece, owner in loose:
        common = shapely.length(shapely.intersection(shapely.buffer(piece, 1e-9), regions))
        common[owner] = 0
        heir = int(common.argmax()) if common.max() > 0 else owner
        regions[heir] = shapely.union(regions[heir], piece)
    return regions


def _polygons(geometry: shapely.Geometry) -> list[shapely.Geometry]:
    return [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]


def weave(cells: np.ndarray) -> np.ndarray:
    """The same cells with every vertex on the grid and every common edge shared: no gap, no overlap."""
    network = shapely.union_all(shapely.boundary(cells), grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(network)))
    inside = shapely.point_on_surface(faces)
    tree = shapely.STRtree(cells)
    near = tree.nearest(inside)
    face, cell = tree.query(inside, predicate="within")
    near[face] = cell
    return union_by(faces, near, len(cells))


def union_by(parts: np.ndarray, owner: np.ndarray, size: int) -> np.ndarray:
    """Union of the parts of each owner 0 … size − 1; parts must share edges exactly."""
    order = np.argsort(owner, kind="stable")
    groups = np.split(parts[order], np.searchsorted(owner[order], np.arange(1, size)))
    return np.array([shapely.coverage_union_all(group) for group in groups], dtype=object)
