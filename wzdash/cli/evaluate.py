"""`evaluate`: an interrupted time series of anybody's file."""

from __future__ import annotations

from wzdash.errors import AnalysisError


def evaluate() -> None:
    """Nothing yet."""
    raise AnalysisError("evaluate: not built yet")
