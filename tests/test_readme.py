"""What the READMEs tell a reader to type exists, and every pin and setting is explained."""

from __future__ import annotations

import re

import pytest
import typer

from tests.architecture.tree import ROOT
from tests.test_requirements import DEVELOPMENT, RUNTIME, pins
from wzdash.cli import app
from wzdash.cli.verbs import VERBS

READMES = ("README.md", "README.zh-CN.md")
# Described before they were built: each leaves this list when it lands.
ARGUMENT = re.compile(r"--[a-z][a-z-]*")


def text_of(name: str) -> str:
    """The text of a file at the top of the project."""
    return (ROOT / name).read_text("utf-8")


def targets() -> set[str]:
    """The targets of the Makefile."""
    return set(re.findall(r"^([a-z][a-z-]*):", text_of("Makefile"), re.MULTILINE))


def commands(text: str) -> list[list[str]]:
    """The words after each `python -m wzdash`, up to the end of the command."""
    return [found.split() for found in re.findall(r"python -m wzdash ([^`\n#]+)", text)]


def options(verb: str) -> set[str]:
    """The options that a verb takes."""
    group = typer.main.get_group(app)
    with group.make_context("wzdash", [verb], resilient_parsing=True) as context:
        _name, command, _rest = group.resolve_command(context, [verb])
        return {option for parameter in command.params for option in parameter.opts} | {"--help"}


@pytest.mark.parametrize("name", READMES)
def test_make_targets_exist(name: str):
    named = set(re.findall(r"`?make ([a-z-]+)", text_of(name)))
    assert {"run", "test"} <= named
    assert named <= targets()


@pytest.mark.parametrize("name", READMES)
def test_verbs_and_their_options_exist(name: str):
    verbs = {verb for verb, _module, _summary in VERBS}
    found = commands(text_of(name))
    assert found
    for words in found:
        assert words[0] in verbs
        assert set(ARGUMENT.findall(" ".join(words))) <= options(words[0])


def test_every_verb_is_in_the_readme():
    named = {words[0] for words in commands(text_of("README.md"))}
    assert {verb for verb, _module, _summary in VERBS} <= named


@pytest.mark.parametrize("name", READMES)
def test_every_direct_dependency_is_explained(name: str):
    rows = " ".join(line.split("|")[1] for line in text_of(name).splitlines() if line.startswith("| "))
    words = set(re.findall(r"[\w-]+", rows, re.ASCII))
    missing = (pins(RUNTIME) | pins(DEVELOPMENT)).keys() - words
    assert not missing


@pytest.mark.parametrize("name", READMES)
def test_every_setting_is_explained(name: str):
    read = {
        found
        for path in (ROOT / "wzdash").rglob("*.py")
        for found in re.findall(r"\"(WZDASH_[A-Z_]+)\"", path.read_text("utf-8"))
    }
    assert len(read) > 5
    assert not read - set(re.findall(r"`(WZDASH_[A-Z_]+)`", text_of(name)))


@pytest.mark.parametrize("name", READMES)
def test_files_named_in_the_readme_exist(name: str):
    named = set(
        re.findall(r"`((?:data|benchmarks|requirements)[\w./-]*\.(?:md|csv|txt|lock))`", text_of(name))
    )
    named -= {"benchmarks/RESULTS.md"}
    assert named
    assert not [path for path in named if not (ROOT / path).exists()]


def test_commands_are_read_up_to_their_end():
    assert commands("x `python -m wzdash demo` y\npython -m wzdash import a b.csv --dry-run  # why") == [
        ["demo"],
        ["import", "a", "b.csv", "--dry-run"],
    ]
