"""What every metric means: formula, numerator, denominator, clock, exclusions, source, owner, version."""

from __future__ import annotations

import html
from collections.abc import Mapping

import streamlit as st

from wzdash.charts import theme
from wzdash.codes import label
from wzdash.labels import N_, _, in_english, language, number, percent
from wzdash.metrics.catalogue import METRICS
from wzdash.metrics.metric import Metric
from wzdash.scope import FILTERS
from wzdash.ui import cached, names
from wzdash.ui.page import View

EXPOSURES = {"residents": N_("常住人口"), "cells": N_("网格数")}
ASKED = "metric"  # link parameter that opens the glossary at a metric


def glossary(view: View) -> None:
    """A search field and one entry per metric that it finds."""
    if ASKED in st.query_params and "glossary_search" not in st.session_state:
        st.session_state["glossary_search"] = st.query_params[ASKED][:60]
    words = st.text_input(_("搜索"), key="glossary_search", placeholder=_("名称、代码或定义中的词"))
    told = _told(cached.version(), language())
    found = [one for one in METRICS.values() if _matches(one, told[one.name], words)]
    found.sort(key=lambda one: _far(one, words))
    st.caption(_("{n} 个指标").format(n=number(len(found))))
    if not found:
        st.info(_("没有找到「{words}」。换一个词,或清空搜索框。").format(words=words))
    st.html(f'<div class="wz-glossary">{"".join(_entry(one, told[one.name]) for one in found)}</div>')


@st.cache_resource(max_entries=4, show_spinner=False)
def _told(version: str, lang: str) -> dict[str, dict[str, str]]:
    """{metric: what is declared of it, in words}; shared, do not change it."""
    return {name: _declared(one) for name, one in METRICS.items()}


def _far(one: Metric, words: str) -> int:
    """0 for the metric that a link names, 1 where all words are in a label, 2 elsewhere."""
    if not words:
        return 0
    labels = f"{one.label} {in_english(one.label)}".lower()
    return 0 if one.name == words.strip() else 2 - all(word in labels for word in words.lower().split())


def _matches(one: Metric, declared: Mapping[str, str], words: str) -> bool:
    if not words:
        return True
    said = (one.name, one.label, one.definition, *(in_english(text) for text in (one.label, one.definition)))
    text = " ".join((*said, *declared.values())).lower()
    return all(word in text for word in words.lower().split())


def _entry(one: Metric, declared: Mapping[str, str]) -> str:
    """One metric as HTML: heading, definition, and what is declared."""
    rows = "".join(
        f"<div><dt>{html.escape(title)}</dt><dd>{html.escape(value)}</dd></div>"
        for title, value in declared.items()
        if value
    )
    return (
        f'<section style="--net:{theme.hue(one.net)}" id="{one.name}"><h3>{html.escape(_(one.label))} '
        f"<code>{one.name}</code></h3><p>{html.escape(_(one.definition))}</p><dl>{rows}</dl></section>"
    )


def _declared(one: Metric) -> dict[str, str]:
    per = f" × {number(one.per)}" if one.per != 1 else ""
    exposure = _(EXPOSURES.get(one.exposure, one.exposure))
    better = {"up": _("越高越好"), "down": _("越低越好")}.get(one.better, "")
    goal = percent(one.target) if one.target is not None else ""
    return {
        _("所属"): label("net", one.net),
        _("分子"): _measure(one, one.numerator),
        _("分母"): _measure(one, one.denominator) if one.denominator else exposure + per or _("无,是数量"),
        _("限定"): _where(one),
        _("单位"): "%" if one.share else _(one.unit),
        _("方向"): better,
        _("目标"): goal,
        _("完整所需天数"): number(one.ripe_days) if one.ripe_days else "",
        _("时钟"): _(one.clock) or _("不涉及时限"),
        _("不含"): _(one.exclusions) or _("无"),
        _("来源"): _(one.source),
        _("负责"): _(one.owner),
        _("版本"): _("{version} 起于 {since}").format(version=one.version, since=one.since),
    }


def _measure(one: Metric, measure: str) -> str:
    """A measure by the label of the metric that counts it alone, where there is one, and by its code."""
    code = f"{one.fact}.{measure}"
    label = _COUNTED.get((one.fact, measure, one.where)) or _COUNTED.get((one.fact, measure, ()))
    return f"{_(label)} ({code})" if label else code


_COUNTED = {(one.fact, one.numerator, one.where): one.label for one in METRICS.values() if not one.is_rate}


def _where(one: Metric) -> str:
    """Which rows alone are counted, in words."""
    said = []
    for key, codes in one.where:
        known = names.names_of(key, one.fact)
        said.append(f"{_(FILTERS[key].label)} = {_('、').join(known.get(code, code) for code in codes)}")
    return "; ".join(said)
