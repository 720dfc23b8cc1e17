"""Effect of a staggered roll-out as a ratio: observed over what treated units would have had without it.

Imputation estimator of Borusyak, Jaravel & Spiess (2024), Review of Economic Studies 91:3253-3285,
in its Poisson form (Wooldridge 2023, Econometrics Journal 26:C31-C66): unit and period effects
multiply and are fitted to untreated cells only, so that early units never serve as controls for
late ones and effects may differ between units and over time, where two-way fixed effects go wrong
(Goodman-Bacon 2021). Right for small counts and for units of very different size. Errors: bootstrap
of whole units, seeded. Parallel trends are shown: the last periods before the start are imputed in
the same way from earlier ones (leads), and tested together. Null hypothesis: ratio 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from wzdash.analysis.intervals import LEVEL, Estimate, ratio_from_log, wald
from wzdash.analysis.panel import NEVER, Panel
from wzdash.errors import AnalysisError
from wzdash.labels import _

DRAWS = 300
LEADS = 4
LAGS = 8
FEWEST_UNITS = 10
FEWEST_EVENTS = 20
ROUNDS, TOLERANCE = 200, 1e-8

Effects = tuple[np.ndarray, np.ndarray]  # of units and of periods, one row per set of weights


@dataclass(frozen=True, slots=True, eq=False)
class RollOut:
    """`effect` over all treated cells; `events`: one row per period since the start, leads negative.

    Columns of events: event, observed, expected, ratio, low, high, units. `averted` = expected − observed.
    """

    effect: Estimate
    events: pd.DataFrame
    pretrend_p: float
    averted: float
    n_treated: int
    n_never: int

    @property
    def parallel(self) -> bool:
        """True when the leads do not differ from 1 together at 5 %."""
        return not self.pretrend_p < 0.05


def roll_out_effect(
    panel: Panel, *, seed: int, leads: int = LEADS, lags: int = LAGS, draws: int = DRAWS, level: float = LEVEL
) -> RollOut:
    """Ratio of observed to imputed counts, by event time and in all.

    Units treated from the start are left out.
    """
    panel = _usable(panel)
    event = panel.event_time
    rng = np.random.default_rng(seed)
    n = len(panel.units)
    weights = np.vstack([np.ones(n), rng.multinomial(n, np.full(n, 1 / n), draws).astype(float)])
    after = panel.treated
    before = (event < 0) & (event >= -leads)
    expected = _imputed(panel.counts, ~after, weights)
    earlier = _imputed(panel.counts, ~(after | before), weights)
    rows = {e: (event == e, earlier if e < 0 else expected) for e in range(-leads, lags + 1)}
    table, logs = [], {}
    for e, (cells, imputed) in rows.items():
        known = cells & _covered(~after if e >= 0 else ~(after | before))
        if known.any():
            logs[e] = _log_ratios(panel.counts, imputed, known, weights)
            table.append((e, *_row(panel.counts, _first(imputed), known, logs[e], level)))
    cells = after & _covered(~after)
    effect = _log_ratios(panel.counts, expected, cells, weights)
    error = _spread(effect)
    if not np.isfinite([effect[0], error]).all():
        raise AnalysisError(_("实施之后或之前没有一件,无法估计比值"))
    names = ["event", "observed", "expected", "ratio", "low", "high", "units"]
    return RollOut(
        ratio_from_log(wald(float(effect[0]), error, df=n - 1, level=level)),
        pd.DataFrame(table, columns=names),
        _joint_test([logs[e] for e in sorted(logs) if e < 0]),
        float((_first(expected) - panel.counts)[cells].sum()),
        int((panel.first != NEVER).sum()),
        int((panel.first == NEVER).sum()),
    )


def _usable(panel: Panel) -> Panel:
    kept = panel.first > 0
    first = panel.first[kept]
    if min((first != NEVER).sum(), len(first)) < FEWEST_UNITS:
        raise AnalysisError(_("至少需要 {n} 个在观察期内开始实施的单位").format(n=FEWEST_UNITS))
    counts = panel.counts[kept]
    events = counts[first != NEVER].sum()
    if events < FEWEST_EVENTS:
        raise AnalysisError(
            _("先后实施的单位共 {n:g} 件;至少需要 {least} 件").format(n=events, least=FEWEST_EVENTS)
        )
    return Panel(panel.units[kept], panel.periods, counts, first)


def _covered(untreated: np.ndarray) -> np.ndarray:
    """Cells whose unit and period both have untreated cells, so that they can be imputed."""
    return np.outer(untreated.any(axis=1), untreated.any(axis=0))


def _imputed(counts: np.ndarray, untreated: np.ndarray, weights: np.ndarray) -> Effects:
    """Unit and period effects of a Poisson regression on untreated cells, one row per set of weights.

    By proportional fitting; every draw starts from the period effects of the first set.
    """
    own = (counts * untreated).sum(axis=1)
    known = untreated.astype(float)
    common = weights @ (counts * untreated)
    start = np.ones(counts.shape[1])
    periods: list[np.ndarray] = []
    for weight, wanted in zip(weights, common, strict=True):
        periods.append(_fit_periods(own, wanted, known, weight, start))
        start = periods[0]
    period = np.array(periods)
    return own / np.maximum(period @ known.T, 1e-12), period


def _first(imputed: Effects) -> np.ndarray:
    """Expected counts of the data themselves, units × periods."""
    unit, period = imputed
    return np.outer(unit[0], period[0])


def _fit_periods(
    own: np.ndarray, wanted: np.ndarray, known: np.ndarray, weight: np.ndarray, period: np.ndarray
) -> np.ndarray:
    """Period effects at which the weighted sums of the periods are those of the data."""
    for _round in range(ROUNDS):
        unit = own / np.maximum(known @ period, 1e-12)
        fresh = wanted / np.maximum((weight * unit) @ known, 1e-12)
        done = np.abs(fresh - period).max() < TOLERANCE
        period = fresh
        if done:
            break
    return period


def _log_ratios(counts: np.ndarray, imputed: Effects, cells: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """log(observed / expected) over the cells, first of the data and then of every draw.

    NaN without events.
    """
    observed = weights @ (counts * cells).sum(axis=1)
    unit, period = imputed
    wanted = (((weights * unit) @ cells) * period).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log(observed / wanted)
    return np.where(np.isfinite(ratio), ratio, np.nan)


def _row(counts: np.ndarray, imputed: np.ndarray, cells: np.ndarray, logs: np.ndarray, level: float) -> tuple:
    found = ratio_from_log(wald(float(logs[0]), _spread(logs), level=level))
    ratio = (found.value, *found.interval) if np.isfinite(logs[0]) else (np.nan,) * 3
    observed, wanted = float(counts[cells].sum()), float(imputed[cells].sum())
    return observed, wanted, *ratio, int(cells.any(axis=1).sum())


def _spread(logs: np.ndarray) -> float:
    """Standard error by the draws; NaN where hardly one has events."""
    draws = logs[1:][np.isfinite(logs[1:])]
    return float(draws.std()) if len(draws) > 1 else float("nan")


def _joint_test(logs: list[np.ndarray]) -> float:
    """Wald test that all leads are 0 on the log scale; NaN without leads."""
    table = np.array([row for row in logs if np.isfinite(row[0])])
    if table.size == 0:
        return float("nan")
    draws = table[:, 1:]
    draws = draws[:, np.isfinite(draws).all(axis=0)]
    spread = np.atleast_2d(np.cov(draws))
    statistic = float(table[:, 0] @ np.linalg.pinv(spread) @ table[:, 0])
    k, n = len(table), draws.shape[1]
    return float(stats.f.sf(statistic * (n - k) / (k * (n - 1)), k, n - k))  # Hotelling: spread is estimated
