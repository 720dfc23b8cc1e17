"""The incidents page in a browser: the series over years, hotspots, a type by a click, a file that opens."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.browsing import Visit
from tests.browser.clicking import download, open_tab, query


def test_a_reader_looks_over_the_years_clicks_a_type_and_downloads(visit: Visit):
    page = visit.open("incidents", **{"from": "2020-01-01", "to": "2020-12-31"})
    body = page.locator('[data-testid="stMainBlockContainer"]')
    page.get_by_role("radio", name="滚动 12 个月").click()
    visit.settle()
    expect(body).to_contain_text("最近 12 个月")
    rows, _text = download(visit, "incidents_rolling_12")
    assert rows["止于月份"].iloc[-1].startswith("2020-12")
    assert rows[["合计", "一年前"]].iloc[-1].notna().all()
    open_tab(visit, "热点")
    expect(body).to_contain_text("检验没有意义")  # of the small store, whose cells have too few
    open_tab(visit, "类别")
    dot = page.locator(".st-key-chart_types .points path").first
    dot.scroll_into_view_if_needed()
    dot.click(force=True)
    page.wait_for_url("**group=*", timeout=30_000)
    visit.settle()
    assert query(visit)["from"] == "2020-01-01"
    expect(page.get_by_role("button", name="返回上一步")).to_be_visible()
