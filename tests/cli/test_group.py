"""The command line itself: verbs are listed without being imported, errors are one line."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from wzdash import labels
from wzdash.cli import app
from wzdash.cli import group as cli_group
from wzdash.cli.verbs import VERBS
from wzdash.errors import AnalysisError, ImportRefused


@pytest.fixture(autouse=True)
def _chinese():
    yield
    labels.set_language("zh")


@pytest.fixture
def run():
    return lambda *args: CliRunner().invoke(app, list(args))


def test_help_lists_every_verb_in_the_language_asked_for(run):
    chinese, english = run("--help"), run("--lang", "en", "--help")
    assert chinese.exit_code == english.exit_code == 0
    for name, _module, _summary in VERBS:
        assert name in chinese.output
    assert "加权转移差" in chinese.output
    assert "Weighted displacement difference" in english.output


def test_help_imports_no_verb_and_no_statistics():
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom wzdash.cli import app\n"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        "assert 'wzdash.cli.evaluate' not in sys.modules\n"
        "assert 'statsmodels' not in sys.modules and 'streamlit' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_row_of_verbs_has_its_function():
    names = [name for name, _module, _summary in VERBS]
    assert len(names) == len(set(names))
    for row in VERBS:
        assert cli_group._load(*row).name == row[0]


def test_unknown_verb_is_a_usage_error_with_a_suggestion(run):
    result = run("evaluat")
    assert result.exit_code == 2
    assert "evaluate" in result.output


def test_unknown_language_is_refused(run):
    assert run("--lang", "fr", "evaluate").exit_code == 2


@pytest.mark.parametrize(("error", "code"), [(AnalysisError("数据不足"), 1), (ImportRefused("坏文件"), 2)])
def test_our_errors_become_one_line_and_an_exit_code(error, code):
    alone = typer.Typer(cls=cli_group.VerbGroup)

    @alone.callback(invoke_without_command=True)
    def fail() -> None:
        raise error

    result = CliRunner().invoke(alone, [])
    assert result.exit_code == code
    assert result.stderr.strip() == f"错误:{error}"
    assert result.stdout == ""
