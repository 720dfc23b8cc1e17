"""Layers of shapes: GeoJSON, Shapefile (also zipped), GeoPackage. Lines are numbers of features, from 1."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from wzdash.errors import ImportRefused
from wzdash.labels import _
from wzdash.store.load.mapping import Mapping
from wzdash.store.load.source import Part, Progress, Source, batch, check_headers

ENDINGS = (".geojson", ".json", ".shp", ".gpkg", ".zip")
SIDECARS = (".dbf", ".prj", ".cpg")


def sidecars(path: Path) -> list[Path]:
    """The files beside a Shapefile that are a part of it."""
    found = [path.with_suffix(ending) for ending in SIDECARS] if path.suffix.lower() == ".shp" else []
    return [file for file in found if file.is_file()]


def open_layer(path: Path, mapping: Mapping, progress: Progress) -> Source:
    """The source of a layer, with its shapes in degrees. Raises ImportRefused for anything else."""
    if path.suffix.lower() not in ENDINGS:
        raise ImportRefused(
            _("{file}:区域须为图形文件;可用:{allowed}").format(file=path.name, allowed=", ".join(ENDINGS))
        )
    progress(_("读取文件"), None)
    frame, notes = _read(path, mapping)
    if frame.empty:
        raise ImportRefused(_("{file}:图层中没有要素").format(file=path.name))
    frame = _in_degrees(path, frame, notes)
    attributes = frame.drop(columns=frame.geometry.name)
    headers = check_headers(path, [str(name) for name in attributes.columns] or [""])
    rows = [tuple(_text(value) for value in row) for row in attributes.itertuples(index=False)]

    def parts(db: duckdb.DuckDBPyConnection) -> Iterator[Part]:
        yield Part(batch(db, list(range(1, len(rows) + 1)), rows, len(headers)))

    return Source(path, headers, None, parts, notes, geometry=frame.geometry.to_numpy())


def _read(path: Path, mapping: Mapping) -> tuple[Any, list[str]]:
    import geopandas as gpd

    notes: list[str] = []
    try:
        layers = gpd.list_layers(path)["name"].astype(str).tolist()
        if mapping.sheet and mapping.sheet not in layers:
            raise ImportRefused(
                _("{file}:没有图层 {name!r};有:{names}").format(
                    file=path.name, name=mapping.sheet, names=", ".join(layers)
                )
            )
        if len(layers) > 1 and not mapping.sheet:
            notes.append(_("文件有 {n} 个图层,只读取第一个:{name}").format(n=len(layers), name=layers[0]))
        frame = gpd.read_file(path, layer=mapping.sheet or layers[0])
    except (
        RuntimeError,
        IndexError,
    ) as error:  # what GDAL says of a file it cannot open, or one without layers
        raise ImportRefused(_("{file}:读不出图形({why})").format(file=path.name, why=error)) from None
    if not hasattr(frame, "geometry"):
        raise ImportRefused(_("{file}:图层没有图形").format(file=path.name))
    return frame, notes


def _in_degrees(path: Path, frame: Any, notes: list[str]) -> Any:
    """Longitude and latitude; a layer that does not say its projection must already look like degrees."""
    if frame.crs is not None:
        return frame.to_crs(4326)
    bounds = np.abs(frame.total_bounds)
    if np.isnan(bounds).any() or (bounds > [180, 90, 180, 90]).any():
        raise ImportRefused(_("{file}:没有坐标系说明(.prj),坐标也不像经纬度").format(file=path.name))
    notes.append(_("文件没有坐标系说明,坐标按经纬度读取"))
    return frame


def _text(value: Any) -> str | None:
    """An attribute as text: codes that came as 320506100.0 without the point."""
    if pd.isna(value):
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
