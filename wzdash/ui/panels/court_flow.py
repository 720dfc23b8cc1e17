"""Where cases and disputes go: towns, courts, who mediates, outcomes; grids and rooms, outcomes, the court.

One pipeline at a time. The counts of a place in a town are those that metrics.query shows; the rest is told.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wzdash.charts import flow, frame
from wzdash.codes import label
from wzdash.labels import N_, _, number, percent, pick
from wzdash.metrics import handlers, roster
from wzdash.metrics.stages import BY_KEY, PIPELINES
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.ui import cached
from wzdash.ui.page import View
from wzdash.ui.panels.counts import withheld
from wzdash.ui.panels.pipelines import is_too_fine, paths_of
from wzdash.ui.show import show_chart

GRID, COURT = PIPELINES
ENDS = ("success", "failure", "withdrawn", "pending")
KEYS = ("accepted", *ENDS, "filed_in_court", "confirmed")
TONES = {"failure": "bad", "withdrawn": "open", "pending": "open", "filed_in_court": "bad"}
WAYS = {"court": N_("镇街 → 法院 → 调解室"), "grid": N_("网格与调解室 → 法院")}
COURTS = ("court_centre", "tribunal")


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
            "站点按名册中的上级归到分中心或法庭。数据里没有:法院委派给行业组织、调解室和镇街中心的案件由哪个法庭委派,"
            "立案前后换过哪个法庭。"
        )
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _everybody(version: str, _store: Store, scope: Scope) -> pd.DataFrame:
    return roster.roster(_store, scope)


@st.cache_data(max_entries=64, show_spinner=False)
def _by_set(version: str, _store: Store, scope: Scope) -> pd.DataFrame:
    return handlers.by_set(_store, scope, GRID, KEYS)


def court_of(known: pd.DataFrame) -> pd.Series:
    """{organisation: code of its court}: itself, or the first court above it; empty where there is none."""
    kinds, parents = known["kind"].to_dict(), known["parent"].to_dict()
    found = {}
    for code in known.index:
        at = code
        for _step in range(len(COURTS) + 2):
            if kinds.get(at) in COURTS:
                break
            at = parents.get(at)
        found[code] = at if kinds.get(at) in COURTS else None
    return pd.Series(found, dtype=object)


def _named(key: str) -> str:
    return _(BY_KEY[key].label)


def _tones() -> dict[str, str]:
    return {_named(key): tone for key, tone in TONES.items()}


def _cases(view: View) -> None:
    """Pre-litigation cases: from the town to the court, to who mediates there, and what came of them."""
    accepted, success = (BY_KEY[key].metric(COURT) for key in ("accepted", "success"))
    rows = view.frame((accepted, success), ("town", "organisation"))
    if withheld(rows):
        return
    known = _everybody(cached.version(), view.store, view.scope.where(town=None)).set_index("code")
    rows["kind"] = rows["organisation"].map(known["kind"])
    shown = rows.dropna(subset=["kind", accepted])
    if not shown[accepted].sum():
        st.info(_("没有可以显示的流向。"))
        return
    titles = dict(zip(known.index, map(pick, known["name_zh"], known["name_en"]), strict=True))
    at_court = shown["organisation"].map(court_of(known)).map(titles)
    shown = shown.assign(
        court=at_court.fillna(_("法院委派")), to=[label("organisation.kind", kind) for kind in shown["kind"]]
    )
    both = shown.dropna(subset=[success]).assign(
        rest=lambda r: r[accepted] - r[success], won=_named("success"), lost=_("未达成协议")
    )
    bands = pd.concat(
        [
            _banded(shown, "town_name", "court", accepted),
            _banded(shown, "court", "to", accepted),
            _banded(both, "to", "won", success),
            _banded(both, "to", "lost", "rest"),
        ],
        ignore_index=True,
    )
    total, n = view.frame(accepted)[accepted].iloc[0], shown[accepted].sum()
    by_kind = shown.groupby("to")[accepted].sum().sort_values(ascending=False)
    title = _("{name}办理最多:可显示的 {n} 件中占 {share}").format(
        name=by_kind.index[0], n=number(n), share=percent(by_kind.iloc[0] / n)
    )
    few = _("不予显示或未定位的 {n} 件").format(n=number(total - n))
    what = _("从镇街到法院、承办的调解组织,再到结果")
    _draw(view, bands, title, what, key=COURT, total=total, exclusions=few)


def _banded(rows: pd.DataFrame, source: str, target: str, count: str) -> pd.DataFrame:
    """One row per pair of nodes: source, target, count."""
    found = rows.groupby([source, target])[count].sum().rename("count").rename_axis(["source", "target"])
    return found.reset_index()


def _handled(view: View) -> pd.DataFrame | None:
    """One row per set of organisations, or per level where the question is about a town: name, then KEYS."""
    if not view.scope.values("town"):
        rows = _by_set(cached.version(), view.store, view.scope)
        words = handlers.SETS | {handlers.OTHER: N_("其他组织")}
        return rows.assign(name=[_(words[key]) for key in rows["set"]])
    named = {BY_KEY[key].metric(GRID): key for key in KEYS}
    rows = view.frame(tuple(named), ("level",))
    if withheld(rows):
        return None
    rows = rows.dropna(subset=["level"]).rename(columns=named)
    return rows.assign(name=[label("dispute.level", level) for level in rows["level"]])


def _disputes(view: View) -> None:
    """Grid disputes: who mediates them, what came of them, which were confirmed or filed in court."""
    rows = _handled(view)
    if rows is None:
        return
    totals = rows[list(KEYS)].sum()
    ends = rows.melt("name", list(ENDS), "end", "count")
    ends = ends.assign(target=ends["end"].map(_named)).rename(columns={"name": "source"})
    filed, confirmed, won = (totals[key] for key in ("filed_in_court", "confirmed", "success"))
    ways = paths_of(view, GRID)  # a dispute may be filed after any outcome
    after = ways.groupby(["outcome", "filed"])["count"].sum().reset_index()
    bands = [
        (_named(row["outcome"]), _named("filed_in_court") if row["filed"] else _("未转立案"), row["count"])
        for row in after.to_dict("records")
        if row["filed"] or row["outcome"] == "failure"
    ]
    bands += [
        (_named("success"), _named("confirmed"), confirmed),
        (_named("success"), _("未申请确认"), won - confirmed),
    ]
    rest = pd.DataFrame(bands, columns=["source", "target", "count"])
    drawn = pd.concat([ends[["source", "target", "count"]], rest], ignore_index=True)
    title = _("受理 {n} 件网格纠纷,{filed} 件转立案,{confirmed} 件经司法确认").format(
        n=number(totals["accepted"]), filed=number(filed), confirmed=number(confirmed)
    )
    _draw(view, drawn, title, _("从调解组织到结果再到法院"), key=GRID, total=totals["accepted"])


def _draw(
    view: View, bands: pd.DataFrame, title: str, what: str, *, key: str, total: float, exclusions: str = ""
) -> None:
    source = _("诉前调解") if key == COURT else _("网格纠纷")
    fig = flow.sankey(bands, "source", "target", "count", tones=_tones(), net="line", height=560)
    fig = frame.decorate(fig, title, view.subtitle(what, total, _("件")), view.foot(source, exclusions))
    headers = {"source": _("从"), "target": _("到"), "count": _("数量")}
    with st.container(key="wz_wide"):
        show_chart(view, fig, bands, f"flow_{key}", columns=headers)
