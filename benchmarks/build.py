"""Building the simulated district at full scale by the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Row, run_timed
from wzdash.store import versions

SECONDS, MEMORY_MIB, STORE_MB = 60, 4096, 400


def rows(folder: Path) -> Iterator[Row]:
    """Time, memory and size of the demo store built into `folder`, which the other parts then read."""
    run = run_timed(["-m", "wzdash", "demo"], {"WZDASH_STORE_DIR": str(folder), "WZDASH_DATABASE_URL": ""})
    store = versions.current(folder)
    assert store is not None
    size = store.stat().st_size / 1e6
    yield Row("demo", "build the simulated district", run.seconds, "s", most=SECONDS)
    yield Row("demo", "peak memory of the build", run.peak_mib, "MiB", most=MEMORY_MIB)
    yield Row("demo", "size of the store file", size, "MB", most=STORE_MB)
