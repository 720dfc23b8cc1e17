"""A small city for import tests, written as files and imported the real way.

One district of 2 × 2 villages in two towns; 320506100 木渎镇 is the west, 320506101 胥口镇 the east:

    31.24  ┌────────┬────────┐
           │ 天平村 │ 采香村 │
    31.22  ├────────┼────────┤
           │ 香溪村 │ 箭泾村 │
    31.20  └────────┴────────┘
         120.50   120.52   120.54
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd
from sqlalchemy import select

from wzdash.settings import Settings
from wzdash.store.engine import open_store
from wzdash.store.load.importing import run_import
from wzdash.store.load.job import make_job
from wzdash.store.load.kinds import KINDS
from wzdash.store.load.report import Report

VILLAGES = {  # code: name, west, south
    "320506100001": ("天平村", 120.50, 31.22),
    "320506100002": ("香溪村", 120.50, 31.20),
    "320506101001": ("采香村", 120.52, 31.22),
    "320506101002": ("箭泾村", 120.52, 31.20),
}
TOWNS = {"320506100": ("木渎镇", 120.50), "320506101": ("胥口镇", 120.52)}
CATEGORIES = """domain,code,group_code,name_zh,clock,limit_value,department_code
work_order,street,street,市容,,,
work_order,litter,street,暴露垃圾,working_hours,4,urban
work_order,stall,street,占道经营,calendar_days,2,urban
incident,theft,theft,盗窃,,,
dispute,family,family,婚姻家庭,,,
hazard,fire,fire,消防,,,
"""
DEPARTMENTS = "code,name_zh\nurban,区城管局\n"
ORDER = ("工单编号", "类别", "所属镇街", "受理时间", "办结时间")


def box(west: float, south: float, width: float, height: float) -> dict:
    """A rectangle as GeoJSON."""
    east, north = west + width, south + height
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(geometry: dict | None, **properties: object) -> dict:
    """A feature as GeoJSON."""
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def layer(path: Path, features: Iterable[dict]) -> Path:
    """A GeoJSON file of these features."""
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), "utf-8")
    return path


def areas(path: Path) -> Path:
    """The layer of the whole city."""
    found = [feature(box(120.50, 31.20, 0.04, 0.04), 代码="320506", 名称="吴中区", 类型="区")]
    found += [
        feature(box(west, 31.20, 0.02, 0.04), 代码=code, 名称=name, 类型="镇")
        for code, (name, west) in TOWNS.items()
    ]
    found += [
        feature(box(west, south, 0.02, 0.02), 代码=code, 名称=name, 类型="村")
        for code, (name, west, south) in VILLAGES.items()
    ]
    return layer(path, found)


def table(path: Path, header: Sequence[str], *rows: Sequence[object], encoding: str = "utf-8") -> Path:
    """A CSV file."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path


def toml(path: Path, text: str) -> str:
    """A mapping file; its path as the command line takes it."""
    path.write_text(text, "utf-8")
    return str(path)


def bring(
    settings: Settings, kind: str, path: Path, mapping: str = "", datum: str = "", *, dry_run: bool = False
) -> Report:
    """Imports a file; accepted and rejected always add up to the rows read."""
    report = run_import(settings, make_job(kind, path, mapping, datum, dry_run=dry_run))
    assert report.accepted + report.rejected == report.rows_read
    return report


def build(settings: Settings, folder: Path) -> None:
    """The city, its categories and departments in an empty store."""
    folder.mkdir(exist_ok=True)
    assert bring(settings, "areas", areas(folder / "areas.geojson")).accepted == 7
    for kind, text in (("departments", DEPARTMENTS), ("categories", CATEGORIES)):
        path = folder / f"{kind}.csv"
        path.write_text(text, "utf-8")
        assert bring(settings, kind, path).rejected == 0


def rows(settings: Settings, kind: str) -> pd.DataFrame:
    """Every row that the store has of a kind, in the order of its key."""
    what = KINDS[kind]
    return open_store(settings).read(select(what.table).order_by(*(what.table.c[name] for name in what.key)))


def reasons(report: Report) -> set[tuple[int, str]]:
    """(line, reason) of every rejection."""
    return {(row.line, row.reason) for row in report.rejected_rows}


def order(**values: object) -> dict[str, object]:
    """A good work order with some values changed, by our names of the columns."""
    return {
        "id": "W1",
        "category_code": "litter",
        "town_code": "木渎镇",
        "reported_at": "2020-05-06 09:00:00",
    } | values


def orders(path: Path, *some: Mapping[str, object]) -> Path:
    """A CSV file of work orders under our names of the columns."""
    header = list(dict.fromkeys(name for one in some for name in one))
    return table(path, header, *[[one.get(name, "") for name in header] for one in some])
