"""KPI cards: value, counts behind it, change against the comparison period, target, the months before."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st

from wzdash.charts import theme
from wzdash.charts.spark import data_uri, sparkline
from wzdash.codes import label
from wzdash.exhibits.certainty import is_beyond_chance, limit_texts
from wzdash.labels import NONE, _, day, number
from wzdash.metrics.headline import Headline
from wzdash.ui import behind
from wzdash.ui.page import View

_ARROW = {1: "▲", -1: "▼", 0: "■"}


_GAPS: dict[str, Callable[[Headline], str]] = {
    "untimed": lambda card: _("截至数据日"),
    "none": lambda card: _("未选对比期"),
    "uncovered": lambda card: _("{day}起才有数据,不作对比").format(day=day(card.since)),
    "hidden": lambda card: _("对比期数量过少,不予显示"),
}


def _counts(card: Headline) -> str:
    if card.is_hidden:
        return _("数量过少,不予显示")
    if card.metric.denominator or card.metric.exposure:
        if pd.isna(card.d) or card.d == 0:
            return _("分母为空")
        return _("{n} ÷ {d}").format(n=number(card.n), d=number(card.d))
    return _("共 {n}").format(n=number(card.n))


def _change(card: Headline) -> str:
    """The change with a sign for better or worse that does not rely on colour alone."""
    if card.is_hidden:
        return ""
    if card.gap:
        return _GAPS[card.gap](card)
    if pd.isna(card.before):
        return _("对比期无数据")
    text = card.change
    if text == NONE:
        return _("对比期为 {before}").format(before=card.metric.text(card.before, unit=False))
    limits = limit_texts(card)
    chance = limits is not None and not is_beyond_chance(card)
    turn = 0 if chance or card.is_unfinished else card.direction
    neither = _("在偶然之内") if chance else _("尚有补结") if card.is_unfinished else ""
    word = {1: _("向好"), -1: _("变差"), 0: neither}[turn]
    colours = theme.palette()
    colour = {1: colours.nets["ground"], -1: colours.accent, 0: colours.muted}[turn]
    mark = _ARROW[(card.value > card.before) - (card.value < card.before)]
    span = _("({low} 至 {high})").format(low=limits[0], high=limits[1]) if limits else ""
    shown = f'<b style="color:{colour}">{mark} {html.escape(text)}</b>'
    note = f'<span class="note">{html.escape(span)}</span>'
    return f'{shown} {note} <span class="turn">{word}</span>'


def _before(card: Headline) -> str:
    if card.is_hidden or card.gap or pd.isna(card.before) or card.change == NONE:
        return ""
    return _("对比期 {before}").format(before=card.metric.text(card.before, unit=False))


def _target(card: Headline) -> str:
    if card.metric.target is None or pd.isna(card.value):
        return ""
    state = _("未达到") if card.metric.misses(card.value) else _("达到")
    return _("目标 {goal}:{state}").format(goal=card.metric.goal, state=state)


def _course(card: Headline) -> str:
    """The months before in words: what a screen reader says of the sparkline."""
    shown = card.months.dropna()
    low, high = (card.metric.text(value, short=True) for value in (shown.min(), shown.max()))
    first, last = (card.metric.text(shown.iloc[at], short=True) for at in (0, -1))
    text = _("{name}逐月走势:从 {first} 到 {last},最低 {low},最高 {high}")
    return text.format(name=_(card.metric.label), first=first, last=last, low=low, high=high)


def _card(card: Headline) -> str:
    metric = card.metric
    name = _(metric.label)
    spark = sparkline(
        [None if pd.isna(v) else float(v) for v in card.months],
        net=metric.net,
        kind=metric.kind,
        target=metric.target,
        alt=_("{name}逐月走势").format(name=name),
    )
    picture = f'<img src="{data_uri(spark)}" alt="{html.escape(_course(card))}">' if spark else ""
    parts = [part for part in (_counts(card), _before(card), _target(card)) if part]
    note = " ·</span> <span>".join(map(html.escape, parts))
    unit = (
        f" <small>{html.escape(_(metric.unit))}</small>"
        if metric.unit and not metric.share and not pd.isna(card.value)
        else ""
    )
    value = html.escape(metric.text(card.value, short=True, unit=False)) + unit
    return (
        f'<div class="wz-card" style="--net:{theme.hue(metric.net)}" '
        f'title="{html.escape(_(metric.definition))}">'
        f'<div class="label"><a href="glossary?metric={metric.name}" target="_blank">'
        f"{html.escape(name)}</a></div>"
        f'<div class="row"><span class="value">{value}</span>{picture}</div>'
        f'<div class="change">{_change(card)}</div><div class="note"><span>{note}</span></div></div>'
    )


def _rows(cards: Sequence[Headline]) -> str:
    return f'<div class="wz-cards">{"".join(map(_card, cards))}</div>'


def show_cards(*rows: Sequence[Headline], view: View | None = None, key: str = "cards") -> None:
    """One card per headline, as many beside each other as fit; each sequence begins a new row.

    With a view the rows behind the numbers can be asked for below them; `key`: of these cards on the page.
    """
    st.html("".join(map(_rows, rows)))
    if view is not None:
        behind.of_cards(view, [card.metric.name for row in rows for card in row], key)


def show_nets(nets: Mapping[str, Sequence[Headline]], view: View | None = None) -> None:
    """The cards of each net with its name: below each other, or beside each other on a very wide wall."""
    parts = (
        f'<section class="wz-net" style="--net:{theme.hue(net)}">'
        f"<h2>{html.escape(label('net', net))}</h2>{_rows(cards)}</section>"
        for net, cards in nets.items()
    )
    st.html(f'<div class="wz-nets">{"".join(parts)}</div>')
    if view is not None:
        behind.of_cards(view, [card.metric.name for cards in nets.values() for card in cards], "cards")
