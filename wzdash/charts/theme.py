"""The only place with colours and fonts. One palette per mode; the mode belongs to the running context.

One hue per net, greys for everything else, one accent for what matters. Scales are even steps of lightness
in OKLCH at one hue (Ottosson 2020); categories keep apart under protanopia, deuteranopia and tritanopia.
Plotly 7 has a button that sends a chart to a cloud: the template removes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache

import numpy as np
import plotly.graph_objects as go

TILE = "#f2efe9"  # the usual ground of a base map, whatever the mode
FONT = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
OFFICE_FONT = "Microsoft YaHei"  # in spreadsheets and documents, which take one name
TITLE, BODY, SMALL = 16, 13, 11
INKS = ("#000000", "#ffffff")
NETS = ("ground", "sky", "line")
CLEAR = "rgba(0,0,0,0)"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one mode. `scales` go from few to many, `diverging` from blue through neutral to orange."""

    paper: str
    ink: str
    muted: str
    grey: str
    grid: str
    missing: str
    hidden: str
    accent: str
    lake: str
    land: str
    border: str
    nets: dict[str, str]
    scales: dict[str, tuple[str, ...]]
    diverging: tuple[str, ...]
    categories: tuple[str, ...]


LIGHT = Palette(
    paper="#ffffff",
    ink="#17242b",
    muted="#59626c",
    grey="#8a9096",
    grid="#e5e8ec",
    missing="#d7dade",
    hidden="#b3b8be",
    accent="#b71532",
    lake="#dbe8f3",
    land="#f4f3ef",
    border="#ffffff",
    nets={"ground": "#0f766e", "sky": "#0f4d9a", "line": "#ac6304"},
    scales={
        "ground": ("#d0f4ee", "#97dbd1", "#5fc0b5", "#22a498", "#03857a", "#0b655d", "#014841"),
        "sky": ("#deedfe", "#a7d0fe", "#6fb1fa", "#4392e5", "#1f74c6", "#09589d", "#0a3e6f"),
        "line": ("#fee7d1", "#f3c191", "#e09d57", "#c77b1d", "#a26105", "#7c4a07", "#593300"),
        "grey": ("#e5ecf3", "#c6ccd3", "#a7aeb4", "#8a9096", "#6d7379", "#52585e", "#383e43"),
    },
    diverging=(
        *("#0c54a0", "#4780c8", "#81abe0", "#bcd2ed", "#f4f5f7"),
        *("#efc6ab", "#dd9562", "#bb651e", "#824103"),
    ),
    categories=(
        *("#2762b1", "#c56c21", "#38a1b9", "#5b1d41"),
        *("#9c470d", "#81536a", "#0c2d84", "#7c2105"),
    ),
)

DARK = Palette(
    paper="#0f171a",
    ink="#e6eeef",
    muted="#a9b1ba",
    grey="#7b8187",
    grid="#2b3138",
    missing="#343a41",
    hidden="#4d545c",
    accent="#ff8386",
    lake="#1b2c3c",
    land="#262a2e",
    border="#0f171a",
    nets={"ground": "#69d3c6", "sky": "#5e9ae7", "line": "#f6a65d"},
    scales={
        "ground": ("#143430", "#03544d", "#0a736a", "#0d9488", "#37b4a7", "#6dd2c6", "#a4efe4"),
        "sky": ("#1d2f44", "#1e4977", "#2265a8", "#3283d4", "#52a2f7", "#8cc2ff", "#c8e1fd"),
        "line": ("#3d2916", "#663c08", "#8d5405", "#b56d07", "#d88a30", "#f4ad63", "#ffd5af"),
        "grey": ("#292e34", "#43484e", "#5e646a", "#7b8187", "#999fa6", "#b8bec5", "#d8dfe6"),
    },
    diverging=(
        *("#9ec7fd", "#5f99e2", "#4970a2", "#3b4d64", "#2c2f33"),
        *("#65432b", "#9e5b27", "#d57d3b", "#fdb07b"),
    ),
    categories=(
        *("#6aa7f4", "#f4a25c", "#80f3fe", "#bd8778"),
        *("#5e69cb", "#fcdd5b", "#b85207", "#93647c"),
    ),
)

MODES = {"light": LIGHT, "dark": DARK}
_mode: ContextVar[str] = ContextVar("mode", default="light")


def set_mode(mode: str) -> None:
    """Mode of the running context: light or dark. Raises ValueError for another one."""
    if mode not in MODES:
        raise ValueError(f"mode {mode!r}: allowed: {', '.join(MODES)}")
    _mode.set(mode)


