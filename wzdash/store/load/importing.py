"""The whole path of one import: read, map, refuse persons, stage, check, place, publish."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
from sqlalchemy import func, select

from wzdash.errors import ImportRefused
from wzdash.labels import _
from wzdash.settings import Settings
from wzdash.store import schema as s
from wzdash.store.engine import open_store
from wzdash.store.load.accepted import Accepted
from wzdash.store.load.area_names import AreaNames
from wzdash.store.load.atlas import Atlas
from wzdash.store.load.checked import Checked
from wzdash.store.load.columns import match_columns
from wzdash.store.load.conform import Conform
from wzdash.store.load.fields import Kind
from wzdash.store.load.job import Job, Run, silent
from wzdash.store.load.lookups import Lists
from wzdash.store.load.mapping import Mapping
from wzdash.store.load.parquetfile import open_parquet
from wzdash.store.load.points import Points
from wzdash.store.load.report import Report
from wzdash.store.load.rules import apply_rules
from wzdash.store.load.source import Progress, Source
from wzdash.store.load.staging import Staging, private_duckdb
from wzdash.store.load.textfile import open_text
from wzdash.store.load.workbook import open_workbook
from wzdash.store.load.world import World, read_frame, read_world
from wzdash.store.load.writing import write
from wzdash.store.publish import publishing

OPENERS: dict[str, Callable[[Path, Mapping, Progress], Source]] = {
    ".csv": open_text,
    ".tsv": open_text,
    ".txt": open_text,
    ".gz": open_text,
    ".xlsx": open_workbook,
    ".xlsm": open_workbook,
    ".parquet": open_parquet,
}
DIMENSIONS = ("areas", "grid", "categories", "departments", "organisations")


def run_import(settings: Settings, job: Job, progress: Progress = silent) -> Report:
    """Imports one file, or only checks it for a dry run. Raises ImportRefused; then nothing changes."""
    started = time.monotonic()
    report = Report(job.kind.name, job.path.name, dry_run=job.dry_run)
    digest = job.digest
    if not job.dry_run:
        _recall(settings, job.kind, digest, report)
    if not report.unchanged:
        from wzdash.store.load.areas import import_areas  # geopandas is slow to import

        steps = import_areas if job.kind.name == "areas" else _import_table
        steps(Run(settings, job, digest, read_world(settings), report, progress))
    report.seconds = round(time.monotonic() - started, 2)
    return report


def open_source(path: Path, mapping: Mapping, progress: Progress) -> Source:
    """The source of a file by the end of its name. Raises ImportRefused with the allowed ones."""
    opener = OPENERS.get(path.suffix.lower())
    if opener is None:
        raise ImportRefused(
            _("{file}:不支持的文件类型;可用:.csv、.csv.gz、.xlsx、.parquet").format(file=path.name)
        )
    if path.stat().st_size == 0:
        raise ImportRefused(_("{file}:文件是空的").format(file=path.name))
    return opener(path, mapping, progress)


def _recall(settings: Settings, kind: Kind, digest: str, report: Report) -> None:
    """Fills in the report from the batch that brought exactly this file, when nothing would change.

    All its rows must still be the current ones; and what it rejected might be taken now when dimensions
    came in after it.
    """
    store, c = open_store(settings), s.import_batch.c
    batches = read_frame(store, select(s.import_batch).order_by(c.id.desc()))
    mine = batches[(batches["kind"] == kind.name) & (batches["digest"] == digest)]
    if mine.empty:
        return
    batch = mine.iloc[0]
    newer = batches[(batches["id"] > batch["id"]) & batches["kind"].isin(DIMENSIONS)]
    rows = store.read(select(func.count().label("n")).where(kind.table.c.batch_id == int(batch["id"])))
    if int(rows["n"].iloc[0]) < batch["rows_accepted"] or (batch["rows_rejected"] and len(newer)):
        return
    report.unchanged, report.batch = True, int(batch["id"])
    report.rows_read, report.accepted = int(batch["rows_read"]), int(batch["rows_accepted"])
    report.rejected = int(batch["rows_rejected"])


def _import_table(run: Run) -> None:
    job, report, progress = run.job, run.report, run.progress
    source = open_source(job.path, job.mapping, progress)
    columns = match_columns(job.path, source.headers, job.kind, job.mapping)
    with private_duckdb(job.mapping.timezone) as db:
        staging = Staging(db, source, job.kind, job.mapping, columns)
        report.rows_read = staging.fill(progress)
        lists = Lists(run.world, job.mapping, job.kind.domain)
        report.warnings += [*source.notes, *columns.notes]
        points = _points(run, staging)
        names = AreaNames(run.world, job.mapping.areas == "add", lists.added)
        Conform(staging, lists, names, points is not None).build()
        report.warnings += points.judge() if points else []
        towns = run.world.level("town")["name_zh"].tolist()
        as_of, kept = job.mapping.as_of or datetime.now(), run.world.lasting_organisations()
        apply_rules(Checked(staging, as_of, towns, points is not None, kept), progress)
        accepted = Accepted(staging, points is not None)
        report.accepted = accepted.build()
        report.take_rejects(db)
        report.unlocated, report.fallback = accepted.unlocated(), accepted.fallback()
        if not job.dry_run:
            _publish(run, staging, lists)


def _points(run: Run, staging: Staging) -> Points | None:
    """The file's points, placed; None when it has none."""
    if not (staging.has("lon") and staging.has("lat")):
        return None
    run.progress(_("定位坐标"), None)
    known = _known_fallbacks(run.settings, run.job.kind)
    points = Points(staging, Atlas(run.world), run.job.datum, known)
    run.report.warnings += points.gather()
    return points


