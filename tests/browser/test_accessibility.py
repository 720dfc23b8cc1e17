"""Reached by keyboard, readable on a telephone. What axe finds is in test_every_page.py."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.browsing import Visit

FOCUSED = """() => {
    const one = document.activeElement;
    const name = one.getAttribute('aria-label') || one.innerText || '';
    return one.tagName.toLowerCase() + ' ' + name.trim().split('\\n')[0];
}"""


def test_everything_that_acts_is_reached_by_keyboard(visit: Visit):
    visit.open("overview")
    reached = []
    for _step in range(70):
        visit.page.keyboard.press("Tab")
        reached.append(visit.page.evaluate(FOCUSED))
    text = "\n".join(reached)
    for wanted in ("总览", "期间", "对比", "镇街", "重置筛选", "中文", "受理工单", "指标", "下载"):
        assert wanted in text, text
    assert sum(one.startswith("a ") for one in reached) >= 15


def test_a_filter_is_set_by_keyboard_alone(visit: Visit):
    visit.open("mediation")
    visit.page.get_by_label("镇街").focus()
    visit.page.keyboard.type("木渎")
    visit.page.keyboard.press("Enter")
    expect(visit.page).to_have_url(re.compile("town=320506103"), timeout=60_000)


def test_cards_are_read_on_a_telephone(narrow_visit: Visit):
    narrow_visit.open("overview")
    card = narrow_visit.page.locator(".wz-card").first
    expect(card).to_be_visible()
    box = card.bounding_box()
    assert box
    assert box["width"] > 160
    sizes = narrow_visit.page.locator(".wz-card .note").evaluate_all(
        "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 12
