"""What changed most: town × category group against the comparison period, in counts and in words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from wzdash.analysis.card_interval import count_interval
from wzdash.analysis.discovery import DISCOVERY, false_discovery
from wzdash.labels import _, language, number, percent, signed
from wzdash.metrics.catalogue import metric

KEYS = ["town", "group", "town_name", "group_name"]
COUNTED = ("orders_received", "incidents", "disputes_screened")


def pairs(now: pd.DataFrame, before: pd.DataFrame, name: str) -> pd.DataFrame:
    """One row per town and category group: count now and before, and z = 2(√now − √before).

    A pair that is suppressed in either period is left out: it is not a zero.
    """
    both = pd.concat([_shown(now, name, "now"), _shown(before, name, "before")])
    rows = both.groupby(KEYS, as_index=False)[["now", "before", "hidden"]].sum()
    rows = rows[rows["hidden"] == 0]
    return rows.assign(z=2 * (np.sqrt(rows["now"]) - np.sqrt(rows["before"])), metric=name)


def beyond_chance(rows: pd.DataFrame) -> pd.DataFrame:
    """The pairs that moved beyond chance among all compared (false discovery rate 5 %), surest first."""
    adjusted = false_discovery(2 * stats.norm.sf(rows["z"].abs() / np.sqrt(2)))
    return rows[adjusted < DISCOVERY].sort_values("z", key=np.abs, ascending=False)


def _shown(rows: pd.DataFrame, name: str, column: str) -> pd.DataFrame:
    """The pairs with a town, their count under a name, and whether it is hidden."""
    placed = rows.dropna(subset=["town", "group"])
    return placed[KEYS].assign(**{column: placed[name], "hidden": placed[name].isna()})


def sentence(row: Any) -> str:
    """One pair's change in words, with its 95 % interval where there is one."""
    one, unit = metric(row.metric), language() == "zh"  # in English the label says what is counted
    change = signed((row.now / row.before - 1) * 100, 1, " %") if row.before else _("对比期为 0")
    limits = count_interval(row.now, row.before)
    if limits:
        low, high = (signed(limit * 100, 1, " %") for limit in limits)
        change = _("{change},95 % 区间 {low} 至 {high}").format(change=change, low=low, high=high)
    return _("{town} · {group}:{what} {now},对比期 {before}({change})").format(
        town=row.town_name,
        group=row.group_name,
        what=_(one.label),
        now=one.text(row.now, unit=unit),
        before=one.text(row.before, unit=unit),
        change=change,
    )


def scale(compared: int, moved: int) -> str:
    """How many pairs were compared, and how the limit takes that into account."""
    return _(
        "比较了 {n} 个镇街 × 类别,{k} 个超出偶然波动(计数按泊松,错误发现率不高于 {rate}),"
        "按超出的程度排列;波动大于泊松的类别会更多越限。"
    ).format(n=number(compared), k=number(moved), rate=percent(DISCOVERY, 0))
