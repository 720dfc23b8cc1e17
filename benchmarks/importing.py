"""Rate of an import: the district's work orders from a CSV with Chinese headers into a DuckDB store."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

from benchmarks.measuring import ROOT, Row, run_timed
from wzdash.store import versions

PART, RATE = 500_000, 100_000
HEADERS = {
    "id": "工单编号",
    "source": "来源",
    "category_code": "类别代码",
    "reported_at": "受理时间",
    "closed_at": "办结时间",
    "town_code": "镇街代码",
    "village_code": "村社区代码",
    "grid_code": "网格代码",
}


def rows(folder: Path) -> Iterator[Row]:
    """All orders of the demo store in `folder` as a CSV, and a part, for what does not grow with the rows;
    each imported into a store that has areas and categories.
    """
    store = versions.current(folder)
    assert store is not None
    with duckdb.connect(str(store), read_only=True) as db:
        found = db.execute("SELECT count(*) FROM work_order").fetchone()
    assert found
    yield _measured(store, int(found[0]), RATE)
    yield _measured(store, PART, None)


def _measured(store: Path, orders: int, least: int | None) -> Row:
    with tempfile.TemporaryDirectory(prefix="wzdash-import-") as work:
        file = Path(work) / "工单.csv"
        columns = ", ".join(f'{name} AS "{header}"' for name, header in HEADERS.items())
        with duckdb.connect(str(store), read_only=True) as db:
            db.execute(f"COPY (SELECT {columns} FROM work_order LIMIT {orders}) TO '{file}' (HEADER)")
        environment = {"WZDASH_STORE_DIR": f"{work}/store", "WZDASH_DATABASE_URL": ""}
        run_timed(["-m", "wzdash", "demo", "--scale", "0.001"], environment)
        report = _imported(file, environment)
    assert report["accepted"] + report["rejected"] == orders
    note = f"{report['seconds']:.1f} s for {orders:,} rows, rules, rollups, checks and publishing included"
    what = "work orders from CSV into DuckDB" + ("" if least else ", a part")
    return Row("import", what, orders / report["seconds"], "rows/s", least=least, note=note)


def _imported(file: Path, environment: dict[str, str]) -> dict:
    command = [sys.executable, "-m", "wzdash", "import", "work-orders", str(file), "--json"]
    ran = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise RuntimeError(f"the import failed: {ran.stdout[-2000:]}{ran.stderr[-2000:]}")
    return json.loads(ran.stdout)
