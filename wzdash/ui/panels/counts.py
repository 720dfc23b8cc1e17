"""Panels that any counted fact can use: trend, ranking, category × town, hour × weekday, funnel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from wzdash.charts import frame
from wzdash.exhibits import cuts, exhibit
from wzdash.exhibits.exhibit import Exhibit
from wzdash.labels import _
from wzdash.metrics.catalogue import metric
from wzdash.ui import links, state
from wzdash.ui.page import View
from wzdash.ui.show import show_chart

Clicked = Callable[[Sequence[dict]], None]


def csv_headers(name: str, *dimensions: tuple[str, str]) -> dict[str, str]:
    """Headers of a CSV: the dimensions in words, then value, numerator, denominator."""
    one = metric(name)
    headers = dict(dimensions) | {name: _(one.label), f"{name}_n": _("分子"), f"{name}_d": _("分母")}
    return headers if one.is_rate else {k: v for k, v in headers.items() if not k.endswith(("_n", "_d"))}


def decorated(
    view: View, fig: Any, title: str, name: str, rows: pd.DataFrame, *, what: str = "", **foot: Any
) -> Any:
    """The figure with its frame: the finding, measure (or `what`) · n · period, provenance."""
    below = exhibit.measured(view, name, rows, what)
    return links.defined(
        frame.decorate(fig, title, below, exhibit.provenance(view, name, rows, **foot)), name
    )


def withheld(rows: pd.DataFrame) -> bool:
    """True when the whole answer may not be shown; says why."""
    return _told(exhibit.withheld(rows))


def _told(reasons: Sequence[str]) -> bool:
    for reason in reasons:
        st.info(reason)
    return bool(reasons)


def _show(
    view: View, shown: Exhibit, key: str, columns: Mapping[str, str], select: Clicked | None = None
) -> None:
    """The exhibit with its frame, or why it may not be shown."""
    if _told(shown.withheld):
        return
    foot = exhibit.provenance(view, shown.name, shown.rows, shown.exclusions)
    fig = frame.decorate(shown.figure, shown.title, exhibit.subtitle(view, shown), foot)
    fig = links.defined(fig, shown.name)
    show_chart(view, fig, shown.rows, key, select=select, columns=dict(columns))


def trend(view: View, name: str, *, by: str = "month", title: str = "") -> None:
    """The metric over time against the comparison period, counts by whole weeks or months only."""
    columns = csv_headers(name, (by, _("时间"))) | {cuts.BEFORE: _("对比期")}
    _show(view, cuts.trend(view, name, by, title), f"trend_{name}", columns)


def ranking(view: View, name: str, by: str = "town", *, top: int | None = None, key: str = "rank") -> None:
    """The metric by area or category as sorted bars; a click on a bar filters the page."""
    columns = csv_headers(name, (f"{by}_name", _("名称")), (by, _("代码")))
    shown = cuts.ranking(view, name, by, top)
    _show(view, shown, f"{key}_{name}_{by}", columns, filter_by(view, *shown.by))


def filter_by(view: View, *dimensions: str) -> Clicked:
    """What a click does: the page is filtered by the codes in the point's customdata, one per dimension."""

    def apply(points: Sequence[dict]) -> None:
        codes = points[0].get("customdata") or []
        chosen = {key: code for key, code in zip(dimensions, codes, strict=False) if isinstance(code, str)}
        scope = view.scope.where(**chosen)
        if chosen and scope != view.scope:
            state.click(scope, view.scope, view.page)

    return apply


def category_by_town(view: View, name: str) -> None:
    """Category group × town as a heatmap; a click filters the page by both."""
    columns = csv_headers(name, ("group_name", _("类别大类")), ("town_name", _("镇街")))
    shown = cuts.category_by_town(view, name)
    _show(view, shown, f"matrix_{name}", columns, filter_by(view, *shown.by))


def hour_by_weekday(view: View, name: str) -> None:
    """Hour × weekday as a heatmap; rows whose hour is not known are told at the foot; a click filters."""
    columns = csv_headers(name, ("weekday", _("星期")), ("hour", _("小时")))
    _show(view, cuts.hour_by_weekday(view, name), f"hours_{name}", columns, partial(_filter_by_hour, view))


def _filter_by_hour(view: View, points: Sequence[dict]) -> None:
    codes = points[0].get("customdata") or []
    if len(codes) == 2:
        weekday, hour = (int(code) for code in codes)
        state.click(view.scope.where(weekday=f"wd{weekday + 1}", hour=f"h{hour}"), view.scope, view.page)


def stages(view: View, names: Sequence[str], what: str) -> None:
    """A pipeline by cohort: count per stage, share of the previous and of the first."""
    shown = cuts.stages(view, names, what)
    _show(view, shown, f"funnel_{shown.name}", {"stage": _("环节"), **shown.series})
