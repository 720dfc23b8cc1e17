"""The pins are exact, complete and agree; what the code imports is a direct dependency."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import packages_distributions, version

import pytest

from tests.architecture.tree import ROOT, Source, imports, product, sources

OURS = {"wzdash", "pages", "app", "tests", "benchmarks"}
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==([^\s#]+)", re.MULTILINE)
RUNTIME, DEVELOPMENT, LOCK = "requirements.txt", "requirements-dev.txt", "requirements.lock"


def pins(name: str) -> dict[str, str]:
    """Package → pinned version of one file."""
    return {normal(package): version for package, version in PIN.findall((ROOT / name).read_text("utf-8"))}


def normal(package: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", package).lower()


@cache
def provided() -> Mapping[str, list[str]]:
    """Installed module → packages that provide it."""
    return packages_distributions()


def distributions(source: Source) -> dict[str, set[str]]:
    """Foreign module that a file imports → packages that may provide it."""
    known = provided()
    modules = {module.split(".")[0] for _node, module in imports(source)} - OURS - sys.stdlib_module_names
    return {module: {normal(package) for package in known.get(module, [module])} for module in modules}


@pytest.mark.parametrize("name", [RUNTIME, DEVELOPMENT, LOCK])
def test_every_line_is_an_exact_pin(name: str):
    lines = [line for line in (ROOT / name).read_text("utf-8").splitlines() if line.strip()]
    loose = [line for line in lines if not line.startswith(("#", "-c ", "-r ")) and not PIN.match(line)]
    assert not loose
    assert pins(name)


def test_direct_pins_carry_a_reason_and_agree_with_the_lock():
    locked = pins(LOCK)
    for name in (RUNTIME, DEVELOPMENT):
        for line in filter(PIN.match, (ROOT / name).read_text("utf-8").splitlines()):
            assert re.search(r"\s# \w", line), f"{name}: no reason: {line}"
        differing = {name: version for name, version in pins(name).items() if locked.get(name) != version}
        assert not differing


def test_the_lock_knows_no_path_and_no_registry():
    text = (ROOT / LOCK).read_text("utf-8") + (ROOT / RUNTIME).read_text("utf-8")
    assert "://" not in text
    assert " @ " not in text
    assert not {"torch", "nvidia-cublas"} & set(pins(LOCK))


@pytest.mark.parametrize(
    ("files", "allowed"),
    [(product(), [RUNTIME]), (sources("tests", "benchmarks"), [RUNTIME, DEVELOPMENT])],
    ids=["product", "tests"],
)
def test_what_is_imported_is_a_direct_dependency(files: list[Source], allowed: list[str]):
    direct = {package for name in allowed for package in pins(name)}
    missing = [
        f"{source.path}: {module}"
        for source in files
        for module, packages in distributions(source).items()
        if not packages & direct
    ]
    assert files
    assert not missing


def test_a_missing_dependency_is_found():
    found = distributions(Source("wzdash/a.py", "import os, pandas, no_such_package\nimport wzdash.store"))
    assert found == {"pandas": {"pandas"}, "no_such_package": {"no-such-package"}}


def test_the_environment_runs_what_is_pinned():
    direct = {**pins(RUNTIME), **pins(DEVELOPMENT)}
    other = {name: version(name) for name, pinned in direct.items() if version(name) != pinned}
    assert not other
