"""A document as slides of 16:9: native charts and tables that people can edit, maps as pictures.

Every slide has the finding as its title, the stamp at its foot, and the demo mark where data are simulated.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise
from math import ceil
from typing import Any

import numpy as np
from pptx import Presentation
from pptx.util import Inches, Pt

from wzdash.charts import theme
from wzdash.charts.values import width
from wzdash.export import slide_parts
from wzdash.export.document import Cards, Document, Figure, Heading, Table, Text
from wzdash.export.drawn import Pictures
from wzdash.labels import _

WIDE, HIGH = Inches(13.333), Inches(7.5)
SIDE, TOP, FLOOR = Inches(0.55), Inches(1.45), Inches(6.85)
ROOM = WIDE - 2 * SIDE
BODY, SMALL, TINY = 16, 12, 10
BODIES = (BODY, 15, 14)  # sizes of a text: a smaller one where it saves a slide
TITLE, LONG_TITLE = 24, 18
CARDS_HIGH, AFTER_CARDS = Inches(1.6), Inches(0.2)
CHART_HIGH = Inches(2.45)  # the least room that a chart below cards needs, with its finding
LINE_HEIGHT = 1.5  # of a table
BOLD = 1.12  # a bold text is so much wider
SPARE = 1.06  # other faces than ours are wider
FACE = 1.33  # height of a line of a Chinese face, of its size
HEAD = "head"
Paragraph = tuple[tuple[str, str], float]  # (style, text), points of height


def write(document: Document, pictures: Pictures) -> bytes:
    """The document as PPTX. Raises ExportError when a map cannot be drawn."""
    deck = _Deck(document, pictures)
    for title, block in blocks(document):
        deck.block(title, block)
    file = io.BytesIO()
    deck.show.save(file)
    return file.getvalue()


def blocks(document: Document) -> Iterator[tuple[Heading, list[Any]]]:
    """Parts below each heading, in order; a chapter's name is put before its sections' names.

    Sections of a chapter that follow each other without cards are one block, so that their texts share
    slides instead of filling a quarter of one each; their names stand in it as texts of the style `head`.
    """
    chapter, names, block = Heading(document.title), list[str](), list[Any]()
    for part in document.parts:
        if not isinstance(part, Heading):
            block.append(part)
            continue
        joins = part.level > 1 and names and not any(isinstance(one, Cards) for one in block)
        if block and not joins:
            yield _titled(chapter, names), _unnamed(block)
        if not joins:
            names, block = [], []
        chapter = part if part.level == 1 else chapter
        if part.level > 1:
            names = [*names, part.text]
            block.append(Text(part.text, style=HEAD))
    if block:
        yield _titled(chapter, names), _unnamed(block)


def _titled(chapter: Heading, names: list[str]) -> Heading:
    """The title of a block's slides."""
    return Heading(" · ".join([chapter.text, _("、").join(names)]) if names else chapter.text, 2, chapter.net)


def _unnamed(block: list[Any]) -> list[Any]:
    """The block without the name of its section where it has only one: that is the title already."""
    heads = [part for part in block if isinstance(part, Text) and part.style == HEAD]
    return [part for part in block if part not in heads] if len(heads) == 1 else block


