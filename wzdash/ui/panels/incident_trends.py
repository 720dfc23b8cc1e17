"""Incidents over time: by month and week, rolling sums, the year so far, the years over each other, seasons.

A title says both counts and whether they differ by more than chance; a percentage never stands alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from wzdash.analysis.change import LIMIT, compare_counts
from wzdash.charts import bars, frame, line
from wzdash.labels import N_, NONE, _, number, percent, period, signed
from wzdash.metrics.catalogue import metric
from wzdash.scope import Scope, year_before
from wzdash.ui.page import View
from wzdash.ui.panels import counts
from wzdash.ui.show import show_chart
from wzdash.ui.timeline import events, whole_months

COUNT = "incidents"
YEAR = 12  # months


def trends(view: View) -> None:
    """One way to look at the series, chosen by the reader."""
    draw = st.segmented_control(
        _("走势"),
        list(WAYS),
        format_func=lambda key: _(WAYS[key][0]),
        default="month",
        required=True,
        key="incident_series",
    )
    WAYS[draw or "month"][1](view)


def _history(view: View) -> pd.DataFrame | None:
    """One row per whole month that the store holds: month, incidents; None where they are withheld."""
    whole = whole_months(view)
    rows = view.frame(COUNT, ("month",), view.scope.between(whole.start, whole.end))
    return None if counts.withheld(rows) else rows


def _rolling(view: View, months: int) -> None:
    """Sums of the last `months` months at the end of each, beside those a year earlier."""
    rows = _history(view)
    if rows is None:
        return
    if len(rows) < months + YEAR:
        st.info(
            _("滚动 {k} 个月并与一年前比较,至少要有 {n} 个整月的数据。").format(k=months, n=months + YEAR)
        )
        return
    rows = rows.assign(total=rows[COUNT].rolling(months).sum())
    rows = rows.assign(before=rows["total"].shift(YEAR)).dropna(subset=["total"]).reset_index(drop=True)
    last = rows.iloc[-1]
    title = _("最近 {k} 个月 {now},一年前 {then}:{verdict}").format(
        k=months,
        now=_cases(last["total"]),
        then=_cases(last["before"]),
        verdict=_verdict(last["before"], last["total"]),
    )
    fig = line.trend(
        rows,
        "month",
        "total",
        compare="before",
        events=_marks(view, rows["month"]),
        net="sky",
        name=_("滚动 {k} 个月").format(k=months),
        compare_name=_("一年前"),
    )
    headers = {"month": _("止于月份"), "total": _("合计"), "before": _("一年前")}
    what = _("截至各月的 {k} 个月合计").format(k=months)
    _show(view, fig, rows, headers, title=title, what=what, key=f"rolling_{months}")


def _marks(view: View, months: pd.Series) -> pd.DataFrame:
    """Recorded events of the shown months: what changed recording or behaviour besides the measures."""
    rows = events(view)
    return rows[rows["kind"].isin(("epidemic", "break")) & (rows["starts_on"] >= months.min())]


def _year_to_date(view: View) -> None:
    """The year so far, month by month, against the same days of the years before."""
    today = view.store.as_of.date()
    now = view.scope.between(date(today.year, 1, 1), today)
    years = _so_far(view, now)
    if len(years) < 2:
        st.info(_("没有上一年的数据,不能比较。"))
        return
    table = pd.concat(years, ignore_index=True)
    this, then = years[0]["total"].iloc[-1], years[1]["total"].iloc[-1]
    title = _("{days} {now},上年同期 {then}:{verdict}").format(
        days=period(now.start, now.end), now=_cases(this), then=_cases(then), verdict=_verdict(then, this)
    )
    fig = line.years(table, "month", "total", net="sky")
    headers = {"month": _("月份"), COUNT: _("当月警情"), "total": _("累计")}
    _show(view, fig, table, headers, title=title, what=_("年初以来累计警情"), key="year_to_date")


def _so_far(view: View, now: Scope) -> list[pd.DataFrame]:
    """One frame per year, this one first: month, incidents, total since January; none that is withheld."""
    first, found = whole_months(view).start, []
    scope = now
    while scope.start >= first:
        rows = view.frame(COUNT, ("month",), scope)
        if counts.withheld(rows):
            return []
        found.append(rows[["month", COUNT]].assign(total=rows[COUNT].cumsum()))
        scope = scope.between(year_before(scope.start), year_before(scope.end))
    return found


def _years(view: View) -> None:
    """Every month of all years over each other."""
    rows = _history(view)
    if rows is None:
        return
    last, before = rows.iloc[-1], rows.iloc[-1 - YEAR] if len(rows) > YEAR else None
    title = _("历年同期:数据不足一年")
    if before is not None:
        title = _("{month} {now},上年同月 {then}:{verdict}").format(
            month=f"{last['month']:%Y-%m}",
            now=_cases(last[COUNT]),
            then=_cases(before[COUNT]),
            verdict=_verdict(before[COUNT], last[COUNT]),
        )
    fig = line.years(rows, "month", COUNT, net="sky")
    headers = {"month": _("月份"), COUNT: _("警情")}
    _show(view, fig, rows, headers, title=title, what=_("历年各月警情"), key="years")


def _seasons(view: View) -> None:
    """Each month of the year as a share of its own year's mean month: mean and range over the years."""
    rows = _history(view)
    if rows is None:
        return
    rows = rows.assign(year=rows["month"].dt.year, at=rows["month"].dt.month)
    whole = rows.groupby("year")[COUNT].transform("size") == YEAR
    rows = rows[whole]
    if rows["year"].nunique() < 2:
        st.info(_("看季节规律至少要有两个整年的数据。"))
        return
    rows = rows.assign(index=rows[COUNT] / rows.groupby("year")[COUNT].transform("mean"))
    table = rows.groupby("at")["index"].agg(["mean", "min", "max"]).reset_index()
    table["name"] = [_("{m} 月").format(m=at) for at in table["at"]]
    ordered = table.sort_values("mean")
    low, high = ordered.iloc[0], ordered.iloc[-1]
    title = _("{high}最高,为月均的 {most};{low}最低,为 {least}").format(
        high=high["name"], most=percent(high["mean"]), low=low["name"], least=percent(low["mean"])
    )
    fig = bars.bars(
        table,
        "name",
        "mean",
        low="min",
        high="max",
        net="sky",
        kind="share",
        sort=False,
        reference=1.0,
        reference_name=_("月均"),
    )
    span = _("占当年月均的比例,横线为 {n} 个整年的最低至最高").format(n=rows["year"].nunique())
    headers = {"name": _("月份"), "mean": _("平均"), "min": _("最低"), "max": _("最高")}
    _show(view, fig, table, headers, title=title, what=span, key="seasons", n=rows[COUNT].sum())


