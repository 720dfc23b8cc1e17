"""What is common to all measurements: one row of the report, a timed command, the machine."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = ("streamlit", "duckdb", "sqlalchemy", "pandas", "plotly")


@dataclass(frozen=True)
class Row:
    """One measured number; `most` and `least` are what it may be."""

    part: str
    what: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether the number is within its limit; empty without one."""
        if self.most is None and self.least is None:
            return ""
        low = self.least is not None and self.value < self.least
        high = self.most is not None and self.value > self.most
        return "**missed**" if low or high else "met"

    @property
    def limit(self) -> str:
        """The limit as text."""
        if self.most is not None:
            return f"≤ {self.most:,g}"
        return f"≥ {self.least:,g}" if self.least is not None else ""


@dataclass(frozen=True)
class Run:
    """What one command cost: seconds of wall clock, peak memory in MiB."""

    seconds: float
    peak_mib: float


def run_timed(arguments: Sequence[str], environment: Mapping[str, str]) -> Run:
    """Cost of one `python …` command. Raises CalledProcessError with its output when it fails."""
    command = [sys.executable, *arguments]
    begin = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    output = process.stdout.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begin
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output.decode(errors="replace"))
    # ru_maxrss is in KiB on Linux and in bytes on macOS
    return Run(seconds, usage.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024))


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def machine() -> list[str]:
    """Facts about the machine and the libraries, one line each."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = psutil.virtual_memory().total / 1024**3
    return [
        f"{_processor()}, {cores} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}",
        f"Python {platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
    ]
