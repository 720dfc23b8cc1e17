"""The page drawn from constants: every question to the store is answered with what it was told before.

The charts, cards, filters and words are made as always; only store, metrics and their cache are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from wzdash.ui import cached

QUESTIONS = ("_frame", "_headlines", "_areas", "_shapes", "_categories", "_departments", "_version")


def _noted(ask: Callable[..., Any], answers: dict[tuple, Any]) -> Callable[..., Any]:
    def answer(*asked: Any) -> Any:
        if asked not in answers:
            answers[asked] = ask(*asked)
        told = answers[asked]
        return told.copy() if hasattr(told, "copy") else told

    return answer


@contextmanager
def constants(known: dict[str, dict[tuple, Any]]) -> Iterator[None]:
    """Inside the block the pages are told what is in `known`; what is new is asked once and kept there."""
    originals = {name: getattr(cached, name) for name in QUESTIONS}
    try:
        for name, ask in originals.items():
            setattr(cached, name, _noted(ask, known.setdefault(name, {})))
        yield
    finally:
        for name, ask in originals.items():
            setattr(cached, name, ask)
