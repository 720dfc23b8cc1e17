"""A session of the dashboard without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from wzdash import labels
from wzdash.settings import ROOT

TIMEOUT = 60.0
Open = Callable[..., AppTest]


@pytest.fixture(scope="session", autouse=True)
def _scanned_once() -> Iterator[None]:
    """Each AppTest looks through all installed packages for components, which takes as long as a page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests)
        )
        yield


@pytest.fixture
def session(demo_store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens the dashboard at a page's own link, the first page when none is named; on the small demo store.

    What is given after the page's name is in the session's state from the start: an open tab, a choice.
    """
    monkeypatch.setenv("WZDASH_STORE_DIR", str(demo_store))

    def open_session(page: str = "", state: Mapping[str, object] | None = None, **query: str) -> AppTest:
        labels.set_language(query.get("lang", "zh"))  # AppTest formats options outside the session
        test = AppTest.from_file(ROOT / "app.py", default_timeout=TIMEOUT)
        for name, value in query.items():
            test.query_params[name] = value
        for key, chosen in (state or {}).items():
            test.session_state[key] = chosen
        if page:
            test.switch_page(f"pages/{page}.py")
        return test.run()

    yield open_session
    labels.set_language("zh")
