"""The court link: the answer, its places on a map and as a table, stages by month, diversion and fees.

A place's own counts come from metrics.query cut by organisation, whole years only; small ones are hidden.
"""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from wzdash.analysis import findings
from wzdash.analysis.proportions import lower_bound, wilson_columns
from wzdash.charts import bars, frame, line
from wzdash.charts.classes import classify
from wzdash.charts.legend import legend_html
from wzdash.codes import label
from wzdash.exhibits.cuts import place_finding
from wzdash.labels import N_, _, month, number, percent, period, pick
from wzdash.metrics import handlers, roster
from wzdash.metrics.catalogue import metric
from wzdash.metrics.release import years
from wzdash.metrics.stages import BY_KEY
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.ui import cached, deck, names
from wzdash.ui.page import View
from wzdash.ui.panels import counts, fees, maps
from wzdash.ui.panels.counts import withheld
from wzdash.ui.panels.pipelines import is_too_fine
from wzdash.ui.show import show_chart, show_map

STEPS = (
    "pre_litigation_accepted",
    "pre_litigation_success",
    "judicial_confirmations",
    "pre_litigation_performed",
)
STAGE_OF = dict(zip(STEPS, ("accepted", "success", "confirmed", "performed"), strict=True))
NAMED = handlers.SETS | {handlers.OTHER: N_("其他组织")}
KINDS = roster.AT_COURT
RATE = "pre_litigation_success_rate"


@st.cache_data(max_entries=64, show_spinner=False)
def places(version: str, _store: Store, scope: Scope) -> pd.DataFrame:
    """The court's places of the scope: one row per branch centre, tribunal and station."""
    return roster.roster(_store, scope, KINDS)


def answer(view: View) -> None:
    """One sentence: accepted → success → confirmed → performed, with n and the lower bound; diversion."""
    row = view.frame((*STEPS, "agreement_performance_rate", "diversion_rate")).iloc[0]
    if pd.isna(row[list(STEPS)].astype(float)).any():
        st.info(_("{what}:有的环节数量过少,不予显示。").format(what=label("dispute.pipeline", "court")))
        return
    done, come = (row[f"agreement_performance_rate_{part}"] for part in "nd")
    least = lower_bound(int(done), int(come))
    kept = _("没有履行期已到的协议") if least is None else _(
        "履行期已到的协议 {come} 件,已履行 {share}(n = {come},单侧 95 % 下限 {least})"
    ).format(come=number(come), share=percent(done / come), least=percent(least, 2))  # fmt: skip
    text = _(
        "诉前调解受理 {accepted} 件,成功 {success} 件,司法确认 {confirmed} 件;{kept};诉前分流率 {share}。"
    )
    text = text.format(
        accepted=number(row[STEPS[0]]),
        success=number(row[STEPS[1]]),
        confirmed=number(row[STEPS[2]]),
        kept=kept,
        share=percent(row["diversion_rate"]),
    )
    st.html(f'<p class="wz-answer">{html.escape(text)}</p>')


def place_map(view: View) -> None:
    """Towns by cases accepted, the court's places as dots."""
    around = view.scope.where(town=None)
    found = places(cached.version(), view.store, around)
    counted = view.frame(STEPS[0], ("town",), around)
    areas = maps.with_values(view, counted, "town")
    if withheld(counted) or areas.empty:
        return
    kinds = found["kind"].value_counts()
    title = _("{centres} 个分中心、{tribunals} 个法庭、{stations} 个站点;{leading}").format(
        centres=number(kinds.get("court_centre", 0)),
        tribunals=number(kinds.get("tribunal", 0)),
        stations=number(kinds.get("court_station", 0)),
        leading=place_finding(view, areas, "name", STEPS[0], around),
    )
    drawing = {
        "frame": areas,
        "value": STEPS[0],
        "classes": classify(
            areas[STEPS[0]].tolist(), method="natural", kind="count", net="line", hidden=maps.hidden(areas)
        ),
        "context": maps.context("town"),
        "marks": found[["lon", "lat"]].dropna(),
        "selected": view.scope.values("town"),
    }
    _draw_map(view, drawing, title, counted)


