"""The grid map: from the district to a town, a village and a cell by click, the way back, a search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from wzdash.labels import N_, _, language
from wzdash.scope import FILTERS
from wzdash.ui import asked, cached, names, state
from wzdash.ui.asked import Parameter
from wzdash.ui.page import View
from wzdash.ui.panels import choices, maps, months
from wzdash.ui.panels.choices import Extras
from wzdash.ui.places import LEVELS, ancestors, at

PAGE = "grid_map"
SEARCH, DEPTH = "grid_map_search", asked.widget(PAGE, "depth")
NEXT = N_("下一级")


def trail(view: View) -> dict[str, str]:
    """{level: code} of the one place that the filters name, from town down; empty when they name several."""
    for level in reversed(LEVELS):
        chosen = view.scope.values(level)
        if chosen:
            return ancestors(chosen[0]) if len(chosen) == 1 else {}
    return {}


def placed(view: View) -> View:
    """The view with the towns and villages that a chosen place lies in among its filters."""
    return replace(view, scope=view.scope.where(**trail(view)))


def way(view: View) -> None:
    """District › town › village › cell as buttons that lead back, and a search for any place."""
    known, here, choices = names.area_names(), trail(view), findable()
    with st.container(horizontal=True, vertical_alignment="bottom", key="grid_map_way"):
        _step(view, _("全区"), {}, "district")
        for number, level in enumerate(here):
            place = {one: here[one] for one in LEVELS[: number + 1] if one in here}
            _step(view, f"› {known.get(here[level], here[level])}", place, level)
        st.selectbox(
            _("查找镇街、村社区或网格"),
            list(choices),
            format_func=choices.__getitem__,
            index=None,
            placeholder=_("名称、拼音或代码"),
            key=SEARCH,
            on_change=_found,
            args=(view,),
            width=360,
        )


def findable() -> dict[str, str]:
    """{code: what a search finds a place by}: its name in the running language, its code, its other name."""
    rows = cached.areas()
    rows = rows[rows["level"].isin(LEVELS)]
    both = ("name_zh", "name_en") if language() == "zh" else ("name_en", "name_zh")
    columns = (rows[both[0]], rows["code"], rows[both[1]])
    return {
        code: " · ".join(text for text in (name, code, other) if isinstance(text, str) and text)
        for name, code, other in zip(*columns, strict=True)
    }


def _step(view: View, label: str, place: dict[str, str], level: str) -> None:
    to = view.scope.where(**(dict.fromkeys(LEVELS) | place))
    st.button(
        label,
        key=f"grid_map_to_{level}",
        type="tertiary",
        disabled=to == view.scope,
        on_click=state.change,
        args=(to, view.scope, view.page),
    )


def _found(view: View) -> None:
    code = st.session_state[SEARCH]
    if code:
        state.click(at(view.scope, code), view.scope, view.page)
        st.session_state[SEARCH] = None


def draw(view: View, metrics: Sequence[str]) -> None:
    """The map one level below the chosen place, or at the level asked for; a click goes there."""
    known = parameters(view, metrics)
    choices.read(PAGE, known)
    with st.container(horizontal=True, vertical_alignment="bottom", key="grid_map_how"):
        measure = st.container(width=190)
        more = st.popover(_("地图选项"))
        depth = st.segmented_control(
            _("显示到"),
            [NEXT, *LEVELS],
            format_func=lambda level: _(FILTERS[level].label) if level in FILTERS else _(level),
            key=DEPTH,
            required=True,
        )
    raised = more.toggle(_("立体"), key="grid_map_raised")
    hides = _("立体时看不见地面上的方块。") if raised else None
    dotted = more.toggle(_("工单位置"), key="grid_map_spots", disabled=raised, help=hides)
    shown = Extras(months=True, raised=raised, spots=dotted and not raised)
    extras = replace(shown, measure=measure, more=more, page=PAGE)
    level = below(view) if depth == NEXT else str(depth)
    maps.area_map(view, metrics, level, width=558, height=440, extras=extras)
    if not months.playing():  # or every month would be a step of the browser's button back
        asked.write(PAGE, known)


def parameters(view: View, metrics: Sequence[str]) -> tuple[Parameter, ...]:
    """What the link says of the map besides the filters."""
    steps = [f"{step:%Y-%m}" for step in months.steps_of(view.scope)]
    return (
        *choices.parameters(metrics),
        Parameter("depth", NEXT, (NEXT, *LEVELS)),
        Parameter("raised", default=False, truth=True),
        Parameter("spots", default=False, truth=True),
        Parameter("month", months.WHOLE, (months.WHOLE, *steps)),
    )


def below(view: View) -> str:
    """The level below the deepest that is filtered; cells stay cells."""
    chosen = [number for number, level in enumerate(LEVELS) if view.scope.values(level)]
    return LEVELS[min(max(chosen, default=-1) + 1, len(LEVELS) - 1)]
