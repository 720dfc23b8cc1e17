"""Tiles below a map: they cover the box, and a wrong address is refused."""

from __future__ import annotations

import pytest

from wzdash.charts.basemap import MOST, tile_layers
from wzdash.errors import SettingsError
from wzdash.settings import load_settings

BOX = (120.2, 31.0, 120.9, 31.4)
ADDRESS = "http://tiles.internal/{z}/{x}/{y}.png"


def test_tiles_cover_the_box():
    tiles = tile_layers(ADDRESS, BOX, 9.5)
    assert 1 < len(tiles) <= MOST
    edges = list(zip(*(tile.bounds for tile in tiles), strict=True))
    assert min(edges[0]) < BOX[0] < BOX[2] < max(edges[2])
    assert min(edges[1]) < BOX[1] < BOX[3] < max(edges[3])
    assert all("{" not in str(tile.image) for tile in tiles)


@pytest.mark.parametrize(
    "text", ["tiles.pmtiles", "http://tiles.internal/{z}/{x}.png", "ftp://a/{z}/{x}/{y}"]
)
def test_a_wrong_address_is_refused(text: str):
    with pytest.raises(SettingsError, match="WZDASH_BASEMAP"):
        load_settings({"WZDASH_BASEMAP": text})
    assert load_settings({"WZDASH_BASEMAP": ADDRESS}).basemap == ADDRESS