def _draw_map(view: View, drawing: dict[str, Any], title: str, counted: pd.DataFrame) -> None:
    lost = counted.loc[counted["town"].isna(), STEPS[0]].sum()
    what = _("镇街受理件数;圆点为法院的点位")

    def framed(fig: Any) -> Any:
        return counts.decorated(view, fig, title, STEPS[0], counted, what=what, unlocated=lost)

    measure, below = _(metric(STEPS[0]).label), deck.ground(view)
    legend = legend_html(drawing["classes"], measure, unlocated=lost, ground=below)
    rows = drawing["frame"].drop(columns="geometry")
    headers = {"code": _("代码"), "name": _("镇街"), STEPS[0]: _(metric(STEPS[0]).label)}
    show_map(view, drawing, framed, rows, "court_map", legend=legend, columns=headers, size=(510, 430))


def _whole_years(view: View) -> dict[int, Scope]:
    """{year: the scope over that whole year}, latest first; the latest may end with the data."""
    first, last = years(view.store, "dispute")
    spans = {year: (date(year, 1, 1), date(year, 12, 31)) for year in range(last, first - 1, -1)}
    return {year: replace(view.scope, start=start, end=end) for year, (start, end) in spans.items()}


def _asked(view: View) -> tuple[Scope, str]:
    """The period that the table of places is about, and its name where it is a year of its own."""
    whole = _whole_years(view)
    told = withheld(view.frame(STEPS, ("organisation",)))  # says why
    words = {0: _("所选期间"), **{year: _("{year}年").format(year=year) for year in whole}}
    near = min(max(view.scope.end.year, min(whole)), max(whole))
    chosen = st.segmented_control(
        _("点位表的期间"),
        list(whole) if told else list(words),
        format_func=words.__getitem__,
        default=near if told else 0,
        required=True,
        key=f"places_period_{view.scope.start}_{view.scope.end}",
        help=_("点位的件数少:若按月或按季显示,前后相减会露出个别案件,因此只按整年显示。"),
    )
    return (whole[chosen], words[chosen]) if chosen else (view.scope, "")


def place_table(view: View) -> None:
    """Each place with accepted → success → confirmed → performed: bars of the accepted, then the table.

    Months and quarters of a place are withheld: then the year is shown in which the period ends.
    """
    scope, year = _asked(view)
    by = view.frame((*STEPS, RATE), ("organisation",), scope)
    if withheld(by):
        return
    rows = _described(view, by, scope)
    total = view.frame(STEPS[0], (), scope)[STEPS[0]].iloc[0]
    title = findings.leading(rows, "name", "told", _("可显示的受理"), total)
    title = _("{year}:{finding}").format(year=year, finding=title) if year else title
    hidden = int(rows[STEPS[0]].isna().sum())
    few = _("{k} 个点位在有的镇街数量过少,只计可显示的部分").format(k=number(hidden)) if hidden else ""
    fig = bars.bars(rows, "name", "told", key="code", net="line", top=12)
    when = period(scope.start, scope.end)
    below = frame.subtitle(_(metric(STEPS[0]).label), rows["told"].sum(), when, _("件"))
    fig = frame.decorate(fig, title, below, view.foot(_("诉前调解"), few))
    headers = {"name": _("名称"), "kind_name": _("类别"), "town_name": _("镇街"), "mediators": _("调解员")}
    headers |= {"told": _("可显示的受理")} | {name: _(metric(name).label) for name in (*STEPS, RATE)}
    show_chart(view, fig, rows, "court_places", columns=headers)
    headers = {key: head for key, head in headers.items() if key != "kind_name"}  # the name says it
    headers |= {name: _(BY_KEY[stage].label) for name, stage in STAGE_OF.items()} | {RATE: _("成功率")}
    shown = rows[list(headers)].assign(**{RATE: rows[RATE] * 100}).rename(columns=headers)
    counted = ("mediators", "told", *STEPS)
    shares = {headers[name]: st.column_config.NumberColumn(format="localized") for name in counted}
    shares[headers[RATE]] = st.column_config.NumberColumn(format="%.1f%%")
    st.dataframe(shown, hide_index=True, placeholder="—", column_config=shares, alt=title)
    st.caption(
        _(
            "点位的数只按整年显示:点位件数少,按月或按季会露出个别案件;逐月见「逐月」:分中心和法庭、站点、"
            "受委派的组织各自合计,按镇街筛选可看各镇街的月度数。"
            "空格为不予显示或没有。"
        )
    )


