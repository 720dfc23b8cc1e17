"""Court fees that mediation spared: not asked for (waived), or paid in advance and given back (refunded)."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wzdash.charts import bars, frame, line
from wzdash.exhibits.cuts import place_finding
from wzdash.labels import _, number, percent
from wzdash.metrics.catalogue import metric
from wzdash.ui import names
from wzdash.ui.cards import show_cards
from wzdash.ui.page import View
from wzdash.ui.panels import counts
from wzdash.ui.panels.counts import withheld
from wzdash.ui.show import show_chart

ALL, WAIVED, REFUNDED = "fees_refunded", "court_fees_waived", "court_fees_returned"
FEES = (ALL, WAIVED, REFUNDED)


def fees(view: View) -> None:
    """Both kinds as cards, by month and by town."""
    rows = view.frame(FEES, ("month",))
    if withheld(rows):
        return
    show_cards(view.headlines(*FEES))
    total, waived, refunded = (rows[name].sum() for name in FEES)
    if not total:
        st.info(_("期间内没有减免或退回的诉讼费。"))
        return
    told = {name: _(metric(name).label) for name in (WAIVED, REFUNDED)}
    long = rows.melt("month", list(told), "kind", "yuan")
    long["kind"] = long["kind"].map(told)
    title = _("减免 {waived} 元,退回 {refunded} 元;退回占 {share}").format(
        waived=number(waived), refunded=number(refunded), share=percent(refunded / total)
    )
    fig = line.trend(long, "month", "yuan", series="kind", net="line", kind="yuan", highlight=told[WAIVED])
    below = view.subtitle(_("按受理月份归组的诉讼费"), unit=_("元"))
    fig = frame.decorate(fig, title, below, view.foot(_("诉前调解")))
    show_chart(view, fig, rows, "fees_months", columns={"month": _("月份"), **_headers()})
    _by_town(view)


def _headers() -> dict[str, str]:
    return {name: _(metric(name).label) for name in FEES}


def _by_town(view: View) -> None:
    """Both kinds together as bars, each of them in the table and the CSV."""
    rows = view.frame(FEES, ("town",))
    if withheld(rows):
        return
    rows["town_name"] = names.name_column(rows, "town", "dispute")
    title = place_finding(view, rows, "town_name", ALL, view.scope)
    fig = bars.bars(rows, "town_name", ALL, key="town", net="line", kind="yuan")
    fig = counts.decorated(view, fig, title, ALL, rows)
    headers = {"town_name": _("镇街"), **_headers()}
    show_chart(view, fig, rows, "fees_town", select=counts.filter_by(view, "town"), columns=headers)
    ordered = rows.sort_values(ALL, ascending=False)
    shown = pd.DataFrame({words: ordered[name] for name, words in headers.items()})
    money = {words: st.column_config.NumberColumn(format="localized") for words in _headers().values()}
    st.dataframe(shown, hide_index=True, height="content", column_config=money, alt=title)
