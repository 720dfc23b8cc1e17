"""What a report consists of, whatever the file: a title, a stamp, and parts in the order of reading.

The writers (slides, word, paper, workbook, web) know only this module. A figure holds its picture and the
rows that are drawn; where `chart` says how, a writer draws the rows as a native, editable chart instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from wzdash.charts.values import KINDS, full
from wzdash.export.stamp import Stamp
from wzdash.labels import NONE, day

CHARTS = ("line", "bar", "stacked")
STYLES = ("body", "bullets", "note")
_PER_CENT = re.compile(r"(\d) %")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a chapter, 2 a section. `net` gives its colour."""

    text: str
    level: int = 1
    net: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs, one per line: body text, bullets or a note. `key` names a text that people may edit."""

    text: str
    key: str = ""
    style: str = "body"

    @property
    def lines(self) -> list[str]:
        """The paragraphs without empty ones; a number and its per cent sign stay on one line."""
        lines = (line.strip() for line in self.text.splitlines())
        return [_PER_CENT.sub("\\1\u00a0%", line) for line in lines if line]


@dataclass(frozen=True, slots=True)
class Card:
    """One headline number with what changed and the counts behind it."""

    label: str
    value: str
    change: str = ""
    note: str = ""
    net: str = ""


@dataclass(frozen=True, slots=True)
class Cards:
    """Headline numbers side by side."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """A column of a figure's rows that a native chart draws, its name and colour (#rrggbb)."""

    column: str
    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class Chart:
    """How rows become a native chart: line, bar (a bar per row, first on top) or stacked (columns)."""

    kind: str
    category: str
    series: tuple[Series, ...]
    form: str = "count"

    def __post_init__(self) -> None:
        if self.kind not in CHARTS or self.form not in KINDS:
            raise ValueError(f"chart {self.kind!r} of {self.form!r}: allowed {CHARTS} of {KINDS}")


@dataclass(frozen=True)
class Table:
    """Rows as a table; `columns` {column: header} in order, `kinds` {column: kind of its numbers}.

    `widths`: relative widths of the columns, equal where not given.
    """

    name: str
    title: str
    rows: pd.DataFrame
    columns: Mapping[str, str]
    kinds: Mapping[str, str] = field(default_factory=dict)
    foot: str = ""
    net: str = ""
    widths: tuple[float, ...] = ()
    definitions: Mapping[str, str] = field(default_factory=dict)

    def cells(self) -> list[list[str]]:
        """The rows as people read them."""
        return [
            [shown(self.rows[column].iloc[row], self.kinds.get(column, "")) for column in self.columns]
            for row in range(len(self.rows))
        ]

    @property
    def shares(self) -> list[float]:
        """Share of the width that each column has."""
        widths = self.widths or (1.0,) * len(self.columns)
        return [one / sum(widths) for one in widths]


@dataclass(frozen=True)
class Figure(Table):
    """A picture (a plotly figure) and the rows it shows; `title` is what it shows, computed from the data.

    Without `chart` it can only be a picture, as a map.
    """

    picture: Any = None
    subtitle: str = ""
    chart: Chart | None = None

    @property
    def below(self) -> str:
        """What stands below the picture: subtitle and foot, as far as there are any."""
        return " · ".join(part for part in (self.subtitle, self.foot) if part)

    @property
    def picture_only(self) -> bool:
        """True when no native chart can show it."""
        return self.chart is None

    def categories(self) -> list[str]:
        """Names of the points of the native chart, one per row."""
        if self.chart is None:
            raise ValueError(f"{self.name}: picture only")
        values = self.rows[self.chart.category]
        if values.dtype.kind == "M":
            return [f"{value:%Y-%m}" for value in values]
        return [str(value) for value in values]

    def points(self, series: Series) -> list[float | None]:
        """Values of a series, one per row; None where there is none."""
        return [None if pd.isna(value) else float(value) for value in self.rows[series.column]]


Part = Heading | Text | Cards | Table


@dataclass(frozen=True)
class Document:
    """A report: `subtitle` says the period and the area below the title."""

    title: str
    stamp: Stamp
    parts: tuple[Part, ...]
    subtitle: str = ""

    def edited(self, texts: Mapping[str, str]) -> Document:
        """The document with the texts of these keys replaced; an emptied text is left out."""
        parts = [
            replace(part, text=texts[part.key])
            if isinstance(part, Text) and part.key and part.key in texts
            else part
            for part in self.parts
        ]
        return replace(self, parts=tuple(p for p in parts if not isinstance(p, Text) or p.lines))

    def texts(self) -> Iterator[str]:
        """Every text that will be read, headers and cells included."""
        yield from (self.title, self.subtitle, self.stamp.line(), *self.stamp.pairs().values())
        for part in self.parts:
            if isinstance(part, Heading | Text):
                yield part.text
            elif isinstance(part, Cards):
                for card in part.cards:
                    yield from (card.label, card.value, card.change, card.note)
            else:
                yield from (part.name, part.title, part.foot, *part.columns.values())
                yield from (*part.definitions, *part.definitions.values())
                yield from (text for row in part.cells() for text in row)
                yield part.subtitle if isinstance(part, Figure) else ""


def shown(value: Any, kind: str = "") -> str:
    """One cell as people read it: a number by its kind, a day as a day, an em dash for nothing."""
    if value is None or pd.isna(value):
        return NONE
    if hasattr(value, "year"):
        return day(value)
    return full(kind, value) if kind else str(value)


def numbered(document: Document) -> Iterator[tuple[Part, int]]:
    """Every part with the number of its figure or table, each counted for itself; 0 for what has none."""
    figures = tables = 0
    for part in document.parts:
        if isinstance(part, Figure):
            figures += 1
            yield part, figures
        elif isinstance(part, Table):
            tables += 1
            yield part, tables
        else:
            yield part, 0
