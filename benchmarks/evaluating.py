"""All that the before/after page fits for one type of incident over 48 months, in a process of its own.

Timed are the statistics alone: the verdict with its placebo dates, specification curve and residuals, every
town with all others as placebos, both estimators of the roll-out. Reading the counts is not.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path

import pandas as pd

from benchmarks.measuring import ROOT, Row
from wzdash.analysis.evaluation import evaluate_series
from wzdash.analysis.panel import build_panel
from wzdash.analysis.rollout import roll_out_effect
from wzdash.analysis.series import Break, CountSeries, count_series
from wzdash.analysis.staggered import event_study
from wzdash.metrics.enclosure import cell_months
from wzdash.metrics.query import frame
from wzdash.metrics.tianqiong import events
from wzdash.scope import Scope
from wzdash.settings import Settings
from wzdash.store.engine import Store
from wzdash.ui.panels.robustness import compared

SECONDS = 3
MONTHS, BEFORE = 48, 24
COUNTED = "incidents_robbery_snatch"
QUARTER = 3


def rows(folder: Path) -> Iterator[Row]:
    """Seconds of all fits in a fresh process that has imported what it needs, from the store in `folder`."""
    command = [sys.executable, "-m", "benchmarks.evaluating", str(folder)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    parts: dict[str, tuple[float, float]] = json.loads(done.stdout)
    told = ", ".join(f"{name} {seconds:.2f} s" for name, (seconds, _busy) in parts.items())
    busy = f"{sum(busy for _seconds, busy in parts.values()):.2f} s of processor"
    what = f"everything fitted for one type over {MONTHS} months"
    yield Row(
        "evaluate", what, sum(one for one, _busy in parts.values()), "s", most=SECONDS, note=f"{told}; {busy}"
    )


def _scope(store: Store) -> Scope:
    """The last 48 whole months of the store."""
    last = pd.Timestamp(store.as_of) + pd.Timedelta(days=1)
    end = last.replace(day=1).normalize()
    return Scope((end - pd.DateOffset(months=MONTHS)).date(), (end - pd.Timedelta(days=1)).date())


def _breaks(store: Store, scope: Scope) -> tuple[Break, ...]:
    """Epidemics as the page counts them in."""
    found = events(store, scope, "sky").query("kind == 'epidemic'")
    ends = found["ends_on"].map(lambda day: None if pd.isna(day) else pd.Timestamp(day))
    triples = zip(found["starts_on"], ends, found["name_zh"], strict=True)
    return tuple(Break(pd.Timestamp(start), end, str(name)) for start, end, name in triples)


def _series(store: Store, scope: Scope) -> tuple[CountSeries, dict[str, CountSeries]]:
    """The whole district's series and every town's, with a measure after 24 months."""
    months = pd.date_range(scope.start, scope.end, freq="MS")
    wide = frame(store, [COUNTED], scope, ("month", "town")).pivot_table(
        index="month", columns="town", values=COUNTED, aggfunc="sum"
    )
    wide = wide.reindex(months).fillna(0.0)
    breaks, start = _breaks(store, scope), months[BEFORE]

    def made(counts: pd.Series) -> CountSeries:
        return count_series(months, counts.to_numpy(), start, breaks=breaks)

    return made(wide.sum(axis=1)), {str(town): made(wide[town]) for town in wide}


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the clock and of the processor."""
    begin, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - begin, time.process_time() - busy


def _fitted(folder: Path) -> dict[str, tuple[float, float]]:
    """Seconds of each part, of the clock and of the processor."""
    store = Store(Settings(store_dir=folder))
    scope = _scope(store)
    whole, towns = _series(store, scope)
    cells = cell_months(store, COUNTED, scope)
    import_module("diff_diff")  # the estimators load it when first asked
    panel = build_panel(cells, unit="grid", period="month", count="n", start="start", every=QUARTER)
    return {
        "verdict": _seconds(lambda: evaluate_series(whole).summary()),
        "towns": _seconds(lambda: compared({code: partial(towns.__getitem__, code) for code in towns})),
        "roll-out": _seconds(lambda: roll_out_effect(panel, seed=0)),
        "event study": _seconds(lambda: event_study(panel)),
    }


if __name__ == "__main__":
    print(json.dumps(_fitted(Path(sys.argv[1]))))
