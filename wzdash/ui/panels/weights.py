"""Other weights: how often a unit stays in front when they move, and what a set of one's own would do."""

from __future__ import annotations

import streamlit as st

from wzdash.analysis.scoring import FREE, weight_stability
from wzdash.charts import bars
from wzdash.errors import SettingsError
from wzdash.labels import N_, _, number
from wzdash.metrics import assessment
from wzdash.metrics.catalogue import metric
from wzdash.ui.page import View
from wzdash.ui.panels.assessment import SEED, Board, clicked, framed, scored
from wzdash.ui.show import show_chart

STRENGTHS = {100.0: N_("权重小幅变动"), 20.0: N_("权重较大变动"), FREE: N_("任意权重")}


def robustness(view: View, board: Board) -> None:
    """Share of weight draws in which each unit is among the first three."""
    strength = st.segmented_control(
        _("权重变动"),
        list(STRENGTHS),
        format_func=lambda one: _(STRENGTHS[one]),
        default=20.0,
        required=True,
        key="weight_strength",
    )
    found = weight_stability(board.scores.points, board.scores.weights, strength=strength, seed=SEED)
    rows = found.assign(name=board.names).rename_axis("code").reset_index()
    sure, maybe = (rows["in_top"] >= 0.95).sum(), (rows["in_top"] > 0.05).sum()
    title = _("{sure} 个单位几乎总在前三,{maybe} 个有可能进入前三").format(
        sure=number(sure), maybe=number(maybe)
    )
    fig = bars.bars(rows, "name", "in_top", key="code", net="ground", kind="share")
    what = _("4,000 组权重中进入前三的占比")
    headers = {
        "name": _("名称"),
        "rank": _("名次"),
        "in_top": _("进入前三"),
        "rank_low": _("名次区间起"),
        "rank_high": _("名次区间止"),
    }
    fig = framed(view, board, fig, title, what)
    show_chart(view, fig, rows, "stability", select=clicked(view, board), columns=headers)


def what_if(view: View, board: Board) -> None:
    """The weights of the file, and what other ones would do; nothing is written."""
    st.caption(
        _(
            "权重、起点和目标来自 data/assessment.toml 第 {version} 版({since} 起),"
            "合计 {total} %。试算不改文件。"
        ).format(
            version=board.scheme.version,
            since=board.scheme.since,
            total=number(sum(one.weight for one in board.card.indicators)),
        )
    )
    weights = _asked(board)
    try:
        assessment.check_weights({_(metric(name).label): weight for name, weight in weights.items()})
    except SettingsError as error:
        st.error(str(error))
        return
    trial = scored(board.card, board.counts, board.totals, weights).table
    rows = board.scores.table[["rank", "score"]].join(trial[["rank", "score"]].add_suffix("_trial"))
    rows = rows.assign(name=board.names, moved=rows["rank"] - rows["rank_trial"])
    rows = rows.rename_axis("code").reset_index().sort_values("rank_trial", ignore_index=True)
    title = _("试算后 {k} 个单位名次变动,第一名为{name}").format(
        k=number((rows["moved"] != 0).sum()), name=rows["name"].iloc[0]
    )
    headers = {
        "name": _("名称"),
        "rank_trial": _("试算名次"),
        "rank": _("名次"),
        "moved": _("名次变动"),
        "score_trial": _("试算得分"),
        "score": _("得分(收缩后)"),
    }
    fig = bars.bars(rows, "name", "score_trial", key="code", net="ground", kind="decimal")
    fig = framed(view, board, fig, title, _("试算得分"))
    show_chart(view, fig, rows, "what_if", select=clicked(view, board), columns=headers)
    tenths = st.column_config.NumberColumn(format="%.1f")
    config = dict.fromkeys((headers["score_trial"], headers["score"]), tenths)
    shown = rows[list(headers)].rename(columns=headers)
    st.dataframe(shown, hide_index=True, column_config=config, alt=title)


def _asked(board: Board) -> dict[str, float]:
    """{metric: weight} as typed into the form; the file's until then."""
    weights: dict[str, float] = {}
    with st.form(f"what_if_{board.card.key}"):
        columns, half = st.columns(2), (len(board.card.indicators) + 1) // 2
        for i, one in enumerate(board.card.indicators):
            name = metric(one.metric)
            label = _("{name}:{floor} 得 0 分,{target} 得 100 分").format(
                name=_(name.label), floor=name.text(one.floor), target=name.text(one.target)
            )
            key = f"weight_{board.card.key}_{one.metric}"
            weights[one.metric] = columns[i // half].number_input(
                label, 0.0, 100.0, one.weight, 5.0, format="%.4g", key=key
            )
        st.form_submit_button(_("试算"))
    return weights
