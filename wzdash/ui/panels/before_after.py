"""Before and after a measure: interrupted time series of the monthly counts, and everything that tests it."""

from __future__ import annotations

import html

import numpy as np
import pandas as pd
import streamlit as st

from wzdash.analysis.evaluation import Evaluation, evaluate_series
from wzdash.analysis.segmented import Fit
from wzdash.analysis.series import Break, CountSeries, count_series
from wzdash.analysis.wording import percent_change, percentage_verdict
from wzdash.charts import effect, frame
from wzdash.errors import AnalysisError
from wzdash.labels import _, language, month, number, percent, signed
from wzdash.metrics.catalogue import metric
from wzdash.metrics.published import read_published
from wzdash.scope import Scope
from wzdash.ui.page import View
from wzdash.ui.panels.answers import answer_card, foot, sentences
from wzdash.ui.panels.question import OTHERS, Question, design
from wzdash.ui.show import show_chart
from wzdash.ui.timeline import events, whole_months

PUBLISHED = ("robbery_snatch_change", "burglary_change")


def _breaks(view: View, name: str) -> tuple[Break, ...]:
    """Recorded breaks that are not the measure: epidemics for every count, changes of recording for all."""
    rows = events(view)
    kinds = ("epidemic", "break") if name == "incidents" else ("epidemic",)
    return tuple(
        Break(pd.Timestamp(row["starts_on"]), _moment(row["ends_on"]), str(row["name"]))
        for row in rows[rows["kind"].isin(kinds)].to_dict("records")
    )


def _moment(value: object) -> pd.Timestamp | None:
    found = pd.Timestamp(value)  # type: ignore[arg-type]
    return None if found is pd.NaT else found


def month_series(view: View, question: Question, town: str) -> CountSeries:
    """The counts of all whole months in a town or in all of them. Raises AnalysisError as count_series."""
    scope = whole_months(view).where(town=town or None)
    rows = view.frame(question.name, ("month",), scope)
    counts = _known(rows, question.name)
    dates = pd.DatetimeIndex(rows["month"])
    control = _control(view, question, town, scope)
    return count_series(dates, counts, question.start, control=control, breaks=_breaks(view, question.name))


def _known(rows: pd.DataFrame, name: str) -> np.ndarray:
    """Counts of the months, none being 0. Raises AnalysisError for a withheld one: that is not a 0."""
    _refuse_withheld(rows)
    return rows[name].fillna(0.0).to_numpy()


def _refuse_withheld(rows: pd.DataFrame) -> None:
    if "suppressed" in rows and rows["suppressed"].any():
        raise AnalysisError(_("有的月份数量过少,不予显示,因此不作评估。"))


def _control(view: View, question: Question, town: str, scope: Scope) -> np.ndarray | None:
    """Counts of the control in every month: another type of incident, or the same in the other towns."""
    if not question.control:
        return None
    if question.control != OTHERS:
        return _known(view.frame(question.control, ("month",), scope), question.control)
    rows = view.frame(question.name, ("month", "town"), scope.where(town=None))
    rows = rows[rows["town"].notna() & (rows["town"] != town)]
    _refuse_withheld(rows)
    months = pd.date_range(scope.start, scope.end, freq="MS")
    return rows.groupby("month")[question.name].sum().reindex(months).fillna(0.0).to_numpy()


@st.cache_resource(max_entries=64, show_spinner=False)
def _evaluation(version: str, question: Question, town: str, lang: str, _view: View) -> Evaluation:
    series = month_series(_view, question, town)
    return evaluate_series(series, question.model(series))


def evaluation(view: View, question: Question) -> Evaluation | None:
    """The evaluation, remembered; None after saying why there is none."""
    try:
        return _evaluation(view.store.version, question, question.town, language(), view)
    except AnalysisError as error:
        st.info(_("不能评估:{error}").format(error=error))
        return None


def verdict(view: View, question: Question) -> None:
    """The verdict in both languages, and the numbers that it rests on."""
    with st.spinner(_("正在评估"), show_time=True):
        found = evaluation(view, question)
        if found is not None:
            verdict_card(found, assumed=question.assumed)


def verdict_card(found: Evaluation, *, assumed: bool = False) -> None:
    """One card: verdict, sentence in the running language, then in the other, then what it rests on."""
    series, one = found.fit.series, found.verdict
    facts = [
        _("此前 {n} 期 {count} 件").format(n=series.n_before, count=number(series.count_before)),
        _("此后 {n} 期 {count} 件").format(n=series.n_after, count=number(series.count_after)),
    ]
    if one.code != "not_enough":
        averted, least = found.counterfactual.averted, found.detectable
        low, high = signed(averted.low), signed(averted.high)
        facts += [
            _("避免的件数 {n}(95 % 区间 {low} 至 {high})").format(
                n=signed(averted.value), low=low, high=high
            ),
            _("能察觉的最小下降 {share}").format(share=percent(abs(least.fall))),
        ]
        if found.tipping.uncertain:
            background = signed(found.tipping.uncertain * 100, 1, " %")
            facts.append(_("使结论消失的背景变化 {share}").format(share=background))
    if assumed:
        facts.append(_("措施日期是假设,文章未给出"))
    answer_card(one, facts)


