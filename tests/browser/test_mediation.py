"""The mediation page in a browser: one pipeline at a time, the denominator, a town, a file that opens."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.browsing import Visit
from tests.browser.clicking import download, query


def test_a_reader_switches_filters_and_downloads(visit: Visit):
    page = visit.open("mediation", **{"from": "2019-01-01", "to": "2019-12-31"})
    page.get_by_role("radio", name="诉前调解").click()
    page.wait_for_url("**pipeline=court*")
    visit.settle()
    body = page.locator('[data-testid="stMainBlockContainer"]')
    expect(body).to_contain_text("诉前调解成功率")
    page.get_by_role("radio", name="占受理").click()
    visit.settle()
    expect(body.locator(".js-plotly-plot").first).to_contain_text("占受理")
    rows, _text = download(visit, "funnel_court")
    counts = rows.set_index("环节")["数量"]
    assert counts["受理"] >= counts["达成协议"] >= counts["已履行"] > 0
    page.get_by_role("tab", name="成功率", exact=True).click()
    visit.settle()
    expect(body).to_contain_text("收缩后")
    assert query(visit)["pipeline"] == "court"
