"""Seeded chance: independent streams by name, exact-size weighted samples, table lookups.

Streams are keyed by name, so that a change in one fact does not shift the draws of another.
"""

from __future__ import annotations

import zlib

import numpy as np


def stream(seed: int, name: str) -> np.random.Generator:
    """Generator that belongs to this seed and name alone."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def choose(rng: np.random.Generator, weight: np.ndarray, size: int) -> np.ndarray:
    """Sorted positions of exactly `size` distinct items, drawn by weight (Gumbel top-k).

    Items of weight 0 are never drawn. Raises ValueError where fewer than `size` items have weight.
    """
    if size <= 0:
        return np.empty(0, dtype=np.int64)
    possible = np.flatnonzero(weight > 0)
    if size > len(possible):
        raise ValueError(f"cannot choose {size} of {len(possible)} items")
    key = np.log(weight[possible]) + rng.gumbel(size=len(possible))
    top = np.argpartition(key, len(key) - size)[len(key) - size :]
    return np.sort(possible[top])


def draw(rng: np.random.Generator, weights: np.ndarray, key: np.ndarray) -> np.ndarray:
    """One column index per key: row `key` of the table of weights says how likely each column is."""
    table = np.atleast_2d(weights).astype(float)
    share = np.cumsum(table, axis=1)
    share /= share[:, -1:]
    share[:, -1] = 1.0
    # one sorted line of all rows: row r lives in (r, r + 1]
    line = (share + np.arange(len(share))[:, None]).ravel()
    found = np.searchsorted(line, key + rng.random(len(key)), side="right")
    return np.minimum(found - key * table.shape[1], table.shape[1] - 1).astype(np.int32)


def share_out(total: int, weights: np.ndarray, least: int = 0) -> np.ndarray:
    """Whole numbers by weight that add to `total`, each at least `least` (largest remainders)."""
    weights = np.asarray(weights, dtype=float)
    exact = (total - least * len(weights)) * weights / weights.sum()
    whole = np.floor(exact).astype(np.int64)
    missing = total - least * len(weights) - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:missing]] += 1
    return whole + least


def spread(rng: np.random.Generator, total: int, weights: np.ndarray) -> np.ndarray:
    """Random whole numbers by weight that add to `total` exactly (multinomial)."""
    flat = np.asarray(weights, dtype=float).ravel()
    line = np.cumsum(flat)
    found = np.searchsorted(line, rng.random(total) * line[-1], side="right")
    return np.bincount(np.minimum(found, len(flat) - 1), minlength=len(flat)).reshape(np.shape(weights))
