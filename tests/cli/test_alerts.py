"""`alerts` as a scheduler runs it: exit code, JSON file, mail, one line for what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from wzdash.alerts.mail import Mailer
from wzdash.alerts.sent import FILE
from wzdash.cli import app
from wzdash.errors import MailError

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


def test_the_scope_of_a_rule_is_told(tmp_path: Path):
    told = run(tmp_path, FIRES + 'town = ["320506103"]\nsource = "hotline"\n').stdout
    assert "木渎镇" in told
    assert "热线" in told


def test_the_json_file_holds_every_finding(tmp_path: Path):
    target = tmp_path / "alerts.json"
    assert run(tmp_path, FIRES, "--out", str(target)).exit_code == 3
    told = json.loads(target.read_text("utf-8"))
    assert (told["checked"], told["fired"], told["simulated"]) == (1, 1, True)
    assert told["findings"][0]["state"] == "fired"
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".json"] == ["alerts.json"]
    assert json.loads(run(tmp_path, FIRES, "--json").stdout) == told


@pytest.fixture
def sent(demo_store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str]]]:
    """The mails that were handed in, as subject and text; nothing was told before nor is it after."""
    mails: list[tuple[str, str]] = []
    monkeypatch.setattr(Mailer, "send", lambda self, subject, text: mails.append((subject, text)))
    for name, value in (("HOST", "127.0.0.1"), ("FROM", "a@example.org"), ("TO", "b@example.org")):
        monkeypatch.setenv(f"WZDASH_SMTP_{name}", value)
    (demo_store / FILE).unlink(missing_ok=True)
    yield mails
    (demo_store / FILE).unlink(missing_ok=True)


def test_a_mail_is_sent_only_when_a_rule_fired(tmp_path: Path, sent: list[tuple[str, str]]):
    assert run(tmp_path, QUIET, "--mail").exit_code == 0
    assert not sent
    assert run(tmp_path, FIRES, "--mail").exit_code == 3
    ((subject, text),) = sent
    assert "1 条预警" in subject
    assert "演示数据" in subject
    assert "新 · 受理工单" in text


def test_the_same_alert_is_mailed_once_until_another_is_new(tmp_path: Path, sent: list[tuple[str, str]]):
    run(tmp_path, FIRES, "--mail")
    again = run(tmp_path, FIRES, "--mail")
    assert (again.exit_code, len(sent)) == (3, 1)
    assert "没有新的预警" in again.stderr
    more = FIRES + FIRES.replace('"some"', '"more"').replace("orders_received", "incidents")
    assert run(tmp_path, more, "--mail").exit_code == 3
    assert "仍在 · 受理工单" in sent[1][1]
    assert "新 · 警情" in sent[1][1]
    run(tmp_path, QUIET, "--mail")
    run(tmp_path, FIRES, "--mail")
    assert len(sent) == 3


def test_a_mail_that_was_not_taken_is_tried_again(
    tmp_path: Path, sent: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
):
    def refuse(self: Mailer, subject: str, text: str) -> None:
        raise MailError("no")

    with monkeypatch.context() as broken:
        broken.setattr(Mailer, "send", refuse)
        assert run(tmp_path, FIRES, "--mail").exit_code == 1
    assert run(tmp_path, FIRES, "--mail").exit_code == 3
    assert len(sent) == 1


def test_an_unknown_town_names_file_and_rule(tmp_path: Path):
    wrong = run(tmp_path, FIRES + 'town = ["9999"]\n')
    assert wrong.exit_code == 2
    assert "rules.toml, rule 1 (some)" in wrong.stderr
    assert "'9999'" in wrong.stderr


def test_what_is_wrong_is_one_line(tmp_path: Path):
    bad = run(tmp_path, FIRES.replace("orders_received", "orders"))
    assert bad.exit_code == 2
    assert "'orders'" in bad.stderr
    assert run(tmp_path, FIRES, "--mail").exit_code == 2
    assert run(tmp_path, FIRES, "--out", str(tmp_path / "no" / "a.json")).exit_code == 1


def test_a_dry_run_reads_the_rules_only(tmp_path: Path):
    assert run(tmp_path, FIRES, "--dry-run").exit_code == 0
    assert run(tmp_path, FIRES + "bad = 1\n", "--dry-run").exit_code == 2
