"""A reader's own figures beside the published ones; a fault names file, figure and what is needed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from wzdash.errors import SettingsError
from wzdash.metrics.figures import reconcile
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
        (ROW.format(value="many"), RECIPE, "report.csv, row 2"),
        (ROW.format(value=1).replace("own_orders", "sub_centres"), RECIPE, "sub_centres"),
    ],
)
def test_a_fault_is_named(store: Store, tmp_path: Path, rows: str, recipe: str | None, said: str):
    with pytest.raises(SettingsError) as fault:
        reconcile(store, write(tmp_path, rows, recipe))
    assert said in str(fault.value)


def test_a_missing_column_is_named(store: Store, tmp_path: Path):
    (tmp_path / "report.csv").write_text("key,value\na,1\n", "utf-8")
    (tmp_path / "report.toml").write_text(RECIPE, "utf-8")
    with pytest.raises(SettingsError, match="qualifier"):
        reconcile(store, tmp_path)
