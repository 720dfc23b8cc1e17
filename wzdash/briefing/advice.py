"""建议关注: per measure that misses its target or became worse beyond chance, which places, since when and
what to look at. It repeats what the answers say and gives no reason for it.

A place is named only when it stands out beyond chance among all that were compared (wzdash.briefing.places).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wzdash.briefing import places, sentences
from wzdash.briefing.material import Material
from wzdash.labels import N_, _, month, number
from wzdash.metrics.catalogue import metric
from wzdash.metrics.headline import Headline
from wzdash.metrics.metric import Metric
from wzdash.store.grains import GRAINS

NAMED = 3  # places in a sentence
WORSE = {
    "town": N_("{all} 个镇街逐个比较,{k} 个变差且超出偶然波动({fdr}):{places}"),
    "group": N_("{all} 个类别逐个比较,{k} 个变差且超出偶然波动({fdr}):{places}"),
}
NONE_WORSE = {
    "town": N_("{all} 个镇街逐个比较,没有一个的变差超出偶然波动({fdr})"),
    "group": N_("{all} 个类别逐个比较,没有一个的变差超出偶然波动({fdr})"),
}


def advice(material: Material, cards: Sequence[Headline], ranked: str) -> str:
    """One line per measure that asks for attention, one for the town that stands out; else the usual."""
    lines = [line for one in cards for line in _lines(material, one)]
    found = sentences.weakest(material, ranked)
    if found:
        row, _compared = found
        lines.append(
            _("了解{town}{label}与其余镇街的差距从何而来。").format(
                town=row["town_name"], label=_(metric(ranked).label)
            )
        )
    if not lines:
        return _("本期没有超出偶然波动的变差,也没有未达到的目标;建议按常规关注。")
    look = _(
        "以上各项建议先排除口径、登记、补录和在办未结的影响,再看原因;排名受数量和类别构成影响,不等于工作优劣。"
    )
    return "\n".join([*lines, look])


def _lines(material: Material, one: Headline) -> Iterator[str]:
    if one.metric.misses(one.value):
        yield _missed(material, one)
    if sentences.is_worse(one):
        yield _worse(material, one)


def _missed(material: Material, one: Headline) -> str:
    """How far from the target, for how many months, and the places that are furthest from it."""
    gap = one.metric.change_text(one.value, one.metric.target).lstrip("+−")
    text = _("{label}为 {value},与目标 {goal} 相差 {gap}").format(
        label=_(one.metric.label), value=one.metric.text(one.value), goal=one.metric.goal, gap=gap
    )
    return _joined(text, _since(one), _furthest(material, one.metric))


def _since(one: Headline) -> str:
    """The months in a row up to the last in which the target was missed; empty for a single month."""
    shown = one.months.dropna()
    if len(shown) < 2:
        return ""
    run = 0
    while run < len(shown) and one.metric.misses(shown.iloc[-1 - run]):
        run += 1
    if not run:
        return _("最近一个月已达到")
    first = month(shown.index[-run])
    if run == 1:
        return _("{month}未达到").format(month=first)
    return _("{month}起连续 {n} 个月未达到").format(month=first, n=number(run))


def _furthest(material: Material, one: Metric) -> str:
    """The towns that miss the target beyond chance, the furthest first; empty where none can be compared."""
    rows = material.frame((one.name,), ("town",)).dropna(subset=["town"])
    tested = places.off_target(rows, one)
    if len(tested) < 2:
        return ""
    missing = tested[tested["named"]]
    told = {"all": number(len(tested)), "k": number(len(missing)), "fdr": sentences.fdr()}
    if missing.empty:
        return _("{all} 个镇街逐个看,没有一个未达到且超出偶然波动({fdr})").format(**told)
    named = _named([_place(one, row) for row in missing.to_dict("records")])
    return _("{all} 个镇街逐个看,{k} 个未达到且超出偶然波动({fdr}):{places}").format(**told, places=named)


def _place(one: Metric, row: dict) -> str:
    return _("{town} {value}({n} ÷ {d})").format(
        town=row["town_name"],
        value=one.text(row[one.name]),
        n=number(row[f"{one.name}_n"]),
        d=number(row[f"{one.name}_d"]),
    )


def _named(shown: Sequence[str]) -> str:
    """The first few, and that there are more."""
    listed = _("、").join(shown[:NAMED])
    return listed if len(shown) <= NAMED else _("{places}等,差得最多的列在前").format(places=listed)


def _worse(material: Material, one: Headline) -> str:
    """How much worse, and the towns and categories that became worse beyond chance themselves."""
    text = (
        _("{label}较{when}({before})上升 {size},超出偶然波动")
        if one.value > one.before
        else _("{label}较{when}({before})下降 {size},超出偶然波动")
    )
    head = text.format(
        label=_(one.metric.label),
        when=sentences.when(material),
        before=one.metric.text(one.before),
        size=sentences.size(one),
    )
    cuts = [by for by in WORSE if by in GRAINS[one.metric.fact].dimensions]
    return _joined(head, *(_movers(material, one.metric, by) for by in cuts))


def _movers(material: Material, one: Metric, by: str) -> str:
    """The places or categories whose own change is for the worse beyond chance, the largest first."""
    compared, name = material.compared(one.name), one.name
    if compared is None:
        return ""
    now, before = (material.frame((name,), (by,), scope) for scope in (material.scope, compared))
    tested = places.became_worse(now, before, one, by)
    if len(tested) < 2:
        return ""
    moved = tested[tested["named"]]
    told = {"all": number(len(tested)), "k": number(len(moved)), "fdr": sentences.fdr()}
    if moved.empty:
        return _(NONE_WORSE[by]).format(**told)
    named = _named([_mover(one, row, by) for row in moved.to_dict("records")])
    return _(WORSE[by]).format(**told, places=named)


def _mover(one: Metric, row: dict, by: str) -> str:
    name, now, before = row[f"{by}_name"], row[one.name], row[f"{one.name}_before"]
    if not before and not one.is_rate:
        return _("{name} 由 0 到 {now}").format(name=name, now=number(now))
    return f"{name} {one.change_text(now, before)}"


def _joined(*parts: str) -> str:
    return _(";").join(part for part in parts if part) + _("。")