def _known_fallbacks(settings: Settings, kind: Kind) -> np.ndarray:
    """Fallback points (n, 2) that the store has for this kind."""
    c = kind.table.c
    if "fallback_point" not in c:
        return np.empty((0, 2))
    query = select(c.lon, c.lat).where(c.fallback_point.is_(True)).distinct()
    return read_frame(open_store(settings), query).to_numpy(float)


def _publish(run: Run, staging: Staging, lists: Lists) -> None:
    run.progress(_("写入并发布"), None)
    _give_parents(lists, run.job.mapping, run.world)
    with publishing(run.settings) as change:
        write(change, staging.db, run.batch(_data_date(staging, run.job)), lists.added, run.report)


def _data_date(staging: Staging, job: Job) -> datetime | None:
    """The file's data date: as the mapping says, else the latest moment that an accepted row records."""
    past = [one.name for one in job.kind.fields if one.past and staging.has(one.name)]
    if job.mapping.as_of or not past:
        return job.mapping.as_of
    moments = {name: f"CAST({name} AS TIMESTAMP)" for name in past}
    if "occurred_at" in moments:  # a month is known to its end
        whole = "last_day(occurred_at) + INTERVAL 86399 SECOND"
        moments["occurred_at"] = f"CASE WHEN time_grain = 'month' THEN {whole} ELSE occurred_at END"
    latest = ", ".join(f"max({moment})" for moment in moments.values())
    found = staging.db.execute(f"SELECT greatest({latest}) FROM accepted").fetchall()[0][0]
    return min(found, datetime.now()) if found else None


def _give_parents(lists: Lists, mapping: Mapping, world: World) -> None:
    """New towns get the district as their parent; a district is added where the store has none."""
    towns = [row for row in lists.added.areas.values() if row["level"] == "town"]
    if not towns:
        return
    known = world.level("district")
    district = mapping.district or {"code": "district", "name_zh": _("未命名区")}
    code = known["code"].iloc[0] if len(known) else district["code"]
    for row in towns:
        row["parent_code"] = code
    if not len(known):
        entry = {**district, "level": "district", "kind": "district"}
        lists.added.areas = {code: entry, **lists.added.areas}
