"""How firm a before/after answer is: every reasonable choice, placebo dates, towns, residuals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from wzdash.analysis.evaluation import Evaluation, area_placebos, evaluate_series
from wzdash.analysis.placebo import Placebo
from wzdash.analysis.series import CountSeries
from wzdash.charts import bars, frame, histogram, ranking, specification
from wzdash.charts.marks import steady
from wzdash.errors import AnalysisError
from wzdash.labels import N_, _, language, month, number, percent, signed
from wzdash.ui import cached, names
from wzdash.ui.page import View
from wzdash.ui.panels.before_after import design_foot, evaluation, month_series, months_of
from wzdash.ui.panels.question import Question, choose_place
from wzdash.ui.show import show_chart

FEWEST_TOWNS = 2
MOST_DRAWN = 2.0  # the largest rise on the axis: small towns know no upper limit
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
    "quasipoisson": N_("准泊松"),
    "negbin": N_("负二项"),
    "True": N_("是"),
    "False": N_("否"),
}


def _spoken(values: Iterable[object]) -> pd.Series:
    """The choices in words, ordered as in CHOSEN, numbers by size."""
    plain = [str(value) for value in values]
    ranked = sorted(set(plain), key=lambda each: (list(CHOSEN).index(each) if each in CHOSEN else 0, each))
    words = {each: _(CHOSEN[each]) if each in CHOSEN else each for each in ranked}
    kind = pd.CategoricalDtype(list(words.values()), ordered=True)
    return pd.Series([words[each] for each in plain], dtype=kind)


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
    fig = frame.decorate(fig, title, below, design_foot(view, question, found.judged))
    show_chart(view, fig, curve, "specifications")


def placebo(view: View, question: Question) -> None:
    """The same model at dates when nothing happened, and in towns that stand for places without it."""
    found = evaluation(view, question)
    if found is not None:
        _dates(view, question, found)
        _distribution(view, question, found)
        _place(view, question)


def _dates(view: View, question: Question, found: Evaluation) -> None:
    test = found.placebo
    if not test.n:
        st.info(_("实施前的月份太少,放不下安慰剂日期。"))
        return
    labels = [
        month(at) + (_("(实际)") if real else "") for at, real in test.table[["label", "real"]].to_numpy()
    ]
    rows = test.table.assign(name=labels, change=test.table["estimate"] - 1)
    fig = bars.bars(
        rows, "name", "change", net="sky", kind="share", sort=False, signed=True, highlight=labels[-1]
    )
    title = _("{n} 个安慰剂日期中,p = {p},最小可达 {least}").format(
        n=number(test.n), p=number(test.p_value, 3), least=number(test.smallest_p, 3)
    )
    before = found.fit.series
    below = frame.subtitle(
        _("假设措施始于该月时的「变化」,只用实施前的月份"),
        before.count_before,
        f"{month(before.dates[0])} – {month(before.dates[before.start - 1])}",
    )
    fig = frame.decorate(fig, title, below, design_foot(view, question, found.judged))
    show_chart(view, fig, rows, "placebo")


@dataclass(frozen=True, eq=False)
class Areas:
    """Evaluations by area, each area's place among the others, and the areas that cannot be estimated."""

    found: dict[str, Evaluation]
    places: dict[str, Placebo]
    failed: list[str]


def compared(series: Mapping[str, Callable[[], CountSeries]]) -> Areas:
    """Every series evaluated, each with all the others as placebos."""
    found, failed = {}, []
    for name, make in series.items():
        try:
            found[name] = evaluate_series(make())
        except AnalysisError:
            failed.append(name)
    return Areas(found, area_placebos(found) if len(found) >= FEWEST_TOWNS else {}, failed)


@st.cache_resource(max_entries=16, show_spinner=False)
def _towns(version: str, question: Question, lang: str, _view: View) -> Areas:
    """The evaluations by town code."""
    codes = cached.areas().query("level == 'town'")["code"]
    return compared({code: partial(month_series, _view, question, code) for code in codes})


def towns(view: View, question: Question) -> None:
    """The effect in each town with its interval, and its place among the others as placebos."""
    with st.spinner(_("正在逐镇评估"), show_time=True):
        areas = _towns(view.store.version, replace(question, town=""), language(), view)
    if not areas.places:
        st.info(_("各镇街的件数太少,不能逐一评估。"))
        return
    rows = by_area(areas, names.area_names())
    one = next(iter(areas.found.values()))
    few = _("件数不足 {k} 个镇街").format(k=number(len(areas.failed))) if areas.failed else ""
    last = design_foot(view, question, one.judged, exclusions=few, n=rows["count"].sum())
    forest(view, rows, months_of(one), last, "effect_by_town", select=choose_place)


def by_area(areas: Areas, known: Mapping[str, str]) -> pd.DataFrame:
    """One row per area: its change with interval, counts, p among the others and the smallest possible p."""
    return pd.DataFrame(
        {
            "town": code,
            "name": known.get(code, code),
            "change": one.judged.effect.value - 1,
            "low": one.judged.effect.low - 1,
            "high": one.judged.effect.high - 1,
            "count": one.fit.series.count_before + one.fit.series.count_after,
            "p": areas.places[code].p_value,
            "least": areas.places[code].smallest_p,
        }
        for code, one in areas.found.items()
    )


