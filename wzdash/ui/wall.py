"""How a presentation fills its screen: a slide is drawn for 1,080 lines and enlarged to the lines there are.

A screen that is higher than 16:9 for its width gives what is left over to charts and maps; a much wider one
sets panels beside each other. Streamlit cannot measure a chart under a zoomed page, so charts and maps are
drawn in pixels of the screen and taken out of the zoom by the sheet.
"""

from __future__ import annotations

from dataclasses import dataclass

from wzdash.ui import screen

LINES = 1080
LEAST_WIDE = 1920  # columns of a slide at 1,080 lines; narrower screens are reduced to it
PHONE = 1000  # pixels of width below which slides scroll as pages do
BROAD = 2.3  # width to height from which panels stand beside each other
BANNER = 3.0  # and the cards of the three nets too
PAGE, CHART_TEXT, MAP_TEXT = 1.4, 1.5, 1.4  # of the page, of charts, of texts on a map, at 1,080 lines


@dataclass(frozen=True)
class Wall:
    """The window of a presentation in pixels."""

    width: int
    height: int

    @property
    def factor(self) -> float:
        """Pixels of the screen per pixel of a slide of 1,080 lines."""
        if self.width < PHONE:
            return 1 / PAGE
        return round(min(self.height / LINES, self.width / LEAST_WIDE), 3)

    @property
    def zoom(self) -> float:
        """Zoom of the page."""
        return round(self.factor * PAGE, 3)

    @property
    def is_broad(self) -> bool:
        """True when panels stand beside each other."""
        return self.width >= BROAD * self.height

    @property
    def is_banner(self) -> bool:
        """True when the cards of the three nets stand beside each other too."""
        return self.width >= BANNER * self.height

    def pixels(self, lines: int) -> int:
        """Pixels of what is `lines` high on a slide of 1,080, with what a higher screen leaves over."""
        spare = 0.0 if self.width < PHONE else self.height - self.factor * LINES
        return round(lines * self.factor + spare)


def wall() -> Wall:
    """The reader's window."""
    return Wall(*screen.window())
