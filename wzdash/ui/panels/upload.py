"""Anybody's own series on the page: the same analysis as the command line's; the file is never stored."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wzdash.analysis.evaluation import evaluate_series
from wzdash.analysis.series import CountSeries
from wzdash.analysis.table import Columns, read_table, table_series
from wzdash.charts import effect, frame
from wzdash.errors import AnalysisError, ImportRefused
from wzdash.labels import _
from wzdash.ui.page import View
from wzdash.ui.panels.before_after import finding, months_of, verdict_card
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
        if series is not None:
            _show(view, series, file.name)
    except (ImportRefused, AnalysisError) as error:
        st.error(str(error))


def _asked(table: pd.DataFrame, name: str) -> CountSeries | None:
    """The series of the chosen columns; None until a start is given."""
    names = list(table.columns)
    if len(names) < FEWEST_COLUMNS:
        raise ImportRefused(_("{file}:至少要有日期和计数两列").format(file=name))
    date, count, exposure, start = st.columns(4)
    columns = Columns(
        date.selectbox(_("日期列"), names, key="ba_up_date"),
        count.selectbox(_("计数列"), names, index=1, key="ba_up_count"),
        exposure.selectbox(
            _("暴露量列"), [None, *names], format_func=lambda one: one or "—", key="ba_up_exp"
        ),
    )
    when = start.text_input(_("措施起始日"), placeholder="2019-01-01", key="ba_up_start", max_chars=20)
    return table_series(table, columns, when, name=name)[""] if when else None


def _show(view: View, series: CountSeries, name: str) -> None:
    with st.spinner(_("正在评估")):
        found = evaluate_series(series)
        verdict_card(found)
    path = found.counterfactual.path
    below = frame.subtitle(_("计数,预期及其 95 % 带"), path["observed"].sum(), months_of(found))
    fig = frame.decorate(
        effect.counterfactual(path, net="sky"), finding(found, name), below, _("来源:上传的文件")
    )
    show_chart(view, fig, path, "upload")
