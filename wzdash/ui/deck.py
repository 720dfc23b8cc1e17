"""A map on a page: fitted to the reader's page, with the base map of the settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from wzdash.charts import maps, theme
from wzdash.charts.basemap import Tiles
from wzdash.errors import SettingsError
from wzdash.ui import basemap, present, screen, wall
from wzdash.ui.page import View


def draw(
    view: View,
    drawing: Mapping[str, Any],
    size: tuple[int, int],
    key: str,
    *,
    alt: str,
    select: Callable[[str], None] | None = None,
) -> None:
    """Draws what maps.deck takes; `size`: what the map gets on a page of the usual width, in pixels.

    On a wall `size` is in pixels of the screen. `select` is called with the code of an area that is clicked.
    """
    seen = wall.wall() if present.asked() else None
    width, height = size if seen else screen.fitted(*size)
    deck = maps.deck(
        **drawing,
        scale=seen.factor * wall.MAP_TEXT if seen else 1.0,
        basemap=_below(view),
        width=width,
        height=height,
    )
    shown = round(height / seen.zoom) if seen else height
    if select is None:
        st.pydeck_chart(deck, height=shown, key=key, alt=alt)
        return
    # a chart of a new key has no selection, which would pale every other area away from its legend
    turn = f"{key}_turn"
    key = f"{key}_{st.session_state.setdefault(turn, 0)}"
    st.pydeck_chart(deck, height=shown, key=key, on_select=partial(_clicked, key, turn, select), alt=alt)


def _clicked(key: str, turn: str, select: Callable[[str], None]) -> None:
    """Passes the code of the clicked area on."""
    st.session_state[turn] += 1
    found = st.session_state[key].selection.objects.get(maps.AREAS, [])
    if found and found[0]["properties"]["code"]:
        select(found[0]["properties"]["code"])


def ground(view: View, *, squares: bool = False) -> str:
    """Colour of what the areas of a map let through, for its legend; empty where they are opaque."""
    try:
        tiled = basemap.tiles(view.store.settings.basemap) is not None
    except SettingsError:
        tiled = False
    return theme.TILE if tiled else theme.palette().land if squares else ""


def _below(view: View) -> Tiles | None:
    """The base map; where its setting is wrong a warning, and the map without one."""
    try:
        return basemap.tiles(view.store.settings.basemap)
    except SettingsError as error:
        st.warning(str(error))
        return None
