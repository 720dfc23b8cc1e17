"""A dashboard of its own for tests and pictures: started as a user starts it, on a free loopback port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """A port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
            return answer.read() == b"ok"
    except OSError:
        return False


@contextmanager
def started(
    script: str = "app.py", environment: Mapping[str, str] | None = None, seconds: float = 60.0
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Address and process of a server that answers. Raises RuntimeError with its log when it does not."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **(environment or {})}, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            until = time.monotonic() + seconds
            while not _is_healthy(url):
                if server.poll() is not None or time.monotonic() > until:
                    log.seek(0)
                    raise RuntimeError(f"no dashboard on {url}:\n{log.read().decode(errors='replace')}")
                time.sleep(0.1)
            yield url, server
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


@contextmanager
def serving(script: str = "app.py", environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """Address of a server that answers."""
    with started(script, environment) as (url, _server):
        yield url
