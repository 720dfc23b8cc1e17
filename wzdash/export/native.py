"""A drawn chart of bars or lines as a native chart: the numbers and names that its picture shows.

Charts of the dashboard reach the briefing as figures; where they are bars or lines an office program can
hold them as numbers that people edit. Every other kind stays a picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from wzdash.charts import theme
from wzdash.charts.values import KINDS
from wzdash.export.document import Chart, Series
from wzdash.labels import _

CATEGORY = "category"
MOST = 60  # points or bars beyond which a slide cannot show them
Native = tuple[pd.DataFrame, Chart]


def of(fig: go.Figure, kind: str = "decimal") -> Native | None:
    """Rows and how they are drawn natively; None for what only a picture can show. `kind`: of the values."""
    form = kind if kind in KINDS else "decimal"
    shown = [trace for trace in fig.data if _counts(trace)]
    if not shown or {trace.type for trace in shown} - {"bar", "scatter"}:
        return None
    made = _bars(fig, shown, form) if shown[0].type == "bar" else _lines(shown, form)
    return made if made and 0 < len(made[0]) <= MOST else None


def _counts(trace: Any) -> bool:
    """False for what only helps the eye: grounds, labels, marks without a line, areas of doubt."""
    if trace.visible in (False, "legendonly"):
        return False
    if trace.type == "bar":
        return trace.hoverinfo != "skip"
    return trace.type != "scatter" or "text" not in (trace.mode or "")


def _bars(fig: go.Figure, shown: list[Any], form: str) -> Native | None:
    """One set of bars from left to right, with the names beside them."""
    names = _names(fig.layout.yaxis)
    if len(shown) != 1 or shown[0].orientation != "h" or not names:
        return None
    trace = shown[0]
    values = pd.Series(list(trace.x), dtype=float)
    told = [names.get(place, "") for place in trace.y]
    if len(told) != len(values) or not all(told):
        return None
    rows = pd.DataFrame({CATEGORY: told, "s0": values})
    series = Series("s0", trace.name or _("数值"), _colour(trace.marker.color))
    return rows, Chart("bar", CATEGORY, (series,), form)


def _names(axis: Any) -> Mapping[Any, str]:
    """{place on the axis: name} as its ticks say."""
    if axis.tickvals is None or axis.ticktext is None:
        return {}
    return {
        place: text.replace("<br>", "") for place, text in zip(axis.tickvals, axis.ticktext, strict=False)
    }


def _lines(shown: list[Any], form: str) -> Native | None:
    """Lines over the same days, one column each; parts of a line of the same name are one."""
    if any("lines" not in (trace.mode or "") or trace.fill not in (None, "none") for trace in shown):
        return None
    if not all(trace.name for trace in shown):
        return None
    parts: dict[str, pd.Series] = {}
    colours: dict[str, str] = {}
    for trace in shown:
        part = pd.Series(list(trace.y), index=list(trace.x), dtype=float)
        part = part[~part.index.duplicated()]
        parts[trace.name] = part.combine_first(parts[trace.name]) if trace.name in parts else part
        colours.setdefault(trace.name, _colour(trace.line.color))
    table = pd.DataFrame({f"s{i}": part for i, part in enumerate(parts.values())})
    days = pd.to_datetime(pd.Series(table.index), errors="coerce")
    places = days if days.notna().all() and table.index.dtype.kind not in "if" else table.index.astype(str)
    rows = table.reset_index(drop=True)
    rows.insert(0, CATEGORY, list(places))
    series = tuple(Series(f"s{i}", name, colours[name]) for i, name in enumerate(parts))
    return rows, Chart("line", CATEGORY, series, form)


def _colour(value: Any) -> str:
    """One hex colour: of the whole, or the first of many."""
    first = value if isinstance(value, str) or value is None else next(iter(value), None)
    return first if isinstance(first, str) and first.startswith("#") else theme.LIGHT.grey
