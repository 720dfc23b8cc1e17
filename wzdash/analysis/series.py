"""A series of counts with a start date: the checked input of every before/after design.

Counts are whole numbers ≥ 0, one per period, no period missing. `cycle` is how many periods make a year
(12, 4, 52.18, 365.25; 1 for years). A control series, when given, has a count for every period too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from wzdash.errors import AnalysisError
from wzdash.labels import N_, _

ORIGIN = pd.Period("2000-01", "M")  # stands for month 1 where periods are only numbered
CYCLES = {"day": 365.25, "week": 365.25 / 7, "month": 12.0, "quarter": 4.0, "year": 1.0}
_FREQUENCY = {"day": "D", "month": "M", "quarter": "Q", "year": "Y"}


@dataclass(frozen=True, slots=True)
class Break:
    """A recorded change that is not the measure.

    A step from `start` on, or an episode from `start` to `end`.
    """

    start: pd.Timestamp
    end: pd.Timestamp | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class CountSeries:
    """One count per period. `start` is the position of the first period under the measure."""

    dates: pd.DatetimeIndex
    counts: np.ndarray
    start: int
    step: str = "month"
    exposure: np.ndarray | None = None
    control: np.ndarray | None = None
    breaks: tuple[Break, ...] = ()
    numbered: bool = False

    @property
    def start_label(self) -> str:
        """The first period of the measure as its reader wrote it: a date, or the number of the period."""
        when = self.dates[self.start]
        if self.numbered:
            return str((when.year - ORIGIN.year) * 12 + when.month)
        return f"{when:%Y-%m-%d}"

    @property
    def n_before(self) -> int:
        """Periods before the start."""
        return self.start

    @property
    def n_after(self) -> int:
        """Periods from the start on."""
        return len(self.counts) - self.start

    @property
    def cycle(self) -> float:
        """Periods per year."""
        return CYCLES[self.step]

    @property
    def count_before(self) -> int:
        """Events before the start."""
        return int(self.counts[: self.start].sum())

    @property
    def count_after(self) -> int:
        """Events from the start on."""
        return int(self.counts[self.start :].sum())

    def window(self, first: int, last: int, start: int | None = None) -> CountSeries:
        """The periods first…last−1; `start` (a position in this series) may move, as for a placebo date."""
        part = slice(first, last)
        return replace(
            self,
            dates=self.dates[part],
            counts=self.counts[part],
            start=(self.start if start is None else start) - first,
            exposure=None if self.exposure is None else self.exposure[part],
            control=None if self.control is None else self.control[part],
        )


def infer_step(dates: pd.DatetimeIndex) -> str:
    """day, week, month, quarter or year, from the smallest gap between periods."""
    if len(dates) < 2:
        raise AnalysisError(_("序列至少要有两期"))
    gap = int(np.diff(dates.to_numpy()).min() / np.timedelta64(1, "D"))
    for step, low, high in (("day", 1, 1), ("week", 7, 7), ("month", 28, 31), ("quarter", 89, 92)):
        if low <= gap <= high:
            return step
    if 365 <= gap <= 366:
        return "year"
    raise AnalysisError(_("相邻两期相隔 {gap} 天;可用:逐日、逐周、逐月、逐季或逐年").format(gap=gap))


def missing_periods(dates: pd.DatetimeIndex, step: str) -> list[pd.Timestamp]:
    """The periods between first and last that have no row, as the date each would start on."""
    if step == "week":
        full = pd.date_range(dates[0], dates[-1], freq="7D")
        return list(full.difference(dates))
    period = dates.to_period(_FREQUENCY[step])
    whole = pd.period_range(period[0], period[-1], freq=period.freq)
    return list(whole.difference(period).to_timestamp())


def days_in_period(dates: pd.DatetimeIndex, step: str) -> np.ndarray:
    """Days in each period: the exposure of a monthly count."""
    if step in ("day", "week"):
        return np.full(len(dates), 1.0 if step == "day" else 7.0)
    period = dates.to_period(_FREQUENCY[step])
    return ((period.end_time.normalize() - period.start_time).days + 1).to_numpy(float)


def count_series(
    dates: Sequence | np.ndarray | pd.DatetimeIndex,
    counts: Sequence[float] | np.ndarray,
    start: object,
    *,
    exposure: Sequence[float] | np.ndarray | None = None,
    control: Sequence[float] | np.ndarray | None = None,
    breaks: Sequence[Break] = (),
    numbered: bool = False,
) -> CountSeries:
    """The series sorted by date.

    Raises AnalysisError for gaps, doubles, negative counts or a start outside.
    """
    index = pd.DatetimeIndex(pd.to_datetime(list(dates)))
    order = np.argsort(index.to_numpy(), kind="stable")
    index = index[order]
    if index.has_duplicates:
        double = index[index.duplicated()][0]
        raise AnalysisError(_("{date:%Y-%m-%d} 出现了两次;每期只能有一行").format(date=double))
    step = infer_step(index)
    missing = missing_periods(index, step)
    if missing:
        raise AnalysisError(
            _("{date:%Y-%m-%d} 没有数据行;每期都要有计数,没有发生就填 0").format(date=missing[0])
        )
    when = pd.Timestamp(start)  # type: ignore[arg-type]
    position = int(np.searchsorted(index.to_numpy(), when.to_datetime64()))
    if not 0 < position < len(index):
        raise AnalysisError(
            _("起始日 {start:%Y-%m-%d} 须晚于 {first:%Y-%m-%d},且不晚于 {last:%Y-%m-%d}").format(
                start=when, first=index[0], last=index[-1]
            )
        )
    return CountSeries(
        dates=index,
        counts=_column(counts, order, N_("计数")),
        start=position,
        step=step,
        exposure=None if exposure is None else _column(exposure, order, N_("暴露量"), least=1e-12),
        control=None if control is None else _column(control, order, N_("对照计数")),
        breaks=tuple(breaks),
        numbered=numbered,
    )


def _column(
    values: Sequence[float] | np.ndarray, order: np.ndarray, name: str, least: float = 0.0
) -> np.ndarray:
    column = np.asarray(values, dtype=float)
    if column.shape != order.shape:
        raise AnalysisError(
            _("{name}:{size} 个值,却有 {n} 期").format(name=_(name), size=column.size, n=len(order))
        )
    column = column[order]
    bad = ~(np.isfinite(column) & (column >= least))
    if bad.any():
        rule = _("须大于 0") if least else _("须为 0 或正数")
        raise AnalysisError(
            _("{name} {value:g}:{rule}").format(name=_(name), value=column[bad][0], rule=rule)
        )
    return column
