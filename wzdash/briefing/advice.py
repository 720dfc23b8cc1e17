"""建议关注: per measure that misses its target or became worse beyond chance, which places, since when and
what to look at. It repeats what the answers say and gives no reason for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from wzdash.briefing import sentences
from wzdash.briefing.material import Material
from wzdash.labels import _, month, number
from wzdash.metrics.headline import Headline
from wzdash.metrics.metric import Metric
from wzdash.store.grains import GRAINS

NAMED = 3  # places in a sentence
_EARLIER = {"before": "", "before_n": "_n", "before_d": "_d"}


def advice(material: Material, cards: Sequence[Headline], found: Sequence[str]) -> str:
    """One line per measure that asks for attention; the usual attention where none does."""
    if not found:
        return _("本期没有超出偶然波动的变差,也没有未达到的目标;建议按常规关注。")
    lines = [line for one in cards for line in _lines(material, one)]
    if not lines:
        rank = _("建议关注上述镇街;排名受数量和类别构成影响,不等于工作优劣。")
        return "\n".join([*found, rank])
    look = _(
        "以上各项建议先排除口径、登记、补录和在办未结的影响,再看原因;排名受数量和类别构成影响,不等于工作优劣。"
    )
    return "\n".join([*lines, look])


def _lines(material: Material, one: Headline) -> Iterator[str]:
    if sentences.misses(one.metric, one.value):
        yield _missed(material, one)
    if sentences.moved(one) and one.direction < 0:
        yield _worse(material, one)


def _missed(material: Material, one: Headline) -> str:
    """How far from the target, for how many months, and the places that are furthest from it."""
    text = _("{label}:本期 {value},与目标 {goal} 相差 {gap}").format(
        label=_(one.metric.label),
        value=one.metric.text(one.value),
        goal=sentences.goal(one.metric),
        gap=one.metric.change_text(one.value, one.metric.target),
    )
    return _joined(text, _since(one), _furthest(material, one.metric))


def _since(one: Headline) -> str:
    """The months in a row, up to the last of the period, in which the target was missed."""
    shown = one.months.dropna()
    run = 0
    while run < len(shown) and sentences.misses(one.metric, shown.iloc[-1 - run]):
        run += 1
    if not run:
        return _("最近一个月已达到")
    first = month(shown.index[-run])
    return _("{month}起连续 {n} 个月未达到").format(month=first, n=number(run))


def _furthest(material: Material, one: Metric) -> str:
    """The towns with enough rows that miss the target, the furthest first."""
    name = one.name
    rows = material.frame((name,), ("town",)).dropna(subset=[name, "town"])
    if one.is_rate:
        rows = rows[rows[f"{name}_d"] >= sentences.FEWEST]
    missing = rows[[sentences.misses(one, value) for value in rows[name]]]
    if missing.empty:
        return _("没有一个镇街的数量足以判断未达到")
    worst = missing.sort_values(name, ascending=one.better != "down").head(NAMED)
    named = _("、").join(_place(one, row) for row in worst.to_dict("records"))
    return _("{all} 个镇街中 {k} 个未达到,相差最大的是{places}").format(
        all=number(len(rows)), k=number(len(missing)), places=named
    )


def _place(one: Metric, row: dict) -> str:
    value, name = one.text(row[one.name]), one.name
    if not one.is_rate:
        return f"{row['town_name']} {value}"
    return _("{town} {value}({n} ÷ {d})").format(
        town=row["town_name"], value=value, n=number(row[f"{name}_n"]), d=number(row[f"{name}_d"])
    )


def _worse(material: Material, one: Headline) -> str:
    """How much worse, and the towns and categories that became worse beyond chance themselves."""
    text = _("{label}:较对比期 {before} 变化 {change},变差且超出偶然波动").format(
        label=_(one.metric.label), before=one.metric.text(one.before), change=one.change
    )
    cuts = [by for by in ("town", "group") if by in GRAINS[one.metric.fact].dimensions]
    return _joined(text, *(_movers(material, one.metric, by) for by in cuts))


def _movers(material: Material, one: Metric, by: str) -> str:
    """The places or categories whose own change is for the worse beyond chance, the largest first."""
    compared, name = material.compared(one.name), one.name
    if compared is None:
        return ""
    columns = [name, f"{name}_n", f"{name}_d"]
    now = material.frame((name,), (by,)).dropna(subset=[by, name])
    before = material.frame((name,), (by,), compared).dropna(subset=[by, name])
    both = now.merge(before[[by, *columns]], on=by, suffixes=("", "_before"))
    if len(both) < 2:
        return ""
    moved = [row for row in both.to_dict("records") if _moved(one, row)]
    what = {"town": _("镇街"), "group": _("类别")}[by]
    if not moved:
        return _("{what}逐个比较都在偶然波动之内").format(what=what)
    moved.sort(key=lambda row: _size(one, row[name], row[f"{name}_before"]), reverse=True)
    named = _("、").join(
        f"{row[f'{by}_name']} {one.change_text(row[name], row[f'{name}_before'])}" for row in moved[:NAMED]
    )
    return _("{all} 个{what}中 {k} 个自身变差超出偶然,变化最大的是{places}").format(
        all=number(len(both)), what=what, k=number(len(moved)), places=named
    )


def _size(one: Metric, now: float, before: float) -> float:
    """How large a change is as it is written: a difference of a rate, a share of a count."""
    return abs(now - before) if one.is_rate else abs(now / before - 1)


def _moved(one: Metric, row: dict) -> bool:
    """True when the row's own interval lies on the worse side of no change."""
    name = one.name
    value, n, d = row[name], row[f"{name}_n"], row[f"{name}_d"]
    earlier = {key: row[f"{name}{end}_before"] for key, end in _EARLIER.items()}
    told = Headline(one, value, n, d, months=pd.Series(dtype=float), **earlier)
    return sentences.moved(told) and told.direction < 0


def _joined(*parts: str) -> str:
    return _(";").join(part for part in parts if part) + _("。")
