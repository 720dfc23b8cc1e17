"""Agenda of the court link's meetings from what changed: one a month (一月一例会), a joint one a quarter.

What was accepted is told of the month or quarter itself. What became of it (rates, fees) is told of the last
one that is ripe: of cases accepted last week hardly any has an outcome, and that is no fall of a rate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pandas as pd

from wzdash.briefing import sentences
from wzdash.briefing.material import Material
from wzdash.errors import ExportError
from wzdash.exhibits.certainty import is_beyond_chance, limit_texts
from wzdash.export.document import Cards, Document, Heading, Part, Table, Text
from wzdash.labels import N_, _, month, number
from wzdash.metrics.catalogue import metric
from wzdash.metrics.headline import Headline
from wzdash.scope import Scope, months_before
from wzdash.store.engine import Store

MEETINGS = {"month": N_("诉调对接月度例会"), "quarter": N_("诉调对接季度联席会议")}
MONTHS = {"month": 1, "quarter": 3}
COURT = (
    *("pre_litigation_accepted", "pre_litigation_success_rate", "confirmation_rate"),
    *("agreement_performance_rate", "diversion_rate", "fees_refunded"),
)
GRID = ("disputes_accepted", "mediation_success_accepted", "mediation_success", "non_litigation_share")
RANKED = {"court": "pre_litigation_success_rate", "grid": "mediation_success_accepted"}
ARRIVED = ("pre_litigation_accepted", "disputes_accepted")  # known at once; all others ripen
RIPE_DAYS = 60  # by then about nine in ten have their outcome


class Told:
    """The answers that an agenda tells: of its own period, and of the last period that is ripe."""

    def __init__(self, store: Store, scope: Scope, meeting: str) -> None:
        self.now = Material(store, of_meeting(scope, meeting))
        last = store.as_of.date() - timedelta(days=RIPE_DAYS)
        asked = self.now.scope
        self.is_ripe = asked.end <= last
        self.ripe = self.now if self.is_ripe else Material(store, of_meeting(_until(scope, last), meeting))

    def headlines(self, names: tuple[str, ...]) -> list[Headline]:
        """One headline per metric; what is told of an earlier period says so in its label."""
        arrived = tuple(name for name in names if name in ARRIVED)
        later = tuple(name for name in names if name not in ARRIVED)
        return [*self.now.headlines(*arrived), *map(self._dated, self.ripe.headlines(*later))]

    def _dated(self, one: Headline) -> Headline:
        if self.is_ripe:
            return one
        words = _("{when}受理的{label}").format(label=_(one.metric.label), when=_when(self.ripe.scope))
        return replace(one, metric=replace(one.metric, label=words))


def _when(scope: Scope) -> str:
    """A month or a quarter in few words."""
    start, end = scope.start, scope.end
    if start.month == end.month:
        return month(start)
    return _("{year}年第{quarter}季度").format(year=start.year, quarter=end.month // 3)


def _until(scope: Scope, last: date) -> Scope:
    """The scope, ended earlier; begun earlier too where it would be empty."""
    return scope.between(min(scope.start, last), last)


def of_meeting(scope: Scope, meeting: str) -> Scope:
    """The last whole month or quarter that ends within the scope, against a year before unless asked else.

    Raises ExportError for a meeting that is not known.
    """
    if meeting not in MEETINGS:
        raise ExportError(
            _("没有名为 {name!r} 的会议;可用:{allowed}").format(name=meeting, allowed=", ".join(MEETINGS))
        )
    length = MONTHS[meeting]
    after = (scope.end + timedelta(days=1)).replace(day=1)  # the month after the last whole one begins here
    after = months_before(after, (after.month - 1) % length)
    end = after - timedelta(days=1)
    asked = scope.between(months_before(after, length), end)
    if asked.comparison != "none":
        return asked
    return Scope(asked.start, asked.end, filters=asked.filters)


def compose(store: Store, scope: Scope, meeting: str, made_at: datetime | None = None) -> Document:
    """The agenda as a document: what is reported, what changed with its interval, what to discuss."""
    told = Told(store, scope, meeting)
    material = told.now
    parts = list(_pipeline(told, "court", N_("诉前调解"), COURT))
    nets = [told.headlines(COURT)]
    if meeting == "quarter":  # the joint meeting hears the grids too; the two are never added
        parts += _pipeline(told, "grid", N_("网格纠纷"), GRID)
        nets.append(told.headlines(GRID))
    parts += [
        Heading(_("议题"), 1, "line"),
        Text(_items([one for cards in nets for one in cards], meeting), "agenda.items"),
        Text(
            _(
                "以上是变化,不是成效:成效须另作前后评估并看其结论。计数的区间按泊松计,实际波动往往更大,区间偏窄。"
            ),
            style="note",
        ),
    ]
    if not told.is_ripe:
        parts.append(Text(_ripe(told), style="note"))
    title = f"{_(MEETINGS[meeting])} · {material.period}"
    return Document(
        title, material.stamp(title, _versions(), "", made_at), tuple(parts), material.scope_text()
    )


def _ripe(told: Told) -> str:
    return _(
        "本期受理的多数还在办理:比率和诉讼费按{period}受理的计,期末后已满 {days} 天,多数已有结果。"
    ).format(period=told.ripe.period, days=number(RIPE_DAYS))


def _versions() -> str:
    return " / ".join(sorted({metric(name).version for name in (*COURT, *GRID)}))


def _pipeline(told: Told, key: str, name: str, names: tuple[str, ...]) -> Iterator[Part]:
    cards = told.headlines(names)
    yield Heading(_(name), 1, "line")
    yield Cards(tuple(sentences.card(one) for one in cards[:5]))
    yield Heading(_("情况通报"), 2, "line")
    yield Text(sentences.overview(cards, sentences.lead(told.now)), f"agenda.{key}.overview")
    yield Heading(_("变化"), 2, "line")
    yield Text(
        sentences.changes(told.ripe, cards) or _("没有可用的对比期,不说变化。"),
        f"agenda.{key}.changes",
        "bullets",
    )
    yield _table(told.now, cards, _(name))
    found = sentences.problems(told.ripe, cards, RANKED[key])
    yield Heading(_("问题"), 2, "line")
    words = "\n".join(found) or _("没有未达到的目标,没有超出偶然波动的变差,也没有明显落后于其余的镇街。")
    yield Text(words, f"agenda.{key}.problems", "bullets")


def _table(material: Material, cards: list[Headline], name: str) -> Table:
    """Each number now and before, its change, the interval, and whether chance alone may make it."""
    moved = sum(is_beyond_chance(one) for one in cards)
    rows = pd.DataFrame(
        {
            "label": [_(one.metric.label) for one in cards],
            "now": [one.metric.text(one.value) for one in cards],
            "before": [one.metric.text(one.before) for one in cards],
            "change": [one.change for one in cards],
            "interval": [" – ".join(limit_texts(one) or ()) for one in cards],
            "verdict": [_("超出偶然") if is_beyond_chance(one) else _("不能说有升降") for one in cards],
        }
    )
    headers = {"label": _("指标"), "now": _("本期"), "before": _("对比期"), "change": _("变化")}
    headers |= {"interval": _("95% 区间"), "verdict": _("判断")}
    title = _("{name}:{n} 项指标中 {k} 项变化超出偶然波动").format(
        name=name, n=number(len(cards)), k=number(moved)
    )
    foot = material.foot(_(cards[0].metric.source))
    return Table(name, title, rows, headers, foot=foot, net="line", widths=(3, 2, 2, 2, 2.4, 1.8))


def _items(cards: list[Headline], meeting: str) -> str:
    """The items: one per number that moved beyond chance, then those of every meeting."""
    items = [
        _("研究{label}变化 {change}(由 {before} 到 {now}):原因、口径和镇街差异。").format(
            label=_(one.metric.label),
            change=one.change,
            before=one.metric.text(one.before),
            now=one.metric.text(one.value),
        )
        for one in cards
        if is_beyond_chance(one)
    ]
    if not items:
        items.append(_("本期没有超出偶然波动的变化,按例行议程进行。"))
    items.append(_("上次议定事项的落实情况(会前填写)。"))
    if meeting == "quarter":
        items.append(_("法院、司法局和镇街之间移送、委派、司法确认的衔接问题(会前填写)。"))
    items.append(_("下一步工作、责任单位和期限(会上填写)。"))
    return "\n".join(f"{at}. {item}" for at, item in enumerate(items, 1))
