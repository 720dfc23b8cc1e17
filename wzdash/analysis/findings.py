"""What a chart's title says: one sentence computed from the frame that is drawn. Empty frames say nothing."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from wzdash.labels import N_, _, month, number, percent

WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))


Say = Callable[[float], str]


def leading(rows: pd.DataFrame, name: str, value: str, what: str, total: float) -> str:
    """The name with the largest count and its share of `total`, from one row per name.

    `total` is that of the question, not of the rows that may be shown.
    """
    known = rows[rows[value].notna()]
    if known.empty or pd.isna(total) or total <= 0:
        return _("{what}:没有数据").format(what=what)
    first = known.sort_values(value).iloc[-1]
    return _("{name}{what}最多,占 {share}").format(
        name=first[name], what=what, share=percent(first[value] / total)
    )


def extreme(
    rows: pd.DataFrame, name: str, value: str, what: str, say: Say, *, lowest: bool, key: str = ""
) -> str:
    """The name with the lowest or the highest rate, from one row per name; rates have no share of a total.

    `key`: column of codes; a row without one is no place or kind, and is not named.
    """
    known = rows.dropna(subset=[value, key] if key else [value]).sort_values(value, ascending=lowest)
    if known.empty:
        return _("{what}:没有数据").format(what=what)
    first = known.iloc[0]
    text = _("{name}{what}最低,为 {value}") if lowest else _("{name}{what}最高,为 {value}")
    return text.format(name=first[name], what=what, value=say(first[value]))


def trend(rows: pd.DataFrame, time: str, value: str, what: str, *, overall: str, change: str) -> str:
    """The value of the whole period as text and its change as text, else the peak, from one row per instant.

    The overall value is asked of the metric: a sum of rates, or of the months that may be shown, is not it.
    """
    known = rows[rows[value].notna()]
    if known.empty or not known[value].any():
        return _("{what}:没有数据").format(what=what)
    if change:
        return _("{what} {n},较对比期 {change}").format(what=what, n=overall, change=change)
    peak = known.sort_values(value).iloc[-1]
    return _("{what} {n},最高在{month}").format(what=what, n=overall, month=month(peak[time]))


def busiest_hour(rows: pd.DataFrame, hour: str, weekday: str, value: str, what: str) -> str:
    """The weekday and hour with the largest value, from one row per weekday 1…7 and hour."""
    known = rows[rows[hour].notna() & rows[weekday].notna() & rows[value].notna()]
    if known.empty or not known[value].sum():
        return _("{what}:没有到小时的数据").format(what=what)
    top = known.sort_values(value).iloc[-1]
    day = WEEKDAYS[int(top[weekday]) - 1]
    return _("{what}最集中在{day} {hour} 时").format(what=what, day=_(day), hour=int(top[hour]))


def strongest_pair(rows: pd.DataFrame, row: str, column: str, value: str, what: str) -> str:
    """The pair with the largest value, from one row per pair of names."""
    known = rows[rows[value].notna()]
    if known.empty or not known[value].sum():
        return _("{what}:没有数据").format(what=what)
    top = known.sort_values(value).iloc[-1]
    return _("{column}的{row}最多:{n}").format(column=top[column], row=top[row], n=number(top[value]))


def pipeline(counts: pd.Series, names: list[str], what: str) -> str:
    """Which step of a funnel loses most, from counts in order."""
    if len(counts) < 2 or not counts.iloc[0]:
        return _("{what}:没有数据").format(what=what)
    lost = counts.shift(1) - counts
    step = int(lost.iloc[1:].to_numpy().argmax()) + 1
    return _("{first} {n},{last}占 {share};{step}一步减少最多").format(
        first=names[0],
        n=number(counts.iloc[0]),
        last=names[-1],
        share=percent(counts.iloc[-1] / counts.iloc[0]),
        step=names[step],
    )
