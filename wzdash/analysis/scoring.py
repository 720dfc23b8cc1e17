"""Score cards that do not reward luck: shrunk indicators, points, intervals, what chance alone would do.

Each indicator is shrunk towards the mean of all units (shrinkage.py), then turned into 0…100 points and
weighted. The posterior draws of all indicators together give the interval of a score and of its rank
(Goldstein & Spiegelhalter 1996). Chance limits are those of a unit of the same size that performs exactly as
all do: scores of simulated counts; null hypothesis for a unit: its rates are everybody's. Where units lie
further apart than that, limits are widened by the variance between them (overdispersion.py). Seeded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wzdash.analysis.intervals import LEVEL
from wzdash.analysis.overdispersion import Overdispersion, overdispersion
from wzdash.analysis.ranking import DRAWS, rank_draws
from wzdash.analysis.shrinkage import shrink_rates, shrink_shares
from wzdash.errors import AnalysisError
from wzdash.labels import _

FREE = 0.0  # weights drawn without any regard to the declared ones


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """`table`: one row per unit; `points`: units × indicators, 0…100, from shrunk values; `weights`: used.

    `spread`: how far the units lie apart beyond chance.
    """

    table: pd.DataFrame
    spread: Overdispersion
    points: pd.DataFrame
    raw_points: pd.DataFrame
    weights: pd.Series


def points_of(values: np.ndarray, floor: float, target: float) -> np.ndarray:
    """0…100 points: 0 at the floor or worse, 100 at the target or better; NaN stays NaN."""
    return 100 * np.clip((values - floor) / (target - floor), 0, 1)


def score(counts: pd.DataFrame, totals: pd.DataFrame, scale: pd.DataFrame, *, seed: int) -> Scores:
    """Scores of units from counts and totals (units × indicators) and a scale.

    `scale`: one row per indicator: weight, floor, target, share (a share of its total, or a rate). An
    indicator without any total is left out and the other weights grow in proportion. The table has raw,
    score, low, high, rank, rank_low, rank_high, p_best, p_worst, chance_low, chance_high, chance_low998,
    chance_high998 (widened where units differ by more), zone (below, low, inside, high, above), by_chance
    (the zone if chance alone is allowed for) and missing (indicators without a total, which count as the
    mean of all).
    """
    used, weights = _used(counts, totals, scale)
    rng = np.random.default_rng(seed)
    size = (len(counts), DRAWS)
    total, chance, raw = np.zeros(size), np.zeros(size), np.zeros(len(counts))
    points, raw_points = {}, {}
    for name in used:
        k, n = counts[name].to_numpy(float), totals[name].to_numpy(float)
        limits = _limits(scale, name)
        value, own, drawn, null = _draws(
            np.fmax(k, 0), np.fmax(n, 0), bool(scale.at[name, "share"]), rng, size
        )
        points[name] = points_of(value, *limits)
        raw_points[name] = points_of(own, *limits)
        total += weights[name] * points_of(drawn, *limits)
        chance += weights[name] * points_of(null, *limits)
        filled = np.where(np.isnan(own), k.sum() / n.sum(), own)
        raw += weights[name] * points_of(filled, *limits)
    spread = overdispersion(raw - chance.mean(axis=1), chance.std(axis=1))
    table = _table(total, chance, raw, spread).set_axis(counts.index)
    table["missing"] = (totals[used] <= 0).sum(axis=1)
    return Scores(
        table,
        spread,
        pd.DataFrame(points, index=counts.index),
        pd.DataFrame(raw_points, index=counts.index),
        weights * 100,
    )


def _used(counts: pd.DataFrame, totals: pd.DataFrame, scale: pd.DataFrame) -> tuple[list[str], pd.Series]:
    """Indicators with data, and their weights as shares of 1."""
    used = [
        name
        for name in scale.index
        if totals[name].sum() > 0 and (scale.at[name, "share"] or counts[name].sum() > 0)
    ]
    total = scale.loc[used, "weight"].sum()
    if total <= 0 or len(counts) < 2:
        raise AnalysisError(_("期间内没有可以评分的数据"))
    return used, scale.loc[used, "weight"] / total


def _limits(scale: pd.DataFrame, name: str) -> tuple[float, float]:
    floor, target = scale.loc[name, ["floor", "target"]].to_numpy(float)
    return float(floor), float(target)


def shrunk_scores(counts: pd.DataFrame, totals: pd.DataFrame, scale: pd.DataFrame) -> pd.Series:
    """The score of each unit from shrunk values alone, without intervals: for a table of many months."""
    used, weights = _used(counts, totals, scale)
    found = np.zeros(len(counts))
    for name in used:
        k, n = counts[name].to_numpy(float), totals[name].to_numpy(float)
        value = np.full(len(k), k.sum() / n.sum())
        known = n > 0
        if scale.at[name, "share"]:
            value = shrink_shares(np.minimum(k, n), n)["share"].to_numpy()
        else:
            value[known] = shrink_rates(k[known], n[known])["rate"]
        found += weights[name] * points_of(value, *_limits(scale, name))
    return pd.Series(found, index=counts.index)


def _draws(
    k: np.ndarray, n: np.ndarray, share: bool, rng: np.random.Generator, size: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Shrunk value, own value, posterior draws, and values of units that are all the same."""
    mean = k.sum() / n.sum()
    known = n > 0
    safe = np.where(known, n, 1.0)
    own = np.where(known, k / safe, np.nan)
    if share:
        shrunk = shrink_shares(np.minimum(k, n), n)
        posterior = rng.beta(shrunk["alpha"].to_numpy()[:, None], shrunk["beta"].to_numpy()[:, None], size)
        same = rng.binomial(safe.astype(int)[:, None], min(mean, 1.0), size) / safe[:, None]
        return shrunk["share"].to_numpy(), own, posterior, np.where(known[:, None], same, mean)
    value = np.full(len(k), mean)
    posterior = np.full(size, mean)
    shrunk = shrink_rates(k[known], n[known])
    value[known] = shrunk["rate"]
    shape, scale = shrunk["shape"].to_numpy(), 1 / shrunk["size"].to_numpy()
    posterior[known] = rng.gamma(shape[:, None], scale[:, None], (int(known.sum()), size[1]))
    same = rng.poisson(mean * safe[:, None], size) / safe[:, None]
    return value, own, posterior, np.where(known[:, None], same, mean)


