"""The sentences of a briefing, computed from headlines: a change is told as one only beyond chance,
and never as the effect of a measure: that is for the evaluation and its verdict."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from wzdash.analysis.card_interval import count_interval, share_interval
from wzdash.briefing.material import Material
from wzdash.export.document import Card
from wzdash.labels import NONE, _, day, number, signed
from wzdash.metrics.catalogue import metric
from wzdash.metrics.headline import Headline
from wzdash.metrics.metric import Metric

FEWEST = 30  # rows behind a town's rate before it is named


def card(one: Headline) -> Card:
    """A headline as a card."""
    unit = "" if one.is_hidden else one.metric.text(one.value, short=True)
    value = unit or _("不予显示")
    change = "" if one.is_hidden or one.gap or one.change == NONE else one.change
    return Card(_(one.metric.label), value, change, _counts(one), one.metric.net)


def _counts(one: Headline) -> str:
    if one.is_hidden:
        return _("数量过少,不予显示")
    if one.metric.is_rate:
        return _("{n} ÷ {d}").format(n=number(one.n), d=number(one.d))
    return "" if pd.isna(one.before) else _("对比期 {before}").format(before=number(one.before))


def overview(cards: Sequence[Headline]) -> str:
    """概况: one sentence per metric with its value, and the counts behind a rate."""
    return "\n".join(_value(one) for one in cards)


def _value(one: Headline) -> str:
    label = _(one.metric.label)
    if one.is_hidden:
        return _("{label}:数量过少,不予显示。").format(label=label)
    if pd.isna(one.value):
        return _("{label}:分母为空,没有数值。").format(label=label)
    value = one.metric.text(one.value)
    if one.metric.is_rate:
        return _("{label} {value}({n} ÷ {d})。").format(
            label=label, value=value, n=number(one.n), d=number(one.d)
        )
    return _("{label} {value}。").format(label=label, value=value)


def changes(cards: Sequence[Headline]) -> str:
    """变化: one sentence per metric against the comparison period, with what chance allows."""
    return "\n".join(filter(None, (_change(one) for one in cards)))


def _change(one: Headline) -> str:
    label = _(one.metric.label)
    if one.gap == "uncovered":
        return _("{label}:{day}起才有数据,不作对比。").format(label=label, day=day(one.since))
    if one.is_hidden or one.gap or pd.isna(one.before) or one.change == NONE:
        return ""
    before, limits = one.metric.text(one.before), interval(one)
    if limits is None:
        return _("{label}对比期 {before},变化 {change};没有区间,不作判断。").format(
            label=label, before=before, change=one.change
        )
    low, high = (signed(limit * 100, 2 if one.metric.share else 1) for limit in limits)
    text = (
        _("{label}较对比期 {before} 变化 {change}(95 % 区间 {low} 至 {high}),超出偶然波动。")
        if moved(one)
        else _(
            "{label}较对比期 {before} 变化 {change}(95 % 区间 {low} 至 {high}),在偶然波动之内,不能说有升降。"
        )
    )
    return text.format(label=label, before=before, change=one.change, low=low, high=high)


def interval(one: Headline) -> tuple[float, float] | None:
    """95 % limits of the change: a share of a count, a difference of a share; None for what has none."""
    if one.metric.share:
        return share_interval(one.n, one.d, one.before_n, one.before_d)
    if one.metric.is_rate or one.metric.kind != "count":
        return None
    return count_interval(one.value, one.before)


def moved(one: Headline) -> bool:
    """True when the interval of the change leaves out no change."""
    limits = None if one.is_hidden or one.gap else interval(one)
    return limits is not None and not limits[0] <= 0 <= limits[1]


def problems(material: Material, cards: Sequence[Headline], ranked: str) -> list[str]:
    """问题: targets missed, what became worse beyond chance, the town whose rate is lowest or highest."""
    found = []
    for one in cards:
        if misses(one.metric, one.value):
            found.append(
                _("{label} {value},未达到目标 {goal}。").format(
                    label=_(one.metric.label), value=one.metric.text(one.value), goal=goal(one.metric)
                )
            )
        if moved(one) and one.direction < 0:
            found.append(
                _("{label}较对比期变差 {change},超出偶然波动。").format(
                    label=_(one.metric.label), change=one.change
                )
            )
    return [*found, *_weakest(material, ranked)]


def misses(one: Metric, value: float) -> bool:
    """True when a value that may be shown is on the wrong side of the metric's target."""
    return one.misses(value)


def goal(one: Metric) -> str:
    """The target as people read it; an em dash without one."""
    return one.goal


def _weakest(material: Material, name: str) -> list[str]:
    """The town to look at by a rate: enough rows behind it, and its value; nothing for a count."""
    one = metric(name)
    if not one.is_rate or not one.better:
        return []
    rows = material.frame((name,), ("town",))
    rows = rows[rows[name].notna() & rows["town"].notna() & (rows[f"{name}_d"] >= FEWEST)]
    if len(rows) < 2:
        return []
    first = rows.sort_values(name, ascending=one.better == "up").iloc[0]
    text = (
        _("{town}{label}为各镇街最低:{value}({n} ÷ {d})。")
        if one.better == "up"
        else _("{town}{label}为各镇街最高:{value}({n} ÷ {d})。")
    )
    return [
        text.format(
            town=first["town_name"],
            label=_(one.label),
            value=one.text(first[name]),
            n=number(first[f"{name}_n"]),
            d=number(first[f"{name}_d"]),
        )
    ]
