"""Numbered files and the pointer that says which one is current."""

from __future__ import annotations

from pathlib import Path

import pytest

from wzdash.errors import StoreError
from wzdash.store.versions import current, highest, number_of, path_of, point_to, prune


def files(folder: Path, *numbers: int) -> None:
    for number in numbers:
        path_of(folder, number).write_text("a store")


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("wzdash-000007.duckdb", 7),
        ("wzdash-7.duckdb", 0),
        ("wzdash-000007.duckdb.wal", 0),
        ("other-000007.duckdb", 0),
        ("CURRENT", 0),
    ],
)
def test_number_of_a_file(tmp_path: Path, name: str, number: int):
    assert number_of(tmp_path / name) == number
    assert number_of(path_of(tmp_path, 123)) == 123


def test_no_pointer_no_version(tmp_path: Path):
    assert current(tmp_path) is None
    assert current(tmp_path / "nowhere") is None
    assert highest(tmp_path) == 0


def test_the_pointer_moves(tmp_path: Path):
    files(tmp_path, 1, 2)
    point_to(tmp_path, path_of(tmp_path, 1))
    assert current(tmp_path) == path_of(tmp_path, 1)
    point_to(tmp_path, path_of(tmp_path, 2))
    assert current(tmp_path) == path_of(tmp_path, 2)
    assert highest(tmp_path) == 2
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix != ".duckdb") == ["CURRENT"]


@pytest.mark.parametrize("text", ["wzdash-000009.duckdb", "", "../../etc/passwd", "x" * 200, "."])
def test_a_pointer_to_nothing_is_an_error_that_names_it(tmp_path: Path, text: str):
    files(tmp_path, 1)
    (tmp_path / "CURRENT").write_text(text)
    with pytest.raises(StoreError, match="CURRENT") as caught:
        current(tmp_path)
    assert len(str(caught.value)) < 250 + len(str(tmp_path))


def test_pruning_keeps_the_current_and_the_one_before(tmp_path: Path):
    files(tmp_path, 1, 2, 3, 4, 5)
    wal = tmp_path / "wzdash-000004.duckdb.wal"
    wal.write_text("left")
    other = tmp_path / "wzdash-notes.duckdb"
    other.write_text("not a version")
    removed = prune(tmp_path, path_of(tmp_path, 4))
    assert sorted(path.name for path in removed) == [
        "wzdash-000001.duckdb",
        "wzdash-000002.duckdb",
        "wzdash-000004.duckdb.wal",
        "wzdash-000005.duckdb",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "wzdash-000003.duckdb",
        "wzdash-000004.duckdb",
        "wzdash-notes.duckdb",
    ]
    assert prune(tmp_path, path_of(tmp_path, 4)) == []
