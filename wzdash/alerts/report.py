"""Findings in words and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from wzdash.alerts.check import LEVELS, Finding
from wzdash.codes import CODES, label
from wzdash.labels import _, number, period, pick
from wzdash.metrics.catalogue import metric
from wzdash.store import schema
from wzdash.store.engine import Store


def part_names(store: Store, by: str, fact: str) -> dict[str, str]:
    """{code: name} of what a rule is cut by, in the running language; empty for words."""
    if by in LEVELS:
        table, where = schema.area, schema.area.c.level == by
    elif by in ("group", "category"):
        table, where = schema.category, schema.category.c.domain == fact
    elif by == "department":
        table, where = schema.department, schema.department.c.code.is_not(None)
    else:
        codes = f"{fact}.{by}"
        return {code: label(codes, code) for code in CODES.get(codes, ())}
    c = table.c
    rows = store.read(select(c.code, c.name_zh, c.name_en).where(where))
    return {str(row["code"]): pick(row["name_zh"], row["name_en"]) for row in rows.to_dict("records")}


def sentence(finding: Finding, names: dict[str, str]) -> str:
    """The finding in words: where, which metric, its value, period and limit."""
    one = metric(finding.metric)
    where = names.get(finding.part, finding.part)
    value = one.text(finding.value) if finding.value is not None else _("不能判断")
    text = _("{label}:{value}({period})").format(
        label=finding.label or _(one.label), value=value, period=period(finding.start, finding.end)
    )
    if finding.expected is not None:
        text += _(",按季节预期 {expected}").format(expected=number(finding.expected))
    for limit, words in ((finding.low, _(",下限 {limit}")), (finding.high, _(",上限 {limit}"))):
        if limit is not None:
            text += words.format(limit=one.text(limit))
    return f"{where} · {text}" if where else text


def as_json(finding: Finding, names: dict[str, str]) -> dict[str, Any]:
    """The finding as JSON has it."""
    plain = asdict(finding) | {"start": finding.start.isoformat(), "end": finding.end.isoformat()}
    return plain | {
        "filters": {key: list(codes) for key, codes in finding.filters},
        "part_name": names.get(finding.part, finding.part),
        "text": sentence(finding, names),
    }
