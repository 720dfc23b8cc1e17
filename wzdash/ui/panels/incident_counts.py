"""Incidents by type and by town: counts of both periods, the change with the limits of chance, per 10,000."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from wzdash.analysis.change import LIMIT, chance_limits, compare_columns
from wzdash.analysis.rates import rate_intervals
from wzdash.charts import frame, ranking
from wzdash.labels import NONE, _, number, signed
from wzdash.metrics.catalogue import metric
from wzdash.scope import Scope
from wzdash.ui import names
from wzdash.ui.page import View
from wzdash.ui.panels import counts
from wzdash.ui.show import show_chart

COUNT, RATE = "incidents", "incidents_per_10k"
PER = 10_000
INDENT = chr(0x3000)  # the wide blank
NAMED = 4  # names in a title


def types(view: View) -> None:
    """The tree of types: groups and their categories, with the change of each group drawn."""
    groups = _compared(view, ("group",))
    if groups is None:
        return
    parts = _compared(view, ("group", "category"), quiet=True)
    drawn, key = groups, "group"
    if len(view.scope.values("group")) == 1 and parts is not None:
        drawn, key = parts, "category"
    tree = _tree(view, groups, parts)
    if view.compared(COUNT) is None:
        counts.ranking(view, COUNT, key)
    else:
        _changes(view, drawn, tree, key, "types")
    _table(tree, _("类别"))
    if parts is None:
        st.caption(_("镇街以下只按大类显示。"))
    st.caption(_limits_in_words())


def towns(view: View) -> None:
    """Counts, rate with interval and change of every town."""
    rows = _compared(view, ("town",))
    if rows is None:
        return
    lost = rows.loc[rows["town"].isna(), "after"].sum()
    placed = rows[rows["town"].notna()].reset_index(drop=True)
    overall = view.frame(RATE)[RATE].iloc[0]
    top = placed.dropna(subset=["per_10k"]).sort_values("per_10k", ascending=False)
    if top.empty:
        counts.ranking(view, COUNT, "town")
    else:
        _rates(view, placed, overall, lost)
    if view.compared(COUNT) is not None:
        _changes(view, placed, placed, "town", "town_change")
    _table(placed.sort_values("per_10k", ascending=False), _("镇街"))
    st.caption(_limits_in_words())


def _rates(view: View, rows: pd.DataFrame, overall: float, lost: float) -> None:
    """Per 10,000 residents by town, against the whole scope."""
    apart = rows[(rows["rate_low"] > overall) | (rows["rate_high"] < overall)]
    first = rows.sort_values("per_10k").iloc[-1]
    title = _("{name}每万人警情最高({value});{n} 个镇街中 {k} 个与总体 {all} 有别").format(
        name=first["town_name"],
        value=number(first["per_10k"], 1),
        n=number(rows["per_10k"].notna().sum()),
        k=number(len(apart)),
        all=number(overall, 1),
    )
    fig = ranking.forest(
        rows,
        *("town_name", "per_10k", "rate_low", "rate_high"),
        n="after",
        key="town",
        net="sky",
        kind="rate",
        reference=overall,
        reference_name=_("总体"),
    )
    below = view.subtitle(_("每万人警情,95 % 区间"), rows["after"].sum(), _("起"))
    fig = frame.decorate(fig, title, below, view.foot(_(metric(COUNT).source), unlocated=lost))
    select = counts.filter_by(view, "town")
    show_chart(view, fig, rows, "town_rates", select=select, columns=_headers(_("镇街"), "town_name"))


def _changes(view: View, rows: pd.DataFrame, table: pd.DataFrame, key: str, name: str) -> None:
    """The change of every row with its interval, before the grey bar within which it may be chance."""
    known = rows[rows["change"].notna()].reset_index(drop=True)
    label = f"{key}_name"
    fig = ranking.forest(
        known.assign(least=known["low"] - 1, most=known["high"] - 1),
        *(label, "change", "least", "most"),
        n="after",
        limits=("chance_low", "chance_high"),
        key=key,
        net="sky",
        kind="change",
        reference=0.0,
        reference_name=_("不变"),
    )
    below = view.subtitle(_("警情较对比期变化,95 % 区间;灰条为偶然范围"), rows["after"].sum(), _("起"))
    hidden = int(rows["after"].isna().sum())
    few = _("{k} 项数量过少,不予显示").format(k=number(hidden)) if hidden else ""
    foot = view.foot(_(metric(COUNT).source), few)
    fig = frame.decorate(fig, _moved(known, label), below, foot)
    select = counts.filter_by(view, key)
    show_chart(view, fig, table, name, select=select, columns=_headers(_("名称"), "name"))


def _moved(rows: pd.DataFrame, label: str) -> str:
    """Which rows moved more than chance, the surest first."""
    moved = rows[rows["beyond_chance"]]
    if moved.empty:
        return _("{n} 项的变化都在偶然范围内").format(n=number(len(rows)))
    order = moved.reindex(moved["poisson_z"].abs().sort_values(ascending=False).index)
    named = _("、").join(
        f"{row[label]} {signed(row['change'] * 100, 1, ' %')}" for row in order.head(NAMED).to_dict("records")
    )
    more = _("等") if len(moved) > NAMED else ""
    return _("{n} 项中 {k} 项的变化超出偶然:{named}{more}").format(
        n=number(len(rows)), k=number(len(moved)), named=named, more=more
    )


def _compared(view: View, by: tuple[str, ...], *, quiet: bool = False) -> pd.DataFrame | None:
    """One row per cut: after, before, the change with its limits, per_10k with interval; None: withheld."""
    now = view.frame((COUNT, RATE), by)
    if now.attrs.get("withheld") if quiet else counts.withheld(now):
        return None
    rows = now.rename(columns={COUNT: "after", f"{RATE}_d": "residents"})
    compared = view.compared(COUNT)
    before = view.frame(COUNT, by, compared) if compared else None
    rows = _beside(rows[[*by, "after", "residents"]], before, by)
    for key in by:
        rows[f"{key}_name"] = names.name_column(rows, key, metric(COUNT).fact)
    rates = rate_intervals(rows["after"], rows["residents"], per=PER)
    rows = rows.assign(per_10k=rates["rate"], rate_low=rates["low"], rate_high=rates["high"])
    ratio = _exposure_ratio(view.scope, compared) if compared else 1.0
    return _with_change(rows, ratio).assign(name=rows[f"{by[-1]}_name"] if by else _("全部"))


def _beside(now: pd.DataFrame, before: pd.DataFrame | None, by: tuple[str, ...]) -> pd.DataFrame:
    """The rows with a column `before`; what one period does not have counts zero in it."""
    if before is None:
        return now.assign(before=np.nan)
    before = before.rename(columns={COUNT: "before"})
    if not by:
        return now.assign(before=before["before"])
    rows = now.merge(before[[*by, "before"]], on=list(by), how="outer", indicator=True)
    rows.loc[rows["_merge"] == "left_only", "before"] = 0.0
    rows.loc[rows["_merge"] == "right_only", "after"] = 0.0
    return rows.drop(columns="_merge")


def _with_change(rows: pd.DataFrame, ratio: float) -> pd.DataFrame:
    """The rows with change, low, high, poisson_z, beyond_chance and limits of chance; empty where hidden."""
    both = rows["after"].notna() & rows["before"].notna()
    found = compare_columns(rows[both], "before", "after", exposure_ratio=ratio)
    for column in ("change", "low", "high", "poisson_z"):
        rows[column] = found[column].reindex(rows.index)
    rows["beyond_chance"] = rows["poisson_z"].abs() > LIMIT
    limits = [chance_limits(value, ratio) for value in rows["before"].fillna(0)]
    return rows.assign(chance_low=[low for low, _high in limits], chance_high=[high for _low, high in limits])


def _exposure_ratio(now: Scope, before: Scope) -> float:
    """1 for as many whole months, so that a leap day makes no difference; else days against days."""
    return 1.0 if now.months and now.months == before.months else now.days / before.days


def _tree(view: View, groups: pd.DataFrame, parts: pd.DataFrame | None) -> pd.DataFrame:
    """All incidents, then every group, the largest first, each followed by its categories."""
    whole = _compared(view, (), quiet=True)
    pieces = [] if whole is None else [whole]
    for row in groups.sort_values("after", ascending=False).to_dict("records"):
        pieces.append(pd.DataFrame([row]))
        if parts is not None:
            own = parts[parts["group"] == row["group"]].sort_values("after", ascending=False)
            pieces.append(own.assign(name=INDENT + own["name"]))
    return pd.concat(pieces, ignore_index=True)


def _table(rows: pd.DataFrame, first: str) -> None:
    """The rows as they read: counts, change with interval, what chance allows, per 10,000 residents."""
    with_change = rows["before"].notna().any()
    shown: dict[str, Any] = {first: rows["name"], _("本期"): rows["after"]}
    if with_change:
        shown |= {
            _("对比期"): rows["before"],
            _("变化"): [signed(value * 100, 1, " %") for value in rows["change"]],
            _("变化的 95 % 区间"): _intervals(rows["low"] - 1, rows["high"] - 1),
            "2(√a−√b)": rows["poisson_z"],
            _("判断"): [_verdict(row) for row in rows.to_dict("records")],
        }
    spans = zip(rows["rate_low"], rows["rate_high"], strict=True)
    shown |= {
        _("每万人"): rows["per_10k"],
        _("每万人 95 % 区间"): [
            NONE if pd.isna(low) else f"{number(low, 1)} – {number(high, 1)}" for low, high in spans
        ],
    }
    localized = st.column_config.NumberColumn(format="localized")
    st.dataframe(
        pd.DataFrame(shown),
        hide_index=True,
        height="content",
        placeholder=NONE,
        column_config={_("本期"): localized, _("对比期"): localized}
        | {name: st.column_config.NumberColumn(format="%.1f") for name in ("2(√a−√b)", _("每万人"))},
    )


def _intervals(low: pd.Series, high: pd.Series) -> list[str]:
    return [
        NONE if not (np.isfinite(a) and np.isfinite(b)) else f"{signed(a * 100, 1)} – {signed(b * 100, 1)} %"
        for a, b in zip(low, high, strict=True)
    ]


def _verdict(row: dict[Any, Any]) -> str:
    if pd.isna(row["poisson_z"]):
        return NONE
    return _("超出偶然") if row["beyond_chance"] else _("偶然范围内")


def _limits_in_words() -> str:
    return _(
        "a、b 为本期和对比期的件数;|2(√a−√b)| > 3 才算超出偶然。"
        "区间按泊松计数精确计算,波动更大的类别区间应更宽。"
    )


def _headers(first: str, column: str) -> dict[str, str]:
    return {
        column: first,
        "after": _("本期"),
        "before": _("对比期"),
        "change": _("变化"),
        "low": _("比值区间下限"),
        "high": _("比值区间上限"),
        "poisson_z": "2(√a−√b)",
        "beyond_chance": _("超出偶然"),
        "residents": _("常住人口"),
        "per_10k": _("每万人"),
        "rate_low": _("每万人下限"),
        "rate_high": _("每万人上限"),
    }
