"""What changed most against the comparison period: town × category, by more than chance alone."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from wzdash.briefing import moved
from wzdash.labels import _, number
from wzdash.metrics.catalogue import metric
from wzdash.ui import links
from wzdash.ui.page import View


def most_changed(view: View, names: Sequence[str] = moved.COUNTED, top: int = 5) -> None:
    """The largest changes as sentences, largest first; how many pairs were compared is said."""
    st.subheader(_("变化最大的"), anchor=False)
    if view.scope.compared() is None:
        st.info(_("没有选对比期。请在左侧选「去年同期」或「上一周期」。"))
        return
    covered = [name for name in names if view.compared(name)]
    for name in set(names) - set(covered):
        st.caption(_("{what}:对比期早于数据的起点,不作对比。").format(what=_(metric(name).label)))
    if not covered:
        return
    rows = pd.concat([_changes(view, name) for name in covered], ignore_index=True)
    found = moved.beyond_chance(rows)
    if found.empty:
        st.info(_("{n} 个镇街 × 类别中,没有一个的变化超出偶然波动。").format(n=number(len(rows))))
        return
    items = "".join(f"<li>{_sentence(view, row)}</li>" for row in found.head(top).itertuples())
    st.html(f'<ol class="wz-list">{items}</ol>')
    st.caption(moved.scale(len(rows), len(found)))


def _changes(view: View, name: str) -> pd.DataFrame:
    """One row per town and category group: count now and before, and how far beyond chance it moved."""
    by = ("town", "group")
    return moved.pairs(view.frame(name, by), view.frame(name, by, view.scope.compared()), name)


def _sentence(view: View, row) -> str:
    """The change in words, with its interval; a link to the page and the filters that show it."""
    there = view.scope.where(town=row.town, group=row.group)
    return links.anchor(links.page_of(metric(row.metric).fact), there, moved.sentence(row))
