"""Presentation mode, `?present=1`: one slide on the whole screen, next and previous by key, or by itself.

The link carries all of it, so that a wall screen can be given an address: `slide` is the number of the slide,
`every` the seconds after which the next one comes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from string import Template

import plotly.graph_objects as go
import streamlit as st

from wzdash.charts.enlarge import enlarged
from wzdash.errors import ScopeError
from wzdash.labels import _
from wzdash.ui import address
from wzdash.ui.layout import side_by_side
from wzdash.ui.wall import CHART_TEXT, Wall, wall

PRESENT, SLIDE, EVERY = "present", "slide", "every"
SECONDS = range(5, 3601)
USUAL = 20
_SHOWN_AT, _SHOWN = "wz_slide_since", "wz_slide_shown"

CHART, BROAD_CHART = 510, 722  # lines of a chart on a slide of 1,080: below the cards, beside them
MAP, BROAD_MAP = 540, 570
SHARE = 0.36  # of the window's width that a map gets

SHEET = Template("""
[data-testid="stSidebar"],[data-testid="stHeader"],[data-testid="stExpandSidebarButton"],
[data-testid="stPopover"],.st-key-wz_back {display:none}
.stMainBlockContainer {zoom:$zoom;padding-top:.6rem;padding-bottom:0;max-width:none}
/* charts and maps measure themselves without the zoom: their texts are enlarged instead */
[data-testid="stPlotlyChart"],[data-testid="stDeckGlJsonChart"] {zoom:calc(1 / $zoom)}
.wz-head {margin-bottom:-.6rem}
.stMainBlockContainer h2.wz-slide {font-size:1.2rem;margin:-.5rem 0 -.4rem;padding:0}
.stMainBlockContainer .wz-net h2 {font-size:1.05rem;margin:0 0 .3rem;padding:0;writing-mode:horizontal-tb;
  text-align:left}
.stMainBlockContainer h3 {padding-top:0}
.wz-title {font-size:1.15rem}
.wz-subtitle,.wz-foot,.wz-legend {font-size:.8rem !important}
.wz-card .value {font-size:2rem}
.wz-card .label {font-size:.95rem}
.wz-card .change {font-size:.95rem}
.wz-card .note {font-size:.8rem}
.stMainBlockContainer .wz-card a {white-space:nowrap}
.wz-list {font-size:1rem;line-height:1.4}
.wz-nets {display:grid;gap:.5rem;grid-auto-rows:1fr;min-height:calc(78vh / $zoom)}
.wz-net {display:flex;flex-direction:column}
.wz-net .wz-cards {flex:1;grid-auto-rows:1fr}
.wz-nets .wz-card {padding:.15rem .9rem;display:flex;flex-direction:column;justify-content:center}
.wz-nets .wz-card .value {font-size:2.6rem;line-height:1.2}
.wz-nets .wz-card > .note {min-height:2lh}
.wz-nets .wz-card .label {font-size:1rem}
.wz-nets .wz-card img {height:2.6rem}
$broad
.st-key-wz_slides {position:fixed;top:.5rem;right:1.5rem;width:auto;left:auto;z-index:10}
.st-key-wz_slides p {font-size:.8rem}
""")
BROAD = Template("""
[data-testid="stColumn"] .wz-cards {grid-template-columns:1fr 1fr;grid-auto-rows:1fr;
  min-height:calc(78vh / $zoom)}
[data-testid="stColumn"] .wz-card {display:flex;flex-direction:column;justify-content:center;
  padding:.6rem 1.1rem}