def _table(total: np.ndarray, chance: np.ndarray, raw: np.ndarray, spread: Overdispersion) -> pd.DataFrame:
    tail = 50 * (1 - LEVEL)
    low, high = np.percentile(total, [tail, 100 - tail], axis=1)
    limits = np.percentile(chance, [0.1, tail, 100 - tail, 99.9], axis=1)
    centre, error = chance.mean(axis=1), chance.std(axis=1)
    wider = np.array([spread.widening(error, level) for level in (0.998, LEVEL, LEVEL, 0.998)])
    widened = np.clip(centre + (limits - centre) * wider, 0, 100)
    table = pd.DataFrame({"raw": raw, "score": total.mean(axis=1), "low": low, "high": high})
    names = ("chance_low998", "chance_low", "chance_high", "chance_high998")
    return table.join(rank_draws(total)).assign(
        **dict(zip(names, widened, strict=True)), zone=_zone(raw, widened), by_chance=_zone(raw, limits)
    )


def _zone(value: np.ndarray, limits: np.ndarray) -> np.ndarray:
    """Where each value lies among its four limits, from the lowest to the highest."""
    zone = np.full(len(value), "inside", dtype=object)
    slack = 1e-9
    zone[value < limits[1] - slack], zone[value > limits[2] + slack] = "low", "high"
    zone[value < limits[0] - slack], zone[value > limits[3] + slack] = "below", "above"
    return zone


def weight_stability(
    points: pd.DataFrame, weights: pd.Series, *, strength: float, seed: int, top: int = 3
) -> pd.DataFrame:
    """One row per unit: rank by these weights, share of weight draws in the top, best and worst rank (95 %).

    Weights are drawn from a Dirichlet distribution around the declared ones; the larger `strength` the
    nearer. FREE: all weights equally likely.
    """
    rng = np.random.default_rng(seed)
    mean = weights[points.columns].to_numpy(float)
    alpha = np.ones(len(mean)) if strength == FREE else np.fmax(strength * mean / mean.sum(), 1e-3)
    drawn = points.to_numpy() @ rng.dirichlet(alpha, DRAWS).T
    found = rank_draws(drawn)
    position = (-drawn).argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    order = (-(points.to_numpy() @ mean)).argsort(kind="stable").argsort(kind="stable") + 1
    return pd.DataFrame(
        {
            "rank": order,
            "in_top": (position < top).mean(axis=1),
            "rank_low": found["rank_low"].to_numpy(),
            "rank_high": found["rank_high"].to_numpy(),
        },
        index=points.index,
    )
