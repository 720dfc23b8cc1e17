"""What axe-core finds on a page against WCAG 2.1 A and AA: one line per rule and place."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
SOURCE = files("axe_playwright_python").joinpath("axe.min.js")
RUN = """(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"""


def violations(page: Page) -> list[str]:
    """Rule, selector, element and why: one line per element that breaks a rule."""
    page.evaluate(SOURCE.read_text("utf-8"))
    found: dict[str, Any] = page.evaluate(RUN, TAGS)
    return [_line(rule["id"], node) for rule in found["violations"] for node in rule["nodes"]]


def _line(rule: str, node: dict[str, Any]) -> str:
    why = node["failureSummary"].splitlines()[-1].strip()
    return f"{rule}: {node['target']} {node['html'][:160]} | {why}"
