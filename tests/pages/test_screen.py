"""Maps on a page of another width."""

from __future__ import annotations

import pytest

from wzdash.ui import screen


@pytest.mark.parametrize(
    ("page", "size", "fitted"),
    [
        (0, (600, 440), (600, 440)),
        (340, (600, 440), (340, 306)),
        (340, (540, 225), (340, 225)),
        (760, (760, 520), (531, 478)),
        (200, (600, 440), (screen.LEAST, screen.LEAST)),
    ],
)
def test_a_map_gets_what_there_is(monkeypatch: pytest.MonkeyPatch, page: int, size: tuple, fitted: tuple):
    monkeypatch.setattr(screen, "page_width", lambda: page)
    assert screen.fitted(*size) == fitted
