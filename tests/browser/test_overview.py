"""The overview as a leader meets it: one screen, sentences that open what they say, measures of the map."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.browsing import Visit

WALL = {"width": 1920, "height": 1080}
SCROLLS = """() => {
    const main = document.querySelector('[data-testid="stMain"]');
    return main.scrollHeight - main.clientHeight;
}"""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_three_nets_are_on_one_screen_without_scrolling(visit: Visit, lang: str):
    visit.page.set_viewport_size(WALL)
    visit.open("overview", lang=lang)
    assert visit.page.locator(".wz-card").count() == 12
    assert visit.page.locator(".wz-card img").count() >= 9
    assert visit.page.locator("ul.wz-warn li").count() >= 2
    expect(visit.page.locator('[data-testid="stDeckGlJsonChart"]')).to_be_visible()
    assert visit.page.evaluate(SCROLLS) == 0


def test_a_change_opens_the_page_and_the_filters_that_show_it(visit: Visit):
    visit.open("overview", **{"from": "2020-01-01", "to": "2020-06-30", "cmp": "last_year"})
    sentence = visit.page.locator("ol.wz-list li a").first
    town = sentence.inner_text().split(" · ")[0]
    sentence.click()
    visit.page.wait_for_url("**town=*")
    visit.settle()
    parts = urlsplit(visit.page.url)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    assert parts.path.strip("/") in {"work_orders", "incidents", "mediation"}
    assert (query["from"], query["to"], query["cmp"]) == ("2020-01-01", "2020-06-30", "last_year")
    assert {"town", "group"} <= set(query)
    expect(visit.page.locator('[data-testid="stMainBlockContainer"]')).to_contain_text(town)


def test_the_map_shows_another_measure(visit: Visit):
    visit.open("overview")
    visit.page.get_by_role("combobox", name="指标").click()
    visit.page.get_by_role("option", name="满意率").click()
    visit.settle()
    expect(visit.page.locator('[data-testid="stMainBlockContainer"]')).to_contain_text("满意率最低")
