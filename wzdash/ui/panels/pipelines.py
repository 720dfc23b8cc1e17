"""One mediation pipeline: which one, how far its disputes get, which ways they take, whether nothing leaks.

The two pipelines never share a funnel or a sum, so a page shows one of them at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from wzdash.analysis import findings, pathways
from wzdash.analysis.conservation import leaks
from wzdash.analysis.durations import summarise
from wzdash.charts import flow, frame, funnel, theme
from wzdash.codes import label
from wzdash.labels import N_, _, number, percent
from wzdash.metrics import pipeline as rows_of
from wzdash.metrics import privacy
from wzdash.metrics.catalogue import metric
from wzdash.metrics.stages import BALANCED, BY_KEY, CONTAINED, PIPELINES, STAGES
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.ui import names, state
from wzdash.ui.page import View
from wzdash.ui.panels.counts import withheld
from wzdash.ui.show import show_chart

LINE = ("found", "accepted", "mediating", "success", "confirmed", "term_come", "performed")
BASES = {"previous": N_("占上一环节"), "accepted": N_("占受理"), "found": N_("占首环节")}
SHOWN = 20  # broken cells listed


@dataclass(frozen=True)
class Pipeline:
    """The pipeline that a page shows: its key and the view."""

    view: View
    key: str

    @property
    def title(self) -> str:
        """Its name in the running language."""
        return label("dispute.pipeline", self.key)

    @property
    def source(self) -> str:
        """Where its rows come from, in words."""
        return _(metric(BY_KEY["accepted"].metric(self.key)).source)


def choose(view: View) -> Pipeline:
    """The pipeline of the scope, with the switch that changes it; grid disputes when none is named."""
    asked = view.scope.values("pipeline")
    now = asked[0] if asked else PIPELINES[0]
    st.session_state["pipeline_shown"] = now
    st.segmented_control(
        _("调解渠道"),
        PIPELINES,
        format_func=partial(label, "dispute.pipeline"),
        key="pipeline_shown",
        required=True,
        on_change=_switch,
        args=(view,),
        help=_("两条渠道互不合并:不共用漏斗,不相加。"),
    )
    return Pipeline(view, now)


def _switch(view: View) -> None:
    key = st.session_state["pipeline_shown"]
    wanted = view.scope.where(pipeline=None if key == PIPELINES[0] else key)
    state.change(wanted, view.scope, view.page)


@st.cache_data(max_entries=64, show_spinner=False)
def _days(version: str, _store: Store, scope: Scope, pipeline: str) -> pd.DataFrame:
    return summarise(rows_of.stage_days(_store, scope, pipeline), "stage").set_index("stage")


@st.cache_data(max_entries=64, show_spinner=False)
def _paths(version: str, _store: Store, scope: Scope, pipeline: str) -> pd.DataFrame:
    return rows_of.paths(_store, scope, pipeline)


@st.cache_data(max_entries=64, show_spinner=False)
def _leaks(version: str, _store: Store, scope: Scope, pipeline: str) -> tuple[pd.DataFrame, int]:
    cells = rows_of.cells(_store, scope, pipeline)
    return leaks(cells, rows_of.CELL, BALANCED, CONTAINED), len(cells)


def paths_of(view: View, pipeline: str) -> pd.DataFrame:
    """metrics.pipeline.paths of the view, remembered."""
    return _paths(view.store.version, view.store, view.scope, pipeline)


def is_too_fine(view: View) -> bool:
    """True below town level, where nearly every number is a single dispute; says so."""
    if privacy.is_fine(view.scope):
        st.info(_("村社区和网格以下不显示:几乎每个数都只是一件纠纷。请清除村社区筛选。"))
    return privacy.is_fine(view.scope)


def _counted(line: Pipeline) -> pd.DataFrame | None:
    """One row per stage: key, stage, count, parent; None where they may not be shown."""
    found = line.view.frame([stage.metric(line.key) for stage in STAGES])
    if withheld(found):
        return None
    rows = pd.DataFrame(
        {
            "key": [stage.key for stage in STAGES],
            "stage": [_(stage.label) for stage in STAGES],
            "count": [found[stage.metric(line.key)].iloc[0] for stage in STAGES],
            "parent": [stage.parent for stage in STAGES],
        }
    )
    if rows["count"].isna().any():
        st.info(_("{what}:有的环节数量过少,不予显示。").format(what=line.title))
        return None
    return rows


def _with_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with a share per basis; a stage has no share of itself or of a later one."""
    counts = dict(zip(rows["key"], rows["count"], strict=True))
    order = {key: at for at, key in enumerate(rows["key"])}
    for basis in BASES:
        whole = rows["parent"] if basis == "previous" else [basis] * len(rows)
        rows[basis] = [
            counts[key] / counts[of] if of and order[of] < order[key] and counts[of] else float("nan")
            for key, of in zip(rows["key"], whole, strict=True)
        ]
    return rows


def _with_days(line: Pipeline, rows: pd.DataFrame) -> pd.DataFrame:
    times = _days(line.view.store.version, line.view.store, line.view.scope, line.key)
    for column in ("median", "p90"):
        rows[column] = [times[column].get(key, float("nan")) for key in rows["key"]]
    return rows