class _Deck:
    """The slides made so far."""

    def __init__(self, document: Document, pictures: Pictures) -> None:
        self.document, self.pictures = document, pictures
        self.show: Any = Presentation()
        self.show.slide_width, self.show.slide_height = WIDE, HIGH
        slide_parts.set_theme_fonts(self.show)
        slide_parts.spread_layouts(self.show, SIDE, ROOM)
        properties = self.show.core_properties
        properties.title, properties.comments = document.title, document.stamp.line()
        self._cover()

    def _cover(self) -> None:
        slide = self.show.slides.add_slide(self.show.slide_layouts[0])
        slide_parts.fill(slide, theme.LIGHT.nets["sky"], WIDE, Inches(0.22))
        title, below = slide.placeholders[0], slide.placeholders[1]
        for shape, top, high in ((title, 2.2, 1.3), (below, 3.6, 0.8)):
            shape.left, shape.top, shape.width, shape.height = SIDE, Inches(top), ROOM, Inches(high)
            shape.text_frame.margin_left = 0
        slide_parts.put(title.text_frame, [self.document.title], 40, theme.LIGHT.ink, bold=True)
        slide_parts.put(below.text_frame, [self.document.subtitle], 20, theme.LIGHT.muted)
        pairs = [f"{label}:{value}" for label, value in self.document.stamp.pairs().items()]
        slide_parts.box(slide, (SIDE, Inches(4.7), ROOM, Inches(2)), pairs, SMALL, theme.LIGHT.muted)
        self._mark(slide)

    def block(self, title: Heading, parts: list[Any]) -> None:
        """Slides of the texts and cards, then one per figure and table; cards share theirs with a chart."""
        cards = [part for part in parts if isinstance(part, Cards)]
        texts = [part for part in parts if isinstance(part, Text)]
        below = None
        if cards or texts:
            slide, top = self._reading(title, cards, texts)
            figures = [part for part in parts if isinstance(part, Figure) and part.chart] if cards else []
            if figures and FLOOR - top >= CHART_HIGH:
                below = figures[0]
                self._figure_below(slide, top, below)
        for part in parts:
            if part is below:
                continue
            if isinstance(part, Figure):
                self._figure(title, part)
            elif isinstance(part, Table):
                self._table(title, part)

    def _slide(self, title: str, net: str, below: str = "") -> Any:
        slide = self.show.slides.add_slide(self.show.slide_layouts[5])
        slide_parts.fill(slide, theme.LIGHT.nets.get(net, theme.LIGHT.grey), WIDE, Inches(0.12))
        slide.shapes.title.text_frame.margin_left = 0
        size = TITLE if width(title, TITLE) * BOLD < (ROOM - Inches(1.6)) / Pt(1) else LONG_TITLE
        slide_parts.put(slide.shapes.title.text_frame, [title], size, theme.LIGHT.ink, bold=True)
        if below:
            place = (SIDE, Inches(1.05), ROOM, Inches(0.35))
            slide_parts.box(slide, place, [below], SMALL, theme.LIGHT.muted)
        foot = (SIDE, Inches(7.02), ROOM - Inches(0.8), Inches(0.35))
        slide_parts.box(slide, foot, [self.document.stamp.line()], TINY, theme.LIGHT.muted)
        slide_parts.page_number(slide, (WIDE - SIDE - Inches(0.8), Inches(7.02), Inches(0.8), Inches(0.35)))
        self._mark(slide)
        return slide

    def _mark(self, slide: Any) -> None:
        if self.document.stamp.simulated:
            place = (WIDE - SIDE - Inches(1.35), Inches(0.3), Inches(1.35), Inches(0.34))
            slide_parts.badge(slide, place, _("演示数据"), theme.LIGHT.accent)

    def _reading(self, title: Heading, cards: list[Cards], texts: list[Text]) -> tuple[Any, int]:
        """Cards on top and the paragraphs below, on as many slides as they need; the last and its end."""
        slide, top = self._slide(title.text, title.net), int(TOP)
        for row in cards:
            slide_parts.cards(slide, (SIDE, top, ROOM, CARDS_HIGH), row)
            top += CARDS_HIGH + AFTER_CARDS
        size, groups = min((_grouped(texts, size, top) for size in BODIES), key=lambda one: len(one[1]))
        for number, group in enumerate(groups):
            if number:
                slide, top = self._slide(title.text, title.net), int(TOP)
            place = (SIDE, top, ROOM, FLOOR - top)
            slide_parts.paragraphs(slide, place, [paragraph for paragraph, _high in group], size)
            top += Pt(sum(high for _paragraph, high in group))
        return slide, top

    def _figure_below(self, slide: Any, top: int, figure: Figure) -> None:
        """A native chart in the room that cards and their sentences leave, its finding above it."""
        top += Inches(0.1)
        slide_parts.box(
            slide, (SIDE, top, ROOM, Inches(0.35)), [figure.title], BODY, theme.LIGHT.ink, bold=True
        )
        place = (SIDE, top + Inches(0.36), ROOM, Inches(0.3))
        slide_parts.box(slide, place, [figure.below], TINY, theme.LIGHT.muted)
        top += Inches(0.7)
        slide_parts.chart(slide, (SIDE, top, ROOM, FLOOR - top), figure, SMALL)
        self._notes(slide, figure)

    def _figure(self, title: Heading, figure: Figure) -> None:
        slide = self._slide(figure.title, figure.net or title.net, figure.subtitle)
        place = (SIDE, TOP, ROOM, FLOOR - TOP - Inches(0.35))
        if figure.chart is None:
            slide_parts.picture(slide, place, self.pictures.png(figure), figure.title)
        else:
            slide_parts.chart(slide, place, figure, SMALL)
        if figure.foot:
            foot = (SIDE, FLOOR - Inches(0.3), ROOM, Inches(0.3))
            slide_parts.box(slide, foot, [figure.foot], TINY, theme.LIGHT.muted)
        self._notes(slide, figure)

    def _table(self, title: Heading, table: Table) -> None:
        cells, heights = table.cells(), []
        for row in cells:
            rooms = [share * ROOM / Pt(1) - 16 for share in table.shares]
            lines = [ceil(width(text, SMALL) / room) for text, room in zip(row, rooms, strict=True)]
            heights.append(max(1, *lines) * SMALL * LINE_HEIGHT + 8)
        for part in shared_out(heights, (FLOOR - TOP) / Pt(1) - 40):
            slide = self._slide(table.title, table.net or title.net, table.foot)
            slide_parts.table(slide, (SIDE, TOP, ROOM), table, cells[part], heights[part])
            self._notes(slide, table)

    def _notes(self, slide: Any, part: Table) -> None:
        """What the numbers mean, for who speaks."""
        told = [f"{label}:{text}" for label, text in part.definitions.items()]
        slide.notes_slide.notes_text_frame.text = "\n".join([*told, self.document.stamp.line()])


