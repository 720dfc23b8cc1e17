"""Columns that stack on a phone, and tabs that only work for what they show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import streamlit as st


def lazy_tabs(panels: Mapping[str, Callable[[], None]], key: str) -> None:
    """One tab per panel; only the open one is computed and drawn."""
    tabs = st.tabs(list(panels), key=key, on_change="rerun")
    for tab, draw in zip(tabs, panels.values(), strict=True):
        if tab.open:
            with tab:
                draw()


def side_by_side(
    *panels: Callable[[], None], widths: tuple[int, ...] = (), gap: Literal["medium", "large"] = "large"
) -> None:
    """Panels beside each other; below each other on a narrow screen."""
    for column, draw in zip(st.columns(widths or len(panels), gap=gap), panels, strict=True):
        with column:
            draw()
