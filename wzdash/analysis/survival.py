"""Time until something ends, with what is still open counted as open: Kaplan-Meier.

Kaplan & Meier (1958), JASA 53:457-481, by statsmodels; limits of the curve by the log-log transform
(Kalbfleisch & Prentice 1980), limits of a quantile by inverting them (Brookmeyer & Crowley 1982).
Dropping open orders makes a slow service look fast. Durations may be counted: `counts` says how
many units share a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight

from wzdash.analysis.intervals import LEVEL
from wzdash.errors import AnalysisError
from wzdash.labels import _


@dataclass(frozen=True, slots=True, eq=False)
class Survival:
    """`curve`: one row per time at which something ended (time, open, low, high, at_risk, ended)."""

    curve: pd.DataFrame
    n: int
    ended: int
    level: float

    def quantile(self, share: float) -> tuple[float | None, float | None, float | None]:
        """Time by which `share` (0.5 = median, 0.9 = P90) have ended, with limits.

        None where never reached.
        """
        return (
            self._reached("open", share),
            self._reached("low", share),
            self._reached("high", share),
        )

    def open_at(self, time: float) -> float:
        """Share still open after `time`."""
        earlier = self.curve[self.curve["time"] <= time]
        return 1.0 if earlier.empty else float(earlier["open"].iloc[-1])

    def _reached(self, column: str, share: float) -> float | None:
        below = self.curve["time"][self.curve[column] <= 1 - share + 1e-12]
        return None if below.empty else float(below.iloc[0])


def survival(
    durations: Sequence[float] | np.ndarray,
    ended: Sequence[bool] | np.ndarray,
    *,
    counts: Sequence[float] | np.ndarray | None = None,
    level: float = LEVEL,
) -> Survival:
    """Kaplan-Meier curve of durations (any unit, ≥ 0).

    `ended` False means still open at that age (censored).
    """
    time, event = np.asarray(durations, float), np.asarray(ended, bool)
    weight = np.ones(len(time)) if counts is None else np.asarray(counts, float)
    if not len(time) == len(event) == len(weight) or len(time) == 0:
        raise AnalysisError("durations, ended and counts must be of one length, and not empty")
    bad = ~(np.isfinite(time) & (time >= 0))
    if bad.any():
        raise AnalysisError(_("时长 {value:g} 须为 0 或正数;是否先结案后立案?").format(value=time[bad][0]))
    if not event[weight > 0].any():
        empty = pd.DataFrame(columns=["time", "open", "low", "high", "at_risk", "ended"], dtype=float)
        return Survival(empty, int(weight.sum()), 0, level)
    rows = pd.DataFrame({"time": time, "event": event, "weight": weight})
    grouped = rows.groupby(["time", "event"])["weight"].sum().reset_index()
    fit = SurvfuncRight(grouped["time"], grouped["event"].astype(int), freq_weights=grouped["weight"])
    curve = _limits(fit, level)
    return Survival(curve, int(weight.sum()), int(weight[event].sum()), level)


def _limits(fit: SurvfuncRight, level: float) -> pd.DataFrame:
    share = np.asarray(fit.surv_prob, float)
    n, d = np.asarray(fit.n_risk, float), np.asarray(fit.n_events, float)
    with np.errstate(divide="ignore", invalid="ignore"):  # Greenwood; NaN at the end
        error = share * np.sqrt(np.cumsum(d / (n * (n - d))))
    z = stats.norm.ppf(0.5 + level / 2)
    inner = (share > 0) & (share < 1)
    low, high = share.copy(), share.copy()
    safe = np.where(inner, share, 0.5)
    spread = z * np.where(inner, error, 0) / (safe * np.abs(np.log(safe)))
    low[inner] = (safe ** np.exp(spread))[inner]
    high[inner] = (safe ** np.exp(-spread))[inner]
    table = pd.DataFrame(
        {
            "time": fit.surv_times,
            "open": share,
            "low": low,
            "high": high,
            "at_risk": fit.n_risk,
            "ended": fit.n_events,
        }
    )
    return table[table["ended"] > 0].reset_index(drop=True)


def survival_by(
    frame: pd.DataFrame,
    by: str,
    *,
    duration: str,
    ended: str,
    count: str | None = None,
    level: float = LEVEL,
) -> pd.DataFrame:
    """One row per value of `by`.

    N, ended, open, median, median_low, median_high, p90 (NaN where not reached).
    """
    rows = []
    for value, part in frame.groupby(by, sort=True, dropna=False):
        weights = np.ones(len(part)) if count is None else np.asarray(part[count], float)
        time, event = np.asarray(part[duration], float), np.asarray(part[ended], bool)
        found = survival(time, event, counts=weights, level=level)
        median, low, high = found.quantile(0.5)
        p90 = found.quantile(0.9)[0]
        rows.append((value, found.n, found.ended, found.n - found.ended, median, low, high, p90))
    names = [by, "n", "ended", "open", "median", "median_low", "median_high", "p90"]
    table = pd.DataFrame(rows, columns=names)
    return table.astype(dict.fromkeys(names[4:], float))
