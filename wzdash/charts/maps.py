"""Maps of areas without a base map: a pydeck Deck for the screen and a plain figure for exports.

Both take the same frame (one row per area with its geometry) and the same Classes. Nothing is fetched.
The Deck's layer `areas` answers clicks: on_select gives the feature with properties.code.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pydeck as pdk
from pydeck.bindings.json_tools import default_serialize

from wzdash.charts import theme
from wzdash.charts.basemap import Tiles, tile_layers
from wzdash.charts.classes import HIDDEN, Classes
from wzdash.charts.geometry import bounds, edges, features, shapes, view
from wzdash.charts.maplabels import Look, label_layer
from wzdash.charts.squares import Squares, picture_layer
from wzdash.charts.values import full
from wzdash.labels import number

SHAPES = "GeoJsonLayer"
AREAS = "areas"  # id of the layer that answers clicks


LABELS = ["name", "lon", "lat", "priority"]


@dataclass(frozen=True, eq=False)
class Context:
    """What lies around and over the areas; every part may be empty.

    `lake`, `land`, `borders`: geometries. `labels`: one row per label with name, lon, lat, priority (one that
    would touch another of a higher priority is left out) and quiet (drawn in grey; may be missing).
    """

    lake: Sequence[Any] = ()
    land: Sequence[Any] = ()
    borders: Sequence[Any] = ()
    labels: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["name", "lon", "lat", "priority"])
    )


class LightDeck(pdk.Deck):
    """A Deck whose JSON has no blanks: 318 KiB instead of 1,118 for 887 cells, sent on every change."""

    def to_json(self) -> str:
        """The Deck as JSON. Raises ValueError for NaN, which a browser could not read."""
        return json.dumps(
            self, default=default_serialize, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )


NOTHING = Context()
THROUGH = 0.6  # opacity of the areas over tiles and below squares, as deck.gl is told
COVER = THROUGH ** (1 / 2.2)  # the same as it is drawn: deck.gl takes it for a brightness
TALLEST = 20_000  # metres of the highest area per degree of width: a fifth of the map
MATERIAL = {"ambient": 0.8, "diffuse": 0.25, "shininess": 1, "specularColor": [0, 0, 0]}  # tops as the legend
OUT = 1.0  # how far a reader can zoom out from the first view
HOME = {"longitude": 120.5, "latitude": 31.2, "zoom": 9}  # where an empty map looks


def deck(
    frame: pd.DataFrame,
    value: str,
    classes: Classes,
    *,
    geometry: str = "geometry",
    key: str = "code",
    label: str = "name",
    n: str | None = None,
    kind: str = "count",
    context: Context = NOTHING,
    marks: pd.DataFrame | None = None,
    squares: Squares | None = None,
    heat: pd.DataFrame | None = None,
    extrude: bool = False,
    selected: Collection[str] = (),
    scale: float = 1.0,
    basemap: Tiles | None = None,
    width: int = 700,
    height: int = 520,
) -> pdk.Deck:
    """A map in the colours of the classes, from one row per area, fitted to `width` × `height` pixels.

    `marks`: places with lon and lat, seen at any zoom; `squares`: counts of small squares over the areas;
    `heat`: a frame with lon and lat, drawn as a density. `selected`: keys to outline. The tooltip says name,
    value and n. `extrude` raises the areas by their value, `scale` enlarges the texts, `basemap` lies below.
    """
    areas = shapes(frame[geometry])
    drawn = features(areas, _properties(frame, value, classes, key=key, label=label, n=n, kind=kind))
    place, tall = _placed(areas, width, height, extrude)
    layers = [
        *_below(context, areas, place, basemap),
        _areas(drawn, tall, THROUGH if basemap or squares else 1.0),
        picture_layer(squares, "squares") if squares and len(squares.rows) else None,
        *_limits(areas, context, extrude),
        _chosen(areas[frame[key].isin(list(selected))], min(width / 300, 2.5)),
        *_over(marks, heat),
        *_names(context.labels, Look(place, width, height, extrude), scale),
    ]
    return LightDeck(
        layers=[layer for layer in layers if layer is not None],
        initial_view_state=_state(place, extrude),
        map_provider=None,
        tooltip=_tooltip(scale),
        height=height,
    )


def _state(place: dict[str, float], extrude: bool) -> pdk.ViewState:
    return pdk.ViewState(**place, pitch=45 if extrude else 0, min_zoom=round(place["zoom"] - OUT, 2))


def _names(labels: pd.DataFrame, look: Look, scale: float) -> list[pdk.Layer]:
    return [] if labels.empty else [label_layer(labels, look, scale)]


def _placed(areas: np.ndarray, width: int, height: int, extrude: bool) -> tuple[dict[str, float], float]:
    """Where the map looks, and the metres of its highest area: 0 for a flat one."""
    known = np.array([shape for shape in areas if shape is not None])
    if not len(known):
        return HOME, 0.0
    box = bounds(known)
    return view(box, width, height), (box[2] - box[0]) * TALLEST if extrude else 0.0


def _properties(
    frame: pd.DataFrame, value: str, classes: Classes, *, key: str, label: str, n: str | None, kind: str
) -> list[dict[str, Any]]:
    """What a feature carries: code, name, value and n as texts, colour, height 0…1 of the largest value."""
    hidden = classes.index == HIDDEN
    top = pd.to_numeric(frame[value], errors="coerce").max()
    counts = frame[n] if n and n != value else [None] * len(frame)
    return [
        {
            "code": None if pd.isna(code) else code,
            # the tooltip is a piece of HTML; Streamlit escapes what goes in, other viewers of a Deck do not
            "name": str(name).replace("<", "‹").replace(">", "›"),
            "value": full(kind, None if shut else v),
            "n": "" if shut or count is None else f"n = {number(count)}",
            "fill": [*theme.rgb(fill), 255],
            "height": 0.0 if shut or pd.isna(v) or not top else round(max(float(v), 0) / float(top), 4),
        }
        for code, name, v, count, fill, shut in zip(
            frame[key], frame[label], frame[value], counts, classes.fills, hidden, strict=True
        )
    ]


def _below(
    context: Context, areas: np.ndarray, place: dict[str, float], basemap: Tiles | None
) -> list[pdk.Layer | None]:
    """Tiles where there are some, plain lake and land otherwise."""
    known = np.array([shape for shape in areas if shape is not None])
    if basemap and len(known):
        return [*tile_layers(basemap, bounds(known), place["zoom"])]
    colours = theme.palette()
    return [_ground("lake", context.lake, colours.lake), _ground("land", context.land, colours.land)]


def _ground(name: str, geometries: Sequence[Any], colour: str) -> pdk.Layer | None:
    """Plain surface below the areas."""
    if not len(geometries):
        return None
    drawn = features(shapes(geometries), [{}] * len(geometries))
    fill = [*theme.rgb(colour), 255]
    return pdk.Layer(SHAPES, drawn, id=name, get_fill_color=fill, stroked=False, pickable=False)


def _areas(drawn: list[dict[str, Any]], tall: float, opacity: float) -> pdk.Layer:
    return pdk.Layer(
        SHAPES,
        drawn,
        id=AREAS,
        get_fill_color="properties.fill",
        stroked=False,
        filled=True,
        opacity=opacity,
        extruded=tall > 0,
        get_elevation="properties.height",
        elevation_scale=round(tall),
        material=MATERIAL,
        pickable=True,
        auto_highlight=True,
        highlight_color=[*theme.rgb(theme.palette().accent), 70],
    )


def _limits(areas: np.ndarray, context: Context, extrude: bool) -> list[pdk.Layer | None]:
    """Lines between the areas (raised ones show their walls) and between the larger ones."""
    colours = theme.palette()
    return [
        None if extrude else _edges("outlines", areas, colours.border, 1.0),
        _edges("borders", shapes(context.borders), colours.muted, 1.2),
    ]


def _edges(name: str, geometries: np.ndarray, colour: str, pixels: float) -> pdk.Layer | None:
    """Outlines as single straight lines, the one between two neighbours once.

    A computer without a graphics card draws them several times as fast as the outlines of 887 cells.
    """
    rows = edges(geometries)
    if not len(rows):
        return None
    return pdk.Layer(
        "LineLayer",
        rows.tolist(),
        id=name,
        get_source_position="[this[0], this[1]]",
        get_target_position="[this[2], this[3]]",
        get_color=[*theme.rgb(colour), 255],
        get_width=pixels,
        width_units="'pixels'",
        pickable=False,
    )


def _chosen(geometries: np.ndarray, pixels: float) -> pdk.Layer | None:
    if not len(geometries):
        return None
    return pdk.Layer(
        SHAPES,
        features(geometries, [{}] * len(geometries)),
        id="chosen",
        filled=False,
        stroked=True,
        get_line_color=[*theme.rgb(theme.palette().accent), 255],
        line_width_min_pixels=pixels,
        line_width_max_pixels=pixels,
        pickable=False,
    )


def _over(marks: pd.DataFrame | None, heat: pd.DataFrame | None) -> list[pdk.Layer | None]:
    """What is no area and lies above them."""
    return [_marks(marks), _heat(heat)]


def _marks(places: pd.DataFrame | None) -> pdk.Layer | None:
    """Places as dots of one size with a rim, so that they stand out from every class."""
    if places is None or places.empty:
        return None
    return pdk.Layer(
        "ScatterplotLayer",
        places[["lon", "lat"]].round(5).to_numpy().tolist(),
        id="marks",
        get_position="-",
        get_fill_color=[*theme.rgb(theme.palette().accent), 255],
        get_line_color=[*theme.rgb(theme.palette().paper), 255],
        stroked=True,
        radius_min_pixels=4,
        radius_max_pixels=4,
        line_width_min_pixels=1,
        line_width_max_pixels=1,
    )


def _heat(heat: pd.DataFrame | None) -> pdk.Layer | None:
    if heat is None or heat.empty:
        return None
    rows = heat.assign(weight=heat.get("weight", 1.0))[["lon", "lat", "weight"]]
    return pdk.Layer(
        "HeatmapLayer",
        rows.round(5),
        id="heat",
        get_position=["lon", "lat"],
        get_weight="weight",
        radius_pixels=40,
        color_range=[list(theme.rgb(colour)) for colour in theme.sequence("sky", 6)],
        pickable=False,
    )


def _tooltip(scale: float) -> dict[str, Any]:
    colours = theme.palette()
    style = {
        "backgroundColor": colours.paper,
        "color": colours.ink,
        "border": f"1px solid {colours.grid}",
        "borderRadius": "6px",
        "fontFamily": theme.FONT,
        "fontSize": f"{round(theme.BODY * scale)}px",
        "fontVariantNumeric": "tabular-nums",
    }
    return {"html": "<b>{name}</b><br>{value}<br>{n}", "style": style}
