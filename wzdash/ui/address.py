"""What the link says, and whether the reader said it.

The browser sends its link with every click. A click made before it heard of our last writing carries an older
link, which is no wish to go back: of two quick clicks the second would undo the first.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

_WROTE = "wz_wrote"
REMEMBERED = 20  # of our own links, more than a quick hand leaves behind


def is_wished(name: str, said: Mapping[str, str]) -> bool:
    """True where this part of the link was opened or gone back to; this session has not written it itself."""
    written = _written(name)
    if written and written[-1] == said:
        return False
    return went_back() or said not in written


def wrote(name: str, before: Mapping[str, str], said: Mapping[str, str]) -> None:
    """Notes what this session makes of its part of the link, and what was there before."""
    written = _written(name)
    for one in (before, said):
        if not written or written[-1] != one:
            written = (*written, dict(one))[-REMEMBERED:]
    st.session_state.setdefault(_WROTE, {})[name] = written


def read(name: str, default: str = "") -> str:
    """One parameter of the link as the reader or this session said it last; a late link is put right."""
    said = st.query_params.get(name, default)
    written = _written(name)
    if not written or is_wished(name, {name: said}):
        wrote(name, {name: said}, {name: said})
        return said
    last = written[-1][name]
    if last != said:
        put(name, last, default)
    return last


def put(name: str, value: str, default: str = "") -> None:
    """Writes one parameter of the link; one with its default leaves it."""
    before = st.query_params.get(name, default)
    wrote(name, {name: before}, {name: value})
    if value == default:
        st.query_params.pop(name, None)
    elif value != before:
        st.query_params[name] = value


def forget() -> None:
    """On another page a link that was written before is one that was opened."""
    st.session_state.pop(_WROTE, None)


def went_back() -> bool:
    """True in a run that the browser's own buttons for back and forward have started."""
    context = get_script_run_ctx(suppress_warning=True)
    return bool(context and context.is_history_navigation)


def _written(name: str) -> tuple[Mapping[str, str], ...]:
    found: tuple[Mapping[str, str], ...] = st.session_state.get(_WROTE, {}).get(name, ())
    return found
