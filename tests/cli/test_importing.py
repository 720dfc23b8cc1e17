"""`import`, `template` and `grid` as they are typed: output, JSON and exit codes."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from tests.store.load import city as small
from wzdash import labels
from wzdash.cli import app
from wzdash.settings import load_settings


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a command line on a store of the small city."""
    monkeypatch.setenv("WZDASH_STORE_DIR", str(tmp_path / "store"))
    small.build(load_settings(), tmp_path / "files")
    yield lambda *args: CliRunner().invoke(app, [str(arg) for arg in args])
    labels.set_language("zh")


@pytest.fixture
def mixed(tmp_path):
    """A file with one good and one bad row."""
    return small.orders(tmp_path / "w.csv", small.order(), small.order(id="W2", source="[信件]"))


def test_json_is_one_document_with_every_count_and_reason(run, mixed):
    result = run("import", "work-orders", mixed, "--json")
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert (said["rows_read"], said["accepted"], said["rejected"], said["replaced"]) == (2, 1, 1, 0)
    assert (said["unlocated"], said["fallback"], said["refused"], said["unchanged"]) == (0, 0, False, False)
    assert said["rejected_rows_total"] == 1
    row = said["rejected_rows"][0]
    assert (row["line"], row["column"], row["value"], row["reason"]) == (
        3,
        "source",
        "[信件]",
        "unknown_code",
    )
    assert "12345热线" in row["message"]
    again = json.loads(run("import", "work-orders", mixed, "--json").stdout)
    assert (again["unchanged"], again["batch"]) == (True, said["batch"])


def test_a_person_reads_a_table(run, mixed):
    result = run("import", "work-orders", mixed, "--dry-run")
    assert result.exit_code == 0
    for text in ("接受", "[信件]", "未知代码", "试运行"):
        assert text in result.stdout
    english = run("--lang", "en", "import", "work-orders", mixed)
    assert "1 rows accepted, 1 rejected" in english.stdout
    assert "it is the same" in run("--lang", "en", "import", "work-orders", mixed).stdout


def test_a_refused_file_is_exit_code_1_and_says_why(run, tmp_path):
    path = small.table(tmp_path / "w.csv", ("受理时间", "联系电话"), ("2020-05-06", "13812345678"))
    plain, machine = run("import", "work-orders", path), run("import", "work-orders", path, "--json")
    assert plain.exit_code == machine.exit_code == 1
    assert "联系电话" in plain.stderr
    assert json.loads(machine.stdout)["refused"] is True
    assert "13812345678" not in plain.output + machine.output
    assert run("import", "orders", path).exit_code == 1
    assert run("import", "work-orders").exit_code == 2


def test_a_mapping_and_a_datum_are_given_by_name(run, tmp_path):
    path = small.table(tmp_path / "w.csv", ("No", "At"), ("1", "2020-05-06"))
    mapping = small.toml(tmp_path / "m.toml", '[columns]\nid = "No"\nreported_at = "At"')
    assert run("import", "work-orders", path, "--mapping", mapping, "--datum", "gcj02").exit_code == 0
    assert "boston311" in run("import", "work-orders", path, "--mapping", "nope").stderr


def test_template_and_grid(run, tmp_path):
    target = tmp_path / "t.xlsx"
    assert run("template", "disputes", "--out", target).exit_code == 0
    assert target.is_file()
    laid = run("grid", "--cell", 500)
    assert laid.exit_code == 0
    assert "500" in laid.stdout
    assert run("grid").exit_code == 2  # every area has cells now
