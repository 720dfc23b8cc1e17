"""Complementary suppression: which further cells of a table must stay hidden so that sums tell nothing.

A table whose cells add up in two ways (areas within areas, times parts) is a network: each cell is an edge
between the two sums it belongs to, and a set of values fits everything shown exactly when it differs from
the true one by flows around cycles of hidden cells. A small cell is protected when hidden cells alone carry
a flow that lifts it to the threshold: then nobody can tell from what is shown that it is small. Missing
cycles are closed along the cheapest cells (Cox 1995, JASA 90:1453; Castro 2007, INFORMS J. Comput. 19:520).
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Hashable, Sequence

import numpy as np

EPSILON = 1e-3  # cost of a cell that is hidden anyway: shorter cycles first
Step = tuple[int, int, int]  # edge, node it leads to, +1 along the edge or −1 against it


def hidden_cells(
    tails: Sequence[Hashable],
    heads: Sequence[Hashable],
    values: np.ndarray,
    least: int,
    hidden: np.ndarray | None = None,
) -> np.ndarray:
    """True for each cell that stays hidden: those with 1 … least−1 rows, and what protects them.

    Cell i counts `values[i]` rows and belongs to the sums `tails[i]` and `heads[i]`, which are all taken as
    known. `hidden` marks cells that are hidden for other reasons. Empty cells may be hidden too: otherwise an
    empty cell would betray its neighbour. A cell that nothing can protect (a town of one village) is hidden
    all the same.
    """
    network = _Network(tails, heads, np.asarray(values, dtype=int), least, hidden)
    for cell, value in enumerate(network.values):
        if 0 < value < least:
            network.protect(cell)
    return np.array(network.hidden, dtype=bool)


class _Network:
    """Cells as edges between sums; `hidden` grows while cells are protected."""

    def __init__(
        self,
        tails: Sequence[Hashable],
        heads: Sequence[Hashable],
        values: np.ndarray,
        least: int,
        hidden: np.ndarray | None,
    ) -> None:
        number = {name: n for n, name in enumerate(dict.fromkeys([*tails, *heads]))}
        self.tails = [number[name] for name in tails]
        self.heads = [number[name] for name in heads]
        small = (values > 0) & (values < least)
        self.values, self.least = values.tolist(), least
        self.hidden = (small if hidden is None else small | hidden).tolist()
        self.steps: list[list[Step]] = [[] for _ in number]
        for edge, (tail, head) in enumerate(zip(self.tails, self.heads, strict=True)):
            self.steps[tail].append((edge, head, 1))
            self.steps[head].append((edge, tail, -1))

    def protect(self, cell: int) -> None:
        """Hides what it takes that the cell could hold `least` rows; failing that, one more or one less."""
        missing = self.least - self.values[cell]
        for amount, sign in ((missing, 1), (1, 1), (1, -1)):
            changed = self._shift(cell, amount, sign)
            if changed is not None:
                for edge in changed:
                    self.hidden[edge] = True
                return

    def _shift(self, cell: int, amount: int, sign: int) -> set[int] | None:
        """Cells that change when this one changes by `amount`; None when the others cannot make up for it."""
        start, goal = self.heads[cell], self.tails[cell]
        if sign < 0:
            start, goal = goal, start
        change: dict[int, int] = {cell: 0}
        while amount > 0:
            path = self._free(start, goal, change, cell) or self._cheapest(start, goal, change, cell)
            if path is None:
                return None
            room = min((self.values[e] + change.get(e, 0) for e, _, way in path if way < 0), default=amount)
            moved = min(amount, room)
            for edge, _, way in path:
                change[edge] = change.get(edge, 0) + way * moved
            amount -= moved
        return {edge for edge, by in change.items() if by}

    def _free(self, start: int, goal: int, change: dict[int, int], cell: int) -> list[Step] | None:
        """The shortest path along cells that are hidden anyway: most cells need no more, and it is quick."""
        came: dict[int, tuple[int, Step]] = {}
        seen, queue = {start}, deque([start])
        while queue:
            node = queue.popleft()
            for step in self.steps[node]:
                edge, other, way = step
                if other in seen or edge == cell or not (self.hidden[edge] or edge in change):
                    continue
                if way < 0 and self.values[edge] + change.get(edge, 0) <= 0:
                    continue
                came[other] = (node, step)
                if other == goal:
                    return self._path(came, start, goal)
                seen.add(other)
                queue.append(other)
        return None

    def _cheapest(self, start: int, goal: int, change: dict[int, int], cell: int) -> list[Step] | None:
        """The path that hides least; against an edge only while it has rows left to give."""
        cost = {start: 0.0}
        came: dict[int, tuple[int, Step]] = {}
        queue = [(0.0, start)]
        while queue:
            so_far, node = heapq.heappop(queue)
            if node == goal:
                return self._path(came, start, goal)
            if so_far > cost[node]:
                continue
            for step in self.steps[node]:
                edge, other, way = step
                if edge == cell or (way < 0 and self.values[edge] + change.get(edge, 0) <= 0):
                    continue
                free = self.hidden[edge] or edge in change
                total = so_far + (EPSILON if free else 1.0 + self.values[edge])
                if total < cost.get(other, np.inf):
                    cost[other] = total
                    came[other] = (node, step)
                    heapq.heappush(queue, (total, other))
        return None

    @staticmethod
    def _path(came: dict[int, tuple[int, Step]], start: int, goal: int) -> list[Step]:
        path = []
        node = goal
        while node != start:
            node, step = came[node]
            path.append(step)
        return path