def stages(line: Pipeline) -> None:
    """The funnel by cohort of acceptance, with a choice of denominator, and every stage as a table."""
    rows = _counted(line)
    if rows is None:
        return
    rows = _with_days(line, _with_shares(rows))
    basis = st.segmented_control(
        _("分母"), list(BASES), format_func=lambda key: _(BASES[key]), key="stage_basis", default="previous",
        required=True,
    )  # fmt: skip
    drawn = rows[rows["key"].isin(LINE)].reset_index(drop=True)
    drawn["told"] = [_told(row, basis) for row in drawn.itertuples()]
    fig = funnel.stages(
        drawn, "stage", "count", share="told", median="median", p90="p90", key="key", net="line"
    )
    straight = drawn[drawn["key"] != "confirmed"]  # a branch: what is not confirmed is not lost
    title = findings.pipeline(straight["count"], list(straight["stage"]), line.title)
    below = line.view.subtitle(_("按受理日期归组;用时自上一环节起"), drawn["count"].iloc[0], _("件"))
    fig = frame.decorate(fig, title, below, line.view.foot(line.source))
    headers = {"stage": _("环节"), "count": _("数量"), **{key: _(words) for key, words in BASES.items()}}
    headers |= {"median": _("中位天数"), "p90": _("P90 天数")}
    show_chart(line.view, fig, rows[list(headers)], f"funnel_{line.key}", columns=headers)


def _told(row: Any, basis: str) -> str:
    """The share of a stage in words; what its parent is, where that is not the stage above."""
    share = getattr(row, basis)
    if pd.isna(share):
        return ""
    if basis == "previous" and row.key in {"term_come", "performed"}:
        return _("占{stage} {x}").format(stage=_(BY_KEY[row.parent].label), x=percent(share))
    return f"{_(BASES[basis])} {percent(share)}"


def table(line: Pipeline) -> None:
    """Every stage with its counts, shares and days; and whether every cell adds up."""
    rows = _counted(line)
    if rows is not None:
        rows = _with_days(line, _with_shares(rows))
        st.dataframe(
            pd.DataFrame(
                {
                    _("环节"): rows["stage"],
                    _("数量"): rows["count"],
                    **{_(words): rows[basis] * 100 for basis, words in BASES.items()},
                    _("中位天数"): rows["median"],
                    _("P90 天数"): rows["p90"],
                    _("上一环节"): [_(BY_KEY[key].label) if key else "" for key in rows["parent"]],
                }
            ),
            hide_index=True,
            height="content",
            placeholder="—",
            column_config=_formats(),
        )
    conservation(line)


def _formats() -> dict[str, Any]:
    formats: dict[str, Any] = {
        _(words): st.column_config.NumberColumn(format="%.1f%%") for words in BASES.values()
    }
    return formats | {_("数量"): st.column_config.NumberColumn(format="localized")}


def conservation(line: Pipeline) -> None:
    """Whether the stages add up in every month, town, type, source and level; a leak is a red row.

    The counts of a cell are not shown, only what is missing or too much.
    """
    broken, checked = _leaks(line.view.store.version, line.view.store, line.view.scope, line.key)
    if broken.empty:
        text = _(
            "守恒:{cells} 个月 × 镇街 × 类型 × 来源 × 层级的格子里,各结果之和都等于受理,且不多于上一环节。"
        )
        st.caption(text.format(cells=number(checked)))
        return
    text = _("守恒:{cells} 个格子中有 {k} 处对不上,最大相差 {most} 件。请核对导入的日期和结果。")
    st.error(
        text.format(cells=number(checked), k=number(len(broken)), most=number(broken["leak"].abs().max()))
    )
    shown = pd.DataFrame(
        {
            _("月份"): broken["month"].astype(str).str[:7],
            _("镇街"): names.name_column(broken, "town", "dispute"),
            _("类型"): names.name_column(broken, "category", "dispute"),
            _("来源"): names.name_column(broken, "source", "dispute"),
            _("层级"): names.name_column(broken, "level", "dispute"),
            _("整体"): [_(BY_KEY[key].label) for key in broken["whole"]],
            _("部分"): [
                " + ".join(_(BY_KEY[one].label) for one in key.split("+")) for key in broken["parts"]
            ],
            _("相差"): broken["leak"],
        }
    ).head(SHOWN)
    st.dataframe(shown.style.set_properties(color=theme.palette().accent), hide_index=True)


def ways(line: Pipeline) -> None:
    """The ways through the pipeline as bands: from the sources to what became of the agreements."""
    if is_too_fine(line.view):
        return
    bands = pathways.bands(paths_of(line.view, line.key))
    tones = {pathways.node_name(key): tone for key, tone in pathways.TONES.items()}
    rows = bands.assign(
        source=[pathways.node_name(key) for key in bands["source"]],
        target=[pathways.node_name(key) for key in bands["target"]],
    )
    fig = flow.sankey(rows, "source", "target", "count", tones=tones, net="line", height=420)
    headers = {"source": _("从"), "target": _("到"), "count": _("数量")}
    total = float(bands.loc[bands["source"].str.startswith("source:"), "count"].sum()) if len(bands) else 0.0
    below = line.view.subtitle(_("每件纠纷走过的环节"), total, _("件"))
    fig = frame.decorate(fig, _way_finding(line, bands), below, line.view.foot(line.source))
    with st.container(key="wz_wide"):  # seven columns of bands: a telephone scrolls them
        show_chart(line.view, fig, rows, f"ways_{line.key}", columns=headers)


def _way_finding(line: Pipeline, bands: pd.DataFrame) -> str:
    """What became of those accepted."""
    into = bands.groupby("target")["count"].sum()
    accepted = into.get("accepted", 0.0)
    if not accepted:
        return _("{what}:没有数据").format(what=line.title)
    ends = ("outcome:success", "outcome:failure", "outcome:withdrawn")
    success, failure, withdrawn = (percent(into.get(key, 0.0) / accepted) for key in ends)
    return _("受理 {n} 件:{success} 达成协议,{failure} 不成,{withdrawn} 撤回").format(
        n=number(accepted), success=success, failure=failure, withdrawn=withdrawn
    )
