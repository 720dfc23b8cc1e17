"""Places inside each other: what a chosen town, village or cell says about the other levels of a scope."""

from __future__ import annotations

from wzdash.scope import Scope
from wzdash.ui import cached

LEVELS = ("town", "village", "grid")


def ancestors(code: str) -> dict[str, str]:
    """{level: code} of an area and of those it lies in, from town down; empty for an unknown code."""
    rows = cached.areas()
    found = rows[rows["code"] == code]
    if found.empty:
        return {}
    row = found.iloc[0]
    place = {"town": row["town_code"], "village": row["village_code"], row["level"]: code}
    return {level: place[level] for level in LEVELS if isinstance(place.get(level), str)}


def at(scope: Scope, code: str) -> Scope:
    """The scope at one place: its own filter and those of the places it lies in, no other place."""
    return scope.where(**(dict.fromkeys(LEVELS) | ancestors(code)))


def within(scope: Scope) -> Scope:
    """The scope without villages and cells that lie outside its towns and villages: the larger was meant."""
    for level in LEVELS[1:]:
        kept = [code for code in scope.values(level) if _lies_in(ancestors(code), scope)]
        scope = scope.where(**{level: kept})
    return scope


def _lies_in(place: dict[str, str], scope: Scope) -> bool:
    larger = [(level, code) for level, code in list(place.items())[:-1] if scope.values(level)]
    return all(code in scope.values(level) for level, code in larger)


def with_larger(scope: Scope) -> Scope:
    """The scope with the towns and villages that its places lie in where it names none, as a link may.

    Villages are offered by town, and the way back from a cell leads through its village.
    """
    for level in ("village", "town"):
        smaller = [code for inner in LEVELS[LEVELS.index(level) + 1 :] for code in scope.values(inner)]
        if smaller and not scope.values(level):
            larger = (ancestors(code).get(level, "") for code in smaller)
            scope = scope.where(**{level: [code for code in dict.fromkeys(larger) if code]})
    return scope


def without(scope: Scope, key: str) -> Scope:
    """The scope without a filter; what lies in a place goes with it."""
    smaller = LEVELS[LEVELS.index(key) :] if key in LEVELS else (key,)
    return scope.where(**dict.fromkeys(smaller))
