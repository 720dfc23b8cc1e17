"""Geometries for drawing: from WKB or shapely to light GeoJSON, bounds, a view, and flat outlines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely

DECIMALS = 5  # about a metre
CLOSEST = 14  # zoom: 4 metres a pixel here, a village and what is around it
TILE = 512  # pixels of the world at zoom 0, deck.gl's unit


def shapes(geometries: Iterable[Any]) -> np.ndarray:
    """Shapely geometries of WKB bytes or of geometries, coordinates rounded to a metre."""
    raw = list(geometries)
    read = [shapely.from_wkb(bytes(g)) if isinstance(g, bytes | bytearray | memoryview) else g for g in raw]
    return shapely.transform(np.array(read, dtype=object), lambda points: np.round(points, DECIMALS))


def features(geometries: np.ndarray, properties: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """GeoJSON features, one per geometry that is there, with its properties."""
    texts = shapely.to_geojson(geometries)
    return [
        {"type": "Feature", "geometry": json.loads(text), "properties": own}
        for text, own in zip(texts, properties, strict=True)
        if text is not None
    ]


def edges(geometries: np.ndarray) -> np.ndarray:
    """The straight pieces of all outlines, each once: one row of lon, lat, lon, lat."""
    lines = shapely.get_parts(shapely.boundary(geometries[~shapely.is_missing(geometries)]))
    points, line = shapely.get_coordinates(lines, return_index=True)
    inside = line[:-1] == line[1:]
    starts, ends = points[:-1][inside], points[1:][inside]
    forward = (starts[:, 0] < ends[:, 0]) | ((starts[:, 0] == ends[:, 0]) & (starts[:, 1] < ends[:, 1]))
    pieces = np.where(forward[:, None], np.hstack([starts, ends]), np.hstack([ends, starts]))
    return np.unique(pieces, axis=0)


def bounds(geometries: np.ndarray) -> tuple[float, float, float, float]:
    """West, south, east, north of all geometries in degrees."""
    west, south, east, north = (float(v) for v in shapely.total_bounds(geometries))
    return west, south, east, north


def _mercator(lat: float) -> float:
    """Northing 0…1 of a latitude on the square web map, 0 in the north."""
    return float(0.5 - np.log(np.tan(np.pi / 4 + np.radians(lat) / 2)) / (2 * np.pi))


def pixels(lon: np.ndarray, lat: np.ndarray, zoom: float) -> np.ndarray:
    """Pixels from the north-west corner of the world, one row per place."""
    world = TILE * 2.0**zoom
    return np.column_stack([(lon + 180) / 360 * world, [_mercator(one) * world for one in lat]])


def view(box: tuple[float, float, float, float], width: float, height: float) -> dict[str, float]:
    """Longitude, latitude and zoom that show the box in so many pixels, with a small margin."""
    west, south, east, north = box
    across = max((east - west) / 360, 1e-6)
    down = max(_mercator(south) - _mercator(north), 1e-6)
    zoom = min(np.log2(width * 0.94 / (across * TILE)), np.log2(height * 0.94 / (down * TILE)))
    return {
        "longitude": round((west + east) / 2, DECIMALS),
        "latitude": round((south + north) / 2, DECIMALS),
        "zoom": round(float(np.clip(zoom, 2, CLOSEST)), 2),
    }


def stretch(box: tuple[float, float, float, float]) -> float:
    """How much longer a degree of latitude is than one of longitude in the middle of the box."""
    return float(1 / np.cos(np.radians((box[1] + box[3]) / 2)))


def outlines(geometries: Iterable[Any]) -> tuple[list[float | None], list[float | None]]:
    """Longitudes and latitudes of all rings one after the other, with a gap (None) between them."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for part in shapely.get_parts(np.array(list(geometries), dtype=object)):
        for ring in (part.exterior, *part.interiors):
            points = np.asarray(ring.coords)
            xs += [*map(float, points[:, 0]), None]
            ys += [*map(float, points[:, 1]), None]
    return xs, ys


def clear_labels(
    places: np.ndarray,
    widths: Sequence[float] | np.ndarray,
    height: float,
    priority: Sequence[float] | np.ndarray,
) -> np.ndarray:
    """Which labels to draw so that none touches another, the most important first. Places are in pixels."""
    kept = np.zeros(len(places), dtype=bool)
    for i in np.argsort(-np.asarray(priority, dtype=float), kind="stable"):
        gaps = np.abs(places[kept] - places[i])
        reach = (np.asarray(widths)[kept] + widths[i]) / 2 + 4
        kept[i] = not ((gaps[:, 0] < reach) & (gaps[:, 1] < height)).any()
    return kept
