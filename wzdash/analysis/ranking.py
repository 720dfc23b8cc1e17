"""Rank intervals: which places in the ranking are compatible with the data?

Goldstein & Spiegelhalter (1996), JRSS A 159:385-443: draws from the posterior of every unit, ranked
in each draw. Two units whose intervals overlap widely have no order worth printing. Seeded, so that
a page and its export agree.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from wzdash.analysis.intervals import LEVEL
from wzdash.analysis.shrinkage import shrink_rates, shrink_shares
from wzdash.errors import AnalysisError

DRAWS = 4000


def rank_draws(draws: np.ndarray, *, higher_is_better: bool = True, level: float = LEVEL) -> pd.DataFrame:
    """One row per unit (row of `draws`, units × draws): rank (by mean), rank_low, rank_high, p_best, p_worst.

    Rank 1 is the best. The interval holds the central `level` of the unit's ranks.
    """
    if draws.ndim != 2 or min(draws.shape) < 1:
        raise AnalysisError("draws must be units × draws")
    signed = -draws if higher_is_better else draws
    ranks = signed.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable") + 1
    tails = [50 * (1 - level), 50 * (1 + level)]
    low, high = np.percentile(ranks, tails, axis=1, method="closest_observation")
    mean = ranks.mean(axis=1)
    return pd.DataFrame(
        {
            "rank": mean.argsort(kind="stable").argsort(kind="stable") + 1,
            "rank_low": low.astype(int),
            "rank_high": high.astype(int),
            "p_best": (ranks == 1).mean(axis=1),
            "p_worst": (ranks == len(draws)).mean(axis=1),
        }
    )


def rank_shares(
    frame: pd.DataFrame,
    *,
    successes: str,
    total: str,
    seed: int,
    higher_is_better: bool = True,
    level: float = LEVEL,
) -> pd.DataFrame:
    """The frame with shrunk share, its limits and rank interval; one row per unit."""
    shrunk = shrink_shares(frame[successes].to_numpy(), frame[total].to_numpy(), level=level)
    rng = np.random.default_rng(seed)
    alpha, beta = shrunk["alpha"].to_numpy(), shrunk["beta"].to_numpy()
    draws = rng.beta(alpha[:, None], beta[:, None], (len(frame), DRAWS))
    ranks = rank_draws(draws, higher_is_better=higher_is_better, level=level)
    columns = shrunk.drop(columns=["alpha", "beta"]).join(ranks).set_axis(frame.index)
    return frame.join(columns)


def rank_rates(
    frame: pd.DataFrame,
    *,
    count: str,
    exposure: str,
    seed: int,
    higher_is_better: bool = False,
    level: float = LEVEL,
) -> pd.DataFrame:
    """The frame with shrunk rate, its limits and rank interval; one row per unit. Fewer events are better."""
    shrunk = shrink_rates(frame[count].to_numpy(), frame[exposure].to_numpy(), level=level)
    rng = np.random.default_rng(seed)
    shape, size = shrunk["shape"].to_numpy(), shrunk["size"].to_numpy()
    draws = rng.gamma(shape[:, None], 1 / size[:, None], (len(frame), DRAWS))
    ranks = rank_draws(draws, higher_is_better=higher_is_better, level=level)
    columns = shrunk.drop(columns=["shape", "size", "variance"]).join(ranks).set_axis(frame.index)
    return frame.join(columns)
