"""Assessment (考评): score cards, how sure a rank is, what other weights would do."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from wzdash.analysis.funnel import funnel_limits, funnel_spread, place_in_funnel
from wzdash.analysis.overdispersion import Overdispersion
from wzdash.analysis.scoring import Scores, score, shrunk_scores
from wzdash.charts import frame, heatmap, ranking
from wzdash.charts.values import SEPARATOR
from wzdash.errors import AnalysisError, SettingsError
from wzdash.labels import N_, _, number, period
from wzdash.metrics import assessment
from wzdash.metrics.assessment import CARDS, WINDOWS, Card, Scheme, window
from wzdash.metrics.catalogue import metric
from wzdash.scope import Scope
from wzdash.ui.page import View
from wzdash.ui.panels import counts
from wzdash.ui.show import show_chart

SEED = 2020
UNIT = N_("得分(0–100)")


@dataclass(frozen=True, eq=False)
class Board:
    """One card over one window: scheme, card, scope, scores, names of the units, the counts behind."""

    scheme: Scheme
    card: Card
    scope: Scope
    scores: Scores
    names: pd.Series
    counts: pd.DataFrame
    totals: pd.DataFrame

    @property
    def rows(self) -> pd.DataFrame:
        """One row per unit: code, name, the table of scores, n of all indicators; the best first."""
        table = self.scores.table.assign(name=self.names, n=self.totals.sum(axis=1))
        return table.rename_axis("code").reset_index().sort_values("rank", ignore_index=True)

    @property
    def period(self) -> str:
        """The window in words."""
        return period(self.scope.start, self.scope.end)


def open_board(view: View) -> Board | None:
    """The board that is chosen; says what is wrong with the file or the data otherwise."""
    try:
        scheme = assessment.read_scheme()
    except SettingsError as error:
        st.error(str(error))
        return None
    with st.container(horizontal=True, key="choose_card"):
        key = st.segmented_control(
            _("评分卡"),
            list(CARDS),
            format_func=lambda one: _(CARDS[one]),
            default="town_handling",
            required=True,
            key="assessment_card",
        )
        span = st.segmented_control(
            _("考评时段"),
            list(WINDOWS),
            format_func=lambda one: _(WINDOWS[one][1]),
            default="rolling",
            required=True,
            key="assessment_window",
        )
    card, scope = scheme.cards[key], window(view.scope, WINDOWS[span][0])
    names, own, totals = _counts(view, card, scope)
    try:
        return Board(scheme, card, scope, scored(card, own, totals), names, own, totals)
    except AnalysisError as error:
        st.info(str(error))
        return None


def _counts(view: View, card: Card, scope: Scope) -> tuple[pd.Series, pd.DataFrame, pd.DataFrame]:
    rows = view.frame(card.metrics, (card.by,), scope).dropna(subset=[card.by]).set_index(card.by)
    n = rows[[f"{name}_n" for name in card.metrics]].set_axis(list(card.metrics), axis=1).fillna(0.0)
    d = rows[[f"{name}_d" for name in card.metrics]].set_axis(list(card.metrics), axis=1).fillna(0.0)
    return rows[f"{card.by}_name"], n, d


def scale_of(card: Card, weights: dict[str, float] | None = None) -> pd.DataFrame:
    """One row per indicator: weight (of the file unless given), floor, target, share."""
    rows = {
        one.metric: {
            "weight": (weights or {}).get(one.metric, one.weight),
            "floor": one.floor,
            "target": one.target,
            "share": metric(one.metric).share,
        }
        for one in card.indicators
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def scored(
    card: Card, own: pd.DataFrame, totals: pd.DataFrame, weights: dict[str, float] | None = None
) -> Scores:
    """The scores by the weights of the card, or by others."""
    return score(own, totals, scale_of(card, weights), seed=SEED)


def framed(view: View, board: Board, fig, title: str, what: str):
    """The figure with its finding, the measure, the window and the version of the weights."""
    below = frame.subtitle(what, float(len(board.names)), board.period)
    source = _("data/assessment.toml 第 {version} 版").format(version=board.scheme.version)
    return frame.decorate(fig, title, below, view.foot(source))


def answer(view: View, board: Board) -> None:
    """One sentence: who leads, which ranks that allows, how many differ by more than chance."""
    rows = board.rows
    first = rows.iloc[0]
    beyond, chance = (rows[c].isin(["below", "above"]).sum() for c in ("zone", "by_chance"))
    text = _(
        "{card},{period}:{name}得分最高({score}),但名次在 {low}–{high} 之间都与数据相符;"
        "{n} 个单位中 {k} 个超出 99.8 % 控制限(只计偶然则为 {chance} 个)。"
    ).format(
        card=_(CARDS[board.card.key]),
        period=board.period,
        name=first["name"],
        score=number(first["score"], 1),
        low=first["rank_low"],
        high=first["rank_high"],
        n=number(len(rows)),
        k=number(beyond),
        chance=number(chance),
    )
    st.html(f'<p class="wz-answer">{html.escape(text)}</p>')


def spread_words(spread: Overdispersion) -> str:
    """What the limits of a chart allow for."""
    if not spread.present:
        return _("控制限只计偶然(单位间差异未超出偶然)")
    return _("控制限已计入单位间差异(过度离散 φ = {factor})").format(factor=number(spread.factor, 1))


def leaderboard(view: View, board: Board) -> None:
    """Shrunk scores with intervals; grey: where a unit of that size lies that is one of the others."""
    rows = board.rows
    rows = rows.assign(
        shown=rows["name"] + " " + rows["rank_low"].astype(str) + "–" + rows["rank_high"].astype(str)
    )
    first, last = rows.iloc[0], rows.iloc[-1]
    title = _("{first}得分 {a},{last}得分 {b}").format(
        first=first["name"], a=number(first["score"], 1), last=last["name"], b=number(last["score"], 1)
    )
    chosen = view.scope.values("town")
    fig = ranking.forest(
        rows,
        "shown",
        "score",
        "low",
        "high",
        limits=("chance_low", "chance_high"),
        key="code",
        net="ground",
        kind="decimal",
        highlight=chosen[0] if chosen and board.card.by == "town" else None,
    )
    what = _("收缩后得分与 95 % 区间,名称后为名次区间,灰条为 95 % 控制限,{limits}").format(
        limits=spread_words(board.scores.spread)
    )
    fig = framed(view, board, fig, title, what)
    show_chart(view, fig, rows, "scores", select=clicked(view, board), columns=score_headers())


def clicked(view: View, board: Board) -> Callable[[Sequence[dict]], None] | None:
    """What a click on a unit does: a town filters the page."""
    return counts.filter_by(view, "town") if board.card.by == "town" else None


def score_headers() -> dict[str, str]:
    """Headers of the table of scores."""
    return {
        "rank": _("名次"),
        "name": _("名称"),
        "score": _("得分(收缩后)"),
        "low": _("区间下限"),
        "high": _("区间上限"),
        "rank_low": _("名次区间起"),
        "rank_high": _("名次区间止"),
        "raw": _("原始得分"),
        "chance_low998": _("下控制限 99.8 %"),
        "chance_high998": _("上控制限 99.8 %"),
        "missing": _("缺数据的指标"),
    }


def cards(view: View, board: Board) -> None:
    """Points of every unit and indicator, and the table of scores."""
    points = board.scores.points
    long = points.rename(columns=lambda name: _(metric(str(name)).label)).assign(name=board.names)
    long = long.rename_axis("code").reset_index()
    long = long.melt(["code", "name"], var_name="indicator", value_name="points")
    weakest = long.groupby("indicator")["points"].mean().idxmin()
    title = _("平均得分最低的指标:{name}").format(name=weakest)
    order = list(board.rows["name"])
    fig = heatmap.heatmap(
        *(long, "name", "indicator", "points"), rows=order, row_key="code", net="ground", kind="decimal"
    )
    headers = {"name": _("名称"), "indicator": _("指标"), "points": _("分数")}
    fig, select = framed(view, board, fig, title, _(UNIT)), clicked(view, board)
    show_chart(view, fig, long, "points", select=select, columns=headers)
    headers = score_headers()
    tenths = st.column_config.NumberColumn(format="%.1f")
    config = {name: tenths for key, name in headers.items() if board.rows[key].dtype.kind == "f"}
    shown = board.rows[list(headers)].rename(columns=headers)
    st.dataframe(shown, hide_index=True, column_config=config, alt=title)
    if board.rows["missing"].any():
        st.caption(_("缺数据的指标按全体均值计。"))


def funnel(view: View, board: Board) -> None:
    """One share of the card against its denominator, with the limits of chance around the district's."""
    shares = [str(name) for name in board.scores.points if metric(str(name)).share]
    name = st.selectbox(_("指标"), shares, format_func=lambda one: _(metric(one).label), key="funnel_measure")
    rows = pd.DataFrame({"k": board.counts[name], "n": board.totals[name], "name": board.names})
    rows = rows[rows["n"] > 0].assign(k=rows["k"].clip(upper=rows["n"])).rename_axis("code").reset_index()
    placed = place_in_funnel(rows, successes="k", total="n")
    spread = funnel_spread(rows["k"].to_numpy(), rows["n"].to_numpy())
    target = float(placed["target"].iloc[0])
    steps = np.unique(np.linspace(max(rows["n"].min() * 0.8, 1), rows["n"].max() * 1.05, 60).round())
    out = placed["zone"].isin(["below", "above"]).sum()
    title = _("{what}:{n} 个单位中 {k} 个超出 99.8 % 控制限").format(
        what=_(metric(name).label), n=number(len(placed)), k=number(out)
    )
    fig = ranking.funnel_plot(
        placed,
        "name",
        "share",
        "n",
        funnel_limits(steps, target, spread),
        target=target,
        key="code",
        net="ground",
        kind=metric(name).kind,
    )
    headers = {
        "name": _("名称"),
        "k": _("分子"),
        "n": _("分母"),
        "share": _("占比"),
        "low998": _("下控制限 99.8 %"),
        "high998": _("上控制限 99.8 %"),
    }
    what = SEPARATOR.join([_("{what},横轴为分母").format(what=_(metric(name).label)), spread_words(spread)])
    fig = framed(view, board, fig, title, what)
    show_chart(view, fig, placed, "funnel", select=clicked(view, board), columns=headers)


