"""Hazards and whistles: by severity with what is overdue, the larger ones one by one, checks, arrivals."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wzdash.analysis.durations import quantile, summarise
from wzdash.charts import bars, frame, histogram
from wzdash.codes import allowed, label
from wzdash.exhibits.cuts import place_finding
from wzdash.export import table
from wzdash.labels import NONE, _, number, percent
from wzdash.metrics import callouts
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.ui import names
from wzdash.ui.cards import show_cards
from wzdash.ui.files import file_stem, stamp_of
from wzdash.ui.page import View
from wzdash.ui.panels import counts
from wzdash.ui.show import show_chart

RATES = ("hazard_rectification_rate", "hazard_on_time_rate")
CALLED = ("whistles", "units_per_whistle", "whistle_units_arrived", "whistle_closure", "whistle_resolution")
SEVERE_FIRST = tuple(reversed(allowed("hazard.severity")))


@st.cache_data(max_entries=64, show_spinner=False)
def _larger(version: str, _store: Store, scope: Scope) -> pd.DataFrame:
    return callouts.larger_hazards(_store, scope)


@st.cache_data(max_entries=64, show_spinner=False)
def _arrivals(version: str, _store: Store, scope: Scope) -> pd.DataFrame:
    return callouts.arrival_minutes(_store, scope)


def by_severity(view: View) -> None:
    """Found, rectified, on time and overdue for each severity; the rate of all hides the larger ones."""
    rows = view.frame(("hazards", *RATES, "hazards_overdue"), ("severity",))
    rows = rows.set_index("severity").reindex(SEVERE_FIRST).reset_index()
    rows["name"] = [label("hazard.severity", code) for code in rows["severity"]]
    filled = rows.fillna({"hazards": 0, "hazards_overdue": 0})
    if not filled["hazards"].sum():
        st.info(_("期间内没有隐患记录。"))
        return
    large = filled.iloc[0]
    title = _("较大隐患 {n} 处,整改 {done} 处,逾期未整改 {late} 处").format(
        n=number(large["hazards"]),
        done=number(large["hazard_rectification_rate_n"]),
        late=number(large["hazards_overdue"]),
    )
    fig = bars.bars(
        filled, "name", RATES[0], n="hazards", key="severity", net="ground", kind="share", sort=False
    )
    below = view.subtitle(_("隐患整改率"), filled["hazards"].sum())
    fig = frame.decorate(fig, title, below, view.foot(_("隐患台账")))
    headers = {
        "name": _("等级"),
        "hazards": _("发现"),
        "hazard_rectification_rate_n": _("已整改"),
        "hazards_overdue": _("逾期未整改"),
        "hazard_on_time_rate": _("按期整改率"),
        "hazard_rectification_rate": _("整改率"),
    }
    show_chart(view, fig, filled, "severity", columns=headers)
    headers.pop(RATES[0])  # the bars say it: the table fits a telephone
    shown = filled.assign(**{name: filled[name] * 100 for name in RATES})[list(headers)]
    shown = shown.rename(columns=headers)
    shares, whole = (st.column_config.NumberColumn(format=kind) for kind in ("%.1f %%", "localized"))
    config = {headers[name]: shares if name in RATES else whole for name in headers if name != "name"}
    st.dataframe(shown, hide_index=True, column_config=config, alt=title)


def larger(view: View) -> None:
    """The larger hazards one by one, open and late ones first: places, never persons."""
    rows = _larger(view.store.version, view.store, view.scope)
    title = _("较大隐患逐条")
    st.subheader(title, anchor=False)
    if rows.empty:
        st.info(_("期间内没有较大隐患。"))
        return
    areas, kinds = names.area_names(), names.category_names("hazard")
    states = [_state(is_open, late) for is_open, late in zip(rows["is_open"], rows["late"], strict=True)]
    shown = pd.DataFrame(
        {
            _("编号"): rows["id"],
            _("类别"): rows["category"].map(kinds),
            _("镇街"): rows["town"].map(areas),
            _("网格"): rows["grid"].map(areas),
            _("发现日期"): rows["found_on"],
            _("期限"): rows["due_on"],
            _("整改日期"): rows["rectified_on"],
            _("状态"): states,
        }
    )
    for name in (_("发现日期"), _("期限"), _("整改日期")):
        shown[name] = pd.to_datetime(shown[name]).dt.strftime("%Y-%m-%d").fillna(NONE)
    height = min(36 * (len(shown) + 1) + 4, 420)
    st.dataframe(shown, hide_index=True, height=height, alt=title)
    data = table.csv(shown, stamp_of(view, title))
    name = f"{file_stem(view, 'larger_hazards')}.csv"
    st.download_button(_("下载"), data, name, "text/csv", on_click="ignore", key="dl_larger")


def _state(is_open: bool, late: int) -> str:
    if is_open:
        return _("未整改,逾期 {n} 天").format(n=late) if late else _("整改中")
    return _("已整改,晚 {n} 天").format(n=late) if late else _("按期整改")


def hazards(view: View) -> None:
    """The list, enterprises over time, towns and kinds."""
    larger(view)
    counts.trend(view, "enterprises_inspected")
    counts.ranking(view, "hazards_overdue")
    _unclicked(view, "hazards", "category", top=10)


def _unclicked(view: View, name: str, by: str, top: int | None = None) -> None:
    """Bars by something that the other facts of the page cannot be filtered by: a click does nothing."""
    rows = view.frame(name, (by,))
    title = place_finding(view, rows, f"{by}_name", name, view.scope)
    fig = bars.bars(rows, f"{by}_name", name, key=by, net="ground", top=top)
    headers = counts.csv_headers(name, (f"{by}_name", _("名称")))
    show_chart(view, counts.decorated(view, fig, title, name, rows), rows, f"{name}_{by}", columns=headers)


def checks(view: View) -> None:
    """Inspections by programme: joint checks with emergency management, the 331 campaign, routine."""
    rows = view.frame(("inspections", "enterprises_inspected"), ("programme",))
    if rows.empty:
        st.info(_("期间内没有检查记录。"))
        return
    total = rows["inspections"].sum()
    own = rows.set_index("programme")["inspections"]
    title = _("检查 {n} 次:应急联合 {joint} 次,331专项 {campaign} 次").format(
        n=number(total),
        joint=number(own.get("joint", 0)),
        campaign=number(own.get("campaign_331", 0)),
    )
    fig = bars.bars(rows, "programme_name", "inspections", key="programme", net="ground")
    headers = {
        "programme_name": _("检查专项"),
        "inspections": _("检查次数"),
        "enterprises_inspected": _("排查企业"),
    }
    show_chart(
        view, counts.decorated(view, fig, title, "inspections", rows), rows, "programmes", columns=headers
    )
    counts.trend(view, "joint_inspections")
    counts.trend(view, "campaign_inspections")


def whistles(view: View) -> None:
    """Units called and come, minutes until somebody came, by town, arrival within the limit, outcomes."""
    rows = _arrivals(view.store.version, view.store, view.scope)
    if rows.empty:
        st.info(_("期间内没有吹哨记录。"))
        return
    show_cards(view.headlines(*CALLED))
    median = quantile(rows["minutes"].to_numpy(), rows["count"].to_numpy(), 0.5)
    on_time = view.frame("whistle_arrival_on_time")["whistle_arrival_on_time"].iloc[0]
    title = _("首个部门到场中位 {n} 分钟,按时报到 {share}").format(n=number(median), share=percent(on_time))
    near = rows.assign(shown=rows["minutes"].clip(upper=120) - 0.5)
    fig = histogram.histogram(
        near,
        "shown",
        weight="count",
        width=5,
        mark=median,
        mark_name=_("中位"),
        net="ground",
        kind="minutes",
    )
    below = view.subtitle(_("吹哨到首个部门到场的分钟数,超过 120 的归入 120"), rows["count"].sum())
    fig = frame.decorate(fig, title, below, view.foot(_("吹哨记录")))
    headers = {"town": _("代码"), "minutes": _("分钟"), "count": _("数量")}
    show_chart(view, fig, rows, "arrivals", columns=headers)
    _medians(view, rows)
    counts.ranking(view, "whistle_arrival_on_time")
    _unclicked(view, "whistles", "outcome")


def _medians(view: View, rows: pd.DataFrame) -> None:
    towns = summarise(rows, "town", days="minutes").dropna(subset=["town"])
    if towns.empty:
        return
    towns = towns.assign(name=towns["town"].map(names.area_names()))
    slow = towns.sort_values("median").iloc[-1]
    title = _("{name}到场最慢,中位 {n} 分钟").format(name=slow["name"], n=number(slow["median"]))
    fig = bars.bars(towns, "name", "median", n="n", key="town", net="ground", kind="minutes")
    fig = frame.decorate(
        fig, title, view.subtitle(_("到场分钟数中位"), towns["n"].sum()), view.foot(_("吹哨记录"))
    )
    headers = {"name": _("镇街"), "n": _("数量"), "median": _("中位"), "p90": "P90"}
    show_chart(view, fig, towns, "arrival_medians", select=counts.filter_by(view, "town"), columns=headers)
