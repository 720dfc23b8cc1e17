"""A click on a mark of time: its month, week or day becomes the period of the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from wzdash.scope import Scope
from wzdash.ui import state
from wzdash.ui.page import View

STEPS = ("month", "week", "day")
DAYS = {"week": 7, "day": 1}


def clicked(view: View, fig: go.Figure, rows: pd.DataFrame) -> Callable[[Sequence[dict]], None] | None:
    """What a click into a chart over time does; None for another chart or a page without a period."""
    step = next((one for one in STEPS if one in rows and rows[one].dtype.kind == "M"), None)
    drawn = any(_is_time(trace) for trace in fig.data)
    return partial(_narrow, view, step) if step and drawn and view.page.scoped else None


def _is_time(trace: Any) -> bool:
    return trace.type == "scatter" and getattr(getattr(trace, "x", None), "dtype", np.dtype(int)).kind == "M"


def hit(fig: go.Figure) -> go.Figure:
    """A copy whose lines have marks of no size: a click selects marks only."""
    copy = go.Figure(fig)
    copy.update_traces({"mode": "lines+markers", "marker.size": 0}, {"type": "scatter", "mode": "lines"})
    return copy


def _narrow(view: View, step: str, points: Sequence[dict]) -> None:
    at = pd.to_datetime(str(points[0].get("x")), errors="coerce")
    if pd.isna(at):
        return
    scope = view.scope.between(*span(view.scope, at.date(), step, view.store.as_of.date()))
    if scope != view.scope:
        state.click(scope, view.scope, view.page)


def span(scope: Scope, first: date, step: str, last: date) -> tuple[date, date]:
    """First and last day of the month, week or day that begins then: inside the period where they meet."""
    at = pd.Timestamp(first)
    after = at + pd.offsets.MonthBegin() if step == "month" else at + timedelta(days=DAYS[step])
    end = min(after.date() - timedelta(days=1), max(last, first))
    start, inner = max(first, scope.start), min(end, scope.end)
    return (start, inner) if start <= inner else (first, end)
