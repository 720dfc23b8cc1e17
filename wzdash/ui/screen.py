"""How wide the reader's page is: maps are fitted to it, since a Deck's view is fixed before it is drawn.

Pages of the usual width or wider say nothing and cost nothing; a narrower one says so once, and again when
the window changes, and the page is drawn anew. A presentation is told the window in the same way.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

KEY = "wz_screen"
USUAL = 1087  # pixels of the page's content in a window of 1440 with the sidebar open
STACKED = 640  # from here down columns stand below each other
LEAST = 280
SCREEN = (1920, 1080)  # the usual window of a presentation

SCRIPT = """export default function ({ data, setStateValue }) {
  const page = document.querySelector('[data-testid="stMainBlockContainer"]');
  if (!page) return;
  let waiting;
  const later = () => { clearTimeout(waiting); waiting = setTimeout(tell, 150); };
  const tell = () => {
    const style = getComputedStyle(page);
    const inner = page.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const width = inner > 0 && inner < data.usual - 20 ? Math.floor(inner / 20) * 20 : 0;
    if (width !== data.known) setStateValue("width", width);
    const [wide, high] = [window.innerWidth, window.innerHeight];
    if (data.window && (wide !== data.window[0] || high !== data.window[1])) {
      setStateValue("window", [wide, high]);
    }
  };
  window.addEventListener("resize", later);
  const observer = new ResizeObserver(later);
  observer.observe(page);
  return () => {
    clearTimeout(waiting);
    observer.disconnect();
    window.removeEventListener("resize", later);
  };
}"""


@st.cache_resource(show_spinner=False)
def _reporter() -> Any:
    return st.components.v2.component("wz_screen", js=SCRIPT)


def watch(*, whole: bool = False) -> None:
    """Lets the page report its width, and its `whole` window; draws nothing."""
    known = {"usual": USUAL, "known": page_width(), "window": list(window()) if whole else None}
    with st.container(key=f"{KEY}_box"):
        _reporter()(
            key=KEY,
            data=known,
            height=1,
            on_width_change=lambda: None,
            on_window_change=lambda: None,
        )


def window() -> tuple[int, int]:
    """Width and height of the window in pixels; the usual ones until the page says others."""
    told = (st.session_state.get(KEY) or {}).get("window") or SCREEN
    return int(told[0]), int(told[1])


def page_width() -> int:
    """Pixels of the page's content in steps of 20; 0: the usual width or more."""
    return int((st.session_state.get(KEY) or {}).get("width") or 0)


def is_narrow() -> bool:
    """True where columns stand below each other, as on a telephone."""
    return 0 < page_width() <= STACKED


def fitted(width: int, height: int) -> tuple[int, int]:
    """What a map of so many pixels on a page of the usual width gets on this one: its width and height."""
    page = page_width()
    if not page:
        return width, height
    wide = min(width, page) if page <= STACKED else round(width * page / USUAL)
    return max(wide, LEAST), min(height, max(round(wide * 0.9), LEAST))
