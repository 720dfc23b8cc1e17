"""Findings in words and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from wzdash.alerts.check import Finding
from wzdash.labels import _, number, period
from wzdash.metrics.catalogue import metric


def sentence(finding: Finding, names: dict[str, str]) -> str:
    """The finding in words: where and of what, which metric, its value, period and limit."""
    one = metric(finding.metric)
    codes = [code for _key, codes in finding.filters for code in codes]
    where = " · ".join(names.get(code, code) for code in [finding.part, *codes] if code)
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
