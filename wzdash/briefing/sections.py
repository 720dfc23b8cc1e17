"""The sections of a briefing, each a list of the document's parts; `compose` joins the chosen ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from wzdash.briefing import figures, moved, sentences
from wzdash.briefing.advice import advice
from wzdash.briefing.material import Material
from wzdash.errors import ExportError
from wzdash.export.document import Cards, Document, Heading, Part, Table, Text
from wzdash.labels import N_, _, number, pick
from wzdash.metrics.catalogue import metric
from wzdash.metrics.figures import VERDICTS, explain, reconcile
from wzdash.metrics.headline import Headline
from wzdash.metrics.lifecycle import STEPS

Tell = Callable[[str], None]
TOP = 8
RIPE_DAYS = 60  # until then the last records of a period are still being handled


@dataclass(frozen=True, slots=True)
class Net:
    """What the briefing shows of one net."""

    key: str
    title: str
    cards: tuple[str, ...]
    trend: str
    ranking: str
    mapped: str
    funnels: tuple[tuple[str, tuple[str, ...]], ...] = ()


NETS = (
    Net(
        "ground",
        N_("地网"),
        ("orders_received", "closure_rate", "on_time_closure", "satisfaction_rate"),
        "orders_received",
        "on_time_closure",
        "orders_received",
        ((N_("工单流程"), ("orders_received", *(step for step, _since, _until in STEPS))),),
    ),
    Net(
        "sky",
        N_("天网"),
        ("incidents", "incidents_robbery_snatch", "incidents_burglary", "incidents_fraud"),
        "incidents",
        "incidents",
        "incidents_per_10k",
    ),
    Net(
        "line",
        N_("防线"),
        (
            "disputes_screened",
            "mediation_success_accepted",
            "pre_litigation_accepted",
            "pre_litigation_success_rate",
        ),
        "disputes_screened",
        "mediation_success_accepted",
        "disputes_screened",
        (
            (
                N_("网格纠纷流程"),
                ("disputes_screened", "disputes_accepted", "disputes_success", "disputes_performed"),
            ),
            (
                N_("诉前调解流程"),
                ("pre_litigation_accepted", "pre_litigation_success", "judicial_confirmations"),
            ),
        ),
    ),
)
SECTIONS = {net.key: net.title for net in NETS} | {
    "moved": N_("变化最大的"),
    "reconciliation": N_("对账"),
}


def _net(material: Material, net: Net) -> Iterator[Part]:
    """概况, 变化, 问题 and 建议关注 of one net; a single sentence for a period outside the data."""
    cards = material.headlines(*net.cards)
    yield Heading(_(net.title), 1, net.key)
    nothing = sentences.without_data(material, cards)
    if nothing:
        yield Text(nothing, f"{net.key}.overview")
        return
    towns = len(material.scope.values("town")) != 1  # one town is neither ranked nor mapped
    yield from _overview(material, net, cards)
    yield from _change(material, net, cards)
    if towns:
        yield figures.town_map(material, net.mapped)
    yield Heading(_("问题"), 2, net.key)
    none = _("没有未达到的目标,没有超出偶然波动的变差,也没有明显落后于其余的镇街。")
    found = sentences.problems(material, cards, net.ranking)
    yield Text("\n".join(found) or none, f"{net.key}.problems", "bullets")
    if towns:
        yield figures.ranking(material, net.ranking)
    yield Heading(_("建议关注"), 2, net.key)
    yield Text(advice(material, cards, net.ranking), f"{net.key}.advice", "bullets")


def _overview(material: Material, net: Net, cards: Sequence[Headline]) -> Iterator[Part]:
    yield Heading(_("概况"), 2, net.key)
    yield Cards(tuple(sentences.card(one) for one in cards))
    yield Text(sentences.overview(cards, sentences.lead(material)), f"{net.key}.overview")
    yield figures.trend(material, net.trend)
    for what, names in net.funnels:
        yield figures.stages(material, names, _(what))


def _change(material: Material, net: Net, cards: Sequence[Headline]) -> Iterator[Part]:
    """变化, and what has to be known to read it."""
    yield Heading(_("变化"), 2, net.key)
    told = sentences.changes(material, cards)
    yield Text(told or _("没有可用的对比期,不说变化。"), f"{net.key}.changes", "bullets")
    yield Text(
        _("以上是变化,不是成效:成效须另作前后评估并看其结论。计数的区间按泊松计,实际波动往往更大,区间偏窄。"),
        style="note",
    )
    age = (material.store.as_of.date() - material.scope.end).days
    if age < RIPE_DAYS and any(one.metric.is_rate for one in cards):
        yield Text(
            _("期末临近数据截至日,最近的记录还在办理:比率与已经走完的对比期比较时偏低。"), style="note"
        )


def _moved(material: Material) -> Iterator[Part]:
    """The largest changes of town × category over the three nets."""
    yield Heading(_("变化最大的"), 1)
    by, tables = ("town", "group"), []
    for name in moved.COUNTED:
        compared = material.compared(name)
        if compared:
            now, before = material.frame((name,), by), material.frame((name,), by, compared)
            tables.append(moved.pairs(now, before, name))
    if not tables:
        yield Text(_("没有可用的对比期,不说变化。"), "moved.text")
        return
    rows = pd.concat(tables, ignore_index=True)
    found = moved.beyond_chance(rows)
    told = [moved.sentence(row) for row in found.head(TOP).itertuples()]
    none = _("{n} 个镇街 × 类别中,没有一个的变化超出偶然波动。").format(n=number(len(rows)))
    yield Text("\n".join(told) or none, "moved.text", "bullets")
    yield Text(moved.scale(len(rows), len(found)), style="note")


def _reconciliation(material: Material) -> Iterator[Part]:
    """Every published figure against the store, with the verdict and why; always the whole district."""
    yield Heading(_("对账"), 1)
    rows = reconcile(material.store)
    counts = rows["verdict"].map(lambda code: _(VERDICTS[code])).value_counts()
    title = _("已公布数字 {n} 项:").format(n=number(len(rows)))
    title += _("、").join(_("{verdict} {n}").format(verdict=name, n=number(n)) for name, n in counts.items())
    table = pd.DataFrame(
        {
            "name": [pick(zh, en) for zh, en in zip(rows["name_zh"], rows["name_en"], strict=True)],
            "published": rows["published"],
            "value": rows["value"],
            "verdict": [_(VERDICTS[code]) for code in rows["verdict"]],
            "why": [explain(row) for row in rows.itertuples()],
        }
    )
    headers = {
        "name": _("数字"),
        "published": _("公布值"),
        "value": _("复算值"),
        "verdict": _("结论"),
        "why": _("说明"),
    }
    kinds = {"published": "figure", "value": "figure"}
    yield Table(
        _("已公布数字对账"),
        title,
        table,
        headers,
        kinds,
        foot=_("全区,与简报的筛选无关。") + material.foot("data/published_figures.csv"),
        widths=(3, 2, 2.4, 1.8, 5.6),
    )


def _parts(material: Material, key: str) -> Iterator[Part]:
    if key == "moved":
        return _moved(material)
    if key == "reconciliation":
        return _reconciliation(material)
    return _net(material, next(net for net in NETS if net.key == key))


def versions() -> str:
    """The definition versions of the metrics that a briefing uses."""
    used = {name for net in NETS for name in (*net.cards, net.trend, net.ranking, net.mapped)}
    return " / ".join(sorted({metric(name).version for name in used}))


def checked(keys: Sequence[str]) -> list[str]:
    """The sections in the order asked, each once. Raises ExportError naming one that is not known."""
    wanted = list(dict.fromkeys(keys))
    unknown = [key for key in wanted if key not in SECTIONS]
    if unknown or not wanted:
        raise ExportError(
            _("简报没有 {name!r} 部分;可用:{allowed}").format(
                name=unknown[0] if unknown else "", allowed=", ".join(SECTIONS)
            )
        )
    return wanted


def compose(
    material: Material,
    keys: Sequence[str] = tuple(SECTIONS),
    *,
    code: str = "",
    made_at: datetime | None = None,
    tell: Tell = lambda step: None,
) -> Document:
    """The briefing of these sections; `tell` hears the name of each before it is computed."""
    parts: list[Part] = []
    for key in checked(keys):
        tell(_(SECTIONS[key]))
        parts += _parts(material, key)
    title = _("两网一线工作简报")
    span = f"{material.scope.start:%Y%m%d}-{material.scope.end:%Y%m%d}"  # tells the files of a folder apart
    stamp = material.stamp(f"{title} {span}", versions(), code, made_at)
    return Document(title, stamp, tuple(parts), material.scope_text())
