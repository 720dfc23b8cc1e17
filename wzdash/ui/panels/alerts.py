"""The alerts that fired, one sentence each with a link to the page and filters that show it."""

from __future__ import annotations

import html

import streamlit as st

from wzdash.alerts.check import FIRED, UNKNOWN, Finding, check
from wzdash.alerts.report import sentence
from wzdash.alerts.rules import Rule, read_rules, rules_file
from wzdash.errors import AnalysisError, SettingsError
from wzdash.labels import _, number
from wzdash.metrics.catalogue import metric
from wzdash.ui import cached, links, names
from wzdash.ui.page import View

SHOWN = 3


@st.cache_data(max_entries=8, show_spinner=False)
def _findings(version: str, rules: tuple[Rule, ...]) -> list[Finding]:
    return check(cached.store(), rules)


def fired_alerts(view: View) -> None:
    """What fired, of the chosen towns where some are chosen; a rules file that is wrong is said to be."""
    st.subheader(_("规则预警"), anchor=False)
    path = rules_file()
    if not path.exists():
        st.caption(_("没有规则文件 {path}。").format(path=path.name))
        return
    try:
        found = _findings(cached.version(), read_rules(path))
    except (SettingsError, AnalysisError) as error:
        st.warning(str(error))
        return
    seen = [one for one in found if _concerns(one, view.scope.values("town"))]
    fired = [one for one in seen if one.state == FIRED]
    if fired:
        items = "".join(f"<li>{_linked(view, one)}</li>" for one in fired[:SHOWN])
        st.html(f'<ul class="wz-list wz-warn">{items}</ul>')
    unknown = sum(one.state == UNKNOWN for one in seen)
    text = _("按规则检查 {n} 项,预警 {k} 条,不能判断 {u} 项。")
    st.caption(text.format(n=number(len(seen)), k=number(len(fired)), u=number(unknown)))


def _concerns(one: Finding, towns: tuple[str, ...]) -> bool:
    """True when the finding is about one of the towns, or none is chosen."""
    own = one.scope().values("town")
    return not towns or bool(set(own) & set(towns))


def _linked(view: View, one: Finding) -> str:
    fact = metric(one.metric).fact
    text = sentence(one, names.known().of_scope(fact, one.by))
    page = links.page_of(fact)
    return links.anchor(page, one.scope(), text) if page else html.escape(text)