def forest(view: View, rows: pd.DataFrame, periods: str, last: str, key: str, *, select: Any = None) -> None:
    """The changes of by_area as dots with intervals; `select` is what a click on one does."""
    clipped = rows["high"] > MOST_DRAWN
    fig = ranking.forest(
        rows.assign(high=rows["high"].clip(upper=rows["change"].clip(lower=MOST_DRAWN))),
        "name",
        "change",
        "low",
        "high",
        n="count",
        key="town",
        net="sky",
        reference=0.0,
        reference_name=_("没有变化"),
    )
    clear = int(((rows["low"] > 0) | (rows["high"] < 0)).sum())
    title = _("{n} 处中 {k} 处的区间不含零;彼此作安慰剂,p 最小只能到 {least}").format(
        n=number(len(rows)), k=number(clear), least=number(rows["least"].min(), 3)
    )
    what = _("实施后变化,95 % 区间")
    if clipped.any():
        cut = _("区间上限超过 {most} 的不画全").format(most=signed(MOST_DRAWN * 100, 0, " %"))
        what = f"{what} · {cut}"
    below = frame.subtitle(what, rows["count"].sum(), periods)
    headers = {
        "town": _("代码"),
        "name": _("名称"),
        "change": _("实施后变化,95 % 区间"),
        "low": _("区间下限"),
        "high": _("区间上限"),
        "count": _("件数"),
        "p": _("安慰剂 p"),
        "least": _("最小可达 p"),
    }
    fig = frame.decorate(steady(fig), title, below, last)
    show_chart(view, fig, rows, key, select=select, columns=headers)


def _distribution(view: View, question: Question, found: Evaluation) -> None:
    """How large the statistic is at the placebo dates, with the real one marked."""
    test = found.placebo
    if not test.n:
        return
    rows = test.table.assign(size=test.table["statistic"].abs())
    real = float(rows.loc[rows["real"], "size"].iloc[0])
    others = rows[~rows["real"]]
    larger = int((others["size"] >= real).sum())
    top = max(real, float(others["size"].max()))
    fig = histogram.histogram(
        others,
        "size",
        width=real / max(round(12 * real / top), 1) if real > top / 24 else top / 12,  # a bin begins at 0
        mark=real,
        mark_name=_("实际"),
        net="sky",
        kind="ratio",
        height=160,
    )
    title = _("{k} / {n} 个安慰剂日期的统计量不小于实际的").format(k=larger, n=test.n)
    before = found.fit.series
    spans = f"{month(before.dates[0])} – {month(before.dates[before.start - 1])}"
    what = _("|效应 ÷ 标准误| 的分布,每个安慰剂日期一次")
    below = frame.subtitle(what, before.count_before, spans)
    fig = frame.decorate(fig, title, below, design_foot(view, question, found.judged))
    show_chart(view, fig, rows, "placebo_histogram", columns=_placebo_headers())
    st.caption(_("这些日期出自同一序列,彼此重叠:模拟的无效应序列中 10–12 % 也有 p ≤ 0.05,所以结论不单凭它。"))


def _placebo_headers() -> dict[str, str]:
    return {"label": _("时间"), "estimate": _("比值"), "statistic": _("统计量"), "real": _("实际")}


def _place(view: View, question: Question) -> None:
    """The chosen town among the others, which stand for places without the measure."""
    if not question.town:
        st.caption(_("选定一个镇街,这里还会显示它在各镇街中的位置(安慰剂区域)。"))
        return
    with st.spinner(_("正在逐镇评估"), show_time=True):
        areas = _towns(view.store.version, replace(question, town=""), language(), view)
    test = areas.places.get(question.town)
    if test is None:
        st.info(_("各镇街的件数太少,不能逐一评估。"))
        return
    known = names.area_names()
    rows = test.table.assign(name=[known.get(str(code), str(code)) for code in test.table["label"]])
    rows["change"] = rows["estimate"] - 1
    real = known.get(question.town, question.town)
    chosen = _("{town}(所选)").format(town=real)
    rows.loc[rows["real"], "name"] = chosen
    rows["town"] = rows["label"].mask(rows["real"], question.town)
    fig = bars.bars(
        rows, "name", "change", key="town", net="sky", kind="share", signed=True, highlight=question.town
    )
    title = _("{town}在 {n} 个安慰剂镇街中:p = {p},最小可达 {least}").format(
        town=real, n=number(test.n), p=number(test.p_value, 3), least=number(test.smallest_p, 3)
    )
    one = areas.found[question.town]
    n = sum(each.fit.series.counts.sum() for each in areas.found.values())
    below = frame.subtitle(_("各镇街按同一起始日估计的「变化」"), n, months_of(one))
    fig = frame.decorate(steady(fig), title, below, design_foot(view, question, one.judged, n=n))
    headers = {"name": _("名称"), "change": _("变化"), "statistic": _("统计量")}
    show_chart(view, fig, rows, "placebo_areas", select=choose_place, columns=headers)


def residuals(view: View, question: Question) -> None:
    """Autocorrelation of what the model leaves."""
    found = evaluation(view, question)
    if found is None:
        return
    check = found.residuals
    rows = check.autocorrelation.assign(name=lambda r: r["lag"].astype(int).astype(str))
    limit = float(rows["limit"].iloc[0])
    chance = (-limit, limit)
    fig = bars.bars(rows, "name", "value", net="sky", kind="ratio", sort=False, signed=True, bounds=chance)
    words = _("残差有自相关") if check.correlated else _("残差没有超出偶然的自相关")
    title = _("{words}(Ljung-Box p = {p}),离散度 {dispersion}").format(
        words=words, p=number(check.ljung_box_p, 3), dispersion=number(check.dispersion, 2)
    )
    bound = number(limit, 2)
    said = _("各滞后期的自相关,偶然界限 ±{bound}").format(bound=bound)
    below = frame.subtitle(said, found.fit.series.counts.sum(), months_of(found))
    fig = frame.decorate(fig, title, below, design_foot(view, question, found.fit))
    show_chart(view, fig, rows, "residuals")