[data-testid="stColumn"] .wz-card .value {font-size:2.7rem}
[data-testid="stColumn"] .wz-card > .note {min-height:2lh}
""")
BANNER = """
.wz-nets {grid-template-columns:repeat(3,1fr);gap:1.5rem}
.wz-nets .wz-cards {grid-template-columns:1fr 1fr}
.wz-card .value, .wz-nets .wz-card .value, [data-testid="stColumn"] .wz-card .value {font-size:3.6rem}
.wz-card .label, .wz-nets .wz-card .label {font-size:1.25rem}
.wz-card .change {font-size:1.1rem}
.wz-card .note {font-size:.9rem}
.wz-card img, .wz-nets .wz-card img {height:3.2rem}
.wz-list {font-size:1.25rem}
"""


def asked() -> bool:
    """True when the link asks for the presentation."""
    return address.read(PRESENT) == "1"


def offer() -> None:
    """The button that begins the presentation, at the end of the sidebar."""
    st.sidebar.button(_("演示模式"), key="wz_present", on_click=_begin, width="stretch")


def show(slides: Mapping[str, Callable[[], None]]) -> None:
    """The slide that the link names, with the buttons that turn it; only this slide is computed."""
    st.html(f"<style>{_sheet(wall())}</style>")
    titles = list(slides)
    number = _number(len(titles))
    st.html(f'<h2 class="wz-slide">{titles[number]}</h2>')
    slides[titles[number]]()
    _controls(number, len(titles))
    seconds = _seconds()
    if seconds:
        _wait(number, len(titles), seconds)


def beside(head: Callable[[], None], *panels: Callable[[], None]) -> None:
    """The panels beside each other below the head; on a broad wall the head stands beside them."""
    if wall().is_broad:
        side_by_side(head, *panels, widths=(4, 3, 3))
    else:
        head()
        side_by_side(*panels)


def fitted(fig: go.Figure) -> go.Figure:
    """The chart with larger texts, as high as the slide has room for."""
    seen = wall()
    grown = enlarged(fig, seen.factor * CHART_TEXT)
    grown.layout.height = round(seen.pixels(BROAD_CHART if seen.is_broad else CHART) / seen.zoom)
    return grown


def map_size() -> tuple[int, int]:
    """Width and height of a slide's map in pixels of the screen."""
    seen = wall()
    return round(seen.width * SHARE), seen.pixels(BROAD_MAP if seen.is_broad else MAP)


def _sheet(seen: Wall) -> str:
    """The style sheet for one window."""
    more = BROAD.substitute(zoom=seen.zoom) if seen.is_broad else ""
    more += BANNER if seen.is_banner else ""
    return SHEET.substitute(zoom=seen.zoom, broad=more)


def _begin() -> None:
    address.put(PRESENT, "1")


def _number(count: int) -> int:
    """Index of the slide; the first where the link names none that exists."""
    text = address.read(SLIDE, "1")
    return int(text) - 1 if text.isdecimal() and 1 <= int(text) <= count else 0


def _seconds() -> int:
    """Seconds per slide; 0: it does not go on by itself. Raises ScopeError for what is no such number."""
    text = address.read(EVERY)
    if not text:
        return 0
    if not text.isdecimal() or int(text) not in SECONDS:
        wrong = _("every={value!r} 不可用;可用:{low} 至 {high} 秒")
        raise ScopeError(wrong.format(value=text[:20], low=SECONDS[0], high=SECONDS[-1]))
    return int(text)


def _turn(by: int, count: int) -> None:
    """So many slides on from where the presentation is by now: of two quick presses both count."""
    address.put(SLIDE, str((_number(count) + by) % count + 1), "1")


def _controls(number: int, count: int) -> None:
    """Next and previous (arrow keys), on by itself (A), out (Esc)."""
    with st.container(horizontal=True, vertical_alignment="center", key="wz_slides"):
        st.caption(_("第 {n} / {count} 屏").format(n=number + 1, count=count))
        st.button(_("上一屏"), shortcut="Left", on_click=_turn, args=(-1, count), key="wz_previous")
        st.button(_("下一屏"), shortcut="Right", on_click=_turn, args=(1, count), key="wz_next")
        playing = bool(address.read(EVERY))
        st.button(_("停止播放") if playing else _("自动播放"), shortcut="A", on_click=_play, key="wz_play")
        st.button(_("退出"), shortcut="Esc", on_click=_leave, key="wz_leave")


def _play() -> None:
    address.put(EVERY, "" if address.read(EVERY) else str(USUAL))


def _leave() -> None:
    for name, default in ((PRESENT, ""), (SLIDE, "1"), (EVERY, "")):
        address.put(name, default, default)


def _wait(number: int, count: int, seconds: int) -> None:
    """Turns the slide when its time is over; the clock starts anew with every slide."""
    if st.session_state.get(_SHOWN) != number:
        st.session_state[_SHOWN], st.session_state[_SHOWN_AT] = number, time.monotonic()

    def tick() -> None:
        if time.monotonic() - st.session_state[_SHOWN_AT] >= seconds:
            _turn(1, count)
            st.rerun(scope="app")

    st.fragment(tick, run_every=1)()
