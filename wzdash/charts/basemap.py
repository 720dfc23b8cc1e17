"""Tiles of a map server below a map: one picture per tile, fetched by the browser from the address given.

None by default. The tiles of one zoom cover the map and what is around it; they are not exchanged for finer
ones when the reader zooms in.
"""

from __future__ import annotations

import math

import pydeck as pdk

Box = tuple[float, float, float, float]
MOST = 64  # tiles of one map
FINEST = 18


def tile_layers(template: str, box: Box, zoom: float) -> list[pdk.Layer]:
    """One picture layer per tile of 256 pixels around a box of west, south, east, north in degrees."""
    level = min(math.ceil(zoom) + 1, FINEST)
    around = _around(box)
    while level > 0 and _count(_span(around, level)) > MOST:
        level -= 1
    west, north, east, south = _span(around, level)
    return [_tile(template, x, y, level) for x in range(west, east + 1) for y in range(north, south + 1)]


def _around(box: Box) -> Box:
    east, north = (box[2] - box[0]) / 2, (box[3] - box[1]) / 2
    return box[0] - east, box[1] - north, box[2] + east, box[3] + north


def _count(span: tuple[int, int, int, int]) -> int:
    return (span[2] - span[0] + 1) * (span[3] - span[1] + 1)


def _span(box: Box, level: int) -> tuple[int, int, int, int]:
    """First and last column and row of the tiles of a level: west, north, east, south."""
    side = 2**level
    west, east = (int((lon + 180) / 360 * side) for lon in (box[0], box[2]))
    north, south = (int(_northing(lat) * side) for lat in (box[3], box[1]))
    return max(west, 0), max(north, 0), min(east, side - 1), min(south, side - 1)


def _northing(lat: float) -> float:
    return 0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)


def _edge(x: int, y: int, level: int) -> tuple[float, float]:
    side = 2**level
    return x / side * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / side))))


def _tile(template: str, x: int, y: int, level: int) -> pdk.Layer:
    west, north = _edge(x, y, level)
    east, south = _edge(x + 1, y + 1, level)
    address = template.replace("{z}", str(level)).replace("{x}", str(x)).replace("{y}", str(y))
    return pdk.Layer(
        "BitmapLayer",
        id=f"tile-{level}-{x}-{y}",
        image=pdk.types.String(address),
        bounds=[round(edge, 6) for edge in (west, south, east, north)],
        pickable=False,
    )
