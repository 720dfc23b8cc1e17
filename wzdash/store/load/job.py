"""One import: what to import and how (Job), and what goes along with it while it runs (Run)."""

from __future__ import annotations

import getpass
import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wzdash.errors import ImportRefused
from wzdash.labels import _
from wzdash.settings import Settings
from wzdash.store.load.fields import Kind
from wzdash.store.load.kinds import kind_of
from wzdash.store.load.layer import sidecars
from wzdash.store.load.mapping import DATUMS, Mapping, find_mapping, load_mapping
from wzdash.store.load.report import Report
from wzdash.store.load.source import Progress
from wzdash.store.load.world import World
from wzdash.store.load.writing import Batch


def account() -> str:
    """Name of the account that runs the import; its number where it has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def silent(_step: str, _share: float | None) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Job:
    """What to import and how."""

    kind: Kind
    path: Path
    mapping: Mapping
    datum: str
    dry_run: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 of the file, what its columns mean and its datum."""
        content = hashlib.sha256()
        for path in (self.path, *sidecars(self.path)):
            with path.open("rb") as file:
                content.update(hashlib.file_digest(file, "sha256").digest())
        content.update(f"\0{self.kind.name}\0{self.datum}\0{self.mapping.digest_text()}".encode())
        return content.hexdigest()


@dataclass
class Run:
    """A job on its way into a store."""

    settings: Settings
    job: Job
    digest: str
    world: World
    report: Report
    progress: Progress

    def batch(self, as_of: datetime | None) -> Batch:
        """Where the rows come from, for the store."""
        return Batch(self.job.kind, self.job.path, self.digest, account(), as_of)


def make_job(kind: str, file: Path, mapping: str = "", datum: str = "", *, dry_run: bool = False) -> Job:
    """The job for one import. Raises ImportRefused naming what is wrong and what is allowed."""
    chosen = kind_of(kind)
    if not file.is_file():
        raise ImportRefused(_("找不到文件:{file}").format(file=file))
    known = load_mapping(find_mapping(mapping), chosen) if mapping else Mapping()
    if datum and datum not in DATUMS:
        raise ImportRefused(
            _("坐标系 {datum!r} 未知;可用:{allowed}").format(datum=datum, allowed=", ".join(DATUMS))
        )
    return Job(chosen, file, known, datum or known.datum or "wgs84", dry_run)
