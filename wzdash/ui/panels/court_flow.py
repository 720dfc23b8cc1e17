"""Where cases and disputes go: towns, courts and outcomes; grids, industry organisations and the court.

One pipeline at a time. The counts of a place in a town are those that metrics.query shows; the rest is told.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wzdash.charts import flow, frame
from wzdash.codes import label
from wzdash.labels import N_, _, number, percent
from wzdash.metrics.stages import BY_KEY, PIPELINES
from wzdash.ui import cached
from wzdash.ui.page import View
from wzdash.ui.panels.counts import withheld
from wzdash.ui.panels.court import places
from wzdash.ui.panels.pipelines import is_too_fine, paths_of
from wzdash.ui.show import show_chart

GRID, COURT = PIPELINES
ENDS = ("success", "failure", "withdrawn", "pending")
TONES = {"failure": "bad", "withdrawn": "open", "pending": "open", "filed_in_court": "bad"}
WAYS = {"court": N_("镇街 → 法院点位"), "grid": N_("网格与行业组织 → 法院")}


def panel(view: View) -> None:
    """The flow of one pipeline, and what the data do not hold."""
    way = st.segmented_control(
        _("流向"), list(WAYS), format_func=lambda key: _(WAYS[key]), default="court", required=True,
        key="court_way",
    )  # fmt: skip
    if is_too_fine(view):
        return
    _cases(view) if way == "court" else _disputes(view)
    st.caption(
        _(
            "数据里没有:案件从哪个网格或调解组织移送而来、在哪个专门调解室(如家事、劳动)办理、立案前后换过哪个法庭。"
            "因此这里只画有记录的:镇街、承办点位、调解层级、结果和转立案。减免和退回的诉讼费合记一个数,分不开。"
        )
    )


def _named(key: str) -> str:
    return _(BY_KEY[key].label)


def _tones() -> dict[str, str]:
    return {_named(key): tone for key, tone in TONES.items()}


def _cases(view: View) -> None:
    """Pre-litigation cases: from the town to the court's place, and what came of them there."""
    whole = tuple(BY_KEY[key].metric(COURT) for key in ("accepted", "success"))
    rows = view.frame(whole, ("town", "organisation"))
    if withheld(rows):
        return
    accepted, success = whole
    known = places(cached.version(), view.store, view.scope.where(town=None)).set_index("code")["kind"]
    rows["kind"] = rows["organisation"].map(known)
    shown = rows.dropna(subset=["kind", accepted])
    if not shown[accepted].sum():
        st.info(_("没有可以显示的流向。"))
        return
    shown = shown.assign(to=[label("organisation.kind", kind) for kind in shown["kind"]])
    first = shown.groupby(["town_name", "to"])[accepted].sum().rename("count").reset_index()
    first = first.rename(columns={"town_name": "source", "to": "target"})
    both = shown.dropna(subset=[success])
    ends = both.groupby("to", as_index=False)[[accepted, success]].sum()
    ends["rest"] = ends[accepted] - ends[success]
    won = ends.rename(columns={"to": "source", success: "count"}).assign(target=_named("success"))
    other = ends.rename(columns={"to": "source", "rest": "count"}).assign(target=_("未达成协议"))
    bands = pd.concat([first, won[["source", "target", "count"]], other[["source", "target", "count"]]])
    total = view.frame(accepted)[accepted].iloc[0]
    by_kind = first.groupby("target")["count"].sum().sort_values(ascending=False)
    title = _("{name}办理最多:可显示的 {n} 件中占 {share}").format(
        name=by_kind.index[0], n=number(by_kind.sum()), share=percent(by_kind.iloc[0] / by_kind.sum())
    )
    few = _("不予显示或未定位的 {n} 件").format(n=number(total - by_kind.sum()))
    _draw(view, bands, title, _("从镇街到承办点位再到结果"), key=COURT, total=total, exclusions=few)


def _disputes(view: View) -> None:
    """Grid disputes: by the level that mediates, what came of them, and which were filed in court."""
    keys = ("accepted", *ENDS, "filed_in_court", "confirmed")
    named = {key: BY_KEY[key].metric(GRID) for key in keys}
    rows = view.frame(tuple(named.values()), ("level",))
    if withheld(rows) or rows.empty:
        return
    rows = rows.dropna(subset=["level"])
    bands = [
        (label("dispute.level", row["level"]), _named(key), row[named[key]])
        for _index, row in rows.iterrows()
        for key in ENDS
    ]
    totals = rows[list(named.values())].sum()
    filed, confirmed = totals[named["filed_in_court"]], totals[named["confirmed"]]
    won = totals[named["success"]]
    ways = paths_of(view, GRID)  # a dispute may be filed after any outcome
    after = ways.groupby(["outcome", "filed"])["count"].sum().reset_index()
    bands += [
        (_named(row["outcome"]), _named("filed_in_court") if row["filed"] else _("未转立案"), row["count"])
        for row in after.to_dict("records")
        if row["filed"] or row["outcome"] == "failure"
    ]
    bands += [
        (_named("success"), _named("confirmed"), confirmed),
        (_named("success"), _("未申请确认"), won - confirmed),
    ]
    drawn = pd.DataFrame(bands, columns=["source", "target", "count"])
    total = totals[named["accepted"]]
    title = _("受理 {n} 件网格纠纷,{filed} 件转立案,{confirmed} 件经司法确认").format(
        n=number(total), filed=number(filed), confirmed=number(confirmed)
    )
    _draw(view, drawn, title, _("从调解层级到结果再到法院"), key=GRID, total=total)


def _draw(
    view: View, bands: pd.DataFrame, title: str, what: str, *, key: str, total: float, exclusions: str = ""
) -> None:
    source = _("诉前调解") if key == COURT else _("网格纠纷")
    fig = flow.sankey(bands, "source", "target", "count", tones=_tones(), net="line", height=560)
    fig = frame.decorate(fig, title, view.subtitle(what, total, _("件")), view.foot(source, exclusions))
    headers = {"source": _("从"), "target": _("到"), "count": _("数量")}
    with st.container(key="wz_wide"):
        show_chart(view, fig, bands, f"flow_{key}", columns=headers)
