"""A session of the dashboard without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from wzdash import labels
from wzdash.settings import ROOT

TIMEOUT = 60.0
Open = Callable[..., AppTest]


@pytest.fixture
def session(demo_store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens the dashboard with query parameters, at a page when one is named; on the small demo store."""
    monkeypatch.setenv("WZDASH_STORE_DIR", str(demo_store))

    def open_session(page: str = "", **query: str) -> AppTest:
        labels.set_language(query.get("lang", "zh"))  # AppTest formats options outside the session
        test = AppTest.from_file(ROOT / "app.py", default_timeout=TIMEOUT)
        for name, value in query.items():
            test.query_params[name] = value
        test.run()
        return test.switch_page(f"pages/{page}.py").run() if page else test

    yield open_session
    labels.set_language("zh")
