"""Tiles below a map: they cover the box, and a wrong address is refused."""

from __future__ import annotations

import pytest

from wzdash.charts.basemap import Tiles, served, tile_layers
from wzdash.errors import SettingsError
from wzdash.settings import load_settings

BOX = (120.2, 31.0, 120.9, 31.4)
ADDRESS = "http://tiles.internal/{z}/{x}/{y}.png"


def test_tiles_cover_the_box():
    tiles = tile_layers(served(ADDRESS), BOX, 9.5)
    assert 1 < len(tiles) <= served(ADDRESS).most
    edges = list(zip(*(tile.bounds for tile in tiles), strict=True))
    assert min(edges[0]) < BOX[0] < BOX[2] < max(edges[2])
    assert min(edges[1]) < BOX[1] < BOX[3] < max(edges[3])
    assert all("{" not in str(tile.image) for tile in tiles)


def test_tiles_that_are_missing_or_too_fine_are_left_out():
    assert tile_layers(Tiles(lambda z, x, y: "" if x % 2 else "data:"), BOX, 9.5)
    assert not tile_layers(Tiles(lambda z, x, y: "data:", coarsest=16), BOX, 9.5)
    coarse = tile_layers(Tiles(lambda z, x, y: "data:", finest=7), BOX, 9.5)
    assert {tile.id.split("-")[1] for tile in coarse} == {"7"}


@pytest.mark.parametrize(
    "text",
    [
        "tiles.mbtiles",
        "http://tiles.internal/a.pmtiles",
        "http://tiles.internal/{z}/{x}.png",
        "ftp://a/{z}/{x}/{y}",
    ],
)
def test_a_wrong_address_is_refused(text: str):
    with pytest.raises(SettingsError, match="WZDASH_BASEMAP"):
        load_settings({"WZDASH_BASEMAP": text})
    assert load_settings({"WZDASH_BASEMAP": ADDRESS}).basemap == ADDRESS
