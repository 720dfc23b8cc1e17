"""What the last mail told, in a file beside the store, so that a scheduler mails only what is new.

An alert is the rule and the part that it is about, and of an anomaly its month too: a limit that is passed
day after day is one alert.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

from wzdash.alerts.check import FIRED, Finding
from wzdash.errors import ExportError
from wzdash.labels import _
from wzdash.settings import Settings

FILE = "alerts_sent.json"


def key(finding: Finding) -> str:
    """What makes two findings of different days the same alert."""
    parts = [finding.rule, finding.part, *([] if finding.expected is None else [finding.start.isoformat()])]
    return " ".join(filter(None, parts))


def fired_keys(findings: Iterable[Finding]) -> list[str]:
    """The keys of what fired, in the order of the rules."""
    return [key(one) for one in findings if one.state == FIRED]


def known(settings: Settings) -> frozenset[str]:
    """The keys that the last mail told; none where there was none or the file cannot be read."""
    try:
        told = json.loads((settings.store_dir / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return frozenset()
    return frozenset(told) if isinstance(told, list) else frozenset()


def remember(settings: Settings, keys: Iterable[str]) -> None:
    """Keeps the keys for the next run. Raises ExportError when it cannot be written."""
    settings.store_dir.mkdir(parents=True, exist_ok=True)
    write(settings.store_dir / FILE, json.dumps(sorted(keys), ensure_ascii=False, indent=2))


def write(path: Path, text: str) -> None:
    """Writes the file whole or not at all."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        partial.write_text(text, "utf-8")
        partial.replace(path)
    except OSError as error:
        raise ExportError(_("不能写入 {path}:{error}").format(path=path, error=error.strerror)) from None
