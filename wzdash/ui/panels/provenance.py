"""Where the data come from: freshness, batches, rejected rows, sizes."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from sqlalchemy import func, literal, select, union_all

from wzdash.labels import _, day, number
from wzdash.store import schema
from wzdash.store.engine import Store
from wzdash.ui.page import View

LISTED = 500


@st.cache_data(max_entries=4, show_spinner=False)
def _sizes(version: str, _store: Store) -> pd.DataFrame:
    rows = [
        select(literal(t.name).label("fact"), func.count().label("rows")).select_from(t) for t in schema.FACTS
    ]
    return _store.read(union_all(*rows))


@st.cache_data(max_entries=4, show_spinner=False)
def _batches(version: str, _store: Store) -> pd.DataFrame:
    return _store.read(select(schema.import_batch).order_by(schema.import_batch.c.id.desc()).limit(LISTED))


@st.cache_data(max_entries=4, show_spinner=False)
def _rejected(version: str, _store: Store) -> pd.DataFrame:
    c = schema.rejected_row.c
    return _store.read(select(schema.rejected_row).order_by(c.batch_id.desc(), c.line).limit(LISTED))


def refused(view: View) -> int:
    """Rows that the listed imports refused."""
    return int(_batches(view.store.version, view.store)["rows_rejected"].sum())


def answer(view: View) -> None:
    """One sentence: how much is in the store, until when, and what was refused."""
    sizes, batches = _sizes(view.store.version, view.store), _batches(view.store.version, view.store)
    st.html(
        '<p class="wz-answer">'
        + _("共 {rows} 行、{batches} 个批次,数据截至 {day};导入时拒收 {refused} 行。").format(
            rows=number(sizes["rows"].sum()),
            batches=number(len(batches)),
            day=day(view.store.as_of),
            refused=number(refused(view)),
        )
        + "</p>"
    )


def batches(view: View) -> None:
    """One row per import: file, rows read, accepted, rejected, replaced, without a place."""
    rows = _batches(view.store.version, view.store)
    st.subheader(_("导入批次"), anchor=False)
    if rows.empty:
        st.info(_("还没有导入。用 `python -m wzdash import` 导入数据。"))
        return
    headers = {
        "id": _("批次"),
        "kind": _("种类"),
        "file_name": _("文件"),
        "rows_read": _("读入"),
        "rows_accepted": _("接收"),
        "rows_rejected": _("拒收"),
        "rows_replaced": _("替换"),
        "rows_unlocated": _("未定位"),
        "rows_fallback": _("落在默认点"),
        "imported_at": _("时间"),
        "simulated": _("演示数据"),
        "note": _("说明"),
    }
    _table(rows, headers, _("导入批次"))


def rejected(view: View) -> None:
    """One row per rejected line and rule, the newest batch first."""
    rows = _rejected(view.store.version, view.store)
    st.subheader(_("拒收的行"), anchor=False)
    if rows.empty:
        st.info(_("没有拒收的行。"))
        return
    headers = {
        "batch_id": _("批次"),
        "line": _("行号"),
        "column_name": _("列"),
        "value": _("值"),
        "reason": _("规则"),
        "message": _("原因"),
    }
    _table(rows, headers, _("拒收的行"))


def sizes(view: View) -> None:
    """Rows of every fact table."""
    rows = _sizes(view.store.version, view.store)
    st.subheader(_("各表行数"), anchor=False)
    _table(rows, {"fact": _("表"), "rows": _("行数")}, _("各表行数"))


def _table(rows: pd.DataFrame, headers: dict[str, str], title: str) -> None:
    """The rows under headers people read, numbers with separators, empty cells empty."""
    shown = rows[list(headers)].rename(columns=headers)
    numbers = {
        name: st.column_config.NumberColumn(format="localized")
        for name in headers.values()
        if shown[name].dtype.kind in "if" and name not in (_("批次"), _("行号"))
    }
    for name in headers.values():
        if shown[name].dtype.kind in "OTU":
            shown[name] = shown[name].fillna("")
    st.dataframe(shown, hide_index=True, column_config=numbers, alt=title)
