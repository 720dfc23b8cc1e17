"""The base map of the settings: tiles of a map server, or of a PMTiles file on this machine, or none.

The browser asks a map server itself. Tiles of a file travel within the map, so that nothing else is asked for
anything: they are pictures in its text, few enough for that.
"""

from __future__ import annotations

import base64
import gzip
from functools import lru_cache
from pathlib import Path

import streamlit as st
from pmtiles.reader import MemorySource, MmapSource, Reader
from pmtiles.tile import Compression, MagicNumberNotFound, SpecVersionUnsupported, TileType

from wzdash.charts.basemap import Tiles, served
from wzdash.errors import SettingsError
from wzdash.labels import _

MOST = 40  # tiles of a file on one map
AROUND = 0.25
HEADER = 127  # bytes
PICTURES = {TileType.PNG: "image/png", TileType.JPEG: "image/jpeg", TileType.WEBP: "image/webp"}
PACKED = (Compression.NONE, Compression.UNKNOWN, Compression.GZIP)


def tiles(setting: str) -> Tiles | None:
    """The tiles that WZDASH_BASEMAP names. Raises SettingsError for a file that has none to draw."""
    if not setting or "://" in setting:
        return served(setting) if setting else None
    try:
        changed = Path(setting).stat().st_mtime
    except OSError as error:
        raise _refused(setting, error.strerror or _("无法读取")) from None
    return _archive(setting, changed)


@st.cache_resource(max_entries=2, show_spinner=False)
def _archive(path: str, _changed: float) -> Tiles:
    """The tiles of a file; opened once, and again when it has changed."""
    try:
        with Path(path).open("rb") as file:
            header = Reader(MemorySource(file.read(HEADER))).header()
            reader = Reader(MmapSource(file))
    except OSError as error:
        raise _refused(path, error.strerror or _("无法读取")) from None
    except (MagicNumberNotFound, SpecVersionUnsupported, ValueError, IndexError):
        raise _refused(path, _("不是 PMTiles 第 3 版文件")) from None
    kind, packed = header["tile_type"], header["tile_compression"]
    if kind not in PICTURES or packed not in PACKED:
        raise _refused(path, _("瓦片为 {kind},须为图片(PNG、JPEG 或 WebP)").format(kind=kind.name))

    @lru_cache(maxsize=512)
    def address(z: int, x: int, y: int) -> str:
        found = reader.get(z, x, y)
        if not found:
            return ""
        picture = gzip.decompress(found) if packed is Compression.GZIP else found
        return f"data:{PICTURES[kind]};base64,{base64.b64encode(picture).decode()}"

    return Tiles(address, header["min_zoom"], header["max_zoom"], MOST, AROUND)


def _refused(path: str, reason: str) -> SettingsError:
    fix = _("{what}。请改为内网瓦片地址或 PMTiles 图片瓦片文件,或留空不用底图")
    return SettingsError(fix.format(what=f"WZDASH_BASEMAP={path}: {reason}"))
