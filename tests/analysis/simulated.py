"""Seeded series of counts with a known truth: season, trend, serial correlation, overdispersion, a step."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wzdash.analysis.evaluation import evaluate_series
from wzdash.analysis.series import CountSeries, count_series
from wzdash.analysis.verdict import CLAIM


def latent(rng: np.random.Generator, n: int, sigma: float, phi: float) -> np.ndarray:
    """A stationary AR(1) process on the log scale with standard deviation sigma, mean of exp equal to 1."""
    noise = rng.normal(0, sigma, n)
    noise[1:] *= np.sqrt(1 - phi**2)
    for i in range(1, n):
        noise[i] += phi * noise[i - 1]
    return noise - sigma**2 / 2


def counts_of(
    rng: np.random.Generator,
    *,
    n_before: int = 36,
    n_after: int = 24,
    level: float = 100.0,
    log_step: float = 0.0,
    trend: float = 0.0,
    season: float = 0.25,
    sigma: float = 0.15,
    phi: float = 0.4,
    gamma: float = 0.0,
) -> np.ndarray:
    """Monthly counts. `trend` is per year on the log scale, `gamma` the shape of independent noise."""
    n = n_before + n_after
    time = np.arange(n)
    after = time >= n_before
    angle = 2 * np.pi * time / 12
    linear = np.log(level) + trend * (time - n_before) / 12 + season * np.sin(angle + 1)
    mean = np.exp(linear + 0.1 * np.cos(2 * angle) + log_step * after + latent(rng, n, sigma, phi))
    if gamma:
        mean = mean * rng.gamma(gamma, 1 / gamma, n)
    return rng.poisson(mean)


def monthly(counts: np.ndarray, n_before: int) -> CountSeries:
    """The counts as a series whose measure starts after `n_before` months."""
    dates = pd.date_range("2016-01-01", periods=len(counts), freq="MS")
    return count_series(dates, counts, dates[n_before])


def simulate(rng: np.random.Generator, *, n_before: int = 36, **world) -> CountSeries:
    """A monthly series of counts_of."""
    return monthly(counts_of(rng, n_before=n_before, **world), n_before)


def worst_town(
    rng: np.random.Generator, *, towns: int = 14, n_before: int = 24, chosen_by: int = 12, **world
) -> CountSeries:
    """Of 14 towns without any measure, the one with most events in the last year before the start."""
    counts = [counts_of(rng, n_before=n_before, level=50, **world) for _ in range(towns)]
    return monthly(max(counts, key=lambda one: one[n_before - chosen_by : n_before].sum()), n_before)


def claims_effect(series: CountSeries) -> bool:
    """True when the verdict is an effect; the slow parts only run where the first condition holds."""
    found = evaluate_series(series)
    return found.judged.effect.p_value < CLAIM and found.verdict.code == "effect"
