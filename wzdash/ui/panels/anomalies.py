"""Which town × category moved more than its own history explains; false discovery held over the table."""

from __future__ import annotations

import html
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from wzdash.analysis.anomalies import DISCOVERY, anomalies_by_kind
from wzdash.charts import frame, heatmap, line
from wzdash.labels import _, month, number, percent, signed
from wzdash.metrics.catalogue import metric
from wzdash.scope import Scope
from wzdash.ui import cached, names
from wzdash.ui.page import View
from wzdash.ui.panels import counts
from wzdash.ui.show import show_chart

YEARS = 2  # of whole months, the least that shows a season
LISTED = 15
ROOM = 24  # categories that are drawn
LEAST_P = 0.0001


def anomalies(view: View, name: str = "orders_received") -> None:
    """One month as town × category against its expectation, what stands out in words, alarms by month."""
    scope = _history(view, name)
    if scope is None:
        st.info(_("至少需要两年的整月数据,才能判断异常。"))
        return
    words = {"category": _("类别"), "group": _("类别大类")}
    kind = st.segmented_control(
        _("细分"),
        list(words),
        format_func=words.__getitem__,
        key="anomaly_by",
        default="category",
        required=True,
    )
    table = _table(view.store.version, name, scope, kind)
    months = [at for at in sorted(set(table["month"]), reverse=True) if at.date() >= view.scope.start]
    shown = months or [table["month"].max()]
    at = st.selectbox(_("月份"), shown, format_func=month, key="anomaly_month")
    rows = _named(table[table["month"] == at].reset_index(drop=True), name, kind)
    period = _named(table[table["month"].isin(shown)], name, kind)
    _sentences(period, name)
    _matrix(view, rows, at, name, kind)
    _alarms(view, period, name)
    st.caption(
        _(
            "期望值:各格自身前后一年的水平 × 该类别的季节;检验了 {months} 个月 × {units} 格 = {n} 个计数,"
            "错误发现率控制在 {rate}。平静的一年里,有误报的月份不超过 5 %。"
        ).format(
            months=number(table["month"].nunique()),
            units=number(len(table) / table["month"].nunique()),
            n=number(len(table)),
            rate=percent(DISCOVERY, 0),
        )
    )


def _named(rows: pd.DataFrame, name: str, kind: str) -> pd.DataFrame:
    """The rows with the names of town and category."""
    fact = metric(name).fact
    towns, kinds = (names.name_column(rows, key, fact) for key in ("town", kind))
    return rows.assign(town_name=towns, kind_name=kinds)


