"""The sentences of a briefing, computed from headlines: a change is told as one only beyond chance,
and never as the effect of a measure: that is for the evaluation and its verdict."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from wzdash.analysis.discovery import DISCOVERY
from wzdash.briefing import places
from wzdash.briefing.material import Material
from wzdash.exhibits.certainty import change_limits, is_beyond_chance, limit_texts
from wzdash.export.document import Card
from wzdash.labels import N_, NONE, _, day, language, number, percent
from wzdash.metrics.catalogue import metric
from wzdash.metrics.headline import Headline

WHEN = {"last_year": N_("上年同期"), "previous": N_("上一时段"), "none": ""}
FEW = 20  # events in both periods together, below which a percentage says nothing
MOST_TOWNS = 3  # named in a sentence; more are a selection


def card(one: Headline) -> Card:
    """A headline as a card."""
    shown = "" if one.is_hidden else one.metric.text(one.value, short=True, unit=language() == "zh")
    value = shown or _("不予显示")
    change = "" if one.is_hidden or one.gap or one.change == NONE else one.change
    return Card(_(one.metric.label), value, change, _counts(one), one.metric.net)


def _counts(one: Headline) -> str:
    if one.is_hidden:
        return _("数量过少,不予显示")
    if one.metric.is_rate:
        return _("{n} ÷ {d}").format(n=number(one.n), d=number(one.d))
    return "" if pd.isna(one.before) else _("对比期 {before}").format(before=number(one.before))


def overview(cards: Sequence[Headline], lead: str = "") -> str:
    """概况: one sentence with every number, and the counts behind each rate."""
    return lead + _(";").join(map(_value, cards)) + _("。")


def lead(material: Material) -> str:
    """Period and area, as the first sentence begins."""
    return _("{period},{where}").format(period=material.period, where=_where(material))


def _where(material: Material) -> str:
    filters = dict(material.scope.filters)
    if not filters:
        return _("全区")
    names = material.names.of_scope(material.fact)
    if set(filters) == {"town"} and len(filters["town"]) <= MOST_TOWNS:
        return _("、").join(names.get(code, code) for code in filters["town"])
    return _("所选范围")


def _value(one: Headline) -> str:
    label = _(one.metric.label)
    if one.is_hidden:
        return _("{label}数量过少,不予显示").format(label=label)
    if pd.isna(one.value):
        return _("{label}分母为 0,没有数值").format(label=label)
    value = one.metric.text(one.value, unit=language() == "zh")  # in English the label says what is counted
    if one.metric.is_rate:
        return _("{label}为 {value}({n} ÷ {d})").format(
            label=label, value=value, n=number(one.n), d=number(one.d)
        )
    return _("{label} {value}").format(label=label, value=value)


def without_data(material: Material, cards: Sequence[Headline]) -> str:
    """Why there is nothing to tell: the period lies outside the data; empty when it does not."""
    scope, last = material.scope, material.store.as_of.date()
    if scope.start > last:
        return _("{period}在数据截至日({day})之后,没有数据,不作判断。").format(
            period=material.period, day=day(last)
        )
    begun = [one.since for one in cards if one.since]
    if begun and scope.end < min(begun):
        return _("{period}在数据起点({day})之前,没有数据,不作判断。").format(
            period=material.period, day=day(min(begun))
        )
    return ""


def when(material: Material) -> str:
    """The comparison period in words."""
    return _(WHEN[material.scope.comparison])


def changes(material: Material, cards: Sequence[Headline]) -> str:
    """变化: one sentence per metric against the comparison period, with what chance allows."""
    return "\n".join(filter(None, (_change(material, one) for one in cards)))


def _change(material: Material, one: Headline) -> str:
    label, compared = _(one.metric.label), when(material)
    if one.gap == "uncovered":
        return _("{label}:{day}起才有数据,不作对比。").format(label=label, day=day(one.since))
    if one.gap == "hidden" and not one.is_hidden:
        return _("{label}:{when}数量过少,不予显示,不作对比。").format(label=label, when=compared)
    if one.before == 0 and one.change == NONE and not one.is_hidden:
        return _("{label}:{when}为 0,不计百分比。").format(label=label, when=compared)
    if one.is_hidden or one.gap or pd.isna(one.before) or one.change == NONE:
        return ""
    return _judgement(one).format(
        label=label,
        when=compared,
        now=one.metric.text(one.value),
        before=one.metric.text(one.before),
        change=one.change,
        size=size(one),
        limits=limits(one),
    )


def _judgement(one: Headline) -> str:
    """The sentence for what may be said of a change: rose, fell, too early to say, within chance, nothing."""
    if change_limits(one) is None:
        return _("{label}较{when}({before})变化 {change};没有区间,不判断升降。")
    if not is_beyond_chance(one) and not one.metric.is_rate and one.value + one.before < FEW:
        return _("{label} {now},{when} {before}:数量太少,不判断升降。")
    if not is_beyond_chance(one):
        return _("{label}较{when}({before})变化 {change}(95 % 区间 {limits}),在偶然波动之内,不能说有升降。")
    if one.value > one.before:
        return _("{label}较{when}({before})上升 {size}(95 % 区间 {limits}),超出偶然波动。")
    if one.is_unfinished:
        return _(
            "{label}较{when}({before})低 {size};{when}的记录有更长时间办结,本期还会有补结,不能据此说下降。"
        )
    return _("{label}较{when}({before})下降 {size}(95 % 区间 {limits}),超出偶然波动。")


def size(one: Headline) -> str:
    """The size of a change without its sign."""
    return one.change.lstrip("+−")


def limits(one: Headline) -> str:
    """The 95 % limits of a change with their unit; empty for what has none."""
    found = limit_texts(one, "" if one.metric.share else " %")
    if found is None:
        return ""
    text = _("{low} 至 {high} 个百分点") if one.metric.share else _("{low} 至 {high}")
    return text.format(low=found[0], high=found[1])


def is_worse(one: Headline) -> bool:
    """True when the number became worse beyond chance, and not only because it is too early to say."""
    return is_beyond_chance(one) and one.direction < 0 and not one.is_unfinished


def problems(material: Material, cards: Sequence[Headline], ranked: str) -> list[str]:
    """问题: targets missed, what became worse beyond chance, the town that is worse than the others."""
    found = []
    for one in cards:
        if one.metric.misses(one.value):
            found.append(
                _("{label}为 {value},未达到目标 {goal}。").format(
                    label=_(one.metric.label), value=one.metric.text(one.value), goal=one.metric.goal
                )
            )
        if is_worse(one):
            text = (
                _("{label}较{when}上升 {size},超出偶然波动。")
                if one.value > one.before
                else _("{label}较{when}下降 {size},超出偶然波动。")
            )
            found.append(text.format(label=_(one.metric.label), when=when(material), size=size(one)))
    return [*found, *_weakest(material, ranked)]


def weakest(material: Material, name: str) -> tuple[dict, int] | None:
    """The town whose rate is worst, when it is worse than the others beyond chance, and how many were
    compared; None for a count or where none stands out."""
    one = metric(name)
    if not one.share or not one.better:
        return None
    rows = places.below_others(material.frame((name,), ("town",)).dropna(subset=["town"]), one)
    if rows.empty or not rows["named"].iloc[0]:
        return None
    return rows.iloc[0].to_dict(), len(rows)


def _weakest(material: Material, name: str) -> list[str]:
    one, found = metric(name), weakest(material, name)
    if found is None:
        return []
    row, compared = found
    text = (
        _(
            "{town}{label}在 {all} 个镇街中最低:{value}({n} ÷ {d}),"
            "低于其余镇街且超出偶然波动(逐个比较,{fdr})。"
        )
        if one.better == "up"
        else _(
            "{town}{label}在 {all} 个镇街中最高:{value}({n} ÷ {d}),"
            "高于其余镇街且超出偶然波动(逐个比较,{fdr})。"
        )
    )
    return [
        text.format(
            town=row["town_name"],
            label=_(one.label),
            value=one.text(row[name]),
            n=number(row[f"{name}_n"]),
            d=number(row[f"{name}_d"]),
            all=number(compared),
            fdr=fdr(),
        )
    ]


def fdr() -> str:
    """That many were compared and how often a place named is named by chance."""
    return _("错误发现率不高于 {rate}").format(rate=percent(DISCOVERY, 0))
