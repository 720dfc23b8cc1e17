"""`wdd`: weighted displacement difference of eight counts."""

from __future__ import annotations

from wzdash.errors import AnalysisError


def wdd() -> None:
    """Nothing yet."""
    raise AnalysisError("wdd: not built yet")