def _history(view: View, name: str) -> Scope | None:
    """The page's filters over every whole month up to the end of the period; None when those are too few."""
    first = cached.first_day_of(name)
    after = min(view.scope.end, view.store.as_of.date()) + timedelta(days=1)
    end = after.replace(day=1) - timedelta(days=1)
    if first is None:
        return None
    start = first if first.day == 1 else (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    return view.scope.between(start, end) if _months(start, end) >= 12 * YEARS else None


def _months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month + 1


@st.cache_data(max_entries=32, show_spinner=False)
def _table(version: str, name: str, scope: Scope, kind: str) -> pd.DataFrame:
    """One row per town, category (or group) and month of the history, as anomalies_by_kind says it."""
    keys = ["town", kind, "month"]
    rows = cached.metric_frame((name,), scope, tuple(keys)).dropna(subset=["town", kind])
    counted = rows.assign(month=pd.to_datetime(rows["month"])).groupby(keys)[name].sum()
    months = pd.date_range(scope.start, scope.end, freq="MS")
    every = pd.MultiIndex.from_product([rows["town"].unique(), rows[kind].unique(), months], names=keys)
    whole = counted.reindex(every, fill_value=0.0)
    return anomalies_by_kind(
        whole.rename("count").reset_index(), kind=kind, unit="town", month="month", count="count"
    )


def _matrix(view: View, rows: pd.DataFrame, at: pd.Timestamp, name: str, kind: str) -> None:
    """Actual against expected as colours; only what stands out carries its number."""
    one = metric(name)
    rows["change"] = rows["ratio"] - 1
    found = rows["direction"] != "none"
    title = _("{month}:{n} 个镇街 × 类别中,{k} 个超出自身规律({high} 升 {low} 降)").format(
        month=month(at),
        n=number(len(rows)),
        k=number(found.sum()),
        high=number((rows["direction"] == "high").sum()),
        low=number((rows["direction"] == "low").sum()),
    )
    what = _("{what}较期望值的偏离;只标出异常的格").format(what=_(one.label))
    shown, every = min(ROOM, rows[kind].nunique()), rows[kind].nunique()
    if shown < every:
        what += _(",画出 {shown} / {every} 类").format(shown=shown, every=every)
    below = " · ".join((what, f"n = {number(rows['count'].sum())}", month(at)))
    fig = frame.decorate(_heat(rows, kind), title, below, view.foot(_(one.source)))
    headers = {
        "month": _("月份"),
        "town_name": _("镇街"),
        "kind_name": _("类别"),
        "count": _("实际"),
        "expected": _("期望"),
        "ratio": _("比值"),
        "p_value": "p",
        "p_adjusted": _("校正后 p"),
        "direction": _("方向"),
    }
    select = counts.filter_by(view, kind, "town")
    show_chart(view, fig, rows[list(headers)], "anomalies", select=select, columns=headers)


def _heat(rows: pd.DataFrame, kind: str) -> Any:
    """The rows of the categories that stand out, and of the largest ones as far as there is room."""
    rows = rows.assign(found=rows["direction"] != "none")
    ranked = rows.groupby(kind)[["found", "count"]].sum().sort_values(["found", "count"], ascending=False)
    rows = rows[rows[kind].isin(ranked.index[:ROOM])]
    kinds = list(dict.fromkeys(rows.sort_values(kind)["kind_name"]))
    towns = list(dict.fromkeys(rows.sort_values("town")["town_name"]))
    fig = heatmap.heatmap(
        rows,
        *("kind_name", "town_name", "change"),
        n="count",
        rows=kinds,
        columns=towns,
        row_key=kind,
        column_key="town",
        kind="change",
        diverging=True,
    )
    marked = rows.pivot(index="kind_name", columns="town_name", values="found")
    marked = marked.reindex(index=kinds, columns=towns).eq(True)
    return heatmap.label_only(fig, marked.to_numpy(dtype=bool))


def _sentences(rows: pd.DataFrame, name: str) -> None:
    """What stands out in the period, least likely first."""
    found = rows[rows["direction"] != "none"].sort_values("p_adjusted")
    items = "".join(f"<li>{_sentence(row, name)}</li>" for row in found.head(LISTED).to_dict("records"))
    if items:
        st.html(f'<ol class="wz-answer">{items}</ol>')


def _sentence(row: dict, name: str) -> str:
    text = _("{month} {town} · {group}:{what} {n},期望 {expected}({change}),校正后 p {p}").format(
        month=month(row["month"]),
        town=row["town_name"],
        group=row["kind_name"],
        what=_(metric(name).label),
        n=number(row["count"]),
        expected=number(row["expected"], 1),
        change=signed((row["ratio"] - 1) * 100, 0, " %"),
        p="< 0.0001" if row["p_adjusted"] < LEAST_P else f"= {row['p_adjusted']:.4f}",
    )
    return html.escape(text)


def _alarms(view: View, table: pd.DataFrame, name: str) -> None:
    """How many of the cells stood out in each month of the period."""
    flagged = table.assign(found=(table["direction"] != "none").astype(float))
    rows = flagged.groupby("month")["found"].sum().reset_index()
    quiet = int((rows["found"] == 0).sum())
    title = _("期间 {n} 个月中,{quiet} 个月没有异常").format(n=number(len(rows)), quiet=number(quiet))
    fig = line.trend(rows, "month", "found", net=metric(name).net, name=_("异常数"), height=180)
    below = view.subtitle(_("每月异常的镇街 × 类别"), float(np.sum(rows["found"])))
    fig = frame.decorate(fig, title, below, view.foot(_(metric(name).source)))
    show_chart(view, fig, rows, "alarms", columns={"month": _("月份"), "found": _("异常数")})
