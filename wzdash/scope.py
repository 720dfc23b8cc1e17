"""Scope: the slice of the district that a question is asked of.

Built from the sidebar or a link, clipped to what the viewer may see, a cache key, printed on every export.
A filter is one row of FILTERS; adding one needs no other code.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from wzdash.codes import allowed
from wzdash.errors import ScopeError
from wzdash.labels import N_, _, period

COMPARISONS = {"last_year": N_("去年同期"), "previous": N_("上一周期"), "none": N_("不比较")}
YEARS = range(1900, 2200)
MOST_CODES = 1000  # more than all cells of a district; a longer list is not a choice
CODE = re.compile(r"[\w.\-]{1,40}")


@dataclass(frozen=True, slots=True)
class Filter:
    """One thing a scope may be narrowed by: its key in links, its label, the column it compares."""

    key: str
    label: str
    column: str
    lists: tuple[str, ...] = ()  # names of code lists in codes.CODES; empty: codes come from the store

    def refused(self, code: str) -> bool:
        """True when the code cannot be one: its form, or in no code list."""
        listed = not self.lists or any(code in allowed(name) for name in self.lists)
        return not (CODE.fullmatch(code) and listed)

    def allowed(self) -> str:
        """What may be asked for, in words; empty when only the store knows."""
        return ", ".join(dict.fromkeys(code for name in self.lists for code in allowed(name)))


FILTERS = {
    row.key: row
    for row in (
        Filter("town", N_("镇街"), "town_code"),
        Filter("village", N_("村社区"), "village_code"),
        Filter("grid", N_("网格"), "grid_code"),
        Filter("group", N_("类别大类"), "group_code"),
        Filter("category", N_("类别"), "category_code"),
        Filter("source", N_("来源"), "source", ("work_order.source", "incident.source", "dispute.source")),
        Filter("department", N_("责任部门"), "department_code"),
        Filter("pipeline", N_("调解渠道"), "pipeline", ("dispute.pipeline",)),
        Filter("level", N_("调解层级"), "level", ("dispute.level", "organisation.level")),
        Filter("programme", N_("检查专项"), "programme", ("inspection.programme",)),
        Filter("severity", N_("隐患等级"), "severity", ("hazard.severity",)),
        Filter("weekday", N_("星期"), "weekday", ("time.weekday",)),
        Filter("hour", N_("小时"), "hour", ("time.hour",)),
        Filter("kind", N_("种类"), "kind", ("organisation.kind", "warning_day.kind", "campaign_day.kind")),
    )
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Period (both days included), comparison period and filters: {filter key: codes}, sorted, hashable."""

    start: date
    end: date
    comparison: str = "last_year"
    filters: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())

    def __post_init__(self) -> None:
        for day in (self.start, self.end):
            if day.year not in YEARS:
                raise ScopeError(
                    _("日期 {day} 超出范围:{first}–{last} 年").format(day=day, first=YEARS[0], last=YEARS[-1])
                )
        if self.start > self.end:
            raise ScopeError(
                _("开始日期 {start} 晚于结束日期 {end}:请对调。").format(start=self.start, end=self.end)
            )
        if self.comparison not in COMPARISONS:
            raise ScopeError(
                _("cmp={value!r} 不可用;可用:{allowed}").format(
                    value=self.comparison, allowed=", ".join(COMPARISONS)
                )
            )

    def values(self, key: str) -> tuple[str, ...]:
        """Codes that the filter allows; empty: everything."""
        return dict(self.filters).get(key, ())

    def where(self, **codes: Sequence[str] | str | None) -> Scope:
        """The scope with these filters set; None or an empty list removes one."""
        new = dict(self.filters)
        for key, value in codes.items():
            if key not in FILTERS:
                raise ScopeError(
                    _("没有名为 {key} 的筛选;可用:{allowed}").format(key=key, allowed=", ".join(FILTERS))
                )
            chosen = (value,) if isinstance(value, str) else tuple(value or ())
            _check(FILTERS[key], chosen)
            new[key] = tuple(sorted(set(chosen)))
        return replace(self, filters=tuple(sorted((k, v) for k, v in new.items() if v)))

    def after(self, seen: Scope, now: Scope) -> Scope:
        """`now` with what this scope changes against `seen`: a wish on one scope, granted in a later one."""
        if now == seen:
            return self
        dated = self if (self.start, self.end) != (seen.start, seen.end) else now
        compared = self if self.comparison != seen.comparison else now
        keys = {key for key, _codes in (*self.filters, *seen.filters)}
        changed = {key: self.values(key) for key in keys if self.values(key) != seen.values(key)}
        return replace(now.where(**changed), start=dated.start, end=dated.end, comparison=compared.comparison)

    def between(self, start: date, end: date) -> Scope:
        """The same filters over another period."""
        return replace(self, start=start, end=end)

    @property
    def days(self) -> int:
        """Number of days in the period."""
        return (self.end - self.start).days + 1

    @property
    def months(self) -> int:
        """Number of months when the period is made of whole ones; else 0."""
        after = self.end + timedelta(days=1)
        whole = self.start.day == 1 and after.day == 1
        return (after.year - self.start.year) * 12 + after.month - self.start.month if whole else 0

    def compared(self) -> Scope | None:
        """The scope of the comparison period; None when there is none."""
        if self.comparison == "none":
            return None
        months = 12 if self.comparison == "last_year" else self.months
        if months:
            after = self.end + timedelta(days=1)
            whole = after.day == 1  # the end of a month is compared with the end of a month
            end = (
                months_before(after, months) - timedelta(days=1) if whole else months_before(self.end, months)
            )
            return self.between(months_before(self.start, months), end)
        return self.between(self.start - timedelta(days=self.days), self.start - timedelta(days=1))

    def clipped(self, towns: Collection[str] | None) -> Scope:
        """The scope reduced to the towns a viewer may see (None: all). Raises ScopeError if none is left."""
        if towns is None:
            return self
        wanted = self.values("town")
        left = sorted(set(wanted) & set(towns)) if wanted else sorted(towns)
        if not left:
            raise ScopeError(_("无权查看所选镇街。"))
        return self.where(town=left)

    def to_query(self) -> dict[str, str]:
        """The scope as link parameters: from, to, cmp and one per filter."""
        query = {"from": self.start.isoformat(), "to": self.end.isoformat(), "cmp": self.comparison}
        return query | {key: ",".join(codes) for key, codes in self.filters}

    def text(self, names: Mapping[str, str] | None = None) -> str:
        """The scope in words, for a chip row or an export: period and filters, by name where known."""
        names = names or {}
        parts = [period(self.start, self.end)]
        for key, codes in self.filters:
            shown = _("、").join(names.get(code, code) for code in codes[:6]) + (
                " …" if len(codes) > 6 else ""
            )
            parts.append(_("{label}:{values}").format(label=_(FILTERS[key].label), values=shown))
        return " · ".join(parts)


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month; its last day where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def year_before(day: date) -> date:
    """The same day of the year before; 28 February for 29 February."""
    return months_before(day, 12)


