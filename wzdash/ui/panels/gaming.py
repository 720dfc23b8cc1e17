"""Anti-gaming: closed just before the limit, growing hand-backs and exclusions, reopened, unsolved."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import streamlit as st

from wzdash.analysis import gaming as signs
from wzdash.charts import frame, heatmap, histogram
from wzdash.labels import N_, _, number, percent
from wzdash.metrics import gaming
from wzdash.metrics.assessment import window
from wzdash.scope import Scope, year_before
from wzdash.store.engine import Store
from wzdash.ui import names
from wzdash.ui.page import View
from wzdash.ui.panels import counts
from wzdash.ui.show import show_chart

SIGNS = {
    "bunching": N_("临期扎堆办结"),
    "handback": N_("退单增长"),
    "exclusion": N_("剔除增长"),
    "reopen": N_("办结后重开"),
    "gap": N_("满意但未解决"),
}
RECENT = 6
DAY = timedelta(days=1)


@st.cache_data(max_entries=16, show_spinner=False)
def _positions(version: str, _store: Store, scope: Scope) -> pd.DataFrame:
    return gaming.limit_positions(_store, scope)


@st.cache_data(max_entries=16, show_spinner=False)
def _unsolved(version: str, _store: Store, scope: Scope) -> pd.DataFrame:
    return gaming.satisfied_unsolved(_store, scope)


def _shares(view: View, name: str, scope: Scope) -> pd.DataFrame:
    rows = view.frame(name, ("town",), scope).dropna(subset=["town"])
    return rows.rename(columns={f"{name}_n": "k", f"{name}_d": "n"})[["town", "k", "n"]]


def _table(view: View, positions: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """One row per town and sign."""
    recent = window(scope, RECENT)
    before = recent.between(year_before(recent.start), year_before(recent.end + DAY) - DAY)
    parts = [
        signs.against_others(signs.near_limit(positions), "bunching", count="near", total="closed"),
        signs.against_others(_shares(view, "reopen_rate", scope), "reopen", count="k", total="n"),
        signs.against_others(
            _unsolved(view.store.version, view.store, scope), "gap", count="unsolved", total="satisfied"
        ),
    ]
    for sign, name in (("handback", "handback_rate"), ("exclusion", "exclusion_rate")):
        now, old = _shares(view, name, recent), _shares(view, name, before)
        parts.append(signs.growth(now, old, sign, count="k", total="n"))
    return signs.flag(pd.concat(parts, ignore_index=True))


def panel(view: View) -> None:
    """Which town has which sign, then the distribution around the limit of one town."""
    scope = window(view.scope, 12)
    positions = _positions(view.store.version, view.store, scope)
    rows = _table(view, positions, scope)
    known = names.area_names()
    rows = rows.assign(name=rows["town"].map(known), what=[_(SIGNS[code]) for code in rows["sign"]])
    found = rows[rows["flagged"]].sort_values("ratio", ascending=False)
    title = _("{towns} 个镇街有值得核查的迹象,共 {n} 项").format(
        towns=number(found["town"].nunique()), n=number(len(found))
    )
    order = [_(name) for name in SIGNS.values()]
    fig = heatmap.heatmap(
        rows, "name", "what", "ratio", columns=order, row_key="town", net="ground", kind="ratio"
    )
    what = _("为应有水平的倍数;大于 1 表示偏多")
    below = frame.subtitle(what, float(rows["town"].nunique()), view.period)
    fig = frame.decorate(fig, title, below, view.foot(_("工单")))
    headers = {
        "name": _("镇街"),
        "what": _("迹象"),
        "value": _("数值"),
        "expected": _("应有水平"),
        "ratio": _("倍数"),
        "p_adjusted": _("校正后 p 值"),
        "flagged": _("值得核查"),
    }
    show_chart(view, fig, rows, "gaming", select=counts.filter_by(view, "town"), columns=headers)
    for row in found.itertuples():
        st.markdown("- " + _sentence(row))
    st.caption(
        _(
            "迹象是要问的问题,不是结论。标出的条件:整张表错误发现率 1 % 以内,且至少为应有水平的 1.25 倍。"
            "退单和剔除与自身上年同期比,其余与别的镇街合计比。"
        )
    )
    _limits(view, positions, rows, known)


def _sentence(row) -> str:
    return _("{name} · {what}:{value},应有 {expected}").format(
        name=row.name, what=row.what, value=percent(row.value, 2), expected=percent(row.expected, 2)
    )


def _limits(view: View, positions: pd.DataFrame, rows: pd.DataFrame, known: dict[str, str]) -> None:
    """How near to the limit one town closes, beside all others; the most conspicuous town first."""
    own_rows = rows[rows["sign"] == "bunching"].dropna(subset=["ratio"])
    towns = list(own_rows.sort_values("ratio", ascending=False)["town"])
    if not towns:
        return
    chosen = next((code for code in view.scope.values("town") if code in towns), towns[0])
    town = st.selectbox(
        _("镇街"),
        towns,
        towns.index(chosen),
        format_func=lambda code: known.get(code, code),
        key=f"bunching_town_{chosen}",
    )
    own = positions[positions["town"] == town]
    row = own_rows.set_index("town").loc[town]
    title = _("{name}按期办结中 {own} 压在时限前,其他镇街 {others}").format(
        name=known.get(town, town), own=percent(row["value"]), others=percent(row["expected"])
    )
    fig = histogram.histogram(
        own,
        "position",
        weight="count",
        width=gaming.WIDTH,
        mark=1.0,
        mark_name=_("时限"),
        expected=signs.others_scaled(positions, town).set_axis(["x", "count"], axis=1),
        shade=(0.95, 1.0),
        net="ground",
        kind="share",
    )
    what = _("已用时间占时限的比例(60 % 以上),红柱为时限前 5 %,虚线为其他镇街(折算到同样件数)")
    below = frame.subtitle(what, float(own["count"].sum()), view.period)
    fig = frame.decorate(fig, title, below, view.foot(_("工单")))
    headers = {"position": _("占时限"), "count": _("数量")}
    show_chart(view, fig, own, "bunching", columns=headers)
    st.caption(_alone(own, town))


def _alone(own: pd.DataFrame, town: str) -> str:
    """What the town's own density says, without any other town."""
    one = signs.bunching_by_town(own).get(town)
    if one is None:
        return _("时限附近的工单太少,不能单看本镇街的分布。")
    return _("只看本镇街自身的分布:时限前为平滑曲线的 {ratio} 倍(95 % 区间 {low}–{high})。").format(
        ratio=number(one.ratio.value, 2), low=number(one.ratio.low, 2), high=number(one.ratio.high, 2)
    )
