"""Before and after a measure: interrupted time series of the monthly counts, and everything that tests it."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from wzdash.analysis.evaluation import Evaluation, evaluate_series
from wzdash.analysis.series import Break, CountSeries, count_series
from wzdash.analysis.wording import percentage_verdict
from wzdash.charts import effect, frame
from wzdash.errors import AnalysisError
from wzdash.labels import _, day, language, month, number, percent, signed
from wzdash.metrics import tianqiong
from wzdash.metrics.catalogue import metric
from wzdash.metrics.figures import read_published
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.ui import cached
from wzdash.ui.page import View
from wzdash.ui.panels.answers import answer_card
from wzdash.ui.show import show_chart

SERIES = ("incidents_robbery_snatch", "incidents_burglary", "incidents_fraud", "incidents")
PUBLISHED = ("robbery_snatch_change", "burglary_change")
ALL_TOWNS = ""
STARTS = ("intervention", "campaign")


@dataclass(frozen=True)
class Question:
    """What is asked: a counted metric, a town or all of them, and the first day of the measure."""

    name: str
    town: str
    start: date
    assumed: bool


@st.cache_data(max_entries=4, show_spinner=False)
def _events(version: str, _store: Store, scope: Scope) -> pd.DataFrame:
    return tianqiong.events(_store, scope, "sky")


def whole_months(view: View) -> Scope:
    """All whole months for which the store holds incidents."""
    first = cached.first_day_of("incidents") or view.store.as_of.date()
    begin = first if first.day == 1 else (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    tomorrow = view.store.as_of.date() + timedelta(days=1)
    return Scope(begin, max(tomorrow.replace(day=1) - timedelta(days=1), begin))


def ask(view: View) -> Question:
    """The three fields above the answer: which counts, where, and since when the measure runs.

    The first choice is the measure that leaves most months on both sides.
    """
    events = _events(view.store.version, view.store, whole_months(view))
    starts = events[
        events["kind"].isin(STARTS) & (events["starts_on"] > pd.Timestamp(whole_months(view).start))
    ]
    starts = starts[~starts["starts_on"].duplicated()].reset_index(drop=True)
    said = [_said(row) for row in starts.to_dict("records")]
    left, middle, right = st.columns(3)
    name = left.selectbox(_("警情"), SERIES, format_func=lambda one: _(metric(one).label), key="ba_series")
    towns = cached.areas().query("level == 'town'")
    names = dict(zip(towns["code"], towns["name_en" if language() == "en" else "name_zh"], strict=True))
    town = middle.selectbox(
        _("镇街"), [ALL_TOWNS, *names], format_func=lambda code: names.get(code, _("全区")), key="ba_town"
    )
    if starts.empty:
        at = right.date_input(_("措施起始日"), whole_months(view).start, key="ba_start_day")
        return Question(name, town, at, assumed=False)
    months = whole_months(view)
    middle_day = pd.Timestamp(months.start + timedelta(days=months.days // 2))
    default = int((starts["starts_on"] - middle_day).abs().to_numpy().argmin())
    chosen = right.selectbox(
        _("措施"), range(len(starts)), index=default, format_func=said.__getitem__, key="ba_start"
    )
    row = starts.iloc[chosen]
    return Question(name, town, row["starts_on"].date(), bool(row["assumed"]))


def _said(event: dict[Any, Any]) -> str:
    """Day and name of an event, and whether the day is only assumed."""
    name = str(event["name_en"] if language() == "en" and event["name_en"] else event["name_zh"])
    return f"{day(event['starts_on'])} · {name}" + (_("(日期为假设)") if event["assumed"] else "")


def _breaks(view: View, name: str) -> tuple[Break, ...]:
    """Recorded breaks that are not the measure: epidemics for every count, changes of recording for all."""
    events = _events(view.store.version, view.store, whole_months(view))
    kinds = ("epidemic", "break") if name == "incidents" else ("epidemic",)
    column = "name_en" if language() == "en" else "name_zh"
    return tuple(
        Break(pd.Timestamp(row["starts_on"]), _moment(row["ends_on"]), str(row[column]))
        for row in events[events["kind"].isin(kinds)].to_dict("records")
    )


def _moment(value: object) -> pd.Timestamp | None:
    found = pd.Timestamp(value)  # type: ignore[arg-type]
    return None if found is pd.NaT else found


def month_series(view: View, question: Question, town: str) -> CountSeries:
    """The counts of all whole months in a town or in all of them. Raises AnalysisError as count_series."""
    scope = whole_months(view).where(town=town or None)
    rows = view.frame(question.name, ("month",), scope)
    counts = rows[question.name].fillna(0.0).to_numpy()
    dates = pd.DatetimeIndex(rows["month"])
    return count_series(dates, counts, question.start, breaks=_breaks(view, question.name))


@st.cache_resource(max_entries=64, show_spinner=False)
def _evaluation(version: str, question: Question, town: str, lang: str, _view: View) -> Evaluation:
    return evaluate_series(month_series(_view, question, town))


def evaluation(view: View, question: Question) -> Evaluation | None:
    """The evaluation, remembered; None after saying why there is none."""
    try:
        return _evaluation(view.store.version, question, question.town, language(), view)
    except AnalysisError as error:
        st.info(_("不能评估:{error}").format(error=error))
        return None


def verdict(view: View, question: Question) -> None:
    """The verdict in both languages, and the numbers that it rests on."""
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
            f"<li><b>{html.escape(name)} {number(value, 1)} %</b> · {html.escape(said.sentence())}</li>"
        )
    with st.expander(_("公布的同比变化怎么看")):
        st.html(f'<div class="wz-answer"><ul>{"".join(rows)}</ul></div>')


def series(view: View, question: Question) -> None:
    """Counts by month, the fit, and what was to be expected without the measure."""
    found = evaluation(view, question)
    if found is None:
        return
    path = found.counterfactual.path
    events = pd.DataFrame(
        [(one.start, one.end, one.name) for one in found.fit.series.breaks],
        columns=["starts_on", "ends_on", "name"],
    )
    fig = effect.counterfactual(path, events=events, net="sky")
    label = _(metric(question.name).label)
    below = frame.subtitle(
        _("{label}月计数,预期及其 95 % 带").format(label=label), path["observed"].sum(), months_of(found)
    )
    fig = frame.decorate(fig, finding(found, label), below, view.foot(_(metric(question.name).source)))
    show_chart(view, fig, path, "its", columns=_path_headers())


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


def _path_headers() -> dict[str, str]:
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