def mode() -> str:
    """Mode of the running context."""
    return _mode.get()


@contextmanager
def using(mode: str) -> Iterator[None]:
    """The given mode inside a with block."""
    before = _mode.get()
    set_mode(mode)
    try:
        yield
    finally:
        _mode.set(before)


def palette() -> Palette:
    """Colours of the running mode."""
    return MODES[_mode.get()]


def hue(net: str) -> str:
    """Colour of a net; grey for what belongs to none."""
    return palette().nets.get(net, palette().grey)


# ---------------------------------------------------------------- arithmetic of colours


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue 0…255 of a hex colour."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def rgba(colour: str, alpha: float) -> str:
    """CSS colour with opacity 0…1."""
    red, green, blue = rgb(colour)
    return f"rgba({red},{green},{blue},{alpha:g})"


def luminance(colour: str) -> float:
    """Relative luminance 0…1 as WCAG 2.2 defines it."""
    parts = np.array(rgb(colour)) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(one: str, other: str) -> float:
    """Contrast ratio 1…21 of two hex colours as WCAG 2.2 defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def over(colour: str, ground: str, opacity: float) -> str:
    """What is seen of a colour that lets its ground through, as a screen mixes them."""
    pairs = zip(rgb(colour), rgb(ground), strict=True)
    red, green, blue = (round(opacity * front + (1 - opacity) * back) for front, back in pairs)
    return f"#{red:02x}{green:02x}{blue:02x}"


def ink_on(colour: str) -> str:
    """The more readable of black and white on a coloured ground: at least 4.58 to 1 on any colour."""
    return max(INKS, key=lambda ink: contrast(ink, colour))


def resample(colours: tuple[str, ...], n: int) -> list[str]:
    """n colours evenly spaced along a list of them."""
    if n == len(colours):
        return list(colours)
    places = np.linspace(0, len(colours) - 1, n) if n > 1 else np.array([len(colours) // 2])
    known = np.array([rgb(colour) for colour in colours])
    mixed = [np.interp(places, range(len(colours)), known[:, part]) for part in range(3)]
    return [f"#{round(r):02x}{round(g):02x}{round(b):02x}" for r, g, b in zip(*mixed, strict=True)]


def sequence(net: str, n: int = 7) -> list[str]:
    """n colours of a net's scale, from few to many."""
    return resample(palette().scales.get(net, palette().scales["grey"]), n)


def diverging(n: int = 9) -> list[str]:
    """n colours from blue (less) through neutral to orange (more)."""
    return resample(palette().diverging, n)


def categorical(n: int) -> list[str]:
    """n ≤ 8 colours for categories. Raises ValueError for more: group them or draw small multiples."""
    if n > len(palette().categories):
        raise ValueError(f"{n} categories: at most {len(palette().categories)} colours can be told apart")
    return list(palette().categories[:n])


def colorscale(colours: list[str]) -> list[list]:
    """Plotly's colour scale through the given colours."""
    return [[i / (len(colours) - 1), colour] for i, colour in enumerate(colours)]


# ---------------------------------------------------------------- plotly


@cache
def _template(mode: str) -> go.layout.Template:
    colours = MODES[mode]
    axis = {
        "showgrid": True,
        "gridcolor": colours.grid,
        "gridwidth": 1,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "ticklabelstandoff": 6,
        "automargin": False,
        "tickfont": {"size": SMALL, "color": colours.muted},
    }
    layout = {
        "font": {"family": FONT, "size": BODY, "color": colours.ink},
        "paper_bgcolor": colours.paper,
        "plot_bgcolor": colours.paper,
        "colorway": list(colours.categories),
        "xaxis": axis | {"showgrid": False},
        "yaxis": axis,
        "showlegend": False,
        "hoverlabel": {
            "bgcolor": colours.paper,
            "bordercolor": colours.grid,
            "font": {"family": FONT, "size": BODY, "color": colours.ink},
            "align": "left",
        },
        "modebar": {
            "bgcolor": CLEAR,
            "color": colours.grey,
            "activecolor": colours.ink,
            "remove": ["sendChartToCloud", "lasso2d", "select2d", "autoScale2d"],
        },
        "dragmode": False,
        "hovermode": "closest",
        "barmode": "overlay",
        "bargap": 0.36,
        "separators": ".,",
    }
    return go.layout.Template(layout=layout)


def template() -> go.layout.Template:
    """Plotly template of the running mode."""
    return _template(_mode.get())
