"""What followed a failed mediation at the same place and of a linked type, against what went before it.

The link is by grid cell and type, not by parties: nobody is followed, and much of what follows would have
come anyway. So the same number of days before the dispute was found is counted too, and in both windows the
other cells of the town, which carry season and trend. The ratio is the Mantel–Haenszel odds ratio over the
failures (Mantel & Haenszel 1959; limits of Robins, Breslow & Greenland 1986). Null hypothesis: after
against before is in the cell what it is in the rest of the town. Windows of neighbouring failures overlap,
so its interval is rather too narrow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from statsmodels.stats.contingency_tables import StratifiedTable

from wzdash.analysis.intervals import LEVEL, Estimate
from wzdash.errors import AnalysisError

SPAN = 100_000  # more days than any two dates are apart: place and day in one sorted number
COUNTS = ["after", "before", "others_after", "others_before"]


@dataclass(frozen=True, slots=True)
class Escalation:
    """Counts of failures: all, placed in a cell, with both windows inside the data; of those, how many had a
    linked event after and before. `events_…` are the events themselves; `ratio` is None without any."""

    failures: int
    placed: int
    observed: int
    followed: int
    preceded: int
    events_after: int
    events_before: int
    ratio: Estimate | None


def mark(
    failures: pd.DataFrame, events: pd.DataFrame, links: pd.DataFrame, *, window: int, as_of: pd.Timestamp
) -> pd.DataFrame:
    """The failures with placed, observed and four counts of events; one row per failure.

    `failures`: town, place, category, found_on, concluded_on. `events`: town, place, category, day. `links`:
    dispute, event (categories that belong together). after: events in the cell in the `window` days from the
    day after the conclusion; before: in as many days before the dispute was found; others_…: the same in the
    other cells of the town. observed: both windows lie within the events' first day and `as_of`.
    """
    if window < 1:
        raise AnalysisError(f"window={window!r}: must be 1 day or more")
    rows = failures.reset_index(drop=True)
    placed = rows["place"].notna() & rows["town"].notna()
    reach = pd.Timedelta(days=window)
    inside = (rows["concluded_on"] + reach <= as_of) & (rows["found_on"] - reach >= events["day"].min())
    rows = rows.assign(placed=placed, observed=placed & inside, **dict.fromkeys(COUNTS, 0))
    day, area = _day(events["day"]), {by: pd.factorize(events[by]) for by in ("place", "town")}
    for category, part in rows[placed].groupby("category"):
        linked = events["category"].isin(links.loc[links["dispute"] == category, "event"]).to_numpy()
        counts = []
        for by, (codes, known) in area.items():
            keys = np.sort(codes[linked] * SPAN + day[linked])
            own = pd.Index(known).get_indexer(part[by])
            counts.append(_windows(part, own, keys, window))
        here, town = counts
        rows.loc[part.index, COUNTS] = np.column_stack([*here, town[0] - here[0], town[1] - here[1]])
    return rows


def _windows(
    failures: pd.DataFrame, area: np.ndarray, keys: np.ndarray, window: int
) -> tuple[np.ndarray, np.ndarray]:
    """Events after and before in the failure's area, one per failure; an area without events is −1."""
    end, start = (area * SPAN + _day(failures[name]) for name in ("concluded_on", "found_on"))
    after = np.searchsorted(keys, end + window, "right") - np.searchsorted(keys, end, "right")
    before = np.searchsorted(keys, start, "left") - np.searchsorted(keys, start - window, "left")
    return np.where(area >= 0, after, 0), np.where(area >= 0, before, 0)


def _day(dates: pd.Series) -> np.ndarray:
    return pd.to_datetime(dates).to_numpy().astype("datetime64[D]").astype(np.int64)


def summarise(marked: pd.DataFrame, *, level: float = LEVEL) -> Escalation:
    """Counts over the marked failures, and the ratio; failures whose windows are not whole are left out."""
    seen = marked[marked["observed"]]
    return Escalation(
        failures=len(marked),
        placed=int(marked["placed"].sum()),
        observed=len(seen),
        followed=int((seen["after"] > 0).sum()),
        preceded=int((seen["before"] > 0).sum()),
        events_after=int(seen["after"].sum()),
        events_before=int(seen["before"].sum()),
        ratio=_ratio(seen, level),
    )


def _ratio(seen: pd.DataFrame, level: float) -> Estimate | None:
    """None where the cells, or the rest of their towns, had no events in one of the windows."""
    informative = seen[(seen[["after", "before"]].sum(axis=1) > 0) & (seen[COUNTS].sum(axis=1) > 1)]
    if informative.empty or (informative[COUNTS].sum() == 0).any():
        return None
    table = StratifiedTable(informative[COUNTS].to_numpy(float).reshape(-1, 2, 2).transpose(1, 2, 0))
    low, high = table.oddsratio_pooled_confint(alpha=1 - level)
    return Estimate(
        float(table.oddsratio_pooled),
        float(low),
        float(high),
        float(table.test_null_odds().pvalue),
        level,
    )
