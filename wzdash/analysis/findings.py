"""What a chart's title says: one sentence computed from the frame that is drawn. Empty frames say nothing."""

from __future__ import annotations

import pandas as pd

from wzdash.labels import N_, _, month, number, percent, signed

WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))


def leading(rows: pd.DataFrame, name: str, value: str, what: str) -> str:
    """The name with the largest value and its share, from one row per name."""
    known = rows[rows[value].notna()]
    total = known[value].sum()
    if known.empty or total <= 0:
        return _("{what}:没有数据").format(what=what)
    first = known.sort_values(value).iloc[-1]
    return _("{name}{what}最多,占 {share}").format(
        name=first[name], what=what, share=percent(first[value] / total)
    )


def lowest(rows: pd.DataFrame, name: str, value: str, what: str) -> str:
    """The name with the smallest share, from one row per name."""
    known = rows[rows[value].notna()]
    if known.empty:
        return _("{what}:没有数据").format(what=what)
    last = known.sort_values(value).iloc[0]
    return _("{name}{what}最低,为 {value}").format(name=last[name], what=what, value=percent(last[value]))


def trend(rows: pd.DataFrame, time: str, value: str, what: str, before: float | None) -> str:
    """The total against the comparison period, else the peak month, from one row per month."""
    total = rows[value].sum()
    if rows.empty or not total:
        return _("{what}:没有数据").format(what=what)
    if before is not None and not pd.isna(before) and before > 0:
        return _("{what} {n},较对比期 {change}").format(
            what=what, n=number(total), change=signed((total / before - 1) * 100, 1, " %")
        )
    peak = rows.sort_values(value).iloc[-1]
    return _("{what} {n},最高在{month}").format(what=what, n=number(total), month=month(peak[time]))


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
