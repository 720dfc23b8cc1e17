"""The schematic map of the district (示意图): tables of data/geo as geometries, WGS84.

Credits and limits are in data/geo/README.md. Official boundaries come through the import instead.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from wzdash.settings import DATA

GEO = DATA / "geo"
CRS = "EPSG:4326"


def _read(name: str, folder: Path = GEO) -> pd.DataFrame:
    codes = {"code9": str, "code12": str, "town_code9": str}
    return pd.read_csv(folder / name, dtype=codes)


def _rings(table: pd.DataFrame, key: str) -> gpd.GeoDataFrame:
    rows = [
        (name, ring, shapely.Polygon(points[["lon", "lat"]].to_numpy()))
        for (name, ring), points in table.sort_values("seq").groupby([key, "ring"], sort=True)
    ]
    return gpd.GeoDataFrame(rows, columns=[key, "ring", "geometry"], crs=CRS)


@cache
def _outline() -> gpd.GeoDataFrame:
    return _rings(_read("outline.csv"), "name")


def lake() -> gpd.GeoDataFrame:
    """Taihu, one row: the outer shore; islands are not cut out, draw the land on top."""
    frame = _outline()
    return frame[frame["name"] == "taihu"].assign(name_zh="太湖", name_en="Lake Tai").reset_index(drop=True)


def land() -> gpd.GeoDataFrame:
    """The district's land, one row per ring: mainland first, then the islands."""
    frame = _outline()
    return frame[frame["name"] == "land"].reset_index(drop=True)


def neighbours() -> gpd.GeoDataFrame:
    """Label points of the surrounding districts and cities, one row each: name_zh, name_en, lon, lat."""
    table = _read("neighbours.csv")
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs=CRS)


def town_rings() -> gpd.GeoDataFrame:
    """The town cells, one row per town and ring: code9, ring, geometry; they tile the land."""
    return _rings(_read("town_cells.csv"), "code9")


def towns() -> pd.DataFrame:
    """One row per town: code9, name_zh, name_en, kind, label point, villages, land_km2."""
    return _read("towns.csv")


def villages() -> pd.DataFrame:
    """One row per village: code12, name_zh, name_en, kind, town_code9 and its schematic seed point."""
    seeds = _read("villages.csv")[["code12", "town_code9", "lon", "lat"]]
    return _read("village_names.csv").merge(seeds, on="code12", validate="1:1")
