"""Counts on a lattice of small squares as one picture on a map: as quick to draw with 200,000 as with one.

A square is one pixel of the picture. Between its corners the picture is laid out evenly, the map is not: over
a district half a degree high that moves a square by at most 45 metres, in a town by one or two.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
import pydeck as pdk
from PIL import Image

from wzdash.charts import theme
from wzdash.labels import N_, _

SIZES = (2, 5)  # counts from which a square is darker
ALPHAS = (50, 95, 150)
WIDEST = 2048  # pixels a side; squares of a wider picture are put together


@dataclass(frozen=True, eq=False)
class Squares:
    """`rows`: x, y (the middle of a square in whole 1/`step` degrees east and north) and n, its count."""

    rows: pd.DataFrame
    step: int


def legend() -> list[str]:
    """What each shade stands for, from the lightest: 浅 1 件."""
    shades = (N_("浅 {n} 件"), N_("中 {n} 件"), N_("深 {n} 件及以上"))
    firsts = (1, *SIZES)
    ranges = [str(low) if low == after - 1 else f"{low}–{after - 1}" for low, after in pairwise(firsts)]
    return [_(shade).format(n=n) for shade, n in zip(shades, [*ranges, firsts[-1]], strict=True)]


def picture_layer(squares: Squares, name: str) -> pdk.Layer:
    """The squares as a picture where they lie. There has to be at least one."""
    counts, (west, south, east, north) = _lattice(squares)
    return pdk.Layer(
        "BitmapLayer",
        id=name,
        image=pdk.types.String(_png(counts)),
        bounds=[round(edge / squares.step, 6) for edge in (west, south, east, north)],
        texture_parameters={"minFilter": "linear", "mipmapFilter": "linear", "magFilter": "nearest"},
        pickable=False,
    )


def _lattice(squares: Squares) -> tuple[np.ndarray, tuple[float, float, float, float]]:
    """Counts by row from the south and column from the west; west, south, east, north edge in squares."""
    x, y = squares.rows["x"].to_numpy(), squares.rows["y"].to_numpy()
    together = -(-max(np.ptp(x), np.ptp(y), 1) // WIDEST)
    x, y = x // together, y // together
    counts = np.zeros((np.ptp(y) + 1, np.ptp(x) + 1), dtype=np.int64)
    np.add.at(counts, (y - y.min(), x - x.min()), squares.rows["n"].to_numpy())
    west, south = x.min() * together - 0.5, y.min() * together - 0.5
    high, wide = counts.shape
    return counts, (west, south, west + wide * together, south + high * together)


def _png(counts: np.ndarray) -> str:
    """A picture with north above, as an address that holds it."""
    levels = np.where(counts > 0, 1 + np.digitize(counts, SIZES), 0)[::-1].astype(np.uint8)
    picture = Image.fromarray(levels, mode="P")
    picture.putpalette([*theme.rgb(theme.palette().ink)] * (len(ALPHAS) + 1))
    held = io.BytesIO()
    picture.save(held, "PNG", transparency=bytes((0, *ALPHAS)), optimize=True)
    return "data:image/png;base64," + base64.b64encode(held.getvalue()).decode()
