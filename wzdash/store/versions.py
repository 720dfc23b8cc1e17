"""Versions of the embedded store: numbered files and the pointer that says which one is current.

    data/store/wzdash-000007.duckdb   published, never written again
    data/store/CURRENT                the name of the current file, replaced atomically
    data/store/publish.lock           held while a new version is made

DuckDB lets one process write or many read a file, and remembers a file by its path; so every version has a
path of its own and only the pointer moves.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from wzdash.errors import StoreError
from wzdash.labels import _

BUILD = "python -m wzdash demo"
POINTER = "CURRENT"
LOCK = "publish.lock"
_NAME = re.compile(r"wzdash-(\d{6})\.duckdb")
KEPT = 2  # the current version and the one a reader may be opening just now


def path_of(folder: Path, number: int) -> Path:
    """File of a version."""
    return folder / f"wzdash-{number:06d}.duckdb"


def number_of(path: Path) -> int:
    """Number of a version's file; 0 for any other file."""
    found = _NAME.fullmatch(path.name)
    return int(found[1]) if found else 0


def current(folder: Path) -> Path | None:
    """File of the current version; None when nothing was published yet.

    Raises StoreError when the pointer names a file that is not there.
    """
    try:
        name = (folder / POINTER).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    path = folder / name
    if not number_of(path) or not path.is_file():
        raise StoreError(
            _("{pointer} 指向的 {name!r} 不存在。请重新导入数据,或运行:{command}").format(
                pointer=folder / POINTER, name=name[:60], command=BUILD
            )
        )
    return path


def point_to(folder: Path, path: Path) -> None:
    """Makes a finished version current: its bytes reach the disk before the pointer does."""
    _sync(path)
    draft = folder / f"{POINTER}.new"
    draft.write_text(path.name, encoding="ascii")
    _sync(draft)
    os.replace(draft, folder / POINTER)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def highest(folder: Path) -> int:
    """The highest number of any version's file, current or not; 0 when there is none."""
    return max((number_of(path) for path in folder.glob("wzdash-*.duckdb")), default=0)


def prune(folder: Path, now: Path | None, keep: int = KEPT) -> list[Path]:
    """Files removed: versions newer than the current one (a killed publish) and those older than `keep`.

    Call it under the lock. A reader that still has an old file open keeps its bytes until it closes.
    """
    latest = number_of(now) if now else 0
    removed = []
    (folder / f"{POINTER}.new").unlink(missing_ok=True)
    for path in sorted(folder.glob("wzdash-*.duckdb*")):
        number = number_of(path.with_name(path.name.removesuffix(".wal")))
        stray = number > latest or number <= latest - keep or path.name.endswith(".wal")
        if number and stray:
            path.unlink()
            removed.append(path)
    return removed