def published() -> None:
    """The article's percentages as published, each with what a bare percentage allows to say."""
    rows = []
    figures = read_published().set_index("key").loc[list(PUBLISHED)]
    names = figures["name_en" if language() == "en" else "name_zh"]
    for name, value in zip(names, figures["value"], strict=True):
        said = percentage_verdict(value / 100)
        rows.append(
            f"<li><b>{html.escape(name)} {signed(value, 1, ' %')}</b> · {html.escape(said.sentence())}</li>"
        )
    heading = html.escape(_("公布的同比变化怎么看"))
    st.html(f'<b>{heading}</b><ul class="wz-list">{"".join(rows)}</ul>')


def series(view: View, question: Question) -> None:
    """Counts by month, the fit, and what was to be expected without the measure."""
    found = evaluation(view, question)
    if found is None:
        return
    path = found.counterfactual.path
    recorded = pd.DataFrame(
        [(one.start, one.end, one.name) for one in found.fit.series.breaks],
        columns=["starts_on", "ends_on", "name"],
    )
    fig = effect.counterfactual(path, events=recorded, net="sky")
    label = _(metric(question.name).label)
    below = frame.subtitle(
        _("{label}月计数,预期及其 95 % 带").format(label=label), path["observed"].sum(), months_of(found)
    )
    fig = frame.decorate(fig, finding(found, label), below, design_foot(view, question, found.fit))
    show_chart(view, fig, path, "its", columns=path_headers())
    if found.verdict.code != "not_enough":
        sentences(statements(question, found))


def design_foot(
    view: View, question: Question, fit: Fit, *, exclusions: str = "", n: float | None = None
) -> str:
    """Design of a fit, n (of its series if not given) and periods, then what every foot says."""
    series = fit.series
    periods = _("此前 {before} 期、此后 {after} 期").format(before=series.n_before, after=series.n_after)
    n = series.count_before + series.count_after if n is None else n
    source = _(metric(question.name).source)
    return foot(view, source, design(question, fit), n, periods, exclusions=exclusions)


def statements(question: Question, found: Evaluation) -> list[str]:
    """What the chosen model says, what the series could show at all, and what would undo the answer."""
    fit, least, tipping, placebo = found.fit, found.detectable, found.tipping, found.placebo
    model = _("{design}:起点变化 {step}(95 % 区间 {low} 至 {high}),离散度 {dispersion}。").format(
        design=design(question, fit),
        step=percent_change(fit.step.value),
        low=percent_change(fit.step.low),
        high=percent_change(fit.step.high),
        dispersion=number(fit.dispersion, 2),
    )
    lines = [model]
    if fit.slope is not None:
        lines.append(
            _("斜率变化:每期 {slope}(95 % 区间 {low} 至 {high})。").format(
                slope=percent_change(fit.slope.value),
                low=percent_change(fit.slope.low),
                high=percent_change(fit.slope.high),
            )
        )
    seen = _("能察觉的最小变化:降 {fall} 或升 {rise} 以上才有 {power} 的把握看得出,更小的变化看不出。")
    lines.append(
        seen.format(fall=percent(-least.fall), rise=percent(least.rise), power=percent(least.power, 0))
    )
    if tipping.uncertain:
        lines.append(
            _("临界点:若没有措施件数也会变化 {uncertain},结论就不成立;变化 {erased} 时效应全部消失。").format(
                uncertain=signed(tipping.uncertain * 100, 1, " %"),
                erased=signed(tipping.erased * 100, 1, " %"),
            )
        )
    else:
        lines.append(_("临界点:区间已含零变化,不需要任何背景变化,结论就不成立。"))
    if placebo.n:
        lines.append(
            _("安慰剂日期 {n} 个:p = {p},再小也只能到 {least}。").format(
                n=placebo.n, p=number(placebo.p_value, 3), least=number(placebo.smallest_p, 3)
            )
        )
    return lines


def finding(found: Evaluation, label: str) -> str:
    """Title of the chart: cases fewer or more than expected, or that the data do not say."""
    if found.verdict.code == "not_enough":
        return _("{label}:数据不足,不能说少发了多少").format(label=label)
    averted = found.counterfactual.averted.value
    words = _("{label}实施后少于预期 {n} 件") if averted >= 0 else _("{label}实施后多于预期 {n} 件")
    return words.format(label=label, n=number(abs(averted)))


def months_of(found: Evaluation) -> str:
    """First to last month of the series in words."""
    dates = found.fit.series.dates
    return f"{month(dates[0])} – {month(dates[-1])}"


def path_headers() -> dict[str, str]:
    """Headers of the CSV of a path."""
    return {
        "date": _("时间"),
        "observed": _("实际"),
        "fitted": _("拟合"),
        "expected": _("无措施时的预期"),
        "low": _("区间下限"),
        "high": _("区间上限"),
        "after": _("措施之后"),
    }
