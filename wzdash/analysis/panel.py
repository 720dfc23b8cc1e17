"""A roll-out as a table of counts: units × periods, and when each unit was first treated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wzdash.errors import AnalysisError
from wzdash.labels import _

NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """`counts`: units × periods. `first`: position of each unit's first treated period, NEVER without one."""

    units: pd.Index
    periods: pd.Index
    counts: np.ndarray
    first: np.ndarray

    @property
    def event_time(self) -> np.ndarray:
        """Periods since the unit's start, units × periods; very negative for units never treated."""
        return np.where(
            self.first[:, None] == NEVER, -NEVER, np.arange(len(self.periods)) - self.first[:, None] % NEVER
        )

    @property
    def treated(self) -> np.ndarray:
        """True from the unit's first treated period on, units × periods."""
        return np.arange(len(self.periods))[None, :] >= self.first[:, None]


def build_panel(
    frame: pd.DataFrame, *, unit: str, period: str, count: str, start: str, every: int = 1
) -> Panel:
    """Panel from one row per unit and period; periods without a row are 0.

    `start` is the unit's first treated period in the terms of `period` (missing: never). `every`
    joins that many periods, counted back from the last, since monthly counts of a community are
    mostly 0. A unit that is treated in the midst of a joined period counts as treated from it on.
    """
    starts = frame.groupby(unit, sort=True)[start].agg(["nunique", "first"])
    if (starts["nunique"] > 1).any():
        name = starts.index[starts["nunique"] > 1][0]
        raise AnalysisError(_("{unit}:有不止一个起始期").format(unit=name))
    table = frame.pivot_table(index=unit, columns=period, values=count, aggfunc="sum", observed=True)
    table = table.fillna(0).sort_index(axis=1)
    dates = table.columns
    first = np.where(
        starts["first"].isna(), NEVER, np.searchsorted(dates, starts["first"].fillna(dates[0]), side="left")
    ).astype(np.int64)
    first = np.where(first >= len(dates), NEVER, first)
    counts = table.to_numpy(float)
    if every > 1:
        spare = counts.shape[1] % every
        counts, dates = counts[:, spare:], dates[spare:]
        first = np.where(first == NEVER, NEVER, np.maximum(first - spare, 0) // every)
        counts = counts.reshape(len(table), -1, every).sum(axis=2)
        dates = dates[::every]
    return Panel(table.index, dates, counts, first)
