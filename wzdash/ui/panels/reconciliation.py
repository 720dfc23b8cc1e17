"""Published figures against the store, one row each, with the reason for the verdict."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd
import streamlit as st

from wzdash.charts.theme import BODY
from wzdash.charts.values import full, width
from wzdash.codes import label
from wzdash.export import table
from wzdash.labels import N_, NONE, _, language, number
from wzdash.metrics.catalogue import METRICS
from wzdash.metrics.figures import VERDICTS, explain, figure_files, printed, reconcile
from wzdash.store.engine import Store
from wzdash.ui import screen
from wzdash.ui.files import file_stem, stamp_of
from wzdash.ui.page import View

NUMBERS = (N_("公布值"), N_("复算值"), N_("差"))
NOTED = 8  # figures that do not plainly agree, explained above the table


@st.cache_data(max_entries=2, show_spinner=False)
def _reconciled(version: str, files: tuple[tuple[str, float], ...], _store: Store) -> pd.DataFrame:
    return reconcile(_store)


def _rows(version: str, store: Store) -> pd.DataFrame:
    """The figures against the store; again when a file of figures was changed or added."""
    paths = [path for pair in figure_files() for path in pair if path.exists()]
    return _reconciled(version, tuple((str(path), path.stat().st_mtime) for path in paths), store)


def _shown(view: View) -> pd.DataFrame:
    """The rows in words of the running language."""
    rows = _rows(view.store.version, view.store)
    english = language() == "en"
    return pd.DataFrame(
        {
            _("数字"): rows["name_en"] if english else rows["name_zh"],
            _("公布值"): [printed(row) for row in rows.itertuples()],
            _("复算值"): [full("figure", value) for value in rows["value"]],
            _("差"): [full("figure", value) for value in rows["difference"]],
            _("单位"): [_unit(row) for row in rows.itertuples()],
            _("结论"): [_(VERDICTS[code]) for code in rows["verdict"]],
            _("说明"): [explain(row) for row in rows.itertuples()],
            _("指标"): [_(METRICS[name].label) if name in METRICS else NONE for name in rows["metric"]],
            _("所属"): [label("net", code) for code in rows["net"]],
        }
    )


def _unit(row: Any) -> str:
    """As the figure was published; in Chinese the unit of its metric, since the file has it in English."""
    if language() == "en" or row.unit == "%" or row.metric not in METRICS:
        return str(row.unit)
    return _(METRICS[row.metric].unit) or str(row.unit)


def answer(view: View) -> None:
    """One sentence: how many figures, and how many of each verdict."""
    counts = _rows(view.store.version, view.store)["verdict"].value_counts()
    parts = [f"{_(name)} {counts[code]}" for code, name in VERDICTS.items() if code in counts]
    text = _("共 {n} 个已公布的数字:{parts}。").format(n=number(counts.sum()), parts=" · ".join(parts))
    name = "name_en" if language() == "en" else "name_zh"
    rows = _rows(view.store.version, view.store)
    odd = rows[rows["verdict"] != "agrees"].head(NOTED)
    notes = "".join(
        f"<li><b>{html.escape(title)}</b> · {_(VERDICTS[str(row.verdict)])} · "
        f"{html.escape(explain(row))}</li>"
        for title, row in zip(odd[name], odd.itertuples(), strict=True)
    )
    st.html(f'<div class="wz-answer"><p>{html.escape(text)}</p><ul>{notes}</ul></div>')


def figures(view: View) -> None:
    """The table with a search field by verdict and its download."""
    rows = _shown(view)
    verdict = st.segmented_control(
        _("结论"), list(VERDICTS), format_func=lambda code: _(VERDICTS[code]), key="figure_verdict"
    )
    if verdict:
        rows = rows[rows[_("结论")] == _(VERDICTS[verdict])]
    if rows.empty:
        st.info(_("没有这种结论的数字。"))
        return
    widths = {
        _("数字"): st.column_config.TextColumn(width=150),
        **{_(name): st.column_config.TextColumn(alignment="right") for name in NUMBERS},
        _("说明"): st.column_config.TextColumn(width="large"),
        _("结论"): st.column_config.Column(width=110),
    }
    height = min(36 * (len(rows) + 1) + 4, 900)
    order = list(rows)
    if screen.is_narrow():  # the verdict is seen without scrolling
        order.insert(1, order.pop(order.index(_("结论"))))
        longest = max(width(_(name), BODY) for name in VERDICTS.values())
        slim = {_("数字"): 110, _("结论"): min(round(longest) + 18, 112)}
        widths |= {name: st.column_config.Column(width=wide) for name, wide in slim.items()}
    st.dataframe(rows[order], hide_index=True, column_config=widths, height=height, alt=_("对账"))
    st.download_button(
        _("下载"),
        table.csv(rows, stamp_of(view, _("对账"))),
        f"{file_stem(view, 'figures')}.csv",
        "text/csv",
        on_click="ignore",
    )
    st.caption(
        _(
            "公布的数字在 data/published_figures.csv,算法在 data/figure_metrics.toml。"
            "自己报告中的数字:在 data/figures/ 放「名称.csv」和「名称.toml」,列和写法同上;"
            '镇街的数字在算法中加 town = "320506103"。'
        )
    )
