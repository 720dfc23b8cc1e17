"""Anybody's own series on the page: the same analysis as the command line's; the file is never stored."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from wzdash.analysis.evaluation import Evaluation, evaluate_series
from wzdash.analysis.series import CountSeries
from wzdash.analysis.table import Columns, read_table, table_series
from wzdash.charts import effect, frame
from wzdash.errors import AnalysisError, ImportRefused
from wzdash.labels import _, number
from wzdash.ui.page import View
from wzdash.ui.panels.answers import sentences
from wzdash.ui.panels.before_after import finding, months_of, path_headers, verdict_card
from wzdash.ui.panels.question import design_words
from wzdash.ui.panels.robustness import by_area, compared, forest
from wzdash.ui.show import show_chart

MOST_MEGABYTES = 5
FEWEST_COLUMNS = 2


def evaluate_upload(view: View) -> None:
    """A file, its columns and the start of the measure; then verdict and chart, or what is wrong."""
    st.caption(_("CSV 或 XLSX,每期一行;只在内存中计算,不保存。"))
    file = st.file_uploader(
        _("选择文件"), type=["csv", "xlsx"], max_upload_size=MOST_MEGABYTES, key="ba_upload"
    )
    if file is None:
        return
    try:
        table = read_table(file.getvalue(), file.name)
        series = _asked(table, file.name)
        if series is not None and "" in series:
            _show(view, series[""], file.name)
        elif series is not None:
            _show_groups(view, series, file.name)
    except (ImportRefused, AnalysisError) as error:
        st.error(str(error))


def _asked(table: pd.DataFrame, name: str) -> dict[str, CountSeries] | None:
    """The series of the chosen columns by group; None, with a word, until a start is given."""
    names = list(table.columns)
    if len(names) < FEWEST_COLUMNS:
        raise ImportRefused(_("{file}:至少要有日期和计数两列").format(file=name))
    date, count, start = st.columns(3)
    exposure, control, group = st.columns(3)
    columns = Columns(
        date.selectbox(_("日期列").capitalize(), names, key="ba_up_date"),
        count.selectbox(_("计数列").capitalize(), names, index=1, key="ba_up_count"),
        _optional(exposure, _("暴露量列"), names, "ba_up_exp"),
        _optional(control, _("对照列"), names, "ba_up_control"),
        _optional(group, _("分组列"), names, "ba_up_group"),
    )
    when = start.text_input(
        _("措施起始日").capitalize(), placeholder="2019-01-01", key="ba_up_start", max_chars=20
    )
    if not when:
        st.info(_("共 {n} 行。填写措施起始日后开始评估,如 2019-01-01。").format(n=number(len(table))))
        return None
    return table_series(table, columns, when, name=name)


def _optional(place: Any, label: str, names: list[str], key: str) -> str | None:
    """A column that may be left out."""
    return place.selectbox(label, [None, *names], format_func=lambda one: one or "—", key=key)


def _show(view: View, series: CountSeries, name: str) -> None:
    with st.spinner(_("正在评估"), show_time=True):
        found = evaluate_series(series)
        verdict_card(found)
    path = found.counterfactual.path
    one = found.fit.series
    below = frame.subtitle(_("计数,预期及其 95 % 带"), path["observed"].sum(), months_of(found))
    fig = frame.decorate(
        effect.counterfactual(path, net="sky"), finding(found, name), below, _foot(found, one.counts.sum())
    )
    show_chart(view, fig, path, "upload", columns=path_headers())


def _foot(found: Evaluation, n: float) -> str:
    """Design of the default model, n and periods; the data are not the store's."""
    series, model = found.fit.series, found.fit.model
    periods = _("此前 {before} 期、此后 {after} 期").format(before=series.n_before, after=series.n_after)
    words = design_words(series, model, _("文件中的对照列"))
    said = _("设计:{design},n = {n},{periods}").format(design=words, n=number(n), periods=periods)
    return " · ".join((said, _("来源:上传的文件")))


def _show_groups(view: View, series: dict[str, CountSeries], name: str) -> None:
    """Every group's verdict, and its change beside the others'."""
    with st.spinner(_("正在评估"), show_time=True):
        areas = compared({group: partial(series.__getitem__, group) for group in series})
    if not areas.places:
        raise AnalysisError(_("{file}:没有两组以上可以评估").format(file=name))
    rows = by_area(areas, {})
    one = next(iter(areas.found.values()))
    forest(view, rows, months_of(one), _foot(one, rows["count"].sum()), "upload_groups")
    sentences([f"{group} · {each.verdict.sentence()}" for group, each in areas.found.items()])
    if areas.failed:
        st.info(_("件数太少或期数太短、不能评估的组:{groups}").format(groups=_("、").join(areas.failed)))
