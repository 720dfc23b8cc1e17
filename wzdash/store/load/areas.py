"""Import of areas: a layer of shapes becomes the district, its towns, villages and cells.

Facts that carry a point and are not placed yet are placed afterwards.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import shapely

from wzdash.errors import ImportRefused
from wzdash.labels import _
from wzdash.store import schema as s
from wzdash.store.load.area_names import AreaNames
from wzdash.store.load.area_tree import CODE_LENGTH, LEVELS, AreaTree, level_of, overlaps
from wzdash.store.load.atlas import wkb_shapes
from wzdash.store.load.checked import Checked
from wzdash.store.load.columns import match_columns
from wzdash.store.load.conform import Conform
from wzdash.store.load.datum import shape_to_wgs84
from wzdash.store.load.job import Job, Run
from wzdash.store.load.layer import open_layer
from wzdash.store.load.lookups import Additions, Lists
from wzdash.store.load.relocate import relocate
from wzdash.store.load.report import Report
from wzdash.store.load.rules import apply_rules
from wzdash.store.load.source import Reject
from wzdash.store.load.staging import Staging, private_duckdb
from wzdash.store.load.world import World
from wzdash.store.load.writing import write
from wzdash.store.publish import publishing

EQUAL_AREA = 6933
STORED = [column.name for column in s.area.c if column.name != "batch_id"]


def import_areas(run: Run) -> None:
    """Imports one layer; completes the report. Raises ImportRefused; then nothing changes."""
    job, report, progress, world = run.job, run.report, run.progress, run.world
    source = open_layer(job.path, job.mapping, progress)
    columns = match_columns(job.path, source.headers, job.kind, job.mapping)
    with private_duckdb(job.mapping.timezone) as db:
        staging = Staging(db, source, job.kind, job.mapping, columns)
        report.rows_read = staging.fill(progress)
        lists = Lists(world, job.mapping, None)
        Conform(staging, lists, AreaNames(world, False, lists.added)).build()
        apply_rules(Checked(staging, datetime.now(), []), progress)
        frame = _with_shapes(staging, source.geometry, job.datum)
        frame = _grown(staging, frame, world)
        report.warnings += [*source.notes, *columns.notes]
        frame = _with_district(frame, world, job, report)
        report.take_rejects(db)
        report.accepted = report.rows_read - report.rejected
        if not job.dry_run:
            _publish(run, staging, stored(frame))


def _with_shapes(staging: Staging, geometry: np.ndarray, datum: str) -> pd.DataFrame:
    """One row per area that broke no rule so far, with its shape in WGS84 and its level."""
    good = "line NOT IN (SELECT line FROM rejects)"
    frame = staging.db.execute(f"SELECT * FROM staged WHERE {good} ORDER BY line").df()
    frame = frame.astype(object).where(frame.notna(), None)
    for name in ("level", "parent_code", "name_en", "kind"):
        if name not in frame:
            frame[name] = pd.Series([None] * len(frame), index=frame.index, dtype=object)
    shapes = np.array([_polygonal(shape) for shape in geometry[frame["line"].to_numpy(int) - 1]], object)
    frame["geometry"] = shape_to_wgs84(shapes, datum)
    levels = [level or level_of(code) for level, code in zip(frame["level"], frame["code"], strict=True)]
    frame["level"] = pd.Series(levels, index=frame.index, dtype=object)
    rejects = [reject for row in frame.itertuples() for reject in _shape_problems(row)]
    staging.reject(rejects)
    frame = frame[~frame["line"].isin({reject.line for reject in rejects})]
    frame = frame.assign(
        stated_parent=frame["parent_code"], parent_code=None, town_code=None, village_code=None
    )
    return frame.reset_index(drop=True)


def _polygonal(shape: Any) -> Any:
    """The shape as a valid polygon or multipolygon; None when nothing with an area is left."""
    if shape is None or shape.is_empty:
        return None
    valid = shape if shape.is_valid else shapely.make_valid(shape)
    parts = [
        part for part in shapely.get_parts(shapely.force_2d(valid)) if part.geom_type.endswith("Polygon")
    ]
    whole = shapely.union_all(parts) if parts else None
    return whole if whole is not None and whole.area > 0 else None


def _shape_problems(row: Any) -> list[Reject]:
    line = int(row.line)
    if row.geometry is None:
        return [Reject(line, None, row.code, "bad_geometry", _("没有面状图形"))]
    if row.level is None:
        return [Reject(line, "level", None, "required", _("没有层级,代码的位数也看不出层级"))]
    if len(row.code) > CODE_LENGTH[row.level]:
        text = _("超过 {n} 个字").format(n=CODE_LENGTH[row.level])
        return [Reject(line, "code", row.code, "too_long", text)]
    return []


def _grown(staging: Staging, frame: pd.DataFrame, world: World) -> pd.DataFrame:
    """The areas under their parents, without those that have none or lie on another area."""
    known = world.areas[~world.areas["code"].isin(frame["code"])]
    known = known.assign(geometry=wkb_shapes(known["geometry"]))
    grown, rejects = AreaTree(frame, known).grow()
    places = {node.line: (node.parent, node.town, node.village) for node in grown}
    frame = frame[frame["line"].isin(set(places))].reset_index(drop=True)
    found = [places[line] for line in frame["line"]]
    frame[["parent_code", "town_code", "village_code"]] = pd.DataFrame(
        found, columns=["parent_code", "town_code", "village_code"], dtype=object
    )
    rejects += overlaps(frame, known)
    staging.reject(rejects)
    return frame[~frame["line"].isin({reject.line for reject in rejects})].reset_index(drop=True)


def _with_district(frame: pd.DataFrame, world: World, job: Job, report: Report) -> pd.DataFrame:
    """The areas and the district over them: the store's, the file's, or one made of what there is."""
    mine, theirs = frame[frame["level"] == "district"], world.level("district")
    _check_one_district(frame, mine, world)
    known = pd.concat([mine["code"], theirs["code"]])
    if frame.empty:
        return frame
    if known.empty:
        made = _made_district(frame, job)
        text = _("文件中没有区一级,已按 {n} 个区域合成:{name}")
        report.warnings.append(text.format(n=len(frame), name=made["name_zh"]))
        frame = pd.concat([pd.DataFrame([made]), frame], ignore_index=True)
        known = frame["code"].head(1)
    orphans = (frame["level"] != "district") & frame["parent_code"].isna()
    frame.loc[orphans, "parent_code"] = known.iloc[0]
    return frame


def _check_one_district(frame: pd.DataFrame, mine: pd.DataFrame, world: World) -> None:
    theirs = world.level("district")
    foreign = len(mine) and len(theirs) and mine["code"].iloc[0] != theirs["code"].iloc[0]
    loose = len(theirs) and len(frame) and not _connected(frame, world)
    if len(mine) > 1 or foreign or loose:
        names = [*theirs["name_zh"], *mine["name_zh"]]
        raise ImportRefused(
            _(
                "一个数据存储只容纳一个区,这里有:{names}。"
                "请把 WZDASH_STORE_DIR 设为一个空文件夹(或换一个数据库),再导入另一个区"
            ).format(names=", ".join(dict.fromkeys(names)))
        )


def _connected(frame: pd.DataFrame, world: World) -> bool:
    """True when the file replaces a known area or lies under one."""
    known = set(world.areas["code"])
    return bool(known & {*frame["code"], *frame["parent_code"].dropna()})


def _made_district(frame: pd.DataFrame, job: Job) -> dict[str, Any]:
    prefixes = {code[:6] for code in frame["code"] if code.isdigit()}
    code = prefixes.pop() if len(prefixes) == 1 else "district"
    named = job.mapping.district or {"code": code, "name_zh": job.path.stem[:80]}
    top = frame[frame["level"] == min(frame["level"], key=LEVELS.index)]
    shape = shapely.union_all(top["geometry"].to_numpy(object))
    return {"name_en": None, **named, "level": "district", "kind": "district", "geometry": shape}


def stored(frame: pd.DataFrame) -> pd.DataFrame:
    """The areas as rows of the table: label point, square kilometres, shape as WKB."""
    import geopandas as gpd

    shapes = frame["geometry"].to_numpy(object)
    labels = shapely.point_on_surface(shapes)
    metric = gpd.GeoSeries(shapes, crs=4326).to_crs(EQUAL_AREA).area.to_numpy() / 1e6
    frame = frame.assign(
        lon=shapely.get_x(labels).round(6),
        lat=shapely.get_y(labels).round(6),
        area_km2=metric.round(6),
        geometry=shapely.to_wkb(shapes),
    )
    return frame.reindex(columns=STORED).astype(object).where(lambda f: f.notna(), None)


def _publish(run: Run, staging: Staging, frame: pd.DataFrame) -> None:
    run.progress(_("写入并发布"), None)
    accept(staging.db, frame)
    with publishing(run.settings) as change:
        write(change, staging.db, run.batch(None), Additions(), run.report)
        district = frame[frame["level"] == "district"]
        if len(district):
            row = district.iloc[0]
            change.set_info(district_zh=row["name_zh"], district_en=row["name_en"] or row["name_zh"])
        placed = relocate(change)
        if placed:
            run.report.warnings.append(_("另有 {n:,} 行已有数据按坐标定位到新的区域").format(n=placed))


def accept(db: duckdb.DuckDBPyConnection, frame: pd.DataFrame) -> None:
    """Makes `accepted` of rows that `stored` gave."""
    types = {column.name: _sql(column) for column in s.area.c if column.name in frame}
    chosen = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in types.items())
    db.register("area_frame", frame)
    db.execute(f"CREATE OR REPLACE TABLE accepted AS SELECT {chosen} FROM area_frame")


def _sql(column: Any) -> str:
    kind = type(column.type).__name__
    return {"Double": "DOUBLE", "LargeBinary": "BLOB"}.get(kind, "VARCHAR")
