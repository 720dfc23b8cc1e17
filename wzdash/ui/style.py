"""The few styles that streamlit's theme cannot say, from the palette of charts/theme.py."""

from __future__ import annotations

import html

import streamlit as st

from wzdash.charts import frame, theme


def chip(text: str) -> str:
    """A chip that only says something, as HTML."""
    return f'<span class="wz-chip">{html.escape(text)}</span>'


def css() -> str:
    """The page's style sheet in the running mode."""
    p = theme.palette()
    return f"""
.stMainBlockContainer {{padding-left:clamp(1rem,2.5vw,3rem);padding-right:clamp(1rem,2.5vw,3rem)}}
.wz-head {{display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem .75rem;
  border-left:5px solid var(--net);padding-left:.75rem}}
.wz-head h1 {{font:600 1.6rem/1.3 {theme.FONT};margin:0;padding:0;color:{p.ink}}}
.wz-fresh {{color:{p.muted};font-size:.85rem}}
.wz-demo {{background:{p.accent};color:{theme.ink_on(p.accent)};border-radius:.3rem;padding:.05rem .5rem;
  font-size:.8rem;font-weight:600}}
.wz-chip {{display:inline-block;color:{p.muted};font-size:.85rem;padding:.35rem 0}}
.wz-cards {{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,178px),1fr));gap:.75rem}}
.wz-card {{border:1px solid {p.grid};border-top:3px solid var(--net);border-radius:.5rem;
  padding:.7rem .85rem .6rem;background:{p.paper};min-width:0;font-family:{theme.FONT};
  font-variant-numeric:tabular-nums}}
.wz-card .label {{color:{p.muted};font-size:.85rem;display:flex;justify-content:space-between;gap:.5rem}}
.wz-card .value {{color:{p.ink};font-size:1.55rem;font-weight:600;line-height:1.3;white-space:nowrap}}
.wz-card .value small {{font-size:.85rem;font-weight:400;color:{p.muted}}}
.wz-card img {{min-width:0;max-width:45%;height:2rem;object-fit:fill}}
.wz-card .row {{display:flex;justify-content:space-between;align-items:end;gap:.5rem}}
.wz-card .change {{color:{p.ink};font-size:.85rem}}
.wz-card .note {{color:{p.muted};font-size:.78rem}}
.wz-legend {{display:flex;flex-wrap:wrap;gap:.25rem .9rem;font-size:.8rem;color:{p.muted};
  font-variant-numeric:tabular-nums}}
.wz-legend i {{display:inline-block;width:.9rem;height:.9rem;border-radius:2px;margin-right:.3rem;
  vertical-align:-.12rem;border:1px solid {p.grid}}}
.wz-answer {{font-size:1.02rem;line-height:1.65;color:{p.ink};font-family:{theme.FONT}}}
{frame.style()}
"""


def apply() -> None:
    """Writes the style sheet into the page, in the mode that the viewer chose."""
    mode = st.context.theme.type if st.context.theme else None
    theme.set_mode(mode if mode in theme.MODES else "light")
    st.html(f"<style>{css()}</style>")
