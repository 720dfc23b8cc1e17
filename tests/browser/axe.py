"""What axe-core finds on a page against WCAG 2.1 A and AA, and the charts and maps that have no words."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

from tests.browser.browsing import Visit

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
SOURCE = files("axe_playwright_python").joinpath("axe.min.js")
# Streamlit's own list of pages on a telephone, whose groups are <div> between <ul> and <li>: not ours.
NOT_OURS = '[data-testid="stSidebarNavItems"]'
RUN = """([tags, without]) => axe.run(
    {exclude: [without]}, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"""

UNSEEN = """() => [...document.querySelectorAll('.js-plotly-plot, canvas, .wz-card img')].filter(one => {
    if (getComputedStyle(one).display === 'none') return false;
    for (let at = one; at && at !== document.body; at = at.parentElement) {
        if (['aria-label', 'alt', 'aria-hidden'].some(name => at.getAttribute(name))) return false;
        if (at.dataset && at.dataset.testid === 'stDataFrame') return false;
    }
    return true;
}).map(one => one.outerHTML.slice(0, 120))"""


def assert_is_accessible(visit: Visit) -> None:
    """WCAG 2.1 AA by axe-core, and every chart and map has words."""
    found = violations(visit.page)
    assert not found, "\n".join(found)
    assert not visit.page.evaluate(UNSEEN)


def violations(page: Page) -> list[str]:
    """Rule, selector, element and why: one line per element that breaks a rule."""
    page.evaluate(SOURCE.read_text("utf-8"))
    found: dict[str, Any] = page.evaluate(RUN, [TAGS, NOT_OURS])
    return [_line(rule["id"], node) for rule in found["violations"] for node in rule["nodes"]]


def _line(rule: str, node: dict[str, Any]) -> str:
    why = node["failureSummary"].splitlines()[-1].strip()
    return f"{rule}: {node['target']} {node['html'][:160]} | {why}"
