"""Peers: the places most like one place on declared attributes, and where it stands among them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


def nearest(frame: pd.DataFrame, key: str, code: str, on: Sequence[str], k: int = 10) -> list[str]:
    """Keys of the k rows nearest to that of `code`, the nearest first; fewer where fewer are known.

    Distance is Euclidean over log(1 + x) of the columns `on`, each divided by its standard deviation, so
    that a place of 200 residents is as far from 400 as one of 2,000 from 4,000. Rows with a gap are no peers.
    """
    known = frame.dropna(subset=[key, *on]).set_index(key)
    if code not in known.index:
        return []
    scaled = known[list(on)].astype(float).apply(np.log1p)
    spread = scaled.std(ddof=0).replace(0.0, 1.0)
    away = (((scaled - scaled.loc[code]) / spread) ** 2).sum(axis=1).drop(code)
    return [str(one) for one in away.sort_values(kind="stable").index[:k]]


def standing(values: pd.Series, code: str) -> tuple[float, int, int]:
    """Median of the other values, how many of them lie below that of `code`, how many are known."""
    others = values.drop(code, errors="ignore").dropna()
    own = values.get(code, np.nan)
    below = 0 if pd.isna(own) else int((others < own).sum())
    return float(others.median()) if len(others) else float("nan"), below, len(others)