def months(view: View, board: Board) -> None:
    """Scores month by month over twelve months, each shrunk within its month."""
    scope = window(view.scope, 12)
    rows = view.frame(board.card.metrics, ("month", board.card.by), scope).dropna(subset=[board.card.by])
    scale, parts = scale_of(board.card), []
    for at, part in rows.groupby("month"):
        own = part.set_index(board.card.by)
        n = own[[f"{name}_n" for name in scale.index]].set_axis(scale.index, axis=1).fillna(0.0)
        d = own[[f"{name}_d" for name in scale.index]].set_axis(scale.index, axis=1).fillna(0.0)
        found = shrunk_scores(n, d, scale)
        names = own[f"{board.card.by}_name"]
        parts.append(
            pd.DataFrame({"name": names, "month": pd.Timestamp(str(at)).strftime(_("%-m月")), "score": found})
        )
    table = pd.concat(parts).rename_axis("code").reset_index()
    lowest = table.loc[table.groupby("month")["score"].idxmin(), "name"].value_counts()
    title = _("当月得分最低:{name}最多,{n} 个月中 {k} 次").format(
        name=_("、").join(sorted(lowest.index[lowest == lowest.max()])),
        n=number(table["month"].nunique()),
        k=number(lowest.max()),
    )
    fig = heatmap.heatmap(
        *(table, "name", "month", "score"),
        rows=list(board.rows["name"]),
        row_key="code",
        net="ground",
        kind="decimal",
        every=3,
    )
    headers = {"name": _("名称"), "month": _("月份"), "score": _("得分(收缩后)")}
    below = frame.subtitle(_(UNIT), float(len(board.names)), period(scope.start, scope.end))
    fig = frame.decorate(fig, title, below, view.foot(_("data/assessment.toml")))
    show_chart(view, fig, table, "months", select=clicked(view, board), columns=headers)
    st.caption(_("按受理月份统计:越近的月份未结的越多,各单位得分都低;宜在同月各单位间比较,不宜逐月比较。"))
