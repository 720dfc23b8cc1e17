"""Areas for a displacement test: the ring around a target, and controls of the same size further away.

Bowers & Johnson (2003), Journal of Quantitative Criminology 19:275-301: what moves, moves to the next places.
The ring is every area that shares a border with the target; controls lie neither in the target nor in its
ring, and are those nearest in size, so that no outcome takes part in choosing them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import shapely

GAP = 0.0005  # degrees, some 50 m: borders that were digitised twice do not meet exactly


def neighbours(codes: Sequence[str], geometries: Sequence[bytes]) -> dict[str, list[str]]:
    """{code: codes of the areas that share a border with it}, from WKB in degrees."""
    shapes = shapely.from_wkb(np.array(geometries, dtype=object))
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=GAP)
    near: dict[str, list[str]] = {code: [] for code in codes}
    for i, j in sorted(zip(one.tolist(), other.tolist(), strict=True)):
        if i != j:
            near[codes[i]].append(codes[j])
    return near


def ring(near: Mapping[str, Collection[str]], target: Collection[str]) -> list[str]:
    """Areas that share a border with any of the target and are not in it."""
    return sorted({code for one in target for code in near.get(one, ())} - set(target))


def alike(sizes: Mapping[str, float], wanted: Sequence[str], pool: Collection[str]) -> list[str]:
    """For each wanted area the one of the pool nearest in size (ratio) that is not taken yet.

    Areas of unknown size come last, by code.
    """
    left, found = sorted(pool), []
    for code in wanted:
        if left:
            found.append(min(left, key=lambda one: _apart(sizes.get(one), sizes.get(code))))
            left.remove(found[-1])
    return sorted(found)


def _apart(one: float | None, other: float | None) -> float:
    if not one or not other or not np.isfinite([one, other]).all():
        return float("inf")
    return abs(float(np.log(one / other)))
