"""The rules file: what is read, and a fault names file, rule, field, value and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from wzdash.alerts.rules import Rule, read_rules, rules_file
from wzdash.errors import SettingsError
from wzdash.settings import DATA

GOOD = 'name = "closed"\nmetric = "closure_rate"\nbelow = 0.9\n'


def read(tmp_path: Path, text: str) -> tuple[Rule, ...]:
    path = tmp_path / "rules.toml"
    path.write_text(text, "utf-8")
    return read_rules(path)


def test_the_rules_that_come_with_it_are_valid():
    assert len(read_rules(DATA / "alerts.toml")) >= 5


def test_a_rule_with_filters_is_read(tmp_path: Path):
    (rule,) = read(tmp_path, f'[[rule]]\n{GOOD}town = ["320506103"]\nsource = "hotline"\ndays = 30\n')
    assert rule.filters == (("source", ("hotline",)), ("town", ("320506103",)))
    assert (rule.days, rule.below, rule.above) == (30, 0.9, None)


def test_no_rules_are_allowed(tmp_path: Path):
    assert read(tmp_path, "") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[rule]", "TOML"),
        ("[rule]\n" + GOOD, "[[rule]]"),
        ("other = 1", "[[rule]]"),
        ("[[rule]]\n" + GOOD + "belw = 1", "belw = 1"),
        ("[[rule]]\n" + GOOD.replace("closure_rate", "closure_rat"), "closure_rate"),
        ("[[rule]]\n" + GOOD.replace('"closed"', '"Closed!"'), "Closed!"),
        ("[[rule]]\n" + GOOD.replace("0.9", "90"), "0.95"),
        ("[[rule]]\n" + GOOD.replace("0.9", '"low"'), "below = 'low'"),
        ("[[rule]]\n" + GOOD.replace("0.9", "nan"), "below = nan"),
        ("[[rule]]\n" + GOOD + "above = 0.5", "above = 0.5"),
        ("[[rule]]\n" + GOOD.replace("below = 0.9", ""), "anomaly"),
        ("[[rule]]\n" + GOOD + "anomaly = true", "anomaly"),
        ("[[rule]]\n" + GOOD.replace("below = 0.9", 'anomaly = true\nby = "town"'), "anomaly"),
        ("[[rule]]\n" + GOOD + "days = 0", "days = 0"),
        ("[[rule]]\n" + GOOD + "days = 3\nmonths = 1", "months"),
        ("[[rule]]\n" + GOOD + "least = true", "least = True"),
        ("[[rule]]\n" + GOOD + 'by = "month"', "town"),
        ("[[rule]]\n" + GOOD + 'pipeline = ["court"]', "pipeline"),
        ("[[rule]]\n" + GOOD + "town = [1]", "town = [1]"),
        ("[[rule]]\n" + GOOD + 'source = "gossip"', "gossip"),
        ("[[rule]]\n" + GOOD + "[[rule]]\n" + GOOD, "closed"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, text: str, said: str):
    with pytest.raises(SettingsError, match=r"rules\.toml") as fault:
        read(tmp_path, text)
    assert said in str(fault.value)


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(SettingsError, match=r"nothing\.toml"):
        read_rules(tmp_path / "nothing.toml")


def test_the_environment_names_another_file(tmp_path: Path):
    assert rules_file({"WZDASH_ALERTS": str(tmp_path / "a.toml")}) == tmp_path / "a.toml"
    assert rules_file({}) == DATA / "alerts.toml"
