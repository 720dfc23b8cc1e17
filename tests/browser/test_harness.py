"""The harness sees what it is there to see, and the settings of the server hold."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.browsing import (
    LANGUAGES,
    VIEWPORTS,
    Visit,
    assert_stays_inside,
    is_outside,
    visiting,
)
from tests.browser.chromium import prepare
from tests.browser.serving import serving
from tests.browser.shoot import parse, slug

TEAL = "rgb(15, 118, 110)"


@pytest.fixture(scope="module")
def sample() -> Iterator[str]:
    """Address of the sample page."""
    with serving("tests/browser/sample.py") as url:
        yield url


@pytest.fixture
def sample_visit(browser: Browser, sample: str) -> Iterator[Visit]:
    """A visit to the sample page without the checks that end a real visit."""
    with visiting(browser, sample) as visit:
        yield visit


def test_a_page_is_drawn_and_asks_nobody_else(sample_visit: Visit):
    page = sample_visit.open(lang="zh")
    assert page.get_by_role("heading", name="样张").is_visible()
    assert page.locator(".js-plotly-plot .bars path").count() == 2
    assert_stays_inside(sample_visit)
    assert any(url.startswith("ws://127.0.0.1") for url in sample_visit.requests)
    assert not sample_visit.errors


def test_a_request_to_another_machine_is_seen(sample_visit: Visit):
    sample_visit.open("?outside=1")
    assert sample_visit.outside_requests() == ["http://outside.invalid/picture.png"]
    with pytest.raises(AssertionError, match=r"outside\.invalid"):
        assert_stays_inside(sample_visit)
    assert sample_visit.errors


def test_a_visit_that_never_opened_a_page_does_not_pass(sample_visit: Visit):
    with pytest.raises(AssertionError, match="never opened"):
        assert_stays_inside(sample_visit)


def test_a_fault_does_not_show_our_paths(sample_visit: Visit):
    page = sample_visit.open(fault="secret of the server")
    text = page.locator('[data-testid="stException"]').inner_text()
    assert "ValueError" in text
    assert "secret of the server" not in text
    assert "sample.py" not in text
    assert page.locator('[data-testid="stException"] a').count() == 0


def test_colours_and_fonts_are_those_of_the_configuration(sample_visit: Visit):
    button = sample_visit.open().get_by_role("button", name="主要")
    style = button.evaluate("b => [getComputedStyle(b).backgroundColor, getComputedStyle(b).fontFamily]")
    assert style[0] == TEAL
    assert style[1].replace('"', "").startswith("Noto Sans CJK SC")


@pytest.mark.parametrize(("viewport", "size"), VIEWPORTS.items())
def test_windows_have_the_sizes_of_a_screen_and_a_telephone(browser: Browser, sample: str, viewport, size):
    with visiting(browser, sample, viewport) as visit:
        page = visit.open()
        assert (page.evaluate("innerWidth"), page.evaluate("innerHeight")) == size
        picture = visit.shoot(f"test-{viewport}")
        assert picture.stat().st_size > 5_000
        picture.unlink()


@pytest.mark.parametrize(
    ("url", "outside"),
    [
        ("http://127.0.0.1:8501/x", False),
        ("ws://localhost:8501/_stcore/stream", False),
        ("data:image/png;base64,x", False),
        ("blob:http://127.0.0.1:8501/1", False),
        ("https://outside.invalid/x", True),
        ("http://127.0.0.1.outside.invalid/", True),
    ],
)
def test_outside_is_what_is_not_this_machine(url: str, outside: bool):
    assert is_outside(url) is outside


def test_a_browser_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WZDASH_CHROMIUM", "/no/such/chromium")
    with pytest.raises(SystemExit, match="/no/such/chromium"):
        prepare()


def test_pictures_have_names_of_their_own():
    assert slug("work_orders?from=2020-01-01") == "work_orders-from-2020-01-01"
    assert slug("") == "home"
    assert parse(["overview"]).paths == ["overview"]
    assert LANGUAGES == ("zh", "en")
