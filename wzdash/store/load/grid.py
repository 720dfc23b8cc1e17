"""A regular grid over the areas that have no cells: squares of one size, cut at the borders of their area."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from wzdash.errors import ImportRefused
from wzdash.labels import _
from wzdash.settings import Settings
from wzdash.store.load.areas import accept, stored
from wzdash.store.load.atlas import wkb_shapes
from wzdash.store.load.job import Job, Run, silent
from wzdash.store.load.kinds import KINDS
from wzdash.store.load.lookups import Additions
from wzdash.store.load.mapping import Mapping
from wzdash.store.load.relocate import relocate
from wzdash.store.load.report import Report
from wzdash.store.load.source import Progress
from wzdash.store.load.staging import CREATE_REJECTS, private_duckdb
from wzdash.store.load.world import World, read_world
from wzdash.store.load.writing import write
from wzdash.store.publish import publishing

SMALLEST, LARGEST = 50.0, 20_000.0
MOST_CELLS = 100_000
SLIVER = 0.05  # a piece smaller than this share of a square joins its neighbour
CODE_LENGTH = 16


def lay_grid(settings: Settings, cell: float, progress: Progress = silent) -> Report:
    """Adds cells of `cell` metres to every area that has none, and places facts with a point in them.

    Raises ImportRefused when no area has a shape, all have cells, or there would be too many.
    """
    if not SMALLEST <= cell <= LARGEST:
        raise ImportRefused(
            _("--cell {cell:g}:须在 {low:g} 到 {high:g} 米之间").format(cell=cell, low=SMALLEST, high=LARGEST)
        )
    world = read_world(settings)
    parents = areas_without_cells(world)
    progress(_("划分网格"), None)
    frame = cells_over(parents, cell)
    text = f"grid\0{cell}\0{','.join(parents['code'])}"
    job = Job(replace(KINDS["areas"], name="grid"), Path(f"{cell:g} m"), Mapping(), "wgs84")
    report = Report("grid", job.path.name, rows_read=len(frame), accepted=len(frame))
    run = Run(settings, job, hashlib.sha256(text.encode()).hexdigest(), world, report, progress)
    _publish(run, stored(frame))
    return report


def _publish(run: Run, frame: pd.DataFrame) -> None:
    run.progress(_("写入并发布"), None)
    with private_duckdb(run.job.mapping.timezone) as db, publishing(run.settings) as change:
        db.execute(CREATE_REJECTS)
        accept(db, frame)
        write(change, db, run.batch(None), Additions(), run.report)
        placed = relocate(change)
    if placed:
        run.report.warnings.append(_("{n:,} 行已有数据按坐标定位到网格").format(n=placed))


def areas_without_cells(world: World) -> pd.DataFrame:
    """The lowest areas with a shape that hold neither cells nor lower areas with a shape."""
    shaped = world.areas[world.areas["geometry"].notna()]
    if shaped.empty:
        raise ImportRefused(_("还没有带图形的区域;请先导入:python -m wzdash import areas 文件"))
    parents = set(shaped["parent_code"].dropna())
    free = shaped[(shaped["level"] != "grid") & ~shaped["code"].isin(parents)]
    if free.empty:
        raise ImportRefused(_("每个区域都已有网格,没有可划分的区域"))
    return free.assign(geometry=wkb_shapes(free["geometry"])).sort_values("code", ignore_index=True)


def cells_over(parents: pd.DataFrame, cell: float) -> pd.DataFrame:
    """One row per cell, numbered from north-west to south-east inside its area; shapes in degrees."""
    import geopandas as gpd

    degrees = gpd.GeoSeries(parents["geometry"].to_numpy(object), crs=4326)
    metric = degrees.to_crs(degrees.estimate_utm_crs())
    shapes = metric.to_numpy()
    squares, row = _squares(metric.total_bounds, cell)
    square, parent = shapely.STRtree(shapes).query(squares, predicate="intersects")
    pieces = shapely.intersection(squares[square], shapes[parent])
    frame = pd.DataFrame(
        {"parent": parent, "row": row[square], "x": shapely.get_x(shapely.centroid(squares[square]))}
    )
    frame["geometry"] = [_polygons(piece) for piece in pieces]
    frame = frame[frame["geometry"].notna()].sort_values(["parent", "row", "x"])
    frame = pd.concat([_without_slivers(group, cell) for _parent, group in frame.groupby("parent")])
    frame["geometry"] = (
        gpd.GeoSeries(frame["geometry"].to_numpy(object), crs=metric.crs).to_crs(4326).to_numpy()
    )
    return _named(frame, parents)


def _squares(bounds: np.ndarray, cell: float) -> tuple[np.ndarray, np.ndarray]:
    """(squares, row from the north) of a lattice over the bounds."""
    left, bottom, right, top = bounds
    x = np.arange(np.floor(left / cell), np.ceil(right / cell)) * cell
    y = np.arange(np.floor(bottom / cell), np.ceil(top / cell))[::-1] * cell
    if len(x) * len(y) > MOST_CELLS:
        raise ImportRefused(
            _("{cell:g} 米的网格有 {n:,} 格,最多 {most:,} 格;请用更大的 --cell").format(
                cell=cell, n=len(x) * len(y), most=MOST_CELLS
            )
        )
    west, south = np.meshgrid(x, y)
    rows = np.repeat(np.arange(len(y)), len(x))
    return shapely.box(west, south, west + cell, south + cell).ravel(), rows


def _polygons(shape: Any) -> Any:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > 0]
    return shapely.union_all(parts) if parts else None


def _without_slivers(group: pd.DataFrame, cell: float) -> pd.DataFrame:
    """The pieces of one area with small ones joined to the neighbour they share the longest border with."""
    shapes = list(group["geometry"])
    keep = np.ones(len(shapes), bool)
    for at in sorted(range(len(shapes)), key=lambda i: shapes[i].area):
        if shapes[at].area >= SLIVER * cell * cell:
            break
        others = np.flatnonzero(keep & (np.arange(len(shapes)) != at))
        borders = shapely.length(
            shapely.intersection(shapes[at], np.array([shapes[i] for i in others], object))
        )
        if len(others) and borders.max() > 0:
            host = others[int(borders.argmax())]
            shapes[host] = shapely.union(shapes[host], shapes[at])
            keep[at] = False
    return group.assign(geometry=shapes)[keep]


def _named(frame: pd.DataFrame, parents: pd.DataFrame) -> pd.DataFrame:
    above = parents.iloc[frame["parent"].to_numpy()].reset_index(drop=True)
    number = frame.groupby("parent").cumcount().to_numpy() + 1
    width = max(3, len(str(number.max())))
    return pd.DataFrame(
        {
            "code": [_code(code, n, width) for code, n in zip(above["code"], number.tolist(), strict=True)],
            "level": "grid",
            "kind": "grid",
            "parent_code": above["code"],
            "town_code": above["town_code"],
            "village_code": above["village_code"],
            "name_zh": [
                f"{name} {n:0{width}d}"[-80:] for name, n in zip(above["name_zh"], number, strict=True)
            ],
            "name_en": [
                f"{zh if pd.isna(en) else en} cell {n}"[-120:]
                for zh, en, n in zip(above["name_zh"], above["name_en"], number, strict=True)
            ],
            "geometry": frame["geometry"].to_numpy(object),
        }
    )


def _code(parent: str, number: int, width: int) -> str:
    tail = f"{number:0{width}d}" if parent.isdigit() else f"-{number:0{width}d}"
    if len(parent) + len(tail) <= CODE_LENGTH:
        return parent + tail
    digest = hashlib.sha256(parent.encode()).hexdigest()
    return digest[: CODE_LENGTH - len(tail)] + tail
