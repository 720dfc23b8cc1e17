"""Profile of a place: what happened there against the places most like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from wzdash.analysis.peers import nearest, standing
from wzdash.charts.theme import BODY
from wzdash.charts.values import width
from wzdash.labels import N_, NONE, _, number
from wzdash.metrics.catalogue import metric
from wzdash.ui import cached, names, screen, state
from wzdash.ui.page import View
from wzdash.ui.panels import tabular
from wzdash.ui.panels.grid_map import trail
from wzdash.ui.places import LEVELS, at

RESIDENTS = "orders_per_1k"  # its denominator is the number of residents
PEERS = 10
PADDING = 9  # of a cell of a table, in pixels
BOX = 40  # width of the column of boxes before the rows
SHORT = {  # of the metrics, for the narrow columns beside the map
    "orders_received": N_("工单数"),
    "hazards": N_("隐患数"),
    "incidents": N_("警情数"),
    "disputes_screened": N_("纠纷数"),
}


def draw(view: View, metrics: Sequence[str]) -> None:
    """The chosen place against its peers, metric by metric; without one, all towns beside each other."""
    here = trail(view)
    if not here:
        _towns(view, [name for name in metrics if not metric(name).is_rate])
        return
    level = list(here)[-1]
    code = here[level]
    rows = _everywhere(view, (RESIDENTS, *metrics), level)
    residents = f"{RESIDENTS}_d"
    peers = nearest(rows, level, code, [residents], PEERS)
    st.subheader(names.area_names().get(code, code), anchor=False)
    if not peers:
        st.info(_("没有这里的常住人口,无法找出相似的地方。"))
        return
    rows = rows.set_index(level).loc[[code, *peers]]
    st.caption(
        _("常住人口 {n};与同级同类、人口最接近的 {k} 处比较({low}–{high} 人)。").format(
            n=number(rows[residents].iloc[0]),
            k=len(peers),
            low=number(rows[residents].iloc[1:].min()),
            high=number(rows[residents].iloc[1:].max()),
        )
    )
    shown = pd.DataFrame([_line(rows, name, code) for name in metrics])
    numbers = pd.DataFrame([_numbers(rows, name, code) for name in metrics])
    title = _("{place}与相似处").format(place=names.area_names().get(code, code))
    tabular.table(view, shown, numbers, title, "profile", headers=_headers())
    with st.popover(_("相似的地方")):
        st.write(_("、").join(names.area_names().get(one, one) for one in peers))


def _towns(view: View, metrics: Sequence[str]) -> None:
    """Counts, one row per town, most of the first above; a click on a row goes to the town."""
    rows = view.frame(metrics, ("town",)).dropna(subset=["town"])
    rows = rows.sort_values(metrics[0], ascending=False).reset_index(drop=True)
    known = names.area_names()
    st.subheader(_("各镇街"), anchor=False)
    st.caption(_("点击一行、点击地图或查找一处,即可看它与相似地方的比较。"))
    shown = pd.DataFrame({_("名称"): rows["town"].map(known).fillna(rows["town"])})
    config: dict[str, Any] = {}
    wide = 76 if not screen.is_narrow() else 70
    for name in metrics[: _fitting(shown[_("名称")], wide)]:
        head = _(SHORT.get(name, metric(name).label))
        shown[head] = pd.to_numeric(rows[name])
        config[head] = st.column_config.NumberColumn(
            format="localized", width=wide, help=_(metric(name).label)
        )
    numbers = pd.concat([_of_towns(rows, name, known) for name in metrics], ignore_index=True)
    headers = {"code": _("代码"), "name": _("名称"), "label": _("指标"), "value": _("数值")}
    headers |= {"n": _("分子"), "d": _("分母"), "metric": _("指标代码")}

    def choose(row: int) -> None:
        state.click(at(view.scope, rows["town"].iloc[row]), view.scope, view.page)

    tabular.clickable(shown, _("各镇街"), "towns", choose, column_config=config)
    tabular.source(view, numbers, _("各镇街"), "towns", headers=headers)


def _fitting(names: pd.Series, wide: int) -> int | None:
    """How many columns of numbers stand beside the names on a narrow page: the rest is in the CSV."""
    if not screen.is_narrow():
        return None
    longest = max((width(name, BODY) for name in names), default=0)
    return max(int((screen.page_width() - longest - 2 * PADDING - BOX) // wide), 1)


def _of_towns(rows: pd.DataFrame, name: str, known: Mapping[str, str]) -> pd.DataFrame:
    """The same as numbers, one row per town."""
    values = {"value": rows[name], "n": rows[f"{name}_n"], "d": rows[f"{name}_d"]}
    places = {"code": rows["town"], "name": rows["town"].map(known)}
    return pd.DataFrame(places | {"label": _(metric(name).label)} | values | {"metric": name})


def _everywhere(view: View, metrics: Sequence[str], level: str) -> pd.DataFrame:
    """One row per place of the level and of the kind of the chosen one, wherever it lies."""
    chosen = trail(view)[level]
    rows = view.frame(tuple(dict.fromkeys(metrics)), (level,), view.scope.where(**dict.fromkeys(LEVELS)))
    kinds = cached.areas().set_index("code")["kind"]
    kind = kinds.get(chosen)
    alike = rows[level].map(kinds)
    return rows[alike.isna() if pd.isna(kind) else alike == kind].dropna(subset=[level])


def _line(rows: pd.DataFrame, name: str, code: str) -> dict[str, str]:
    one = metric(name)
    median, below, known = standing(rows[name], code)
    own = rows[name].loc[code]
    return {
        _("指标"): _(one.label),
        _("本处"): NONE if pd.isna(own) else one.text(own, unit=False),
        _("相似处中位数"): NONE if pd.isna(median) else one.text(median, unit=False),
        _("高于"): NONE if pd.isna(own) or not known else f"{below} / {known}",
    }


def _numbers(rows: pd.DataFrame, name: str, code: str) -> dict[str, object]:
    """The same as numbers: one row of the CSV."""
    median, below, known = standing(rows[name], code)
    own = rows.loc[code]
    values = {"value": own[name], "n": own[f"{name}_n"], "d": own[f"{name}_d"]}
    return {"metric": name, "label": _(metric(name).label), **values, "median": median} | {
        "below": below,
        "peers": known,
    }


def _headers() -> dict[str, str]:
    return {
        "metric": _("代码"),
        "label": _("指标"),
        "value": _("本处"),
        "n": _("分子"),
        "d": _("分母"),
        "median": _("相似处中位数"),
        "below": _("高于(处)"),
        "peers": _("相似处(处)"),
    }
