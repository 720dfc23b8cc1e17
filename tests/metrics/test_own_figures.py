"""A reader's own figures beside the published ones; a fault names file, figure and what is needed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from wzdash.errors import SettingsError
from wzdash.metrics.figures import explain, printed, reconcile
from wzdash.metrics.published import read_published
from wzdash.metrics.query import frame
from wzdash.scope import Scope
from wzdash.settings import Settings
from wzdash.store.engine import Store, open_store

HEADER = "key,net,name_zh,name_en,value,unit,qualifier,period,note\n"
ROW = "own_orders,ground,我们的工单,Our orders,{value},件,exact,2020,\n"
RECIPE = '[own_orders]\nmetric = "orders_received"\nyear = 2020\n'


@pytest.fixture(scope="module")
def store(demo_store: Path) -> Store:
    return open_store(Settings(store_dir=demo_store))


def write(folder: Path, rows: str, recipe: str | None = RECIPE) -> Path:
    (folder / "report.csv").write_text(HEADER + rows, "utf-8")
    if recipe is not None:
        (folder / "report.toml").write_text(recipe, "utf-8")
    return folder


def test_own_figures_are_judged_beside_the_published_ones(store: Store, tmp_path: Path):
    year = Scope(date(2020, 1, 1), date(2020, 12, 31))
    count = int(frame(store, ["orders_received"], year)["orders_received"].iloc[0])
    found = reconcile(store, write(tmp_path, ROW.format(value=count))).set_index("key")
    assert len(found) == len(reconcile(store, tmp_path / "none")) + 1
    assert found.at["own_orders", "verdict"] == "agrees"
    wrong = reconcile(store, write(tmp_path, ROW.format(value=count + 1))).set_index("key")
    assert wrong.at["own_orders", "verdict"] == "differs"


@pytest.mark.parametrize(
    ("rows", "recipe", "said"),
    [
        (ROW.format(value=1), None, "report.toml"),
        (ROW.format(value=1), "[own_orders", "TOML"),
        (ROW.format(value=1), RECIPE.replace("year = 2020", ""), "own_orders"),
        (ROW.format(value=1), RECIPE.replace("orders_received", "orders_receive"), "orders_received"),
        (ROW.format(value=1), RECIPE + "bad = 1\n", "bad"),
        (ROW.format(value="many"), RECIPE, "report.csv 第 2 行 value 列"),
        (
            ROW.format(value=1).replace("own_orders", "sub_centres"),
            RECIPE.replace("own_orders", "sub_centres"),
            "sub_centres",
        ),
        (ROW.format(value="150,000"), RECIPE, "应有 9 格"),
        (ROW.format(value="inf"), RECIPE, "value 列"),
        (ROW.format(value=1).replace("ground", "earth"), RECIPE, "第 2 行 net 列:'earth'"),
        (ROW.format(value=1), RECIPE.replace("2020", '"2020"'), "的 year:'2020'"),
        (ROW.format(value=1), RECIPE + 'against = "2019"\n', "的 against:'2019'"),
        (ROW.format(value=1), RECIPE + 'per_day = "yes"\n', "true 或 false"),
        (ROW.format(value=1), RECIPE + 'town = "无此镇"\n', "木渎镇"),
        (ROW.format(value=1), RECIPE + '[typo]\nmetric = "hazards"\nyear = 2020\n', "[typo]"),
        (
            ROW.format(value=1),
            RECIPE.replace("year = 2020", "from = 2020-02-01\nto = 2020-01-01"),
            "不早于 2020-02-01",
        ),
    ],
)
def test_a_fault_is_named(store: Store, tmp_path: Path, rows: str, recipe: str | None, said: str):
    with pytest.raises(SettingsError) as fault:
        reconcile(store, write(tmp_path, rows, recipe))
    assert said in str(fault.value)


def test_a_town_figure_is_judged_by_the_rows_of_the_town(store: Store, tmp_path: Path):
    folder = write(tmp_path, ROW.format(value=1), RECIPE + 'town = "木渎镇"\n')
    found = reconcile(store, folder).set_index("key").loc["own_orders"]
    mudu = Scope(date(2020, 1, 1), date(2020, 12, 31)).where(town="320506103")
    assert found["value"] == frame(store, ["orders_received"], mudu)["orders_received"].iloc[0] > 0
    assert "木渎镇" in explain(found)


def test_a_file_as_chinese_spreadsheets_save_it_is_read(tmp_path: Path):
    (tmp_path / "report.csv").write_bytes((HEADER + ROW.format(value=5)).encode("gb18030"))
    assert read_published(tmp_path / "report.csv").loc[0, "name_zh"] == "我们的工单"


def test_an_empty_file_is_said_to_lack_its_columns(tmp_path: Path):
    (tmp_path / "report.csv").write_text("")
    with pytest.raises(SettingsError, match="key"):
        read_published(tmp_path / "report.csv")


def test_the_closure_rate_names_both_definitions_and_the_count_that_is_implied(store: Store, tmp_path: Path):
    row = reconcile(store, tmp_path / "none").set_index("key").loc["closure_rate"]
    assert row["verdict"] == "other_definition"
    assert row["implied_d"] == round(row["n"] / 0.9913)
    said = explain(row)
    assert "办结率(按受理)" in said
    assert f"反推的分母为 {row['implied_d']:,.0f}" in said


def test_a_printed_value_keeps_the_word_it_was_printed_with(store: Store, tmp_path: Path):
    rows = reconcile(store, tmp_path / "none").set_index("key")
    said = {key: printed(rows.loc[key]) for key in ("household_visits", "fees_refunded", "satisfaction_rate")}
    assert said == {
        "household_visits": "超过 160,000",
        "fees_refunded": "近 1,000,000",
        "satisfaction_rate": "98.98",
    }


def test_a_missing_column_is_named(store: Store, tmp_path: Path):
    (tmp_path / "report.csv").write_text("key,value\na,1\n", "utf-8")
    (tmp_path / "report.toml").write_text(RECIPE, "utf-8")
    with pytest.raises(SettingsError, match="qualifier"):
        reconcile(store, tmp_path)
