"""The frame as a user meets it: links, filters across pages, language, chips, downloads that open."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.browsing import Visit, visiting
from tests.browser.clicking import filter_by, go_to, query

MUDU = "320506103"
SPRING = {"from": "2020-03-01", "to": "2020-06-30", "cmp": "previous", "town": MUDU}
LINKED = ("mediation", "grid_map")  # filters of its own net, and a map


def main(visit: Visit) -> Locator:
    """The part of the page beside the sidebar."""
    return visit.page.locator('[data-testid="stMainBlockContainer"]')


@pytest.mark.parametrize("key", LINKED)
def test_a_copied_link_shows_the_same_view_in_a_new_browser(
    browser: Browser, dashboard: str, visit: Visit, key: str
):
    visit.open(key, **SPRING)
    text, address = main(visit).inner_text(), visit.page.url
    assert "2020年3月1日至6月30日" in text
    assert "木渎镇" in text
    with visiting(browser, dashboard) as second:
        second.page.goto(address)
        second.settle()
        assert main(second).inner_text() == text


def test_filters_survive_moving_between_pages(visit: Visit):
    visit.open("work_orders", **SPRING)
    go_to(visit, "mediation")
    assert {key: query(visit)[key] for key in SPRING} == SPRING
    go_to(visit, "incidents")
    assert {key: query(visit)[key] for key in SPRING} == SPRING
    expect(main(visit)).to_contain_text("木渎镇")


def test_a_filter_of_one_net_waits_while_another_is_shown(visit: Visit):
    visit.open("incidents", group="burglary")
    go_to(visit, "work_orders")
    assert "group" not in query(visit)
    go_to(visit, "incidents")
    assert query(visit)["group"] == "burglary"


BAD = (
    ({"from": "yesterday"}, "yesterday"),
    ({"from": "2020-12-31", "to": "2020-01-01"}, "2020-12-31"),
    ({"town": "999"}, "999"),
    ({"town": "<script>alert(1)</script>"}, "town"),
    ({"cmp": "never"}, "never"),
)


def test_a_bad_link_says_what_is_wrong_and_shows_the_default(visit: Visit):
    for bad, said in BAD:
        visit.open("incidents", **bad)
        alert = visit.page.locator('[data-testid="stAlert"]').first
        expect(alert).to_contain_text("链接中的参数有误")
        expect(alert).to_contain_text(said)
        assert visit.page.locator('[data-testid="stException"]').count() == 0
        expect(main(visit)).to_contain_text("2020年1月1日至12月31日")


def test_language_stays_and_is_in_the_link(visit: Visit):
    visit.open("work_orders")
    visit.page.get_by_text("English", exact=True).click()
    visit.settle()
    assert query(visit)["lang"] == "en"
    expect(main(visit)).to_contain_text("Work orders received")
    visit.page.get_by_text("Defence line", exact=True).first.click()
    visit.page.locator('[data-testid="stTopNavDropdownLink"]', has_text="Mediation").first.click()
    visit.settle()
    expect(main(visit)).to_contain_text("Disputes found and handled")


def test_a_chip_removes_its_filter_and_reset_removes_all(visit: Visit):
    visit.open("work_orders", **SPRING)
    main(visit).get_by_role("button", name="镇街").first.click()
    visit.settle()
    assert "town" not in query(visit)
    assert query(visit)["from"] == SPRING["from"]
    visit.page.get_by_role("button", name="重置筛选").click()
    visit.settle()
    assert query(visit)["from"] == "2020-01-01"


def test_a_town_chosen_in_the_sidebar_filters_the_page(visit: Visit):
    visit.open("work_orders")
    filter_by(visit, "镇街", "木渎镇", f"town={MUDU}")
    assert query(visit)["town"] == MUDU


def download(visit: Visit, kind: str) -> Path:
    """The file behind the first chart's download button."""
    main(visit).get_by_role("button", name="下载").first.click()
    with visit.page.expect_download(timeout=60_000) as waiting:
        visit.page.get_by_role("button", name=kind, exact=True).first.click()
    return Path(waiting.value.path())


def test_csv_opens_with_chinese_headers_and_the_demo_mark(visit: Visit):
    visit.open("work_orders", **SPRING)
    data = download(visit, "CSV").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = pd.read_csv(io.BytesIO(data), encoding="utf-8-sig")
    assert rows["时间"].tolist() == ["2020-03-01", "2020-04-01", "2020-05-01", "2020-06-01"]
    assert (rows["受理工单"] > 0).all()
    assert "演示数据" in data.decode("utf-8-sig")
    assert "木渎镇" in data.decode("utf-8-sig")


def test_pictures_are_pictures_and_carry_the_demo_mark(visit: Visit):
    visit.open("work_orders")
    assert download(visit, "PNG").read_bytes().startswith(b"\x89PNG")
    visit.page.keyboard.press("Escape")
    svg = download(visit, "SVG").read_text("utf-8")
    assert "演示数据" in svg
    assert "受理工单" in svg
