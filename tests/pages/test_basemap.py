"""A base map from a PMTiles file: its pictures travel within the map, and a wrong file is refused."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
import streamlit as st
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import write

from tests.charts import samples
from tests.pages.conftest import Open
from wzdash.charts import maps
from wzdash.charts.classes import classify
from wzdash.errors import SettingsError
from wzdash.ui import basemap

BOX = {"min_lon_e7": 1_200_000_000, "min_lat_e7": 308_000_000, "max_lon_e7": 1_210_000_000}
HEADER = BOX | {"max_lat_e7": 316_000_000, "center_zoom": 9, "center_lon_e7": 0, "center_lat_e7": 0}


def archive(path: Path, kind: TileType = TileType.PNG) -> Path:
    """A file with every tile of zooms 8 and 9 around the district, each with its own text as picture."""
    with write(path) as writer:
        for z in (8, 9):
            west, north = int(299 / 360 * 2**z), int(0.40 * 2**z)
            for x in range(west, west + 4 * (z - 7)):
                for y in range(north, north + 6 * (z - 7)):
                    writer.write_tile(zxy_to_tileid(z, x, y), f"{z}/{x}/{y}".encode())
        writer.finalize(HEADER | {"tile_type": kind, "tile_compression": Compression.NONE}, {})
    return path


@pytest.fixture(autouse=True)
def fresh():
    """No file remembered from another test."""
    st.cache_resource.clear()


def test_tiles_of_a_file_travel_within_the_map(tmp_path: Path):
    tiles = basemap.tiles(str(archive(tmp_path / "a.pmtiles")))
    frame = samples.areas()
    deck = maps.deck(frame, "orders", classify(frame["orders"]), basemap=tiles, width=600, height=440)
    drawn = [one for one in json.loads(deck.to_json())["layers"] if one["@@type"] == "BitmapLayer"]
    assert 1 < len(drawn) <= basemap.MOST
    for one in drawn:
        head, text = one["image"].split(",")
        assert head == "data:image/png;base64"
        assert one["id"] == "tile-" + base64.b64decode(text).decode().replace("/", "-")
    assert "http" not in deck.to_json()


def test_a_file_without_pictures_is_refused_by_name(tmp_path: Path):
    text = tmp_path / "b.pmtiles"
    text.write_bytes(b"not tiles at all" * 20)
    empty = tmp_path / "c.pmtiles"
    empty.touch()
    for path, reason in (
        (tmp_path / "none.pmtiles", "No such file"),
        (text, "PMTiles"),
        (empty, "PMTiles"),
        (archive(tmp_path / "d.pmtiles", TileType.MVT), "MVT"),
    ):
        with pytest.raises(SettingsError, match=reason) as caught:
            basemap.tiles(str(path))
        assert str(path) in str(caught.value)


def test_none_by_default_and_a_server_by_its_address():
    assert basemap.tiles("") is None
    assert basemap.tiles("http://tiles.internal/{z}/{x}/{y}.png").address(1, 2, 3).endswith("/1/2/3.png")


def test_a_map_is_drawn_without_a_base_map_that_cannot_be_read(
    session: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WZDASH_BASEMAP", str(tmp_path / "none.pmtiles"))
    test = session("grid_map")
    assert "none.pmtiles" in test.warning[0].value
    assert not test.error
    assert test.get("deck_gl_json_chart")
