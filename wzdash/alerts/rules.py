"""The rules of the alerts file, `data/alerts.toml`: read, validated, each fault named with what is allowed.

[[rule]]
name = "on_time"          # used once, in lower case
metric = "on_time_closure"
below = 0.95              # or above; or anomaly = true
by = "town"               # one check per town; empty: one for all
town = ["320506103"]      # any filter of the metric's fact
days = 30                 # or months; the last whole ones before the data date
lag_days = 30             # ends so many days before it: time to be worked off
least = 50                # fewer rows behind the number are not judged
"""

from __future__ import annotations

import math
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from wzdash.errors import MetricError, ScopeError, SettingsError
from wzdash.labels import _
from wzdash.metrics.catalogue import metric
from wzdash.scope import FILTERS, Scope
from wzdash.settings import DATA
from wzdash.store.grains import GRAINS, TIMES

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
SPANS = {"days": (1, 3660), "months": (1, 120), "lag_days": (0, 3650), "least": (0, 10**9)}
LIMITS = ("below", "above")
FIELDS = ("name", "label", "metric", *LIMITS, "anomaly", "by", *SPANS)
_ANY_DAYS = (date(2000, 1, 1), date(2000, 1, 1))
NOT_CUTS = {*TIMES, "hour", "weekday"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: a metric over a period before the data date, against a limit or its own season.

    `where`: its file and number, for messages.
    """

    name: str
    metric: str
    label: str = ""
    below: float | None = None
    above: float | None = None
    anomaly: bool = False
    by: str = ""
    days: int = 0
    months: int = 1
    lag_days: int = 0
    least: int = 0
    filters: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())
    where: str = field(default="", compare=False)


def rules_file(env: Mapping[str, str] | None = None) -> Path:
    """The file that WZDASH_ALERTS names; data/alerts.toml without it."""
    env = os.environ if env is None else env
    return Path(env.get("WZDASH_ALERTS") or DATA / "alerts.toml").expanduser()


def read_rules(path: Path) -> tuple[Rule, ...]:
    """The rules in order. Raises SettingsError naming file, rule, field, value and what is allowed."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SettingsError(_("没有预警规则文件 {path}").format(path=path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(_("{path} 不是有效的 TOML:{error}").format(path=path, error=error)) from None
    tables = raw.get("rule", [])
    if set(raw) - {"rule"} or not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
        raise SettingsError(_("{path}:只能有 [[rule]],每条规则一个").format(path=path))
    rules = tuple(_rule(table, f"{path.name}, rule {n}") for n, table in enumerate(tables, 1))
    names = [rule.name for rule in rules]
    doubled = next((name for name in names if names.count(name) > 1), None)
    if doubled:
        raise SettingsError(f"{path.name}: " + _("name = {value!r} 用了两次").format(value=doubled))
    return rules


def _rule(table: dict[str, Any], where: str) -> Rule:
    where += f" ({table['name']})" if isinstance(table.get("name"), str) else ""
    unknown = sorted(set(table) - set(FIELDS) - set(FILTERS))
    if unknown:
        raise _fault(where, unknown[0], table[unknown[0]], ", ".join((*FIELDS, *FILTERS)))
    _check_texts(table, where)
    fields = {key: value for key, value in table.items() if key in FIELDS}
    for key, (low, high) in SPANS.items():
        value = table.get(key, low)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise _fault(where, key, value, f"{low} … {high}")
    if {"days", "months"} <= set(table):
        raise _fault(where, "days", table["days"], _("days 和 months 只能写一个"))
    _check_limits(table, where)
    rule = Rule(**fields, filters=_filters(table, where), where=where)
    _check_metric(rule, where)
    return rule


def _check_texts(table: dict[str, Any], where: str) -> None:
    for key in ("name", "metric", "label", "by"):
        if not isinstance(table.get(key, ""), str):
            raise _fault(where, key, table[key], _("一段文字"))
    if not NAME.fullmatch(table.get("name", "")):
        raise _fault(where, "name", table.get("name"), _("小写字母、数字和下划线"))


def _check_limits(table: dict[str, Any], where: str) -> None:
    """Exactly one kind of rule: below and/or above, or anomaly."""
    for key in LIMITS:
        value = table.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise _fault(where, key, value, _("一个数字"))
    if set(LIMITS) <= set(table) and table["below"] > table["above"]:
        raise _fault(where, "below", table["below"], _("不大于 above = {above}").format(above=table["above"]))
    if not isinstance(table.get("anomaly", False), bool):
        raise _fault(where, "anomaly", table["anomaly"], "true, false")
    limited = any(key in table for key in LIMITS)
    if limited == bool(table.get("anomaly")):
        raise _fault(where, "anomaly", table.get("anomaly"), _("写 below 或 above,或者 anomaly = true"))


def _filters(table: dict[str, Any], where: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The filters of a rule, in the form that a scope has."""
    chosen: dict[str, list[str]] = {}
    for key in sorted(set(table) & set(FILTERS)):
        value = table[key]
        codes = [value] if isinstance(value, str) else value
        if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes) or not codes:
            raise _fault(where, key, value, _('代码的列表,如 ["320506103"]'))
        chosen[key] = codes
    try:
        return Scope(*_ANY_DAYS).where(**chosen).filters
    except ScopeError as error:
        raise SettingsError(f"{where}: {error}") from None


def _check_metric(rule: Rule, where: str) -> None:
    try:
        one = metric(rule.metric)
    except MetricError as error:
        raise SettingsError(f"{where}: {error}") from None
    grain = GRAINS[one.fact]
    cuts = sorted(set(grain.dimensions) - NOT_CUTS)
    if rule.by and rule.by not in cuts:
        raise _fault(where, "by", rule.by, ", ".join(cuts))
    for key, codes in rule.filters:
        if key not in grain.dimensions:
            raise _fault(where, key, codes[0], ", ".join(cuts))
    if one.share and any(limit is not None and not 0 <= limit <= 1 for limit in (rule.below, rule.above)):
        raise _fault(where, "below / above", rule.below or rule.above, _("0 … 1,如 0.95 表示 95 %"))
    if rule.anomaly and (one.is_rate or grain.time is None or not rule.by):
        raise _fault(where, "anomaly", rule.metric, _('按月计数的指标,并写明 by,如 by = "town"'))


def _fault(where: str, key: str, value: Any, allowed: str) -> SettingsError:
    text = _("{where}:{key} = {value!r} 不可用;可用:{allowed}")
    return SettingsError(text.format(where=where, key=key, value=value, allowed=allowed))
