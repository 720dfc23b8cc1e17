"""What a reader chooses of a map: the measure, the classes, the change, and what the page adds to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from wzdash.charts.classes import METHODS
from wzdash.labels import _
from wzdash.metrics.catalogue import metric
from wzdash.ui.page import View


@dataclass(frozen=True, eq=False)
class Extras:
    """What a map can show besides its areas: months one by one, raised areas, spots of rows.

    `measure`, `more`: where the measure and the rest are chosen; a row of its own without.
    """

    months: bool = False
    raised: bool = False
    spots: bool = False
    measure: DeltaGenerator | None = None
    more: DeltaGenerator | None = None


PLAIN = Extras()


def choose(names: Sequence[str], level: str, extras: Extras) -> tuple[str, str]:
    """The measure and the way of classing."""
    row = extras.measure or st.container(horizontal=True, key=f"choose_map_{level}")
    name = row.selectbox(
        _("指标"),
        list(names),
        format_func=lambda key: _(metric(key).label),
        key=f"map_measure_{level}",
        label_visibility="collapsed",
    )
    method = (extras.more or row).selectbox(
        _("分级"),
        list(METHODS),
        format_func=lambda key: _(METHODS[key]),
        key=f"map_classes_{level}",
        label_visibility="visible" if extras.more else "collapsed",
    )
    return name, method


def choose_change(view: View, name: str, level: str, where: DeltaGenerator | None) -> bool:
    """Whether to show the change against the comparison period; offered where there is one."""
    if view.compared(name) is None:
        return False
    return (where or st).toggle(_("显示较对比期的变化"), key=f"map_change_{level}")
