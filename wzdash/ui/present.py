"""Presentation mode, `?present=1`: one slide on the whole screen, next and previous by key, or by itself.

The link carries all of it, so that a wall screen can be given an address: `slide` is the number of the slide,
`every` the seconds after which the next one comes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import streamlit as st

from wzdash.errors import ScopeError
from wzdash.labels import _

PRESENT, SLIDE, EVERY = "present", "slide", "every"
SECONDS = range(5, 3601)
USUAL = 20
_SHOWN_AT, _SHOWN = "wz_slide_since", "wz_slide_shown"

ZOOM = 1.2  # of charts; the page's own is in the sheet: 1080 lines show what fits 770
TEXT = 1.4  # of the texts of a map, which the sheet's zoom leaves alone

SHEET = """
[data-testid="stSidebar"],[data-testid="stHeader"],[data-testid="stExpandSidebarButton"],
[data-testid="stPopover"],.st-key-wz_back {display:none}
.stMainBlockContainer {zoom:1.4;padding-top:.6rem;padding-bottom:0;max-width:none}
/* charts and maps measure themselves without the zoom: their texts are enlarged instead */
[data-testid="stPlotlyChart"],[data-testid="stDeckGlJsonChart"] {zoom:calc(1 / 1.4)}
.wz-head {margin-bottom:-.6rem}
.stMainBlockContainer h2.wz-slide {font-size:1.2rem;margin:-.5rem 0 -.4rem;padding:0}
.stMainBlockContainer .wz-net h2 {font-size:1.05rem;margin:0 0 .3rem;padding:0}
.wz-card .value {font-size:2rem}
.wz-nets .wz-card {padding:1.2rem .9rem 1.1rem}
.wz-nets .wz-card .value {font-size:2.3rem}
.wz-card .label {font-size:.88rem}
.stMainBlockContainer .wz-card a {white-space:nowrap}
.wz-card .change {font-size:.95rem}
.wz-list {font-size:.9rem;line-height:1.4}
.stMainBlockContainer h3 {padding-top:0}
.wz-net + .wz-net {margin-top:.7rem}
/* walls wider or higher than a 16:9 screen of 1080 lines: the height is shared out and the type follows it */
@media (min-aspect-ratio:23/10), (min-height:1300px) {
  .wz-nets {display:grid;gap:1.2rem;min-height:calc(78vh / 1.4)}
  .wz-net {display:flex;flex-direction:column}
  .wz-net + .wz-net {margin-top:0}
  .wz-net .wz-cards {flex:1;grid-auto-rows:1fr}
  .wz-nets .wz-card {padding:1rem 1.4rem;display:flex;flex-direction:column;justify-content:center}
  .wz-nets .wz-card .value {font-size:calc(6.4vh / 1.4)}
  .wz-nets .wz-card .change {font-size:calc(2vh / 1.4)}
  .wz-nets .wz-card .note {font-size:calc(1.7vh / 1.4)}
  .wz-nets .wz-card .label {font-size:calc(2.2vh / 1.4)}
  .wz-list {font-size:calc(2.2vh / 1.4)}
}
@media (min-aspect-ratio:23/10) {
  .wz-nets {grid-template-columns:repeat(3,1fr);gap:1.5rem}
  .wz-nets .wz-cards {grid-template-columns:1fr 1fr}
}
.st-key-wz_slides {position:fixed;top:.5rem;right:1.5rem;width:auto;left:auto;z-index:10}
.st-key-wz_slides p {font-size:.8rem}
"""


def asked() -> bool:
    """True when the link asks for the presentation."""
    return st.query_params.get(PRESENT) == "1"


def offer() -> None:
    """The button that begins the presentation, at the end of the sidebar."""
    st.sidebar.button(_("演示模式"), key="wz_present", on_click=_begin, width="stretch")


def show(slides: Mapping[str, Callable[[], None]]) -> None:
    """The slide that the link names, with the buttons that turn it; only this slide is computed."""
    st.html(f"<style>{SHEET}</style>")
    titles = list(slides)
    number = _number(len(titles))
    st.html(f'<h2 class="wz-slide">{titles[number]}</h2>')
    slides[titles[number]]()
    _controls(number, len(titles))
    seconds = _seconds()
    if seconds:
        _wait(number, len(titles), seconds)


def _begin() -> None:
    st.query_params[PRESENT] = "1"


def _number(count: int) -> int:
    """Index of the slide; the first where the link names none that exists."""
    text = st.query_params.get(SLIDE, "1")
    return int(text) - 1 if text.isdecimal() and 1 <= int(text) <= count else 0


def _seconds() -> int:
    """Seconds per slide; 0: it does not go on by itself. Raises ScopeError for what is no such number."""
    text = st.query_params.get(EVERY, "")
    if not text:
        return 0
    if not text.isdecimal() or int(text) not in SECONDS:
        wrong = _("every={value!r} 不可用;可用:{low} 至 {high} 秒")
        raise ScopeError(wrong.format(value=text[:20], low=SECONDS[0], high=SECONDS[-1]))
    return int(text)


def _go(number: int) -> None:
    st.query_params[SLIDE] = str(number + 1)


def _controls(number: int, count: int) -> None:
    """Next and previous (arrow keys), on by itself (A), out (Esc)."""
    with st.container(horizontal=True, vertical_alignment="center", key="wz_slides"):
        st.caption(_("第 {n} / {count} 屏").format(n=number + 1, count=count))
        st.button(_("上一屏"), shortcut="Left", on_click=_go, args=((number - 1) % count,), key="wz_previous")
        st.button(_("下一屏"), shortcut="Right", on_click=_go, args=((number + 1) % count,), key="wz_next")
        playing = EVERY in st.query_params
        st.button(_("停止播放") if playing else _("自动播放"), shortcut="A", on_click=_play, key="wz_play")
        st.button(_("退出"), shortcut="Esc", on_click=_leave, key="wz_leave")


def _play() -> None:
    if EVERY in st.query_params:
        del st.query_params[EVERY]
    else:
        st.query_params[EVERY] = str(USUAL)


def _leave() -> None:
    for name in (PRESENT, SLIDE, EVERY):
        st.query_params.pop(name, None)


def _wait(number: int, count: int, seconds: int) -> None:
    """Turns the slide when its time is over; the clock starts anew with every slide."""
    if st.session_state.get(_SHOWN) != number:
        st.session_state[_SHOWN], st.session_state[_SHOWN_AT] = number, time.monotonic()

    def tick() -> None:
        if time.monotonic() - st.session_state[_SHOWN_AT] >= seconds:
            _go((number + 1) % count)
            st.rerun(scope="app")

    st.fragment(tick, run_every=1)()
