"""Displacement: did cases move next door? Target, ring and controls on a map, the difference of counts."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from wzdash.analysis import rings
from wzdash.analysis.displacement import AREAS, DisplacementDifference
from wzdash.analysis.wording import displacement_verdict
from wzdash.charts import frame
from wzdash.charts.classes import named
from wzdash.charts.legend import legend_html
from wzdash.errors import AnalysisError
from wzdash.labels import _, month, number, signed
from wzdash.metrics.catalogue import metric
from wzdash.scope import FILTERS, Scope
from wzdash.ui import cached, deck, names
from wzdash.ui.page import View
from wzdash.ui.panels.answers import answer_card, foot
from wzdash.ui.panels.displacement_design import (
    UNUSED,
    Design,
    counted,
    difference,
    periods,
    roles,
    weights,
)
from wzdash.ui.panels.maps import context
from wzdash.ui.panels.question import LEVELS, Question, key
from wzdash.ui.show import show_map
from wzdash.ui.timeline import whole_months

RESIDENTS = "orders_per_1k_d"  # the denominator of orders per 1,000 residents
ENCLOSED = "enclosed_communities"


@st.cache_resource(max_entries=8, show_spinner=False)
def _near(version: str, level: str) -> dict[str, list[str]]:
    """{code: codes of the areas around it}."""
    shapes = cached.shapes(level).dropna(subset=["geometry"])
    return rings.neighbours(list(shapes["code"]), [bytes(one) for one in shapes["geometry"]])


def displacement(view: View, question: Question) -> None:
    """Choice of the areas, verdict, map and the table of counts."""
    level = _ask_level()
    near = _near(view.store.version, level)
    if not near:
        st.info(_("没有区划边界。请用 `python -m wzdash import areas` 导入。"))
        return
    try:
        before, after = periods(whole_months(view), question.start, level)
        residents = view.frame("orders_per_1k", (level,), after).set_index(level)[RESIDENTS]
        design = _ask(view, level, (before, after), near, residents)
        with st.spinner(_("正在核对哪些件数可以显示"), show_time=True):  # slow for villages at first
            rows = counted(view, question, design, residents)
    except AnalysisError as error:
        st.info(_("不能评估:{error}").format(error=error))
        return
    try:
        found = difference(rows, design)
    except AnalysisError as error:  # the areas may be seen, their counts not
        st.info(_("不能评估:{error}").format(error=error))
        _map(view, question, design, rows, None)
        return
    _say(found)
    _map(view, question, design, rows, found)
    _table(rows, found, design)


def _say(found: DisplacementDifference) -> None:
    narrow = found.at_level(0.9)
    interval = _("标准误 {se};90 % 区间 {low} 至 {high}").format(
        se=number(found.error, 1), low=signed(narrow.low, 1), high=signed(narrow.high, 1)
    )
    answer_card(displacement_verdict(found), [interval])


def _ask_level() -> str:
    level = st.segmented_control(
        _("区域"), LEVELS, format_func=lambda one: _(FILTERS[one].label), key=key("areas"), required=True
    )
    return str(level)


def _ask(
    view: View, level: str, spans: tuple[Scope, Scope], near: dict[str, list[str]], residents: pd.Series
) -> Design:
    """The design that the fields ask for; without a choice the most enclosed area and controls like it."""
    known = {code: names.area_names().get(code, code) for code in near}
    for name in ("target", "versus"):
        st.session_state[key(name)] = [code for code in st.session_state[key(name)] if code in known]
    left, right, last = st.columns([2, 2, 1], vertical_alignment="bottom")
    usual = _most_enclosed(view, level, list(near))
    target = left.multiselect(
        _("目标区").capitalize(),
        list(known),
        format_func=known.__getitem__,
        key=key("target"),
        placeholder=_("自动:{name}(合围小区最多)").format(name=known[usual]),
    ) or [usual]
    around = rings.ring(near, target)
    free = [code for code in near if code not in (*target, *around)]
    versus = right.multiselect(
        _("对照区").capitalize(),
        free,
        format_func=known.__getitem__,
        key=key("versus"),
        placeholder=_("自动:人口最接近的"),
    )
    weigh = last.toggle(
        _("按人口折算"), key=key("weigh"), help=_("对照的件数按常住人口折算到与目标区、转移区相当。")
    )
    return Design(level, *spans, roles(target, around, versus, free, residents), weigh)


def _most_enclosed(view: View, level: str, codes: list[str]) -> str:
    rows = view.frame(ENCLOSED, (level,)).set_index(level)[ENCLOSED].reindex(codes)
    return str(rows.idxmax()) if rows.notna().any() else codes[0]


def _title(found: DisplacementDifference | None) -> str:
    if found is None:
        return _("目标区、转移区与对照;有的件数过少,不予显示")
    one = found.difference
    words = _("加权转移差 {value} 件(95 % 区间 {low} 至 {high})")
    return words.format(value=signed(one.value), low=signed(one.low), high=signed(one.high))


def _map(
    view: View, question: Question, design: Design, rows: pd.DataFrame, found: DisplacementDifference | None
) -> None:
    """The areas by kind between finding and provenance, with legend and downloads."""
    kinds = {kind: _(label) for kind, label in AREAS.items()}
    said = rows["role"].map(kinds).fillna(_("未用"))
    classes = named(list(rows["role"]), kinds, _("未用"))
    drawing: dict[str, Any] = {
        "frame": rows.assign(label=rows["name"] + " · " + said),
        "value": "change",
        "classes": classes,
        "n": "total",
        "label": "label",
        "context": context(design.level),
    }
    title, below, last = _words(view, question, design, rows, found)

    def framed(fig: Any) -> Any:
        return frame.decorate(fig, title, below, last)

    legend = legend_html(classes, _("区域的用途"), ground=deck.ground(view))
    data = rows.assign(role=said).drop(columns="geometry")
    show_map(
        view,
        drawing,
        framed,
        data,
        "displacement",
        legend=legend,
        columns=_headers(),
        size=(620, 460),
        select=_aim,
    )


def _aim(code: str) -> None:
    """The clicked area becomes the target; it cannot be a control at the same time."""
    st.session_state[key("target")] = [code]
    st.session_state[key("versus")] = [one for one in st.session_state[key("versus")] if one != code]
    st.toast(_("已把{place}设为目标区。").format(place=names.area_names().get(code, code)))


def _words(
    view: View, question: Question, design: Design, rows: pd.DataFrame, found: DisplacementDifference | None
) -> tuple[str, str, str]:
    """Title, subtitle and foot of the map."""
    n = rows.loc[rows["role"] != UNUSED, "total"].sum(skipna=False)
    what = _("{label}:目标区、转移区与对照").format(label=_(metric(question.name).label))
    below = frame.subtitle(what, n, f"{_span(design.before)} / {_span(design.after)}")
    lengths = _("此前 {before} 个月、此后 {after} 个月").format(
        before=design.before.months, after=design.after.months
    )
    source = _(metric(question.name).source)
    return _title(found), below, foot(view, source, _("加权转移差(Wheeler 与 Ratcliffe)"), n, lengths)


def _span(scope: Scope) -> str:
    return f"{month(scope.start)} – {month(scope.end)}"


def _headers() -> dict[str, str]:
    return {
        "code": _("代码"),
        "name": _("名称"),
        "role": _("区域的用途"),
        "residents": _("常住人口"),
        "before": _("此前件数"),
        "after": _("此后件数"),
    }


def _table(rows: pd.DataFrame, found: DisplacementDifference, design: Design) -> None:
    """The counts behind the difference: one row per kind of area."""
    sizes = weights(rows.groupby("role")["residents"].sum()) if design.weigh else {}
    lines = []
    for part in found.parts.to_dict("records"):
        kind = part["area"]
        members = rows[rows["role"] == kind]
        lines.append(
            {
                _("区域的用途"): _(AREAS[kind]),
                _("区域"): _("、").join(members["name"]),
                _("此前件数"): number(part["before"]),
                _("此后件数"): number(part["after"]),
                _("常住人口"): number(members["residents"].sum()),
                _("权重"): number(sizes.get(kind, 1.0), 2),
                _("折算后变化"): signed(part["change"], 1),
            }
        )
    st.dataframe(pd.DataFrame(lines), hide_index=True, width="stretch")