def _described(view: View, by: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """One row per place in the order of KINDS, with names and `told`: the accepted that may be shown."""
    found = places(cached.version(), view.store, scope)
    parts = view.frame(STEPS[0], ("town", "organisation"), scope).groupby("organisation")[STEPS[0]].sum()
    rows = found.merge(by.rename(columns={"organisation": "code"}), on="code", how="left")
    order = rows["kind"].map(KINDS.index)
    return rows.assign(
        told=rows["code"].map(parts),
        name=[pick(zh, en) for zh, en in zip(rows["name_zh"], rows["name_en"], strict=True)],
        kind_name=[label("organisation.kind", kind) for kind in rows["kind"]],
        town_name=rows["town"].map(names.area_names()),
        mediators=rows["mediators"].where(rows["mediators"] > 0),
        order=order,
    ).sort_values(["order", "code"], ignore_index=True)


def months(view: View) -> None:
    """Accepted, success, confirmed and performed by month of acceptance, and the share of success.

    Of all cases, or of those that one set of places handled: a single place's months are withheld.
    """
    if is_too_fine(view):
        return
    rows, who = _months_of(view)
    told = {name: _(metric(name).label) for name in STEPS}
    long = rows.melt("month", list(STEPS), "step", "count")
    long["step"] = long["step"].map(told)
    totals = rows[list(STEPS)].sum()
    best = rows.sort_values(STEPS[0]).iloc[-1]
    title = _("受理 {n} 件 → 成功 {success} → 确认 {confirmed} → 履行 {performed};{month}受理最多").format(
        n=number(totals[STEPS[0]]),
        success=number(totals[STEPS[1]]),
        confirmed=number(totals[STEPS[2]]),
        performed=number(totals[STEPS[3]]),
        month=month(best["month"]),
    )
    fig = line.trend(long, "month", "count", series="step", net="line", highlight=told[STEPS[0]])
    below = view.subtitle(who or _("按受理月份归组的件数"), totals[STEPS[0]], _("件"))
    fig = frame.decorate(fig, title, below, view.foot(_("诉前调解")))
    headers = {"month": _("月份"), **told}
    show_chart(view, fig, rows, "court_months", columns=headers)
    st.caption(_("最近月份的案件还在办理,成功、确认和履行会继续增加。"))
    if not who:
        counts.trend(view, RATE)


@st.cache_data(max_entries=64, show_spinner=False)
def _set_months(version: str, _store: Store, scope: Scope) -> pd.DataFrame:
    return handlers.by_set_and_month(_store, scope, "court", tuple(STAGE_OF.values()))


def _months_of(view: View) -> tuple[pd.DataFrame, str]:
    """One row per month with STEPS, and whose they are in words where a set of places was chosen."""
    everything = view.frame(STEPS, ("month",))
    if view.scope.values("town"):
        return everything, ""
    by = _set_months(cached.version(), view.store, view.scope)
    largest = by.groupby("set")[STAGE_OF[STEPS[0]]].sum().sort_values(ascending=False)
    words = {"": _("全部"), **{key: _(NAMED[key]) for key in largest.index}}
    chosen = st.segmented_control(
        _("承办"), list(words), format_func=words.__getitem__, default="", required=True, key="months_of",
        help=_("单个站点一个月的件数太少,不予显示,与全年相减还会露出个别案件,因此各站点按月只合计显示;单个点位见「法院点位」的整年数。"),
    )  # fmt: skip
    if not chosen:
        return everything, ""
    rows = by[by["set"] == chosen].rename(columns={key: name for name, key in STAGE_OF.items()})
    rows = everything[["month"]].merge(rows, on="month", how="left").fillna(dict.fromkeys(STEPS, 0))
    return rows, _("{who}承办,按受理月份归组的件数").format(who=words[chosen])


def diversion(view: View) -> None:
    """Diversion before filing over time and by town with intervals; fees waived and refunded."""
    counts.trend(view, "diversion_rate")
    st.caption(_("最近月份的案件大多还没有到立案的时候:分流率偏高,会随立案回落。"))
    _diversion_by_town(view)
    fees.fees(view)


def _diversion_by_town(view: View) -> None:
    name = "diversion_rate"
    rows = view.frame(name, ("town",))
    if withheld(rows):
        return
    rows = wilson_columns(rows.fillna({f"{name}_n": 0, f"{name}_d": 0}), f"{name}_n", f"{name}_d")
    what = _(metric(name).label)
    title = findings.extreme(rows, "town_name", "share", what, percent, lowest=True, key="town")
    fig = bars.bars(
        rows,
        "town_name",
        "share",
        n=f"{name}_d",
        low="low",
        high="high",
        key="town",
        net="line",
        kind="share",
    )
    headers = counts.csv_headers(name, ("town_name", _("镇街")))
    headers |= {"low": _("区间下限"), "high": _("区间上限")}
    fig = counts.decorated(view, fig, title, name, rows)
    show_chart(view, fig, rows, "diversion_town", select=counts.filter_by(view, "town"), columns=headers)
