"""`alerts` as a scheduler runs it: exit code, JSON file, mail, one line for what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from wzdash.alerts.mail import Mailer
from wzdash.cli import app

FIRES = '[[rule]]\nname = "some"\nmetric = "orders_received"\nabove = 1\n'
QUIET = FIRES.replace("above = 1", "above = 100000000")


@pytest.fixture(autouse=True)
def _small_store(demo_store: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WZDASH_STORE_DIR", str(demo_store))


def run(tmp_path: Path, rules: str, *args: str):
    path = tmp_path / "rules.toml"
    path.write_text(rules, "utf-8")
    return CliRunner().invoke(app, ["alerts", "--rules", str(path), *args])


def test_the_exit_code_tells_whether_a_rule_fired(tmp_path: Path):
    fired, quiet = run(tmp_path, FIRES), run(tmp_path, QUIET)
    assert (fired.exit_code, quiet.exit_code) == (3, 0)
    assert "! 受理工单:" in fired.stdout
    assert "演示数据" in fired.stdout
    assert "!" not in quiet.stdout


def test_the_json_file_holds_every_finding(tmp_path: Path):
    target = tmp_path / "alerts.json"
    assert run(tmp_path, FIRES, "--out", str(target)).exit_code == 3
    told = json.loads(target.read_text("utf-8"))
    assert (told["checked"], told["fired"], told["simulated"]) == (1, 1, True)
    assert told["findings"][0]["state"] == "fired"
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".json"] == ["alerts.json"]
    assert json.loads(run(tmp_path, FIRES, "--json").stdout) == told


def test_a_mail_is_sent_only_when_a_rule_fired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(Mailer, "send", lambda self, subject, text: sent.append((subject, text)))
    for name, value in (("HOST", "127.0.0.1"), ("FROM", "a@example.org"), ("TO", "b@example.org")):
        monkeypatch.setenv(f"WZDASH_SMTP_{name}", value)
    assert run(tmp_path, QUIET, "--mail").exit_code == 0
    assert not sent
    assert run(tmp_path, FIRES, "--mail").exit_code == 3
    ((subject, text),) = sent
    assert "1 条预警" in subject
    assert "演示数据" in subject
    assert "受理工单" in text


def test_what_is_wrong_is_one_line(tmp_path: Path):
    bad = run(tmp_path, FIRES.replace("orders_received", "orders"))
    assert bad.exit_code == 2
    assert "'orders'" in bad.stderr
    assert run(tmp_path, FIRES, "--mail").exit_code == 2
    assert run(tmp_path, FIRES, "--out", str(tmp_path / "no" / "a.json")).exit_code == 1


def test_a_dry_run_reads_the_rules_only(tmp_path: Path):
    assert run(tmp_path, FIRES, "--dry-run").exit_code == 0
    assert run(tmp_path, FIRES + "bad = 1\n", "--dry-run").exit_code == 2
