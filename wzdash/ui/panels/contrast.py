"""Two places side by side: the same measures with their counts and intervals, and the difference."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import Any

import pandas as pd
import streamlit as st

from wzdash.analysis import contrast
from wzdash.analysis.intervals import Estimate
from wzdash.labels import NONE, _, number, signed
from wzdash.metrics.catalogue import metric
from wzdash.metrics.metric import Metric
from wzdash.ui import address, names
from wzdash.ui.page import View
from wzdash.ui.panels.grid_map import findable
from wzdash.ui.panels.tabular import table
from wzdash.ui.places import LEVELS, ancestors

PINS, LINK = "grid_map_pins", "versus"


def draw(view: View, here: str, metrics: Sequence[str]) -> None:
    """The chosen place against another one, which a search or an earlier click has chosen."""
    other = _choose(here)
    if not other:
        st.caption(_("选择另一处,或固定此处后再点击地图上的另一处。"))
        return
    if other == here:
        st.info(_("已固定此处:请点击或查找另一处。"))
        return
    known = names.area_names()
    first, second = known.get(here, here), known.get(other, other)
    if first == second:
        first, second = f"{first} {here}", f"{second} {other}"
    mine, its = _row(view, here, metrics), _row(view, other, metrics)
    numbers = [_numbers(mine, its, name) for name in metrics]
    shown = pd.DataFrame(
        {
            _("指标"): [row["label"] for row in numbers],
            first: [_cell(row) for row in numbers],
            second: [_cell(row, "other_") for row in numbers],
            _("差"): [_difference(row) for row in numbers],
        }
    )
    title = _("{first} 与 {second}").format(first=first, second=second)
    below = _("括号内为 95 % 区间;差为前者减后者,数量和比率用百分比,占比用百分点。")
    table(view, shown, pd.DataFrame(numbers), title, "versus", headers=_headers(first, second), below=below)


def _choose(here: str) -> str:
    """Code of the other place; kept in the link, so that a copied one shows the same two places."""
    choices = findable()
    asked = st.query_params.get(LINK, "")
    if address.is_wished(LINK, {LINK: asked}) and (not asked or asked in choices):
        st.session_state[_key()] = asked or None
    with st.container(horizontal=True, vertical_alignment="bottom", key="grid_map_versus"):
        other: str | None = st.selectbox(
            _("与另一处比较"),
            list(choices),
            format_func=choices.__getitem__,
            index=None,
            placeholder=_("名称、拼音或代码"),
            key=_key(),
            width=360,
        )
        st.button(
            _("固定此处"), key="grid_map_pin", on_click=_pin, args=(here,), help=_("再点击另一处即与此处比较")
        )
    if asked and asked not in choices and not other:
        st.warning(_("链接中的另一处 {code} 不存在。").format(code=asked[:20]))
        return ""
    address.put(LINK, other or "")
    return other or ""


def _key() -> str:
    """Key of the choice of the other place: a new one with every pin, so that an older choice is void."""
    return f"grid_map_other_{st.session_state.get(PINS, 0)}"


def _pin(code: str) -> None:
    st.session_state[PINS] = st.session_state.get(PINS, 0) + 1
    st.session_state[_key()] = code


def _row(view: View, code: str, metrics: Sequence[str]) -> pd.Series:
    """The metrics of one place; the answer for all places of its level is what is remembered."""
    level = list(ancestors(code))[-1]
    rows = view.frame(metrics, (level,), view.scope.where(**dict.fromkeys(LEVELS)))
    found = rows[rows[level] == code]
    if len(found):
        return found.iloc[0]
    return pd.Series({f"{name}{tail}": _nothing(name, tail) for name in metrics for tail in ("", "_n", "_d")})


def _nothing(name: str, tail: str) -> float:
    """A place without rows has counts of 0 and rates of nothing."""
    return 0.0 if tail == "_n" or (not tail and not metric(name).is_rate) else float("nan")


def _numbers(mine: pd.Series, its: pd.Series, name: str) -> dict[str, Any]:
    """One row of the table as numbers."""
    one = metric(name)
    first, second = _estimate(one, mine), _estimate(one, its)
    gap = _gap(one, mine, its)
    return {
        "metric": name,
        "label": _(one.label),
        **_part("", one, mine, first),
        **_part("other_", one, its, second),
        "difference": gap.value if gap else float("nan"),
        "difference_low": gap.low if gap else float("nan"),
        "difference_high": gap.high if gap else float("nan"),
    }


def _part(prefix: str, one: Metric, row: pd.Series, found: Estimate | None) -> dict[str, float]:
    return {
        f"{prefix}value": float(row[one.name]),
        f"{prefix}n": float(row[f"{one.name}_d" if one.denominator else f"{one.name}_n"]),
        f"{prefix}low": found.low if found else float("nan"),
        f"{prefix}high": found.high if found else float("nan"),
    }


def _three(one: Metric, row: pd.Series) -> tuple[float, float]:
    return float(row[f"{one.name}_n"]), float(row[f"{one.name}_d"])


def _estimate(one: Metric, row: pd.Series) -> Estimate | None:
    n, d = _three(one, row)
    if one.share:
        return contrast.share_value(n, d)
    return contrast.count_value(n, d if one.is_rate else 1.0, one.per) if _is_counted(one) else None


def _gap(one: Metric, mine: pd.Series, its: pd.Series) -> Estimate | None:
    (n, d), (m, e) = _three(one, mine), _three(one, its)
    if one.share:
        return contrast.share_difference(n, d, m, e)
    if not _is_counted(one):
        return None
    return contrast.count_difference(n, d, m, e) if one.is_rate else contrast.count_difference(n, 1.0, m, 1.0)


def _is_counted(one: Metric) -> bool:
    """False for sums of money, kilometres and days, which are no counts."""
    return bool(one.exposure) or one.kind == "count"


def _cell(row: dict[str, Any], prefix: str = "") -> str:
    one = metric(row["metric"])
    value, n, low, high = (row[f"{prefix}{part}"] for part in ("value", "n", "low", "high"))
    if isnan(value):
        return NONE
    limits = "" if isnan(low) else f" ({one.text(low, unit=False)}–{one.text(high, unit=False)})"
    count = f" · n = {number(n)}" if one.is_rate else ""
    return f"{one.text(value, unit=False)}{limits}{count}"


def _difference(row: dict[str, Any]) -> str:
    value, low, high = (row[f"difference{tail}"] for tail in ("", "_low", "_high"))
    if isnan(value):
        return NONE
    decimals, unit = (2, " " + _("个百分点")) if metric(row["metric"]).share else (1, " %")
    limits = _("({low} 至 {high})").format(low=signed(low * 100, decimals), high=signed(high * 100, decimals))
    return f"{signed(value * 100, decimals, unit)} {limits}"


def _headers(first: str, second: str) -> dict[str, str]:
    """Headers of the CSV; both places by name."""
    headers = {"metric": _("代码"), "label": _("指标")}
    for prefix, place in (("", first), ("other_", second)):
        headers |= {
            f"{prefix}value": place,
            f"{prefix}n": f"{place} n",
            f"{prefix}low": _("{place} 下限").format(place=place),
            f"{prefix}high": _("{place} 上限").format(place=place),
        }
    return headers | {
        "difference": _("差"),
        "difference_low": _("差的下限"),
        "difference_high": _("差的上限"),
    }