def _show(
    view: View,
    fig: Any,
    rows: pd.DataFrame,
    headers: dict[str, str],
    *,
    title: str,
    what: str,
    key: str,
    n: float | None = None,
) -> None:
    """The figure with its frame; the period is that of the drawn rows, not of the page."""
    whole = whole_months(view)
    below = frame.subtitle(what, n, period(whole.start, whole.end), _("起") if n else "")
    fig = frame.decorate(fig, title, below, view.foot(_(metric(COUNT).source)))
    show_chart(view, fig, rows[list(headers)], f"incidents_{key}", columns=headers)


def _cases(value: float) -> str:
    return _("{n} 起").format(n=number(value))


def _verdict(before: float, after: float) -> str:
    """The change in words, with whether chance alone might do it."""
    if pd.isna(before) or pd.isna(after):
        return NONE
    found = compare_counts(int(before), int(after))
    share = signed((after / before - 1) * 100, 1, " %") if before else NONE
    words = _("{change},超出偶然") if abs(found.poisson_z) > LIMIT else _("{change},在偶然范围内")
    return words.format(change=share)


def _week(view: View) -> None:
    counts.trend(view, COUNT, by="week")


WAYS: dict[str, tuple[str, Callable[[View], None]]] = {
    "month": (N_("逐月"), partial(counts.trend, name=COUNT)),
    "week": (N_("逐周"), _week),
    "three": (N_("滚动 3 个月"), partial(_rolling, months=3)),
    "twelve": (N_("滚动 12 个月"), partial(_rolling, months=YEAR)),
    "so_far": (N_("年初以来"), _year_to_date),
    "years": (N_("历年同期"), _years),
    "seasons": (N_("季节规律"), _seasons),
}
