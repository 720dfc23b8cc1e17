"""What the before/after page is asked: counts, place, measure, control and model. All is in the link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from wzdash.analysis.segmented import FAMILIES, Fit, Model, default_model
from wzdash.analysis.series import CountSeries
from wzdash.labels import N_, _, day
from wzdash.metrics.catalogue import metric
from wzdash.ui import asked, cached, names
from wzdash.ui.asked import Parameter
from wzdash.ui.page import View
from wzdash.ui.timeline import events, whole_months

PAGE = "ba"
SERIES = ("incidents_robbery_snatch", "incidents_burglary", "incidents_fraud", "incidents")
CONTROLS = ("incidents_theft", "incidents_contact", "incidents_fraud", "incidents_burglary")
NOTHING, OTHERS, AUTO, OTHER_DAY = "", "others", "auto", "other"
TABS_KEY = "before_after_tabs"
TABS = {
    "series": N_("前后对比"),
    "choices": N_("各种选择"),
    "placebo": N_("安慰剂"),
    "towns": N_("各镇街"),
    "rollout": N_("推广"),
    "displacement": N_("位移"),
    "residuals": N_("残差"),
    "upload": N_("上传数据"),
}
LEVELS = ("town", "village")
STARTS = ("intervention", "campaign")
MODEL = ("control", "family", "harmonics", "slope", "breaks")
HARMONICS = (AUTO, "0", "1", "2", "3")
FAMILY_NAMES = {
    AUTO: N_("由程序选定"),
    "poisson": N_("泊松"),
    "quasipoisson": N_("准泊松"),
    "negbin": N_("负二项"),
}


@dataclass(frozen=True)
class Question:
    """A counted metric, a town or all, the first day of the measure; a control and a model of one's own."""

    name: str
    town: str
    start: date
    assumed: bool
    control: str = NOTHING
    family: str = AUTO
    harmonics: str = AUTO
    slope: bool = False
    breaks: bool = True

    def model(self, series: CountSeries) -> Model:
        """The model asked for; what is left to the program is the default of the series."""
        base = replace(default_model(series, slope=self.slope), breaks=self.breaks)
        if self.harmonics != AUTO:
            base = replace(base, harmonics=int(self.harmonics))
        return base if self.family == AUTO or self.control else replace(base, family=self.family)


def parameters(view: View) -> tuple[Parameter, ...]:
    """What the link may say, with the first choice of each."""
    towns = [NOTHING, *_towns()]
    areas = cached.areas()
    places = list(areas.loc[areas["level"].isin(LEVELS), "code"])
    return (
        Parameter("series", SERIES[0], SERIES),
        Parameter("place", NOTHING, towns),
        Parameter("since", _first_choice(view, _starts(view))),
        Parameter("control", NOTHING, (NOTHING, OTHERS, *CONTROLS)),
        Parameter("family", AUTO, (AUTO, *FAMILIES)),
        Parameter("harmonics", AUTO, HARMONICS),
        Parameter("slope", default=False, truth=True),
        Parameter("breaks", default=True, truth=True),
        Parameter("tab", "series", tuple(TABS)),
        Parameter("areas", "town", LEVELS),
        Parameter("target", [], places, many=True),
        Parameter("versus", [], places, many=True),
        Parameter("weigh", default=True, truth=True),
    )


def _towns() -> dict[str, str]:
    known = names.area_names()
    areas = cached.areas()
    return {code: known[code] for code in areas.loc[areas["level"] == "town", "code"]}


def _starts(view: View) -> pd.DataFrame:
    """Recorded measures that begin within the whole months, one row per day."""
    rows = events(view)
    rows = rows[rows["kind"].isin(STARTS) & (rows["starts_on"] > pd.Timestamp(whole_months(view).start))]
    return rows[~rows["starts_on"].duplicated()].assign(day=lambda one: one["starts_on"].dt.date)


