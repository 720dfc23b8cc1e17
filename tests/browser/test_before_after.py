"""Before and after in a browser: another type, tabs, a file of one's own, and a chart's rows downloaded."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.browsing import Visit
from tests.browser.clicking import download, open_tab, query

MONTHS = [f"{year}-{month:02d}" for year in (2017, 2018, 2019, 2020) for month in range(1, 13)]
ROWS = "".join(f"{at},{90 - 40 * (at >= '2019-01') + i % 3}\n" for i, at in enumerate(MONTHS))


def heading(visit: Visit, words: str) -> None:
    expect(visit.page.locator("h3.wz-title", has_text=re.compile(words)).first).to_be_visible()


def test_type_tabs_upload_and_download(visit: Visit):
    visit.open("before_after", series="incidents_burglary", control="incidents_theft")
    heading(visit, "^入室盗窃警情")
    expect(visit.page.locator(".wz-foot", has_text="对照:其他盗窃警情").first).to_be_visible()
    visit.page.locator(".st-key-ba_series input").focus()
    visit.page.keyboard.press("ArrowDown")
    visit.page.get_by_role("option", name="警情", exact=True).click()
    visit.settle()
    heading(visit, "^警情实施后")
    assert query(visit)["series"] == "incidents"
    open_tab(visit, "推广")
    heading(visit, "^合围后比预期")
    visit.page.get_by_role("tab", name="位移", exact=True).click()  # its map need not be waited for
    heading(visit, "^加权转移差")
    expect(visit.page.locator(".wz-legend")).to_contain_text("转移区的对照")
    expect(visit.page).to_have_url(re.compile("tab=displacement"))
    open_tab(visit, "上传数据")
    file = {"name": "own.csv", "mimeType": "text/csv", "buffer": f"month,n\n{ROWS}".encode()}
    visit.page.locator(".st-key-ba_upload input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    visit.page.locator(".st-key-ba_up_start input").fill("2019-01-01")
    visit.page.keyboard.press("Enter")
    visit.settle()
    heading(visit, "^own.csv实施后少于预期")
    rows, _text = download(visit, "upload")
    assert len(rows) == len(MONTHS)
    assert rows["实际"].iloc[0] == 90
    assert (rows["无措施时的预期"].tail(24) > rows["实际"].tail(24)).all()
