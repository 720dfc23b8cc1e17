"""`metric`: the published closure rates with their counts, cuts, names, and one clear line for bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from wzdash import labels
from wzdash.cli import app

YEARS = ("--from", "2018-01-01", "--to", "2020-12-31")
MUDU = "320506103"


@pytest.fixture(autouse=True)
def _small_store(demo_store: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WZDASH_STORE_DIR", str(demo_store))
    yield
    labels.set_language("zh")


def run(*args: str):
    return CliRunner().invoke(app, list(args))


def answer(*args: str) -> dict:
    result = run(*args, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_both_closure_rates_with_their_counts():
    found = answer("metric", "closure_rate", "closure_rate_received", *YEARS)
    (row,) = found["rows"]
    due, received = row["closure_rate"], row["closure_rate_received"]
    assert due["numerator"] == received["numerator"]
    assert due["denominator"] < received["denominator"]
    for one in (due, received):
        assert one["value"] == pytest.approx(one["numerator"] / one["denominator"])
    assert (found["from"], found["to"], found["simulated"]) == ("2018-01-01", "2020-12-31", True)


def test_rows_by_two_dimensions_add_up_to_the_row_of_all():
    whole = answer("metric", "orders_received", *YEARS)["rows"][0]["orders_received"]["value"]
    rows = answer("metric", "orders_received", "--by", "year,source", *YEARS)["rows"]
    assert sum(row["orders_received"]["value"] for row in rows) == whole
    assert {row["year"] for row in rows} == {2018, 2019, 2020}
    assert rows[0]["source_name"]
    assert rows[0]["orders_received"]["denominator"] is None
    assert rows == answer("metric", "orders_received", "--by", "year", "--by", "source", *YEARS)["rows"]


@pytest.mark.parametrize("town", [MUDU, "木渎镇", "mudu"])
def test_a_town_by_code_or_name_in_either_language(town: str):
    assert answer("metric", "orders_received", "--town", town)["town"] == [MUDU]


def test_a_small_cell_is_suppressed_here_too():
    rows = answer("metric", "incidents", "--by", "grid", "--town", MUDU, *YEARS)["rows"]
    assert any(row["suppressed"] for row in rows)
    assert all(row["incidents"]["value"] is None for row in rows if row["suppressed"])
    withheld = answer("metric", "incidents", "--by", "grid,source", "--town", MUDU, *YEARS)
    assert withheld["withheld"]
    assert all(row["incidents"]["value"] is None for row in withheld["rows"])


def test_a_table_for_people_in_their_language():
    result = run("--lang", "en", "metric", "closure_rate", "--by", "town", *YEARS)
    assert result.exit_code == 0
    assert "Mudu Town" in result.stdout
    assert "%" in result.stdout


def test_many_metrics_fit_a_terminal_of_80_columns(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "80")
    names = ("orders_received", "closure_rate", "closure_rate_received", "on_time_closure", "rework_rate")
    result = run("metric", *names, *YEARS)
    one = answer("metric", "rework_rate", *YEARS)["rows"][0]["rework_rate"]
    assert "…" not in result.stdout
    for label in ("受理工单", "结案率(按应结)", "办结率(按受理)", "按期结案率", "返工率"):
        assert label in result.stdout
    assert f"{one['denominator']:,.0f}" in result.stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("closure_rat",), "closure_rate"),
        (("orders_received", "--by", "colour"), "category"),
        (("orders_received", "--town", "镇"), "木渎镇"),
        (("orders_received", "--from", "yesterday"), "2020-12-31"),
    ],
)
def test_a_wrong_question_names_what_is_allowed(args: tuple[str, ...], said: str):
    result = run("metric", *args)
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