def shared_out(heights: list[float], room: float) -> list[slice]:
    """Rows of these heights on as few slides as they need, and about as much on each of them."""
    fewest = len(_filled(heights, room))
    limits = np.linspace(sum(heights) / max(fewest, 1), room, 40)
    return next(parts for limit in limits if len(parts := _filled(heights, limit)) == fewest)


def _filled(heights: list[float], room: float) -> list[slice]:
    """Rows as long as there is room; a row that is higher than that has a slide of its own."""
    starts, used = [0], 0.0
    for row, high in enumerate(heights):
        if row > starts[-1] and used + high > room:
            starts.append(row)
            used = 0.0
        used += high
    return [slice(*pair) for pair in pairwise([*starts, len(heights)])]


def _grouped(texts: list[Text], size: int, top: int) -> tuple[int, list[list[Paragraph]]]:
    """(size, paragraphs slide by slide) of texts of this size; the first slide has room from `top` on."""
    groups: list[list[Paragraph]] = [[]]
    room = (FLOOR - top) / Pt(1)
    for one in _paragraphs(texts, size):
        if groups[-1] and one[1] > room:
            last = groups[-1]
            carried = [last.pop()] if len(last) > 1 and last[-1][0][0] == HEAD else []  # with what it names
            groups.append(carried)
            room = (FLOOR - TOP) / Pt(1) - sum(high for _paragraph, high in carried)
        groups[-1].append(one)
        room -= one[1]
    return size, [group for group in groups if group]


def _paragraphs(texts: list[Text], body: int) -> Iterator[Paragraph]:
    """Paragraphs of the texts in order, the body in this size."""
    room = ROOM / Pt(1) - 30
    for text in texts:
        size = body + slide_parts.STEPS.get(text.style, 0)
        for line in text.lines:
            lines = max(1, ceil(width(line, size) * SPARE / room))
            yield (text.style, line), lines * size * slide_parts.LEADING * FACE + slide_parts.AFTER
