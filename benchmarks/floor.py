"""The floor of a page: the same elements drawn from constants, without a question to the store.

A page is run once while every call of an element (`st.metric(…)`, `column.plotly_chart(…)`, …) is kept with
its arguments. Playing the calls back costs what Streamlit itself costs for these elements: figures and
tables are still turned into messages, but nothing is asked, computed or translated.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

SIDEBAR, MAIN = "sidebar", "main"
_inside: ContextVar[bool] = ContextVar("inside an element", default=False)


@dataclass(frozen=True)
class Call:
    """One element: where it goes (an earlier result, or MAIN or SIDEBAR), which, with what.

    `within` tells `with place: st.metric(…)` from `place.metric(…)`, which Streamlit does not treat alike.
    """

    place: int | str
    within: bool
    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    results: tuple[int, ...]


@dataclass
class Floor:
    """The calls of one run of a page, in order."""

    calls: list[Call] = field(default_factory=list)
    _known: dict[int, int] = field(default_factory=dict)
    _kept: list[Any] = field(default_factory=list)  # ids stay unique while the objects live

    def note(self, asked: DeltaGenerator, name: str, args: tuple, kwargs: dict, result: Any) -> None:
        """Keeps one call; the containers it gave are places for later calls."""
        place = asked._active_dg
        target: int | str | None = self._known.get(id(place))
        if target is None:
            target = SIDEBAR if place._root_container == st.sidebar._root_container else MAIN
        numbers = []
        for container in _containers(result):
            self._kept.append(container)
            self._known[id(container)] = len(self._kept)
            numbers.append(len(self._kept))
        within = place is not asked
        self.calls.append(Call(target, within, name, args, _without_callbacks(kwargs), tuple(numbers)))

    def play(self) -> None:
        """Draws the elements again; call it in a running script."""
        places: dict[int | str, Any] = {MAIN: st._main, SIDEBAR: st.sidebar}
        for call in self.calls:
            place = places[call.place]
            with _entered(place) if call.within else nullcontext():
                draw = getattr(st._main if call.within else place, call.name)
                result = draw(*call.args, **call.kwargs)
            places.update(zip(call.results, _containers(result), strict=True))


@contextmanager
def _entered(place: DeltaGenerator) -> Iterator[None]:
    # entering a status or a dialog itself would change its state
    DeltaGenerator.__enter__(place)
    try:
        yield
    finally:
        DeltaGenerator.__exit__(place, None, None, None)


def _containers(result: Any) -> list[DeltaGenerator]:
    several = result if isinstance(result, (list, tuple)) else [result]
    return [one for one in several if isinstance(one, DeltaGenerator)]


def _without_callbacks(kwargs: dict[str, Any]) -> dict[str, Any]:
    """Without our callbacks; what answers selections still does: it gives a state, not a container."""
    kept = {name: value for name, value in kwargs.items() if not (name.startswith("on_") and callable(value))}
    return kept | ({"on_select": "rerun"} if callable(kwargs.get("on_select")) else {})


def _elements() -> dict[str, Any]:
    return {
        name: method
        for name, method in inspect.getmembers(DeltaGenerator, inspect.isfunction)
        if not name.startswith("_")
    }


def _watched(name: str, method: Any, floor: Floor) -> Any:
    @wraps(method)
    def call(self: DeltaGenerator, *args: Any, **kwargs: Any) -> Any:
        if _inside.get():  # an element made of others is one call
            return method(self, *args, **kwargs)
        token = _inside.set(True)
        try:
            result = method(self, *args, **kwargs)
        finally:
            _inside.reset(token)
        floor.note(self, name, args, kwargs, result)
        return result

    return call


@contextmanager
def recording() -> Iterator[Floor]:
    """A floor that fills with what is drawn inside the block."""
    floor, originals = Floor(), _elements()
    direct = {name: getattr(st, name) for name in originals if _is_main(getattr(st, name, None))}
    try:
        for name, method in originals.items():
            setattr(DeltaGenerator, name, _watched(name, method, floor))
        for name in direct:  # st.metric is bound to the main container when streamlit is imported
            setattr(st, name, getattr(st._main, name))
        yield floor
    finally:
        for name, method in originals.items():
            setattr(DeltaGenerator, name, method)
        for name, method in direct.items():
            setattr(st, name, method)


def _is_main(value: Any) -> bool:
    return inspect.ismethod(value) and value.__self__ is st._main
