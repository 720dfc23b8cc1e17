"""What a page asks beyond the scope, kept in the link: one Parameter per widget.

    problem = asked.read("before_after", PARAMETERS)      before the widgets are drawn
    …st.selectbox(…, key=asked.widget("before_after", "family"))…
    asked.write("before_after", PARAMETERS)               after them

The link is read where the reader says so, not where this session wrote it (ui/address.py). Values that differ
from the default are written to it; they come back when the page is opened again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st

from wzdash.errors import ScopeError
from wzdash.labels import _
from wzdash.ui import address

_KEPT = "wz_asked_"
SHOWN = 6  # allowed values that a message names
LONGEST = 40


@dataclass(frozen=True)
class Parameter:
    """One name in the link. `allowed`: its values; without them it is a day. `many`: several, by comma."""

    name: str
    default: Any = ""
    allowed: Sequence[str] = ()
    many: bool = False
    truth: bool = field(default=False)

    def read(self, text: str) -> Any:
        """The value that the link says. Raises ScopeError naming parameter, value and what is allowed."""
        if self.truth:
            return self._known(text, ("0", "1")) == "1"
        if self.many:
            return [self._known(part, self.allowed) for part in text.split(",") if part]
        return self._known(text, self.allowed) if self.allowed else self._day(text)

    def write(self, value: Any) -> str:
        """The value as the link says it."""
        if self.truth:
            return str(int(value))
        if self.many:
            return ",".join(value)
        return value.isoformat() if isinstance(value, date) else str(value)

    def _known(self, text: str, allowed: Sequence[str]) -> str:
        if text in allowed:
            return text
        named = ", ".join([one for one in allowed if one][:SHOWN])
        raise ScopeError(
            _("{name}={value!r} 不可用;可用:{allowed}").format(
                name=self.name, value=text[:LONGEST], allowed=named
            )
        )

    def _day(self, text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ScopeError(
                _("{name}={value!r} 不是日期;应为 2020-12-31 这样的格式").format(
                    name=self.name, value=text[:LONGEST]
                )
            ) from None


def widget(page: str, name: str) -> str:
    """Key of the widget of a parameter."""
    return f"{page}_{name}"


def read(page: str, parameters: Sequence[Parameter]) -> str:
    """Sets the widgets from the link, or from what the page showed last; what is wrong with the link."""
    link = _of_link(parameters)
    fresh = address.is_wished(page, link) and (bool(link) or address.went_back())
    kept: dict[str, Any] = st.session_state.get(_KEPT + page, {})
    problems = []
    for one in parameters:
        key = widget(page, one.name)
        if fresh:
            st.session_state[key] = one.default
        elif st.session_state.get(key) is None:  # a page that is just being drawn may say nothing is chosen
            found = kept.get(one.name)
            st.session_state[key] = one.default if found is None else found
        if fresh and one.name in link:
            try:
                st.session_state[key] = one.read(link[one.name])
            except ScopeError as error:
                problems.append(str(error))
    return _("、").join(problems)


def write(page: str, parameters: Sequence[Parameter]) -> None:
    """Keeps what the widgets show and writes what is not the default to the link."""
    values = {one.name: st.session_state[widget(page, one.name)] for one in parameters}
    st.session_state[_KEPT + page] = values
    said = {
        one.name: one.write(values[one.name])
        for one in parameters
        if values[one.name] != one.default and values[one.name] is not None
    }
    link = _of_link(parameters)
    address.wrote(page, link, said)
    if link != said:
        others = {
            key: value for key, value in st.query_params.to_dict().items() if key not in _names(parameters)
        }
        st.query_params.from_dict(others | said)


def _names(parameters: Sequence[Parameter]) -> set[str]:
    return {one.name for one in parameters}


def _of_link(parameters: Sequence[Parameter]) -> Mapping[str, str]:
    names = _names(parameters)
    return {key: value for key, value in st.query_params.to_dict().items() if key in names}
