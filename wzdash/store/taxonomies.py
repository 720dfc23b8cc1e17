"""The published lists of data/taxonomies as rows of the tables `category` and `department`.

A district replaces the CSV files with its own responsibility list; the codes are what facts refer to.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from wzdash.codes import CODES
from wzdash.errors import SettingsError
from wzdash.settings import DATA
from wzdash.store.clock import CLOCKS

FOLDER = DATA / "taxonomies"
DOMAINS = tuple(CODES["category.domain"])


def read_categories(folder: Path = FOLDER) -> pd.DataFrame:
    """One row per domain and category, groups included, in the order of the files.

    Raises SettingsError naming file, line and value for a repeated code, an unknown group or clock.
    """
    return pd.concat([_domain(folder, name) for name in DOMAINS], ignore_index=True)


def read_departments(folder: Path = FOLDER) -> pd.DataFrame:
    """One row per department: code, name_zh, name_en."""
    frame = pd.read_csv(folder / "department.csv", dtype=str)
    _refuse(folder / "department.csv", frame, frame["code"].duplicated(), "code", "is repeated")
    return frame


def _domain(folder: Path, domain: str) -> pd.DataFrame:
    path = folder / f"{domain}.csv"
    frame = pd.read_csv(path, dtype={"limit_value": float} | dict.fromkeys(("code", "group_code"), str))
    groups = set(frame["code"][frame["code"] == frame["group_code"]])
    _refuse(path, frame, frame["code"].duplicated(), "code", "is repeated")
    _refuse(path, frame, ~frame["group_code"].isin(groups), "group_code", "has no row of its own")
    if "clock" in frame:
        known = frame["clock"].isna() | frame["clock"].isin(CLOCKS)
        _refuse(path, frame, ~known, "clock", f"is not one of {', '.join(CLOCKS)}")
        departments = set(read_departments(folder)["code"])
        known = frame["department_code"].isna() | frame["department_code"].isin(departments)
        _refuse(path, frame, ~known, "department_code", "is not in department.csv")
    return frame.assign(domain=domain, sort=range(1, len(frame) + 1))


def _refuse(path: Path, frame: pd.DataFrame, broken: pd.Series, column: str, rule: str) -> None:
    if broken.any():
        row = int(broken.to_numpy().argmax())
        raise SettingsError(f"{path.name}, line {row + 2}, {column}={frame[column][row]!r} {rule}")
