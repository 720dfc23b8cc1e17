"""What a reader chooses of a map: the measure, the classes, the change, and what the page adds to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from wzdash.charts.classes import METHODS, SIZES, USUAL
from wzdash.labels import _
from wzdash.metrics.catalogue import metric
from wzdash.ui import asked
from wzdash.ui.asked import Parameter
from wzdash.ui.page import View


@dataclass(frozen=True, eq=False)
class Extras:
    """What a map can show besides its areas: months one by one, raised areas, spots of rows.

    `measure`, `more`: where the measure and the rest are chosen; a row of its own without. `page`: the page
    in whose link the choices are kept.
    """

    months: bool = False
    raised: bool = False
    spots: bool = False
    measure: DeltaGenerator | None = None
    more: DeltaGenerator | None = None
    page: str = ""

    def key(self, name: str, level: str) -> str:
        """Key of the widget of a choice; where it is in the link, the same at every level."""
        return asked.widget(self.page, name) if self.page else f"map_{name}_{level}"


PLAIN = Extras()


@dataclass(frozen=True)
class Chosen:
    """The measure, the way of cutting its values into classes, how many at the most; whether its change."""

    name: str
    method: str
    k: int
    change: bool


def parameters(names: Sequence[str]) -> tuple[Parameter, ...]:
    """What the link of a page with one map says of it."""
    return (
        Parameter("measure", names[0], names),
        Parameter("cut", next(iter(METHODS)), tuple(METHODS)),
        Parameter("classes", str(USUAL), tuple(map(str, SIZES))),
        Parameter("change", default=False, truth=True),
    )


def read(page: str, known: Sequence[Parameter]) -> None:
    """Sets the choices from the link; what is wrong with it is said."""
    problem = asked.read(page, known)
    if problem:
        st.error(_("链接中的参数有误,已改用默认值:{problem}").format(problem=problem))


def choose(view: View, names: Sequence[str], level: str, extras: Extras) -> Chosen:
    """The measure in a row, and in a window beside it the classes and, where there is one, the change."""
    row = extras.measure or st.container(horizontal=True, key=f"choose_map_{level}")
    name = row.selectbox(
        _("指标"),
        list(names),
        format_func=lambda key: _(metric(key).label),
        key=extras.key("measure", level),
        label_visibility="collapsed",
    )
    more = extras.more or row.popover(_("地图选项"))
    method = more.selectbox(
        _("分级方法"), list(METHODS), format_func=lambda key: _(METHODS[key]), key=extras.key("cut", level)
    )
    size = extras.key("classes", level)
    if st.session_state.get(size) is None:
        st.session_state[size] = str(USUAL)
    k = more.segmented_control(_("最多几级"), [str(one) for one in SIZES], key=size, required=True)
    compared = view.compared(name) is not None
    change = compared and more.toggle(_("显示较对比期的变化"), key=extras.key("change", level))
    return Chosen(name, method, int(k or USUAL), bool(change))
