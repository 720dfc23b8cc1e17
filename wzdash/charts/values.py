"""How values of a kind read in a chart: in full, short on an axis, and safely inside plotly's markup.

Kinds: count, share (0…1), fine_share (two decimals), change (0.1 is +10 %), points (change of a share),
figure (of any unit, with up to two decimals), decimal, ratio, days, hours, minutes, duration (hours, said in
the unit that suits), rate (per 1,000 or 10,000), yuan, km.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd

from wzdash.labels import N_, NONE, _, number, percent, short_number, signed

SUFFIX = {
    "days": N_("{x} 天"),
    "hours": N_("{x} 小时"),
    "minutes": N_("{x} 分钟"),
    "yuan": N_("{x} 元"),
    "km": N_("{x} 公里"),
    "points": N_("{x} 个百分点"),
}
UNITS = (("days", 24, 48), ("hours", 1, 2), ("minutes", 1 / 60, float("-inf")))  # kind, hours, from how many
DECIMALS = {
    "days": 1,
    "hours": 1,
    "minutes": 0,
    "duration": 1,
    "decimal": 1,
    "rate": 1,
    "ratio": 2,
    "km": 1,
    "yuan": 0,
}
SHARES = {"share": 1, "fine_share": 2}  # kind, decimals
EXCEL = {
    "count": "#,##0",
    "share": "0.0%",
    "fine_share": "0.00%",
    "change": "+0.0%;-0.0%;0.0%",
    "points": "+0.0;-0.0;0.0",
    "ratio": "0.00",
    "yuan": "#,##0",
    "figure": "General",
}
KINDS = (
    "count",
    "share",
    "fine_share",
    "change",
    "points",
    "figure",
    "decimal",
    "ratio",
    "days",
    "hours",
    "minutes",
    "duration",
    "rate",
    "yuan",
    "km",
)


def _suffixed(kind: str, text: str) -> str:
    return _(SUFFIX[kind]).format(x=text) if kind in SUFFIX else text


def _minus(text: str) -> str:
    """The text with a true minus sign."""
    return text.replace("-", "−")


def _needed(value: float, most: int) -> int:
    """Decimals that the value needs, at most so many."""
    return next(few for few in range(most + 1) if round(value, few) == round(value, most))


def full(kind: str, value: float | None) -> str:
    """The value in full: 1,915,000, 98.9 %, 2.3 天; an em dash for nothing."""
    if value is None or pd.isna(value):
        return NONE
    if kind in ("count", "figure"):
        decimals = _needed(value, 2) if kind == "figure" else 0 if float(value).is_integer() else 1
        return _minus(number(value, decimals))
    if kind in SHARES:
        return _minus(percent(value, SHARES[kind]))
    if kind == "change":
        return signed(value * 100, 1, " %")
    if kind == "points":
        return _suffixed(kind, signed(value * 100, 1))
    if kind == "duration":
        kind, size = next((unit, hours) for unit, hours, least in UNITS if value >= least)
        value = value / size
    decimals = _needed(value, DECIMALS[kind]) if kind == "days" else DECIMALS[kind]
    return _suffixed(kind, _minus(number(value, decimals)))


def short(kind: str, value: float | None) -> str:
    """The value as a card or a mark says it: 191.5 万, 98.9 %."""
    return _minus(short_number(value)) if kind in ("count", "yuan") else full(kind, value)


def axis(kind: str, value: float, step: float) -> str:
    """The value at an axis whose ticks are `step` apart: no decimals that the step does not need."""
    scaled = step * 100 if kind in (*SHARES, "points", "change") else step
    decimals = max(0, -int(np.floor(np.log10(scaled) + 1e-9))) if scaled > 0 else 0
    if kind in SHARES:
        return _minus(percent(value, decimals))
    if kind in ("points", "change"):
        return signed(value * 100, decimals, " %" if kind == "change" else "")
    if abs(value) >= 10_000:
        return _minus(short_number(value).replace(".0", "").replace("0 M", " M"))
    return _minus(number(value, decimals))


def with_unit(kind: str, text: str) -> str:
    """The last label of an axis with the unit of its kind, where that is not in every label and short."""
    return text if kind == "points" else _suffixed(kind, text)


def excel(kind: str, value: float | None = None) -> str:
    """Number format of a kind in a spreadsheet; the decimals of a figure are those it needs."""
    if kind == "figure" and value is not None and not pd.isna(value):
        decimals = _needed(float(value), 2)
        return "#,##0." + "0" * decimals if decimals else "#,##0"
    return EXCEL.get(kind, "#,##0.0")


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """At most about `most` round numbers from at or below `low` to at or above `high`."""
    if not np.isfinite([low, high]).all() or high <= low:
        high = low + 1 if np.isfinite(low) else 1.0
        low = low if np.isfinite(low) else 0.0
    rough = (high - low) / max(most - 1, 1)
    size = 10 ** np.floor(np.log10(rough))
    step = next(m * size for m in (1, 2, 5, 10) if m * size >= rough * 0.999)
    places = np.arange(np.floor(low / step + 1e-9), np.ceil(high / step - 1e-9) + 1)
    return [float(round(place * step, 12)) for place in places]


# ---------------------------------------------------------------- text

SEPARATOR = " · "


def escape(text: object) -> str:
    """The text as plain text for plotly, which reads a little HTML: <b>x stays <b>x on the screen."""
    return html.escape(str(text), quote=False)


def width(text: str, size: float) -> float:
    """About how many pixels wide a text is, from the advance widths of a Chinese sans face."""
    ems = 0.0
    for char in text:
        if unicodedata.east_asian_width(char) in "WFA":
            ems += 1.0
        elif char in " .,:;!|'ijlIt()[]·-":
            ems += 0.32
        elif char.isupper() or char in "mwMW%@—":
            ems += 0.7
        else:
            ems += 0.56
    return ems * size


def _closes(char: str) -> bool:
    """True for what no line may begin with: closing brackets and quotes, commas, per cent, spaces."""
    return char == " " or unicodedata.category(char) in ("Pe", "Pf", "Po")


def _pieces(text: str) -> list[str]:
    """Smallest parts that a line may be broken between."""
    pieces: list[str] = []
    glue = True
    for char in text.replace(" %", "\u00a0%"):
        wide = unicodedata.east_asian_width(char) in "WF"
        joins = _closes(char) or (not wide and not glue)
        if pieces and joins:
            pieces[-1] += char
        else:
            pieces.append(char)
        glue = wide or char == " "
    return pieces


def wrap(text: str, size: float, room: float) -> list[str]:
    """Lines of a text that fit `room` pixels, broken between its parts (a · b) first, then between words."""
    lines: list[str] = []
    for part in text.split(SEPARATOR):
        longer = f"{lines[-1]}{SEPARATOR}{part}" if lines else part
        if lines and width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines += _wrap_words(part, size, room)
    return lines


def _wrap_words(text: str, size: float, room: float) -> list[str]:
    """Lines of a text without parts; a word longer than the room is broken."""
    lines = [""]
    for piece in _pieces(text):
        if not lines[-1] or width(lines[-1] + piece.rstrip(), size) <= room:
            lines[-1] += piece
        else:
            lines.append(piece)
        while width(lines[-1].rstrip(), size) > room and len(lines[-1]) > 1:
            fits = fitting(lines[-1], size, room)
            lines[-1:] = [lines[-1][:fits], lines[-1][fits:]]
    return [line.strip(" ") for line in lines]


def fitting(text: str, size: float, room: float) -> int:
    """How many leading characters fit `room` pixels, at least one."""
    used = 0.0
    for i, char in enumerate(text):
        used += width(char, size)
        if used > room:
            return max(i, 1)
    return len(text)


def shorten(text: str, size: float, room: float, lines: int = 1) -> list[str]:
    """At most `lines` lines that fit, the last one ending in … where text had to go."""
    rows = wrap(text, size, room)
    if len(rows) <= lines:
        return rows
    last = rows[lines - 1]
    keep = fitting(last, size, room - width("…", size)) if width(last + "…", size) > room else len(last)
    return [*rows[: lines - 1], last[:keep].rstrip() + "…"]


def texts(values: Iterable[float | None], show: Callable[[float | None], str]) -> list[str]:
    """The values as texts, one each."""
    return [show(value) for value in values]
