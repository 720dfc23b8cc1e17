"""Names on a map: those that touch no other at the map's first view, the more important ones first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pydeck as pdk

from wzdash.charts import theme
from wzdash.charts.geometry import clear_labels, pixels
from wzdash.charts.values import width

LYING = 0.7  # of the height of a map that is tilted by 45 degrees
PADDING = 4


def is_quiet(labels: pd.DataFrame) -> list[bool]:
    """Which labels are drawn in grey, one per row."""
    return [value is True for value in labels["quiet"]] if "quiet" in labels else [False] * len(labels)


@dataclass(frozen=True)
class Look:
    """The first view of a map: longitude, latitude, zoom, its width and height in pixels."""

    place: Mapping[str, float]
    width: int
    height: int
    tilted: bool = False

    def offsets(self, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        """Pixels from the middle of the map, one row per place."""
        middle = np.array([self.place["longitude"]]), np.array([self.place["latitude"]])
        away = pixels(lon, lat, self.place["zoom"]) - pixels(*middle, self.place["zoom"])
        return away * (1, LYING) if self.tilted else away


def fitting(labels: pd.DataFrame, look: Look, text: float) -> pd.DataFrame:
    """The labels that touch no other and no edge of the first view; `text`: pixels of their letters."""
    labels = labels.drop_duplicates(["name", "lon", "lat"])
    places = look.offsets(labels["lon"].to_numpy(float), labels["lat"].to_numpy(float))
    wide = np.array([width(str(name), text) + 2 * PADDING for name in labels["name"]])
    high = text * 1.5 + 2
    sizes = np.column_stack([wide, np.full(len(wide), high)])
    cut = (np.abs(np.abs(places) - np.array([look.width, look.height]) / 2) < sizes / 2).any(axis=1)
    labels, places, wide = labels[~cut], places[~cut], wide[~cut]
    return labels[clear_labels(places, wide, high, labels["priority"].to_numpy())]


def label_layer(labels: pd.DataFrame, look: Look, scale: float) -> pdk.Layer:
    """The names, `scale` times as large as the theme's text."""
    colours = theme.palette()
    text = round(theme.BODY * scale)
    shown = fitting(labels, look, text)
    inks = [[*theme.rgb(colours.muted if quiet else colours.ink), 255] for quiet in is_quiet(shown)]
    return pdk.Layer(
        "TextLayer",
        shown.assign(ink=pd.Series(inks, index=shown.index))[["name", "lon", "lat", "ink"]],
        id="labels",
        get_position=["lon", "lat"],
        get_text="name",
        get_size=text,
        get_color="ink",
        font_family=pdk.types.String(theme.FONT),
        font_weight=500,
        character_set=pdk.types.String("auto"),
        font_settings={"fontSize": 40, "buffer": 4},
        background=True,
        get_background_color=[*theme.rgb(colours.paper), 215],
        background_padding=[PADDING, 1, PADDING, 1],
        background_border_radius=3,
        parameters={"depthCompare": "always"},
        pickable=False,
    )
