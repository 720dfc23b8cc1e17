"""When and where work orders come: a square per day, hour × weekday, category × town; clicks filter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from wzdash.charts import calendar
from wzdash.labels import _, day
from wzdash.metrics.catalogue import metric
from wzdash.ui import state
from wzdash.ui.page import View
from wzdash.ui.panels import counts
from wzdash.ui.show import show_chart

HOURS = "orders_received"  # at three in the night there are too few for a rate


def heatmaps(view: View, names: Sequence[str]) -> None:
    """One of the metrics by day, by category × town and by hour × weekday."""
    name = st.selectbox(
        _("指标"), list(names), format_func=lambda key: _(metric(key).label), key="heat_measure"
    )
    days(view, name)
    counts.category_by_town(view, name)
    counts.hour_by_weekday(view, HOURS)


def days(view: View, name: str) -> None:
    """The metric by day as a calendar; a click on a day makes it the period."""
    one = metric(name)
    rows = view.frame(name, ("day",))
    if counts.withheld(rows):
        return
    fig = calendar.calendar(
        rows, "day", name, n=f"{name}_d" if one.is_rate else None, net=one.net, kind=one.kind
    )
    with st.container(key="wz_wide"):  # 53 weeks: a telephone scrolls them
        show_chart(
            view,
            counts.decorated(view, fig, _extremes(rows, name), name, rows),
            rows,
            f"calendar_{name}",
            select=partial(_one_day, view),
            columns=counts.csv_headers(name, ("day", _("日期"))),
        )


def _extremes(rows: pd.DataFrame, name: str) -> str:
    """The day with the most and the one with the least."""
    one = metric(name)
    known = rows[rows[name].notna()].sort_values(name, kind="stable")
    if known.empty:
        return _("{what}:没有数据").format(what=_(one.label))
    low, high = known.iloc[0], known.iloc[-1]
    return _("{what}最高在{day}({most}),最低在{other}({least})").format(
        what=_(one.label),
        day=day(high["day"]),
        most=one.text(high[name], unit=False),
        other=day(low["day"]),
        least=one.text(low[name], unit=False),
    )


def _one_day(view: View, points: Sequence[dict]) -> None:
    """Makes the clicked day the period of the page."""
    codes = points[0].get("customdata") or []
    chosen = date.fromisoformat(codes[0]) if codes and isinstance(codes[0], str) else None
    if chosen and view.scope.start <= chosen <= view.scope.end:
        state.click(view.scope.between(chosen, chosen), view.scope, view.page)
