"""What changed most against the comparison period: town × category, by more than chance alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from wzdash.analysis.card_interval import count_interval
from wzdash.analysis.change import LIMIT
from wzdash.labels import _, number, signed
from wzdash.metrics.catalogue import metric
from wzdash.ui import links
from wzdash.ui.page import View

COUNTED = ("orders_received", "incidents", "disputes_screened")


def most_changed(view: View, names: Sequence[str] = COUNTED, top: int = 5) -> None:
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
    moved = rows[rows["z"].abs() > LIMIT].sort_values("z", key=np.abs, ascending=False)
    if moved.empty:
        st.info(_("{n} 个镇街 × 类别中,没有一个的变化超出偶然波动。").format(n=number(len(rows))))
        return
    items = "".join(f"<li>{_sentence(view, row)}</li>" for row in moved.head(top).itertuples())
    st.html(f'<ol class="wz-list">{items}</ol>')
    st.caption(
        _(
            "比较了 {n} 个镇街 × 类别,{k} 个超出偶然波动(|2(√a−√b)| > 3);波动大于泊松的类别会更多越限。"
        ).format(n=number(len(rows)), k=number(len(moved)))
    )


def _changes(view: View, name: str) -> pd.DataFrame:
    """One row per town and category group: count now and before, and 2(√now − √before).

    A pair that is suppressed in either period is left out: it is not a zero.
    """
    by = ("town", "group")
    keys = ["town", "group", "town_name", "group_name"]
    now, before = view.frame(name, by), view.frame(name, by, view.scope.compared())
    both = pd.concat([_shown(now, keys, name, "now"), _shown(before, keys, name, "before")])
    rows = both.groupby(keys, as_index=False)[["now", "before", "hidden"]].sum()
    rows = rows[rows["hidden"] == 0]
    return rows.assign(z=2 * (np.sqrt(rows["now"]) - np.sqrt(rows["before"])), metric=name)


def _shown(rows: pd.DataFrame, keys: list[str], name: str, column: str) -> pd.DataFrame:
    """The pairs with a town, their count under a name, and whether it is hidden."""
    placed = rows.dropna(subset=["town", "group"])
    return placed[keys].assign(**{column: placed[name], "hidden": placed[name].isna()})


def _sentence(view: View, row) -> str:
    """The change in words, with its interval; a link to the page and the filters that show it."""
    one = metric(row.metric)
    change = signed((row.now / row.before - 1) * 100, 1, " %") if row.before else _("对比期为 0")
    limits = count_interval(row.now, row.before)
    if limits:
        low, high = (signed(limit * 100, 1) for limit in limits)
        change = _("{change},95 % 区间 {low} 至 {high}").format(change=change, low=low, high=high)
    text = _("{town} · {group}:{what} {now},对比期 {before}({change})").format(
        town=row.town_name,
        group=row.group_name,
        what=_(one.label),
        now=one.text(row.now),
        before=one.text(row.before),
        change=change,
    )
    there = view.scope.where(town=row.town, group=row.group)
    return links.anchor(links.page_of(one.fact), there, text)
