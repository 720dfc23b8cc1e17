"""What a user does on a page: opens tabs, clicks into charts and maps, goes back, downloads."""

from __future__ import annotations

import io
from urllib.parse import parse_qs, urlsplit

import pandas as pd
from playwright.sync_api import Locator, TimeoutError, expect

from tests.browser.browsing import Visit
from wzdash.ui.navigation import BY_KEY


def query(visit: Visit) -> dict[str, str]:
    """What the link says of the view."""
    return {key: values[0] for key, values in parse_qs(urlsplit(visit.page.url).query).items()}


def go_to(visit: Visit, key: str) -> None:
    """Opens a page by the navigation, as a reader does."""
    page = BY_KEY[key]
    visit.page.get_by_text(page.section, exact=True).first.click()
    visit.page.locator('[data-testid="stTopNavDropdownLink"]', has_text=page.title).first.click()
    visit.settle()


def open_tab(visit: Visit, name: str) -> None:
    """Opens a tab and waits until it is drawn."""
    visit.page.get_by_role("tab", name=name, exact=True).click()
    visit.settle()


def click_on(visit: Visit, key: str, across: float, down: float) -> None:
    """Clicks at a share of the width and height of a chart's plot area; the page says what it filters."""
    plot = visit.page.locator(f".st-key-chart_{key} .nsewdrag").first
    expect(plot).to_have_css("cursor", "pointer")
    click_at(visit, plot, across, down)


def click_at(visit: Visit, place: Locator, across: float, down: float) -> None:
    """Clicks at a share of the width and height of a place; the page says what that filters."""
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box
    x, y = box["x"] + across * box["width"], box["y"] + down * box["height"]
    before = visit.page.url
    visit.page.mouse.move(x, y)
    visit.page.wait_for_timeout(300)
    visit.page.mouse.click(x, y)
    visit.page.wait_for_url(lambda url: url != before)
    toast = visit.page.locator('[data-testid="stToast"]').last
    expect(toast).to_contain_text("已按点击筛选", timeout=30_000)
    visit.settle()


def choose(visit: Visit, key: str, option: str) -> None:
    """Chooses an option of a select box; opens the list again when a run of the page has closed it."""
    wanted = visit.page.get_by_role("option", name=option)
    for _again in range(3):
        visit.page.locator(f".st-key-{key} input").focus()
        visit.page.keyboard.press("ArrowDown")
        try:
            wanted.click(timeout=8_000)
        except TimeoutError:
            visit.settle()
        else:
            break
    visit.settle()


def filter_by(visit: Visit, label: str, option: str, said: str) -> None:
    """Chooses in a filter of the sidebar until the link says so: a run of the page may close the list."""
    for _again in range(3):
        visit.page.locator('[data-testid="stSidebar"]').get_by_label(label).click()
        try:
            visit.page.get_by_role("option", name=option).click(timeout=8_000)
            visit.page.wait_for_url(f"**{said}*", timeout=15_000)
        except TimeoutError:
            visit.settle()
        else:
            break
    assert said in visit.page.url
    visit.page.keyboard.press("Escape")  # the list stays open for more
    visit.settle()


def go_back(visit: Visit) -> None:
    """One click takes the last one back."""
    before = visit.page.url
    visit.page.get_by_role("button", name="返回上一步").click()
    visit.page.wait_for_url(lambda url: url != before)
    visit.settle()


def fetch(visit: Visit, button: Locator) -> bytes:
    """The file behind a button."""
    with visit.page.expect_download(timeout=60_000) as waiting:
        button.click()
    found = waiting.value.path().read_bytes()
    expect(button).to_be_focused()  # or Escape would not close what the button is in
    return found


def table(data: bytes) -> pd.DataFrame:
    """A downloaded CSV as a spreadsheet opens it."""
    return pd.read_csv(io.BytesIO(data), encoding="utf-8-sig")


def download(visit: Visit, key: str) -> tuple[pd.DataFrame, str]:
    """The CSV of a chart, opened: its rows and its whole text."""
    visit.page.locator(f".st-key-dl_{key}").get_by_role("button").first.click()
    data = fetch(visit, visit.page.get_by_role("button", name="CSV", exact=True).first)
    visit.page.keyboard.press("Escape")
    return table(data), data.decode("utf-8-sig")