def _check(one: Filter, codes: Sequence[str]) -> None:
    """Raises ScopeError for a code that cannot be one, naming what is allowed, and for too many."""
    if len(codes) > MOST_CODES:
        raise ScopeError(_("{key} 的代码多于 {most} 个").format(key=one.key, most=MOST_CODES))
    bad = next((code for code in codes if one.refused(code)), None)
    if bad is None:
        return
    message = _("{key}={value!r} 不是代码;可用:{allowed}") if one.lists else _("{key}={value!r} 不是代码")
    raise ScopeError(message.format(key=one.key, value=bad[:40], allowed=one.allowed()))


def _parse_day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ScopeError(
            _("{name}={value!r} 不是日期;应为 2020-12-31 这样的格式").format(name=name, value=text[:40])
        ) from None


def from_query(query: Mapping[str, str], default: Scope) -> Scope:
    """The scope a link asks for; what it does not say comes from `default`.

    Raises ScopeError naming the parameter, its value and what is allowed.
    """
    start = _parse_day("from", query["from"]) if "from" in query else default.start
    end = _parse_day("to", query["to"]) if "to" in query else default.end
    scope = replace(default, start=start, end=end, comparison=query.get("cmp", default.comparison))
    filters = {key: [c for c in query[key].split(",") if c] for key in FILTERS if key in query}
    return scope.where(**filters)
