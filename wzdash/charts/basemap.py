"""Tiles of a base map below a map: one picture per tile, at the address that its source gives.

None by default. The tiles of one zoom cover the map and what is around it; they are not exchanged for finer
ones when the reader zooms in.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import pydeck as pdk

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Tiles:
    """A source of tiles of 256 pixels: the address of a picture, or "" where there is none.

    `most`: tiles of one map. `around`: what is drawn beyond each side of the box, as a share of it.
    """

    address: Callable[[int, int, int], str]
    coarsest: int = 0
    finest: int = 18
    most: int = 64
    around: float = 0.5


def served(template: str) -> Tiles:
    """Tiles of a map server, fetched by the browser, from an address with {z}, {x}, {y}."""

    def address(z: int, x: int, y: int) -> str:
        return template.replace("{z}", str(z)).replace("{x}", str(x)).replace("{y}", str(y))

    return Tiles(address)


def tile_layers(tiles: Tiles, box: Box, zoom: float) -> list[pdk.Layer]:
    """One picture layer per tile around a box of west, south, east, north in degrees."""
    around = _around(box, tiles.around)
    level = max(min(math.ceil(zoom) + 1, tiles.finest), tiles.coarsest)
    while level > tiles.coarsest and _count(_span(around, level)) > tiles.most:
        level -= 1
    west, north, east, south = _span(around, level)
    if _count((west, north, east, south)) > tiles.most:  # its coarsest tiles are too fine for so wide a map
        return []
    places = [(x, y) for x in range(west, east + 1) for y in range(north, south + 1)]
    found = [(x, y, tiles.address(level, x, y)) for x, y in places]
    return [_tile(address, x, y, level) for x, y, address in found if address]


def _around(box: Box, share: float) -> Box:
    east, north = (box[2] - box[0]) * share, (box[3] - box[1]) * share
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


def _tile(address: str, x: int, y: int, level: int) -> pdk.Layer:
    west, north = _edge(x, y, level)
    east, south = _edge(x + 1, y + 1, level)
    return pdk.Layer(
        "BitmapLayer",
        id=f"tile-{level}-{x}-{y}",
        image=pdk.types.String(address),
        bounds=[round(edge, 6) for edge in (west, south, east, north)],
        pickable=False,
    )
