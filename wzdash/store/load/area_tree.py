"""Areas put under one another: by what the file says, by the national codes, or by where they lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from wzdash.labels import _
from wzdash.store.load.source import Reject

LEVELS = ("district", "town", "village", "grid")
CODE_LENGTH = {"district": 16, "town": 9, "village": 12, "grid": 16}
BY_LENGTH = {6: "district", 9: "town", 12: "village"}
OVERLAP = 0.2


def level_of(code: str) -> str | None:
    """Level that a national code has by its length; longer ones are cells."""
    if not code.isdigit():
        return None
    return BY_LENGTH.get(len(code)) or ("grid" if 12 < len(code) <= 16 else None)


@dataclass
class Node:
    """One area, new or known, and where it hangs."""

    code: str
    level: str
    shape: Any
    stated_parent: str | None = None
    line: int = 0
    parent: str | None = None
    town: str | None = None
    village: str | None = None


class AreaTree:
    """New areas put under the known ones and each other, from the district down."""

    def __init__(self, new: pd.DataFrame, known: pd.DataFrame) -> None:
        """`new` has line, code, level, stated_parent, geometry; `known` is the area table with shapes."""
        self.new = [
            Node(row["code"], row["level"], row["geometry"], row["stated_parent"], int(row["line"]))
            for row in new.to_dict("records")
        ]
        self.pool = {
            row["code"]: Node(
                row["code"],
                row["level"],
                row["geometry"],
                town=_text(row, "town"),
                village=_text(row, "village"),
            )
            for row in known.to_dict("records")
        }

    def grow(self) -> tuple[list[Node], list[Reject]]:
        """The new areas with parent, town and village; and a reason for each that has no parent."""
        grown, rejects = [], []
        for number, level in enumerate(LEVELS):
            above = [node for name in reversed(LEVELS[:number]) for node in self._at(name)]
            holders = [node for node in above if node.shape is not None]
            for node in [node for node in self.new if node.level == level]:
                problem = self._find_parent(node, holders)
                if problem:
                    rejects.append(Reject(node.line, None, node.stated_parent, "no_parent", problem))
                else:
                    self._hang(node)
                    grown.append(node)
        return grown, rejects

    def _at(self, level: str) -> list[Node]:
        return [node for node in self.pool.values() if node.level == level]

    def _find_parent(self, node: Node, holders: list[Node]) -> str | None:
        """Sets the parent; says why there is none."""
        if node.level == "district":
            return None
        prefix = {"town": node.code[:6], "village": node.code[:9], "grid": node.code[:12]}[node.level]
        if node.stated_parent:
            node.parent = node.stated_parent
            known = node.parent in self.pool
            return None if known else _("上级区域 {code} 不存在").format(code=node.parent)
        if node.code.isdigit() and prefix in self.pool:
            node.parent = prefix
        else:
            point = shapely.point_on_surface(node.shape)
            node.parent = next((one.code for one in holders if shapely.intersects(one.shape, point)), None)
        if node.parent is None and node.level != "town":
            return _("不在任何上级区域内;请给出上级代码,或先导入上级区域")
        return None

    def _hang(self, node: Node) -> None:
        above = self.pool.get(node.parent or "")
        if above is not None:
            node.town, node.village = above.town, above.village
        if node.level == "town":
            node.town = node.code
        if node.level == "village":
            node.village = node.code
        self.pool[node.code] = node


def _text(row: dict, level: str) -> str | None:
    value = row[f"{level}_code"]
    return value if isinstance(value, str) else None


def overlaps(new: pd.DataFrame, known: pd.DataFrame) -> list[Reject]:
    """Areas that cover more than a fifth of another one of their level: earlier in the file, or known."""
    rejects: list[Reject] = []
    for level in LEVELS[1:]:
        mine = new[new["level"] == level]
        others = known[
            (known["level"] == level) & known["geometry"].notna() & ~known["code"].isin(mine["code"])
        ]
        shapes = np.concatenate([mine["geometry"].to_numpy(object), others["geometry"].to_numpy(object)])
        codes = [*mine["code"], *others["code"]]
        if not len(mine):
            continue
        left, right = shapely.STRtree(shapes).query(shapes[: len(mine)], predicate="intersects")
        pairs = (left != right) & ((right < left) | (right >= len(mine)))
        left, right = left[pairs], right[pairs]
        common = shapely.area(shapely.intersection(shapes[left], shapes[right]))
        share = common / np.minimum(shapely.area(shapes[left]), shapely.area(shapes[right]))
        for at in np.flatnonzero(share > OVERLAP):
            message = _("与区域 {code} 重叠 {share:.0%}").format(code=codes[right[at]], share=share[at])
            line = int(mine["line"].iloc[left[at]])
            rejects.append(Reject(line, None, codes[left[at]], "overlap", message))
    return rejects
