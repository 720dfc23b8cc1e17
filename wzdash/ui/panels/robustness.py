"""How firm a before/after answer is: every reasonable choice, placebo dates, towns, residuals."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from wzdash.analysis.evaluation import Evaluation, area_placebos, evaluate_series
from wzdash.charts import bars, frame, ranking, specification
from wzdash.errors import AnalysisError
from wzdash.labels import N_, _, language, month, number, percent
from wzdash.ui import cached
from wzdash.ui.page import View
from wzdash.ui.panels.before_after import design_foot, evaluation, month_series, months_of
from wzdash.ui.panels.question import Question
from wzdash.ui.show import show_chart

FEWEST_TOWNS = 2
CHOICES = {
    "window": N_("窗口"),
    "family": N_("分布"),
    "harmonics": N_("季节"),
    "trend": N_("趋势"),
    "slope": N_("斜率变化"),
    "breaks": N_("计入断点"),
}
CHOSEN = {
    "all": N_("全部"),
    "2 years before": N_("前两年"),
    "3 years before": N_("前三年"),
    "1 year after": N_("后一年"),
    "last year aside": N_("不计前一年"),
    "last half year aside": N_("不计前半年"),
    "True": N_("是"),
    "False": N_("否"),
}


def _spoken(values: Iterable[object]) -> list[str]:
    return [_(CHOSEN[str(value)]) if str(value) in CHOSEN else str(value) for value in values]


def choices(view: View, question: Question) -> None:
    """The effect under every reasonable choice."""
    found = evaluation(view, question)
    if found is None or found.verdict.code == "not_enough":
        return
    held = found.robustness
    curve = found.curve.assign(**{name: _spoken(found.curve[name]) for name in CHOICES})
    fig = specification.specification(curve, {name: _(label) for name, label in CHOICES.items()}, net="sky")
    title = _("{n} 种合理选择中 {same} 的方向相同,比值 {low}–{high}").format(
        n=number(held.n),
        same=percent(held.same_sign, 0),
        low=number(held.low, 2),
        high=number(held.high, 2),
    )
    below = frame.subtitle(
        _("{k} 种设定的实施后平均比值,灰色为数据所拒绝的").format(k=number(held.n_all)),
        found.fit.series.counts.sum(),
        months_of(found),
    )
    fig = frame.decorate(fig, title, below, design_foot(view, question, found))
    show_chart(view, fig, curve, "specifications")


def placebo(view: View, question: Question) -> None:
    """The same model at dates when nothing happened."""
    found = evaluation(view, question)
    if found is None:
        return
    test = found.placebo
    if not test.n:
        st.info(_("实施前的月份太少,放不下安慰剂日期。"))
        return
    names = [
        month(at) + (_("(实际)") if real else "") for at, real in test.table[["label", "real"]].to_numpy()
    ]
    rows = test.table.assign(name=names, change=test.table["estimate"] - 1)
    real = rows.loc[rows["real"], "name"].iloc[0]
    fig = bars.bars(rows, "name", "change", net="sky", kind="share", highlight=real, sort=False, signed=True)
    title = _("{n} 个安慰剂日期中,p = {p},最小可达 {least}").format(
        n=number(test.n), p=number(test.p_value, 3), least=number(test.smallest_p, 3)
    )
    before = found.fit.series
    below = frame.subtitle(
        _("假设措施始于该月时的「变化」,只用实施前的月份"),
        before.count_before,
        f"{month(before.dates[0])} – {month(before.dates[before.start - 1])}",
    )
    fig = frame.decorate(fig, title, below, design_foot(view, question, found))
    show_chart(view, fig, rows, "placebo")


@st.cache_resource(max_entries=16, show_spinner=False)
def _towns(
    version: str, question: Question, lang: str, _view: View
) -> tuple[dict[str, Evaluation], list[str]]:
    """Evaluations by town code, and the towns whose series are too short or empty."""
    found, failed = {}, []
    for code in cached.areas().query("level == 'town'")["code"]:
        try:
            found[code] = evaluate_series(month_series(_view, question, code))
        except AnalysisError:
            failed.append(code)
    return found, failed


def towns(view: View, question: Question) -> None:
    """The effect in each town with its interval, and its place among the others as placebos."""
    with st.spinner(_("正在逐镇评估")):
        found, failed = _towns(view.store.version, question, language(), view)
    if len(found) < FEWEST_TOWNS:
        st.info(_("各镇街的件数太少,不能逐一评估。"))
        return
    names = cached.areas().set_index("code")["name_en" if language() == "en" else "name_zh"]
    places = area_placebos(found)
    rows = pd.DataFrame(
        {
            "town": code,
            "name": names[code],
            "change": one.judged.effect.value - 1,
            "low": one.judged.effect.low - 1,
            "high": one.judged.effect.high - 1,
            "count": one.fit.series.count_before + one.fit.series.count_after,
            "p": places[code].p_value,
            "least": places[code].smallest_p,
        }
        for code, one in found.items()
    )
    fig = ranking.forest(
        rows, "name", "change", "low", "high", n="count", key="town", net="sky", reference=0.0
    )
    clear = int(((rows["low"] > 0) | (rows["high"] < 0)).sum())
    title = _("{n} 个镇街中 {k} 个的区间不含零;彼此作安慰剂,p 最小只能到 {least}").format(
        n=number(len(rows)), k=number(clear), least=number(rows["least"].min(), 3)
    )
    one = next(iter(found.values()))
    below = frame.subtitle(_("实施后变化,95 % 区间"), rows["count"].sum(), months_of(one))
    few = _("件数不足 {k} 个镇街").format(k=number(len(failed))) if failed else ""
    fig = frame.decorate(
        fig, title, below, design_foot(view, question, one, exclusions=few, n=rows["count"].sum())
    )
    show_chart(view, fig, rows, "effect_by_town")


def residuals(view: View, question: Question) -> None:
    """Autocorrelation of what the model leaves."""
    found = evaluation(view, question)
    if found is None:
        return
    check = found.residuals
    rows = check.autocorrelation.assign(name=lambda r: r["lag"].astype(int).astype(str))
    fig = bars.bars(rows, "name", "value", net="sky", kind="ratio", sort=False, signed=True)
    words = _("残差有自相关") if check.correlated else _("残差没有超出偶然的自相关")
    title = _("{words}(Ljung-Box p = {p}),离散度 {dispersion}").format(
        words=words, p=number(check.ljung_box_p, 3), dispersion=number(check.dispersion, 2)
    )
    bound = number(float(rows["limit"].iloc[0]), 2)
    said = _("各滞后期的自相关,偶然界限 ±{bound}").format(bound=bound)
    below = frame.subtitle(said, found.fit.series.counts.sum(), months_of(found))
    fig = frame.decorate(fig, title, below, design_foot(view, question, found))
    show_chart(view, fig, rows, "residuals")
