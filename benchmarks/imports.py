"""Importing half a million work orders by the command line into a store with the lists of the district.

The file is made up here: Chinese headers, names of towns, villages and categories, points in the cells, every
stage of the life cycle; UTF-8, and the same in GB18030.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import select

from benchmarks.measuring import Row, run_timed
from wzdash.settings import load_settings
from wzdash.store import schema as s
from wzdash.store.engine import Store, open_store

ROWS = 500_000
LEAST_RATE, MOST_MIB = 100_000, 4096
STAGES = ("受理时间", "立案时间", "派遣时间", "处置时间", "核查时间", "办结时间")


def rows(folder: Path) -> Iterator[Row]:
    """Rows a second and peak memory of an import, file to published version."""
    with tempfile.TemporaryDirectory() as place:
        for encoding in ("utf-8", "gb18030"):
            store = Path(place) / encoding
            environment = {"WZDASH_STORE_DIR": str(store), "WZDASH_DATABASE_URL": ""}
            run_timed(["-m", "wzdash", "demo", "--scale", "0.001"], environment)
            file = Path(place) / f"{encoding}.csv"
            write_orders(open_store(load_settings(environment)), file, ROWS, encoding)
            run = run_timed(["-m", "wzdash", "import", "work-orders", str(file)], environment)
            size = f"{ROWS:,} rows, {file.stat().st_size / 1e6:,.0f} MB, {run.seconds:.1f} s"
            what = f"work orders from CSV ({encoding})"
            yield Row("import", what, ROWS / run.seconds, "rows/s", least=LEAST_RATE, note=size)
            yield Row("import", f"peak memory, {encoding}", run.peak_mib, "MiB", most=MOST_MIB)


def write_orders(store: Store, path: Path, size: int, encoding: str) -> None:
    """A CSV file of `size` valid work orders in the cells of the store."""
    rng = np.random.default_rng(7)
    cells = _cells(store).sample(size, replace=True, random_state=7)
    c = s.category.c
    leaves = store.read(select(c.name_zh).where(c.domain == "work_order", c.code != c.group_code))
    start = np.datetime64("2019-01-01", "s") + rng.integers(0, 360 * 86_400, size)
    steps = np.cumsum(rng.integers(60, 20_000, (len(STAGES), size)), axis=0)
    frame = pd.DataFrame(
        {
            "工单编号": [f"WO{n:09d}" for n in range(size)],
            "来源": rng.choice(["巡查上报", "12345热线", "公众App"], size),
            "类别": rng.choice(leaves["name_zh"].to_numpy(object), size),
            "所属镇街": cells["town"].to_numpy(),
            "村社区": cells["village"].to_numpy(),
            "经度": cells["lon"].to_numpy(),
            "纬度": cells["lat"].to_numpy(),
            **{name: start + steps[at] for at, name in enumerate(STAGES)},
            "核查结果": "核查通过",
            "返工次数": rng.integers(0, 2, size),
            "是否解决": rng.choice(["是", "否"], size),
            "满意度": rng.choice(["满意", "基本满意", "不满意"], size),
            "处理说明": "已按要求处置完毕",
        }
    )
    frame.to_csv(path, index=False, encoding=encoding)


def _cells(store: Store) -> pd.DataFrame:
    """Label points of the cells with the names of their village and town."""
    areas = store.read(select(s.area))
    names = areas.set_index("code")["name_zh"]
    cells = areas[areas["level"] == "grid"]
    return cells.assign(town=cells["town_code"].map(names), village=cells["village_code"].map(names))
