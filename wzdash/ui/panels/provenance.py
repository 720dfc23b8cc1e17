"""Where the data come from and how far they reach: facts, batches, rejected rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import pandas as pd
import streamlit as st
from sqlalchemy import select

from wzdash.charts.values import full
from wzdash.labels import _, day, number
from wzdash.metrics.holdings import holdings
from wzdash.store import schema
from wzdash.store.engine import Store
from wzdash.store.load.kinds import KINDS
from wzdash.store.load.report import reason_label
from wzdash.ui.page import View

LISTED = 500


@st.cache_data(max_entries=4, show_spinner=False)
def _holdings(version: str, _store: Store) -> pd.DataFrame:
    return holdings(_store)


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
    held, batches = _holdings(view.store.version, view.store), _batches(view.store.version, view.store)
    st.html(
        '<p class="wz-answer">'
        + _("共 {rows} 行、{batches} 个批次,数据截至 {day};导入时拒收 {refused} 行。").format(
            rows=number(held["rows"].sum()),
            batches=number(len(batches)),
            day=day(view.store.as_of),
            refused=number(refused(view)),
        )
        + "</p>"
    )


def held(view: View) -> None:
    """Per fact: rows, from when to when, how far behind the data date, rows without a place, empty months."""
    rows = _holdings(view.store.version, view.store)
    st.subheader(_("各类数据"), anchor=False)
    labels = {kind.table.name: kind.title for kind in KINDS.values()}
    behind = (pd.Timestamp(view.store.as_of.date()) - pd.to_datetime(rows["last"])).dt.days
    shown = pd.DataFrame(
        {
            _("数据"): [_(labels[fact]) for fact in rows["fact"]],
            _("行数"): rows["rows"],
            _("最早"): [_day(one) for one in rows["first"]],
            _("最晚"): [_day(one) for one in rows["last"]],
            _("距数据日(天)"): behind,
            _("没有记录的月数"): rows["empty_months"],
            _("没有镇街"): _share(rows["no_town"], rows["rows"]),
            _("没有网格"): _share(rows["no_grid"], rows["rows"]),
        }
    )
    _table(shown, _("各类数据"), height="content", shares=(_("没有镇街"), _("没有网格")))
    st.caption(_("空白:这类数据不按日发生,或没有这一级位置。没有位置的行计入全区,不计入任何镇街或网格。"))


def _day(value: date | None) -> str:
    return "" if value is None or pd.isna(value) else day(value)


def _share(part: pd.Series, whole: pd.Series) -> list[str]:
    """Shares as people read them; empty where the fact has no such place."""
    return ["" if pd.isna(one) else full("share", one) for one in part / whole]


def batches(view: View) -> None:
    """One row per import: file, rows read, accepted, rejected, replaced, without a place."""
    rows = _batches(view.store.version, view.store)
    st.subheader(_("导入批次"), anchor=False)
    if rows.empty:
        st.info(_("还没有导入。用 `python -m wzdash import` 导入数据。"))
        return
    kinds = [_(KINDS[code].title) if code in KINDS else code for code in rows["kind"]]
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
    told = rows.assign(kind=kinds)[list(headers)]
    filled = [name for name in headers if told[name].notna().any()]
    _table(told[filled].rename(columns=headers), _("导入批次"))


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
    told = rows.assign(reason=[reason_label(code) for code in rows["reason"]])
    _table(told[list(headers)].rename(columns=headers), _("拒收的行"))
    st.caption(_("原因按导入时的语言保存。改正原文件后重新导入,已有的行不会重复。"))


def _table(
    shown: pd.DataFrame,
    title: str,
    height: Literal["auto", "content"] = "auto",
    shares: Sequence[str] = (),
) -> None:
    """The rows as they are read: numbers with separators, times to the minute, empty cells empty."""
    headers = [str(name) for name in shown]
    kinds: dict[str, Any] = {name: st.column_config.TextColumn(alignment="right") for name in shares}
    for name in headers:
        kind = shown[name].dtype.kind
        if kind in "if" and name not in (_("批次"), _("行号")):
            kinds[name] = st.column_config.NumberColumn(format="localized")
        elif kind == "M":
            kinds[name] = st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm")
    st.dataframe(shown, hide_index=True, column_config=kinds, alt=title, height=height, placeholder="")
