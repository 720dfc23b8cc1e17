"""Work orders in a browser, one visit: clicks on bars, cells and days filter the page, back, downloads."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.browsing import Visit
from tests.browser.clicking import choose, click_on, download, go_back, open_tab, query
from tests.browser.mapping import areas_of, click_cell
from wzdash.settings import Settings

MAP = (760, 520)  # width and height that the map of the first tab is fitted to
YEAR = {"from": "2020-01-01", "to": "2020-12-31"}


def test_what_is_clicked_filters_the_page_and_one_click_takes_it_back(visit: Visit, demo_settings: Settings):
    visit.open("work_orders", **YEAR)
    before = query(visit)
    stages = visit.page.locator(".st-key-chart_funnel_orders_received .nsewdrag").first
    expect(stages).to_have_css("cursor", "default")  # it filters nothing
    place = click_cell(visit, areas_of(demo_settings), MAP)
    assert place.items() <= query(visit).items()
    go_back(visit)
    assert query(visit) == before
    open_tab(visit, "构成")
    _a_cut(visit)
    _a_bar(visit)
    assert query(visit) == before
    expect(visit.page.get_by_role("button", name="返回上一步")).to_have_count(0)
    open_tab(visit, "热力图")
    _heatmaps(visit)
    assert {key: query(visit)[key] for key in YEAR} == YEAR


def _a_bar(visit: Visit) -> None:
    click_on(visit, "rank_orders_received_source", 0.1, 1 / 12)
    assert query(visit)["source"] == "hotline"
    expect(visit.page.get_by_role("button", name="来源:12345热线")).to_be_visible()
    go_back(visit)


def _heatmaps(visit: Visit) -> None:
    click_on(visit, "trend_orders_received", 0.5, 0.5)
    found = query(visit)
    assert (found["from"][-2:], found["from"][:7]) == ("01", found["to"][:7])
    go_back(visit)
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


def _a_cut(visit: Visit) -> None:
    choose(visit, "cut_by", "责任部门")
    rows, text = download(visit, "cut_orders_received_department")
    assert len(rows) > 5
    assert (rows["受理工单"] > 0).all()
    assert "演示数据" in text
