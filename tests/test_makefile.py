"""`make` says what it can do, and says in words what stands in its way."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Output and exit code of a command at the top of the project."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(command, cwd=ROOT, env=plain, capture_output=True, text=True, check=False)


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which something listens while the test runs."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def old_python(folder: Path) -> Path:
    """A program that answers like a Python that is too old."""
    program = folder / "python3"
    program.write_text('#!/bin/sh\n[ "$1" = -V ] && echo "Python 3.9.2"\nexit 1\n')
    program.chmod(0o755)
    return program


def test_make_alone_lists_what_it_can_do():
    text = run("make").stdout
    for target in ("run", "test", "lint", "demo", "bench", "clean"):
        assert f"make {target} " in text
    assert "127.0.0.1:8501" in text


def test_a_taken_port_is_named_with_a_free_one(taken_port: int):
    found = run("make", "run", f"PORT={taken_port}")
    assert found.returncode != 0
    assert f"Port {taken_port} on 127.0.0.1 is taken" in found.stderr
    assert f"make run PORT={taken_port + 1}" in found.stderr


@pytest.mark.parametrize("port", ["no", "0", "70000", "-1"])
def test_a_port_that_is_none_is_refused(port: str):
    found = run("sh", ".ci/check-port", sys.executable, port)
    assert found.returncode == 1
    assert f"PORT={port}" in found.stderr


def test_a_free_port_passes():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    found = run("sh", ".ci/check-port", sys.executable, str(port))
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")


def test_a_python_that_is_too_old_is_named(tmp_path: Path):
    found = run("make", "run", f"PYTHON={old_python(tmp_path)}")
    assert found.returncode != 0
    assert "needs Python 3.11 or newer" in found.stderr
    assert "Python 3.9.2" in found.stderr


def test_a_python_that_is_missing_is_named():
    found = run("make", "run", "PYTHON=no-such-python")
    assert found.returncode != 0
    assert "'no-such-python' was not found" in found.stderr


def test_this_python_passes():
    assert run("sh", ".ci/check-python", sys.executable).returncode == 0
