"""One visit to a running dashboard: a page that keeps what it asked for and what it complained about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.browser.chromium import ARGUMENTS, prepare

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / ".artifacts" / "screenshots"
VIEWPORTS = {"wide": (1440, 900), "narrow": (390, 844)}
LANGUAGES = ("zh", "en")
LOOPBACK = {"127.0.0.1", "localhost", "::1", "[::1]"}
LOCAL_SCHEMES = {"data", "blob", "about", "chrome-error"}

# The script has ended on a connected page, nothing is greyed out, and no placeholder is left; all that at so
# many looks in a row, since a script may run once more right after a run. It is looks that are counted, not
# milliseconds: a busy browser looks later.
SETTLED = """looks => {
    const app = document.querySelector('[data-testid="stApp"]');
    const moving = '[data-testid="stAppSkeleton"], [data-testid="stSkeleton"], [data-stale="true"]';
    const drawn = '[data-testid="stMainBlockContainer"] [data-testid="stElementContainer"]';
    const is_done = app && app.dataset.testConnectionState === 'CONNECTED'
        && app.dataset.testScriptState === 'notRunning'
        && !document.querySelector(moving) && document.querySelector(drawn);
    window.wzStill = is_done ? (window.wzStill || 0) + 1 : 0;
    return window.wzStill > looks;
}"""
LOOKS, EVERY = 8, 50  # times; milliseconds between two of them


@dataclass
class Visit:
    """A Playwright page with every request it made and every error of its console."""

    page: Page
    base_url: str
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._note_request)
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _note_request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _note_console(self, message: ConsoleMessage) -> None:
        address = message.location.get("url", "")
        if message.type == "error" and not _is_probe(address):
            self.errors.append(f"{message.text} {address}".strip())

    def open(self, path: str = "", **query: str) -> Page:
        """Goes to a path of the dashboard, with query parameters added, and waits until it is drawn."""
        parts = urlsplit(f"{self.base_url}/{path.lstrip('/')}")
        text = "&".join(filter(None, [parts.query, urlencode(query)]))
        self.page.goto(urlunsplit(parts._replace(query=text)))
        return self.settle()

    def settle(self, timeout: float = 60.0) -> Page:
        """Waits until the script has ended and the charts of the page have been drawn; seconds."""
        self.page.evaluate("window.wzStill = 0")
        self.page.wait_for_function(SETTLED, arg=LOOKS, timeout=timeout * 1000, polling=EVERY)
        return self.page

    def outside_requests(self) -> list[str]:
        """Addresses asked for that are not on this machine."""
        return [url for url in self.requests if is_outside(url)]

    def shoot(self, name: str, *, whole: bool = False) -> Path:
        """Path of a PNG of what is seen, or of the whole page, in .artifacts/screenshots."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        target = SCREENSHOTS / f"{name}.png"
        if whole:
            self._stretch()
        self.page.screenshot(path=target, animations="disabled")
        return target

    def _stretch(self) -> None:
        # Streamlit scrolls inside the window, so a screenshot of the full document shows one window only
        height = self.page.evaluate("""() => document.querySelector('[data-testid="stMain"]').scrollHeight""")
        width = (self.page.viewport_size or {"width": 1440})["width"]
        self.page.set_viewport_size({"width": width, "height": min(max(height, 400), 12_000)})
        self.settle()


def _is_probe(url: str) -> bool:
    """True for the places where Streamlit's page looks for its server when opened at a page's own link."""
    return urlsplit(url).path.count("/") > 2 and url.endswith(("/_stcore/health", "/_stcore/host-config"))


def is_outside(url: str) -> bool:
    """True when the address is not on this machine."""
    parts = urlsplit(url)
    return parts.scheme not in LOCAL_SCHEMES and (parts.hostname or "") not in LOOPBACK


def assert_stays_inside(visit: Visit) -> None:
    """Fails with the list of addresses when the page asked another machine for something."""
    outside = visit.outside_requests()
    assert visit.requests, "no request was recorded: the page was never opened"
    assert not outside, "left the machine:\n" + "\n".join(sorted(set(outside)))


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless Chromium of this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=prepare(), args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def window(browser: Browser, viewport: str = "wide", *, dark: bool = False) -> Iterator[BrowserContext]:
    """A window of its own: no cookie, no storage, no cache of another one."""
    width, height = VIEWPORTS[viewport]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        accept_downloads=True,
    )
    try:
        yield context
    finally:
        context.close()


@contextmanager
def visiting(
    browser: Browser, base_url: str, viewport: str = "wide", *, dark: bool = False
) -> Iterator[Visit]:
    """A visit in a window of its own, as somebody's first."""
    with window(browser, viewport, dark=dark) as context:
        yield Visit(context.new_page(), base_url)


@contextmanager
def returning(context: BrowserContext, base_url: str) -> Iterator[Visit]:
    """A visit of somebody who was here before: the files of the page are in the window's cache already.

    Afterwards: it complained about nothing and stayed on this machine.
    """
    page = context.new_page()
    try:
        visit = Visit(page, base_url)
        yield visit
        assert_stays_inside(visit)
        assert not visit.errors, "\n".join(visit.errors)
    finally:
        page.close()
