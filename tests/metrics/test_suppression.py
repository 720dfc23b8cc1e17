"""Hidden cells of small tables: known answers, and what an attacker with linear programming can tell."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from wzdash.metrics.suppression import hidden_cells

LEAST = 5


def table(values: list[list[int]]) -> tuple[list[str], list[str], np.ndarray]:
    """Rows and columns of a table whose row and column totals are known."""
    array = np.array(values)
    rows = [f"row {i}" for i in range(array.shape[0]) for _ in range(array.shape[1])]
    columns = [f"column {j}" for _ in range(array.shape[0]) for j in range(array.shape[1])]
    return rows, columns, array.ravel()


def line(*values: int) -> np.ndarray:
    """Which cells of a single sum are hidden."""
    return hidden_cells(["all"] * len(values), ["total"] * len(values), np.array(values), LEAST)


@pytest.mark.parametrize(
    ("values", "hidden"),
    [
        ((10, 20, 30), ()),  # nothing small, nothing hidden
        ((10, 0, 30), ()),  # an empty cell is no secret
        ((4, 20, 30), (0, 1)),  # one small cell: the cheapest partner too
        ((4, 6, 30), (0, 1)),
        ((1, 1, 30), (0, 1, 2)),  # two small ones: 2 in all would give both away
        ((2, 3, 4, 50), (0, 1, 2)),  # three that sum to 9 can each be 5 or more
        ((3,), (0,)),  # nobody can protect the only cell
        ((3, 0), (0, 1)),  # an empty cell can
        ((0, 0), ()),
        ((1, 0, 0, 40), (0, 3)),
    ],
)
def test_cells_of_one_sum(values, hidden):
    assert tuple(np.flatnonzero(line(*values))) == hidden


def test_a_table_closes_a_rectangle():
    rows, columns, values = table([[2, 30, 40], [20, 9, 50], [60, 70, 8]])
    found = hidden_cells(rows, columns, values, LEAST).reshape(3, 3)
    assert found.tolist() == [[True, True, False], [True, True, False], [False, False, False]]


def test_a_cell_between_two_circles_is_protected_too():
    """Hidden cells in every row and column, each line with two or more, and one of them is still told."""
    values = [
        [2, 3, 90, 91],
        [3, 2, 92, 93],
        [94, 4, 4, 95],
        [96, 97, 2, 3],
        [98, 99, 3, 2],
    ]
    rows, columns, flat = table(values)
    small = ((flat > 0) & (flat < LEAST)).reshape(5, 4)
    assert (small.sum(axis=1) >= 2).all()
    assert (small.sum(axis=0) >= 2).all()
    assert told(rows, columns, flat, small.ravel()).reshape(5, 4)[2, 1]
    assert not told(rows, columns, flat, hidden_cells(rows, columns, flat, LEAST)).any()


def test_cells_hidden_for_other_reasons_are_used_and_stay():
    start = np.array([False, False, True])
    found = hidden_cells(["a"] * 3, ["b"] * 3, np.array([4, 20, 30]), LEAST, start)
    assert found.tolist() == [True, False, True]
    nothing = hidden_cells(["a"] * 3, ["b"] * 3, np.array([40, 20, 30]), LEAST, start)
    assert nothing.tolist() == [False, False, True]


def sums(tails, heads) -> np.ndarray:
    """One row per known sum: +1 where a cell leaves it, −1 where it enters."""
    names = list(dict.fromkeys([*tails, *heads]))
    matrix = np.zeros((len(names), len(tails)))
    for cell, (tail, head) in enumerate(zip(tails, heads, strict=True)):
        matrix[names.index(tail), cell] += 1
        matrix[names.index(head), cell] -= 1
    return matrix


def reach(tails, heads, values, hidden, cell) -> tuple[float, float]:
    """Least and largest value that a hidden cell may have, given all that is shown."""
    matrix = sums(tails, heads)[:, hidden]
    known = matrix @ values[hidden]
    goal = (np.flatnonzero(hidden) == cell).astype(float)
    least, most = (
        linprog(sign * goal, A_eq=matrix, b_eq=known, bounds=(0, None), method="highs") for sign in (1, -1)
    )
    return least.fun, -most.fun if most.status == 0 else np.inf


def told(tails, heads, values, hidden) -> np.ndarray:
    """Cells that are small and whose value follows from what is shown."""
    found = np.zeros(len(values), dtype=bool)
    for cell in np.flatnonzero(hidden & (values > 0) & (values < LEAST)):
        least, most = reach(tails, heads, values, hidden, cell)
        found[cell] = most - least < 0.5
    return found


def nested(rng: np.random.Generator, parts: int) -> tuple[list, list, np.ndarray]:
    """Villages and cells of a town by parts, as the releases build them."""
    tails, heads, values = [], [], []
    mean = rng.choice([0.5, 2.0, 6.0])
    for village in range(rng.integers(2, 5)):
        cells = rng.poisson(mean * rng.gamma(1.0, 1.0, (rng.integers(1, 4), parts)))
        for part in range(parts):
            tails.append(("town", part))
            heads.append((village, part))
            values.append(int(cells[:, part].sum()))
            for number, count in enumerate(cells[:, part]):
                tails.append((village, part))
                heads.append(("cell", village, number))
                values.append(int(count))
    return tails, heads, np.array(values)


@pytest.mark.parametrize("seed", range(60))
def test_nobody_can_tell_a_small_cell(seed: int):
    """Every small cell may hold LEAST rows, as far as the shown cells and sums of its table tell, unless its
    whole town is that small; and it is never told exactly when any other cell could make up for it."""
    rng = np.random.default_rng(seed)
    tails, heads, values = nested(rng, int(rng.integers(2, 5)))
    hidden = hidden_cells(tails, heads, values, LEAST)
    small = (values > 0) & (values < LEAST)
    assert hidden[small].all()
    for cell in np.flatnonzero(small):
        everything = np.ones(len(values), dtype=bool)
        possible = reach(tails, heads, values, everything, cell)
        least, most = reach(tails, heads, values, hidden, cell)
        if possible[1] >= LEAST:
            assert most >= LEAST - 1e-6
        if possible[1] - possible[0] > 0.5:
            assert most - least > 0.5


def test_little_is_hidden_when_little_is_small():
    rng = np.random.default_rng(1)
    tails, heads, values = table(rng.integers(20, 60, (12, 8)).tolist())
    values[17] = 2
    assert hidden_cells(tails, heads, values, LEAST).sum() == 4
