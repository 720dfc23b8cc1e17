"""Work orders in a browser: clicks on bars and cells filter the page and say so, back, downloads."""

from __future__ import annotations

import io
from urllib.parse import parse_qs, urlsplit

import pandas as pd
from playwright.sync_api import Locator, expect

from tests.browser.browsing import Visit

YEAR = {"from": "2020-01-01", "to": "2020-12-31"}


def query(visit: Visit) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(visit.page.url).query).items()}


def open_tab(visit: Visit, name: str) -> None:
    visit.page.get_by_role("tab", name=name, exact=True).click()
    visit.settle()


def chart(visit: Visit, key: str) -> Locator:
    return visit.page.locator(f".st-key-chart_{key} .nsewdrag").first


def click_on(visit: Visit, key: str, across: float, down: float) -> None:
    """Clicks at a share of the width and height of a chart's plot area and waits for what it filters."""
    plot = chart(visit, key)
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box
    x, y = box["x"] + across * box["width"], box["y"] + down * box["height"]
    visit.page.mouse.move(x, y)
    visit.page.wait_for_timeout(300)
    visit.page.mouse.click(x, y)
    expect(visit.page.locator('[data-testid="stToast"]').last).to_contain_text("已按点击筛选")
    visit.settle()


def go_back(visit: Visit) -> None:
    visit.page.get_by_role("button", name="返回上一步").click()
    visit.settle()


def test_a_click_on_a_bar_filters_the_page_and_one_click_takes_it_back(visit: Visit):
    visit.open("work_orders", **YEAR)
    before = query(visit)
    click_on(visit, "rank_orders_received_source", 0.1, 1 / 12)
    assert query(visit)["source"] == "hotline"
    expect(visit.page.get_by_role("button", name="来源:12345热线")).to_be_visible()
    go_back(visit)
    assert query(visit) == before
    expect(visit.page.get_by_role("button", name="返回上一步")).to_have_count(0)


def test_cells_of_heatmaps_and_days_filter_the_page(visit: Visit):
    visit.open("work_orders", **YEAR)
    open_tab(visit, "热力图")
    click_on(visit, "calendar_orders_received", 0.5, 0.5)
    found = query(visit)
    assert found["from"] == found["to"]
    go_back(visit)
    click_on(visit, "matrix_orders_received", 0.5, 0.1)
    assert {"town", "group"} <= set(query(visit))
    go_back(visit)
    click_on(visit, "hours_orders_received", 9.5 / 24, 0.5 / 7)
    assert (query(visit)["weekday"], query(visit)["hour"]) == ("wd1", "h9")
    expect(visit.page.get_by_role("button", name="星期:周一")).to_be_visible()
    go_back(visit)
    assert {key: query(visit)[key] for key in YEAR} == YEAR


def test_a_cut_by_department_is_downloaded_as_it_is_drawn(visit: Visit):
    visit.open("work_orders", **YEAR)
    open_tab(visit, "构成")
    visit.page.locator(".st-key-cut_by input").focus()
    visit.page.keyboard.press("ArrowDown")
    visit.page.get_by_role("option", name="责任部门").click()
    visit.settle()
    visit.page.locator(".st-key-dl_cut_orders_received_department").get_by_role("button").first.click()
    with visit.page.expect_download(timeout=60_000) as waiting:
        visit.page.get_by_role("button", name="CSV", exact=True).first.click()
    data = waiting.value.path().read_bytes()
    rows = pd.read_csv(io.BytesIO(data), encoding="utf-8-sig")
    assert len(rows) > 5
    assert (rows["受理工单"] > 0).all()
    assert "演示数据" in data.decode("utf-8-sig")
