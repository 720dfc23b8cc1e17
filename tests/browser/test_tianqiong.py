"""The Tianqiong page in a browser, one visit: every tab, a town by a click on a bar, a project, a file."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.browsing import Visit
from tests.browser.clicking import click_on, download, open_tab, query

ROLL_OUT = r"^到 2020年12月 合围 \d+ 个小区,计划 \d+ 个"
TABS = {  # what the titles of a tab say of the simulated district
    "预警与抓获": r"^预警 [\d,]+,预警抓获占",
    "反诈": r"宣传覆盖.+最多",
    "设备": r"^已装 [\d,]+ 台套",
}


def test_every_tab_a_town_a_project_and_a_file(visit: Visit):
    page = visit.open("tianqiong", **{"from": "2020-01-01", "to": "2020-12-31"})
    page.get_by_role("tab", name="科技合围小区", exact=True).click()  # its map need not be waited for
    expect(page.locator("h3.wz-title", has_text=re.compile(ROLL_OUT))).to_be_visible()
    for tab, title in TABS.items():
        open_tab(visit, tab)
        expect(page.locator("h3.wz-title", has_text=re.compile(title))).to_be_visible()
    rows, text = download(visit, "assets_town")
    assert len(rows) == 14
    assert ((rows["在线"] / rows["已装"] - rows["在线率"]).abs() < 1e-9).all()
    assert "演示数据" in text
    click_on(visit, "assets_town", 0.05, 6.5 / 14)
    assert query(visit)["town"].startswith("320506")
    open_tab(visit, "七大工程")
    page.locator(".st-key-tianqiong_project").get_by_text("天眼工程").click()
    visit.settle()
    expect(page.locator("h3.wz-title", has_text="天眼工程:")).to_be_visible()
    expect(page.locator(".st-key-chart_gantt")).to_contain_text("[文件]")
    milestones, _text = download(visit, "gantt")
    assert {"计划开始", "计划完成", "达成"} <= set(milestones)
