"""The overview as a leader meets it: one screen, sentences that open what they say, measures of the map."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.browsing import Visit
from tests.browser.clicking import query

WALL = {"width": 1920, "height": 1080}
SCROLLS = """() => {
    const main = document.querySelector('[data-testid="stMain"]');
    return main.scrollHeight - main.clientHeight;
}"""


def assert_is_one_screen(visit: Visit) -> None:
    """Cards, sparklines, warnings and the map, with nothing below the lower edge."""
    assert visit.page.locator(".wz-card").count() == 12
    assert visit.page.locator(".wz-card img").count() >= 9
    assert visit.page.locator("ul.wz-warn li").count() >= 2
    assert visit.page.locator(".wz-net h2").count() == 3
    expect(visit.page.locator('[data-testid="stDeckGlJsonChart"]')).to_be_visible()
    assert visit.page.evaluate(SCROLLS) == 0


def test_the_three_nets_are_on_one_screen_and_a_change_opens_what_shows_it(visit: Visit):
    visit.page.set_viewport_size(WALL)
    visit.open("overview", **{"from": "2020-07-01", "to": "2020-12-31", "cmp": "previous"})
    assert_is_one_screen(visit)
    visit.page.get_by_role("combobox", name="指标").click()
    visit.page.get_by_role("option", name="满意率").click()
    visit.settle()
    expect(visit.page.locator('[data-testid="stMainBlockContainer"]')).to_contain_text("满意率最低")
    sentence = visit.page.locator("ol.wz-list li a").first
    town = sentence.inner_text().split(" · ")[0]
    sentence.click()
    visit.page.wait_for_url("**town=*")
    visit.settle()
    found = query(visit)
    assert urlsplit(visit.page.url).path.strip("/") in {"work_orders", "incidents", "mediation"}
    assert (found["from"], found["to"], found["cmp"]) == ("2020-07-01", "2020-12-31", "previous")
    assert {"town", "group"} <= set(found)
    expect(visit.page.locator('[data-testid="stMainBlockContainer"]')).to_contain_text(town)


def test_the_words_of_another_language_fit_on_the_screen_too(visit: Visit):
    visit.page.set_viewport_size(WALL)
    visit.open("overview", lang="en")
    assert_is_one_screen(visit)
