"""The roll-out of enclosed communities: did cells fare better once theirs was enclosed than others did?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wzdash.analysis.panel import build_panel
from wzdash.analysis.rollout import RollOut, roll_out_effect
from wzdash.analysis.staggered import EventStudy, event_study
from wzdash.analysis.wording import percent_change, roll_out_verdict
from wzdash.charts import effect, frame
from wzdash.errors import AnalysisError
from wzdash.labels import NONE, _, month, number, signed
from wzdash.metrics.catalogue import metric
from wzdash.metrics.enclosure import cell_months
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.ui.page import View
from wzdash.ui.panels.answers import answer_card, foot, sentences
from wzdash.ui.panels.question import Question
from wzdash.ui.show import show_chart
from wzdash.ui.timeline import whole_months

QUARTER = 3
SEED = 0


@st.cache_resource(max_entries=32, show_spinner=False)
def _fitted(version: str, name: str, scope: Scope, _store: Store) -> tuple[RollOut, EventStudy | None, int]:
    """Both estimators over quarters and the number of events; the second needs cells never enclosed."""
    rows = cell_months(_store, name, scope)
    panel = build_panel(rows, unit="grid", period="month", count="n", start="start", every=QUARTER)
    found = roll_out_effect(panel, seed=SEED)
    try:
        return found, event_study(panel), int(panel.counts.sum())
    except AnalysisError:
        return found, None, int(panel.counts.sum())


def roll_out(view: View, question: Question) -> None:
    """Verdict, event study with the quarters before the start, their joint test, another estimator."""
    scope = whole_months(view).where(town=question.town or None)
    try:
        with st.spinner(_("正在按小区逐季估计"), show_time=True):
            found, second, n = _fitted(view.store.version, question.name, scope, view.store)
    except AnalysisError as error:
        st.info(_("不能评估:{error}").format(error=error))
        return
    answer_card(roll_out_verdict(found), [_averted(found)])
    rows = shown(found, view.store.settings.min_cell)
    fig = effect.event_study(
        rows, "event", "ratio", "low", "high", n="units", reference=1, net="sky", kind="ratio"
    )
    below = frame.subtitle(_("实际 ÷ 未合围时的预期,按距合围的季度,95 % 区间"), n, _quarters(scope))
    design = _("分批推开的双重差分(泊松插补,按网格聚类自助法)")
    units = _("{treated} 个网格先后合围、{never} 个未合围").format(
        treated=number(found.n_treated), never=number(found.n_never)
    )
    source = f"{_(metric(question.name).source)} · {_('合围台账')}"
    fig = frame.decorate(fig, _title(found), below, foot(view, source, design, n, units))
    show_chart(view, fig, rows, "rollout", columns=_headers())
    sentences([_pretrend(found), *([_second(second)] if second is not None else []), _caution()])


def shown(found: RollOut, least: int) -> pd.DataFrame:
    """The event study without empty quarters and without counts below the smallest that is shown."""
    few = found.events["observed"] < least
    hidden = found.events[["observed", "expected"]].mask(few)
    events = found.events.assign(observed=hidden["observed"], expected=hidden["expected"])
    return events.dropna(subset=["ratio", "low", "high"])


def _title(found: RollOut) -> str:
    """What happened after the enclosure, and whether the quarters before ran parallel."""
    one = found.effect
    return _("合围后比预期 {change}(95 % 区间 {low} 至 {high});{trend}").format(
        change=percent_change(one.value),
        low=percent_change(one.low),
        high=percent_change(one.high),
        trend=_("合围前走势平行") if found.parallel else _("合围前走势就不平行"),
    )


def _averted(found: RollOut) -> str:
    if found.averted >= 0:
        return _("合围后的网格共少于预期 {n} 件").format(n=number(found.averted))
    return _("合围后的网格共多于预期 {n} 件").format(n=number(-found.averted))


def _pretrend(found: RollOut) -> str:
    leads = int((found.events["event"] < 0).sum())
    if pd.isna(found.pretrend_p):
        return _("合围前没有可检验的季度。")
    words = _("合围前 {k} 个季度(灰点)联合检验 p = {p}:{said}。")
    said = _("看不出合围前就有差别") if found.parallel else _("合围前就有差别,之后的差别不能归于合围")
    return words.format(k=leads, p=number(found.pretrend_p, 3), said=said)


def _second(study: EventStudy) -> str:
    """The linear estimator in a sentence: it is the check, not the verdict."""
    one = study.effect
    p_value = NONE if pd.isna(study.pretrend_p) else number(study.pretrend_p, 3)
    return _(
        "另一估计量(Callaway–Sant’Anna,每网格每季件数):{value}(95 % 区间 {low} 至 {high}),"
        "合围前联合检验 p = {p}。"
    ).format(value=signed(one.value, 3), low=signed(one.low, 3), high=signed(one.high, 3), p=p_value)


def _caution() -> str:
    return _("合围日期为台账所记,演示数据中是假设;一个网格有几个小区的,以最早合围的为准。")


def _quarters(scope: Scope) -> str:
    return f"{month(scope.start)} – {month(scope.end)}"


def _headers() -> dict[str, str]:
    return {
        "event": _("距合围的季度"),
        "observed": _("实际"),
        "expected": _("未合围时的预期"),
        "ratio": _("比值"),
        "low": _("区间下限"),
        "high": _("区间上限"),
        "units": _("网格数"),
    }
