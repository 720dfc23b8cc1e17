"""The frame as a user meets it: links, filters across pages, language, chips, downloads that open."""

from __future__ import annotations

from urllib.parse import quote

from playwright.sync_api import Browser, Locator, expect

from tests.browser.browsing import Visit, visiting
from tests.browser.clicking import fetch, filter_by, go_to, query, table

MUDU = "320506103"
SPRING = {"from": "2020-03-01", "to": "2020-06-30", "cmp": "previous", "town": MUDU}


def main(visit: Visit) -> Locator:
    """The part of the page beside the sidebar."""
    return visit.page.locator('[data-testid="stMainBlockContainer"]')


def test_a_copied_link_shows_the_same_view_in_a_new_browser(browser: Browser, dashboard: str, visit: Visit):
    visit.open("mediation", **SPRING, pipeline="court")
    text, address = main(visit).inner_text(), visit.page.url
    assert "2020年3月1日至6月30日" in text
    assert "木渎镇" in text
    with visiting(browser, dashboard) as second:
        second.page.goto(address)
        second.settle()
        assert main(second).inner_text() == text


def test_filters_go_along_to_other_pages_and_those_of_one_net_wait(visit: Visit):
    visit.open("incidents", **SPRING, group="burglary")
    go_to(visit, "mediation")
    assert {key: query(visit)[key] for key in SPRING} == SPRING
    assert "group" not in query(visit)
    expect(main(visit)).to_contain_text("木渎镇")
    go_to(visit, "incidents")
    assert SPRING.items() <= query(visit).items()
    assert query(visit)["group"] == "burglary"


BAD = (
    ({"from": "yesterday"}, "yesterday"),
    ({"town": "<script>alert(1)</script>"}, "town"),
)


def test_a_bad_link_says_what_is_wrong_and_shows_the_default(visit: Visit):
    """Every kind of mistake is in tests/test_scope.py."""
    for bad, said in BAD:
        visit.open("incidents", **bad)
        alert = visit.page.locator('[data-testid="stAlert"]').first
        expect(alert).to_contain_text("链接中的参数有误")
        expect(alert).to_contain_text(said)
        assert visit.page.locator('[data-testid="stException"]').count() == 0
        expect(main(visit)).to_contain_text("2020年1月1日至12月31日")


def test_language_stays_and_is_in_the_link(visit: Visit):
    visit.open("organisations")
    expect(visit.page.locator('[aria-label="侧栏"]')).to_have_count(1)  # a word of Streamlit's own
    visit.page.get_by_text("English", exact=True).click()
    visit.settle()
    expect(visit.page.locator('[aria-label="Sidebar"]')).to_have_count(1)
    assert query(visit)["lang"] == "en"
    visit.page.get_by_text("Defence line", exact=True).first.click()
    visit.page.locator('[data-testid="stTopNavDropdownLink"]', has_text="Mediation").first.click()
    visit.settle()
    assert query(visit)["lang"] == "en"
    expect(main(visit)).to_contain_text("Disputes found and handled")


def test_streamlits_own_words_are_chinese_on_a_chinese_page(visit: Visit):
    visit.open("data")
    visit.page.locator('[data-testid="stDataFrame"]').first.hover()
    visit.page.get_by_label("在表中查找:各类数据").first.click()
    expect(visit.page.get_by_text("输入要找的内容")).to_be_visible()
    visit.page.keyboard.press("Escape")
    visit.open("organisations")
    visit.page.locator('[data-testid="stSidebar"] [data-testid="stMultiSelect"] input').first.click()
    expect(visit.page.get_by_text("全选", exact=True)).to_be_visible()
    visit.page.keyboard.type("没有这个镇")
    expect(visit.page.get_by_text("没有符合的选项")).to_be_visible()
    visit.page.goto(f"{visit.base_url}/weather")
    expect(visit.page.get_by_role("dialog")).to_contain_text("没有这一页")
    (complaint,) = visit.errors
    assert "does not seem to exist" in complaint
    visit.errors.clear()


def test_a_filter_of_the_sidebar_has_a_chip_that_removes_it_and_reset_removes_all(visit: Visit):
    visit.open("mediation", **{"from": SPRING["from"], "to": SPRING["to"]}, group="neighbour")
    filter_by(visit, "镇街", "木渎镇", f"town={MUDU}")
    assert query(visit)["town"] == MUDU
    other, town = (main(visit).get_by_role("button", name=name).first for name in ("类别大类", "镇街"))
    place = town.bounding_box()
    assert place
    other.click()
    visit.page.wait_for_timeout(100)  # the second click of a quick hand, upon the page as it was
    visit.page.mouse.click(place["x"] + 20, place["y"] + 10)
    visit.page.wait_for_url(lambda url: "town=" not in url)
    visit.settle()
    assert not {"town", "group"} & set(query(visit))
    assert query(visit)["from"] == SPRING["from"]
    visit.page.get_by_role("button", name="重置筛选").click()
    visit.settle()
    assert query(visit)["from"] == "2020-01-01"


def test_two_quick_choices_both_hold_and_the_browsers_back_takes_them_back(visit: Visit):
    page = visit.open("organisations")
    page.locator(".st-key-wz_w_town input").click()
    page.get_by_role("option").nth(1).click()
    page.wait_for_timeout(100)  # a quick hand: the page has begun to answer and is not done
    for _again in range(3):  # a busy machine may close the list before the second choice is made
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        try:
            expect(page.locator(".st-key-wz_w_town").get_by_label("移除:")).to_have_count(2, timeout=5_000)
        except AssertionError:
            page.locator(".st-key-wz_w_town input").click()
        else:
            break
    page.wait_for_url(f"**{quote(',')}*")
    visit.settle()
    assert query(visit)["town"] == "320506001,320506004"
    page.keyboard.press("Escape")
    page.go_back()
    page.wait_for_url(lambda url: quote(",") not in url)
    visit.settle()
    assert query(visit).get("town", "320506001") == "320506001"
    page.go_forward()
    page.wait_for_url(f"**{quote(',')}*")
    visit.settle()
    expect(main(visit)).to_contain_text("郭巷街道")


def fetch_first(visit: Visit, kind: str) -> bytes:
    """The file behind the first chart's download button."""
    main(visit).get_by_role("button", name="下载").first.click()
    data = fetch(visit, visit.page.get_by_role("button", name=kind, exact=True).first)
    visit.page.keyboard.press("Escape")
    return data


def test_a_chart_is_downloaded_as_table_and_pictures_with_its_filters_and_the_demo_mark(visit: Visit):
    visit.open("incidents", **SPRING)
    data = fetch_first(visit, "CSV")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = table(data)
    assert rows["时间"].tolist() == ["2020-03-01", "2020-04-01", "2020-05-01", "2020-06-01"]
    assert (rows["警情"] > 0).all()
    assert "演示数据" in data.decode("utf-8-sig")
    assert "木渎镇" in data.decode("utf-8-sig")
    assert fetch_first(visit, "PNG").startswith(b"\x89PNG")
    svg = fetch_first(visit, "SVG").decode()
    assert "演示数据" in svg
    assert "警情" in svg
