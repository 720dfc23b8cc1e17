"""What every metric means: formula, numerator, denominator, clock, exclusions, source, owner, version."""

from __future__ import annotations

import html

import streamlit as st

from wzdash.charts import theme
from wzdash.codes import label
from wzdash.labels import _, number, percent
from wzdash.metrics.catalogue import METRICS
from wzdash.metrics.metric import Metric
from wzdash.scope import FILTERS
from wzdash.ui.page import View

ASKED = "metric"  # link parameter that opens the glossary at a metric


def glossary(view: View) -> None:
    """A search field and one entry per metric that it finds."""
    if ASKED in st.query_params and "glossary_search" not in st.session_state:
        st.session_state["glossary_search"] = st.query_params[ASKED][:60]
    words = st.text_input(_("搜索"), key="glossary_search", placeholder=_("名称、代码或定义中的词"))
    found = [one for one in METRICS.values() if _matches(one, words)]
    st.caption(_("{n} 个指标").format(n=number(len(found))))
    if not found:
        st.info(_("没有找到「{words}」。换一个词,或清空搜索框。").format(words=words))
    st.html(f'<div class="wz-glossary">{"".join(_entry(one) for one in found)}</div>')


def _matches(one: Metric, words: str) -> bool:
    text = " ".join((one.name, _(one.label), one.label, _(one.definition))).lower()
    return all(word in text for word in words.lower().split())


def _entry(one: Metric) -> str:
    """One metric as HTML: heading, definition, and what is declared."""
    rows = "".join(
        f"<div><dt>{html.escape(title)}</dt><dd>{html.escape(value)}</dd></div>"
        for title, value in _declared(one).items()
        if value
    )
    return (
        f'<section style="--net:{theme.hue(one.net)}" id="{one.name}"><h3>{html.escape(_(one.label))} '
        f"<code>{one.name}</code></h3><p>{html.escape(_(one.definition))}</p><dl>{rows}</dl></section>"
    )


def _declared(one: Metric) -> dict[str, str]:
    where = "; ".join(f"{_(FILTERS[key].label)} = {', '.join(codes)}" for key, codes in one.where)
    per = f" × {number(one.per)}" if one.per != 1 else ""
    better = {"up": _("越高越好"), "down": _("越低越好")}.get(one.better, "")
    goal = percent(one.target) if one.target is not None else ""
    return {
        _("所属"): label("net", one.net),
        _("分子"): f"{one.fact}.{one.numerator}",
        _("分母"): f"{one.fact}.{one.denominator}" if one.denominator else one.exposure + per,
        _("限定"): where,
        _("单位"): "%" if one.share else _(one.unit),
        _("方向"): better,
        _("目标"): goal,
        _("时钟"): _(one.clock),
        _("不含"): _(one.exclusions),
        _("来源"): _(one.source),
        _("负责"): _(one.owner),
        _("版本"): _("{version} 起于 {since}").format(version=one.version, since=one.since),
    }