def _first_choice(view: View, starts: pd.DataFrame) -> date:
    """The measure that leaves most months on both sides."""
    months = whole_months(view)
    middle = months.start + timedelta(days=months.days // 2)
    return min(starts["day"], key=lambda one: abs(one - middle), default=middle.replace(day=1))


def ask(view: View) -> Question:
    """Draws the fields above the answer; what the link asks for and cannot be had is said."""
    known = parameters(view)
    problem = asked.read(PAGE, known)
    if problem:
        st.error(_("链接中的参数有误,已改用默认值:{problem}").format(problem=problem))
    left, middle, right = st.columns(3)
    name = left.selectbox(_("警情"), SERIES, format_func=_label, key=key("series"))
    towns = _towns()
    town = middle.selectbox(
        _("镇街"), [NOTHING, *towns], format_func=lambda code: towns.get(code, _("全区")), key=key("place")
    )
    start, assumed = _ask_start(view, right)
    chosen = Question(name, town, start, assumed)
    with st.expander(_("对照与模型"), expanded=_own_model(known)):
        return _ask_model(chosen)


def open_tab() -> None:
    """Opens the tab that the link names; the open one stays open in the other language."""
    names_, tab = [_(label) for label in TABS.values()], st.session_state[key("tab")]
    if tab != st.session_state.get(key("tab_drawn")) or st.session_state.get(TABS_KEY) not in names_:
        st.session_state[TABS_KEY] = _(TABS[tab])


def remember(view: View) -> None:
    """Writes all that was asked to the link; the last call of the page."""
    label = st.session_state[TABS_KEY]
    tab = next((code for code, one in TABS.items() if _(one) == label), "series")
    st.session_state[key("tab")] = st.session_state[key("tab_drawn")] = tab
    asked.write(PAGE, parameters(view))


def key(name: str) -> str:
    """Key of the widget of one of the page's parameters."""
    return asked.widget(PAGE, name)


def choose_place(points: Sequence[dict]) -> None:
    """A click on a town in a chart asks about that town."""
    code = (points[0].get("customdata") or [""])[0]
    towns = _towns()
    if code in towns and code != st.session_state[key("place")]:
        st.session_state[key("place")] = code
        st.toast(_("已改为{town};页首「镇街」可改回全区。").format(town=towns[code]))


def _label(name: str) -> str:
    return _(metric(name).label)


def _own_model(known: tuple[Parameter, ...]) -> bool:
    """True when something about control or model was chosen: it must be seen."""
    return any(st.session_state[key(one.name)] != one.default for one in known if one.name in MODEL)


def _ask_start(view: View, place: Any) -> tuple[date, bool]:
    """First day of the measure, a recorded one or any other, and whether it is only assumed."""
    starts = _starts(view).set_index("day")
    since, start, own = st.session_state[key("since")], key("start"), key("day")
    if since != st.session_state.get(key("drawn")) or start not in st.session_state:  # the link said so
        st.session_state[start] = since if since in starts.index else OTHER_DAY
        st.session_state[own] = since
    chosen = place.selectbox(
        _("措施"), [*starts.index, OTHER_DAY], format_func=lambda one: _said(starts, one), key=start
    )
    if chosen == OTHER_DAY:
        st.session_state.setdefault(own, since)
        chosen = place.date_input(_("措施起始日"), key=own, format="YYYY-MM-DD") or since
    st.session_state[key("since")] = st.session_state[key("drawn")] = chosen
    return chosen, bool(starts["assumed"].get(chosen, default=False))


def _said(starts: pd.DataFrame, one: Any) -> str:
    """Day and name of a recorded measure, and whether its day is only assumed."""
    if one == OTHER_DAY:
        return _("其他日期")
    row = starts.loc[one]
    return f"{day(one)} · {row['name']}" + (_("(日期为假设)") if row["assumed"] else "")


def _ask_model(chosen: Question) -> Question:
    """Control, family, harmonics, slope and breaks; the verdict keeps the default model of the series."""
    st.caption(_("换模型只改图和估计;结论始终按默认模型,免得有人挑一个好看的。对照和日期会改变结论。"))
    first, second, third, fourth = st.columns([2, 1, 1, 1])
    options = controls(chosen)
    if st.session_state[key("control")] not in options:
        st.warning(_("所选对照在这里不能用(需先选镇街,或与所看警情重叠),已改为没有对照。"))
        st.session_state[key("control")] = NOTHING
    control = first.selectbox(_("对照序列"), options, format_func=control_name, key=key("control"))
    family = second.selectbox(
        _("分布"),
        list(FAMILY_NAMES),
        format_func=lambda one: _(FAMILY_NAMES[one]),
        key=key("family"),
        disabled=bool(control),
        help=_("有对照时估计的是本序列占两者之和的份额,不用选分布。"),
    )
    harmonics = third.selectbox(
        _("季节谐波对数"),
        HARMONICS,
        format_func=lambda one: _(FAMILY_NAMES[AUTO]) if one == AUTO else one,
        key=key("harmonics"),
    )
    slope = fourth.toggle(_("斜率也变"), key=key("slope"))
    breaks = fourth.toggle(_("计入登记的断点"), key=key("breaks"))
    return replace(chosen, control=control, family=family, harmonics=harmonics, slope=slope, breaks=breaks)


def controls(chosen: Question) -> list[str]:
    """Control series that do not hold the counts in question: the other towns, other types of incident."""
    types = [] if chosen.name == "incidents" else [one for one in CONTROLS if one != chosen.name]
    return [NOTHING, *([OTHERS] if chosen.town else []), *types]


def control_name(control: str) -> str:
    """A control in words."""
    fixed = {NOTHING: N_("没有对照"), OTHERS: N_("其余镇街的同类警情")}
    return _(fixed[control]) if control in fixed else _label(control)


def design(chosen: Question, fit: Fit) -> str:
    """The interrupted time series in words: family, season, trend, breaks, control."""
    return design_words(fit.series, fit.model, control_name(chosen.control))


def design_words(series: CountSeries, model: Model, control: str) -> str:
    """A model of a series in words; `control` names the control where the series has one."""
    parts = [
        _("份额模型") if series.control is not None else _(FAMILY_NAMES[model.family]),
        _("{k} 对谐波").format(k=model.harmonics),
        _("趋势"),
    ]
    if model.slope:
        parts.append(_("斜率变化"))
    if series.breaks and model.breaks:
        parts.append(_("{k} 个断点").format(k=len(series.breaks)))
    if series.control is not None:
        parts.append(_("对照:{name}").format(name=control))
    return _("中断时间序列({parts})").format(parts=_("、").join(parts))
