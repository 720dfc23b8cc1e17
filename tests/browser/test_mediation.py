"""The mediation page in a browser: one pipeline at a time, the denominator, a town, a file that opens."""

from __future__ import annotations

import io
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
from playwright.sync_api import expect

from tests.browser.browsing import Visit


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
    body.get_by_role("button", name="下载").first.click()
    with page.expect_download(timeout=60_000) as waiting:
        page.get_by_role("button", name="CSV", exact=True).first.click()
    rows = pd.read_csv(io.BytesIO(Path(waiting.value.path()).read_bytes()), encoding="utf-8-sig")
    counts = rows.set_index("环节")["数量"]
    assert counts["受理"] >= counts["达成协议"] >= counts["已履行"] > 0
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="成功率", exact=True).click()
    visit.settle()
    expect(body).to_contain_text("收缩后")
    query = {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}
    assert query["pipeline"] == "court"
