"""The few styles that streamlit's theme cannot say, from the palette of charts/theme.py."""

from __future__ import annotations

import html
from string import Template

import streamlit as st

from wzdash.charts import frame, theme

SHEET = Template("""
.stMainBlockContainer {padding-left:clamp(1rem,2.5vw,3rem);padding-right:clamp(1rem,2.5vw,3rem);
  padding-top:4.6rem;padding-bottom:1rem}
[data-testid="stLayoutWrapper"]:has(> .st-key-wz_screen_box, > .st-key-wz_borrowed_box,
  > .st-key-wz_focus_box) {display:none}
.wz-head {display:flex;flex-wrap:wrap;align-items:baseline;gap:.25rem .75rem;
  border-left:5px solid var(--net);padding-left:.75rem}
.wz-head h1 {font:600 1.6rem/1.3 $font;margin:0;padding:0;color:$ink}
.wz-fresh {color:$muted;font-size:.85rem}
.wz-demo {background:$accent;color:$on_accent;border-radius:.3rem;padding:.05rem .5rem;
  font-size:.8rem;font-weight:600}
.wz-chip {display:inline-block;color:$muted;font-size:.85rem;padding:.35rem 0}
.wz-cards {display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,178px),1fr));gap:.75rem}
.wz-cards + .wz-cards {margin-top:.75rem}
.wz-nets {display:grid;gap:.75rem}
.wz-net {display:grid;grid-template-columns:1.2rem 1fr;gap:.5rem}
.stMainBlockContainer .wz-net h2 {font:600 .9rem/1.2rem $font;color:var(--net);writing-mode:vertical-rl;
  text-align:center;margin:0;padding:0;letter-spacing:.05em}
@media (max-width:640px){
  .wz-net {display:block}
  .stMainBlockContainer .wz-net h2 {writing-mode:horizontal-tb;text-align:left;margin:0 0 .3rem}}
.st-key-behind_cards {margin:-.7rem 0 -1.1rem}
.wz-card {border:1px solid $grid;border-top:3px solid var(--net);border-radius:.5rem;
  padding:.7rem .85rem .6rem;background:$paper;min-width:0;font-family:$font;
  font-variant-numeric:tabular-nums}
.wz-card .label {color:$muted;font-size:.85rem}
.wz-card .label a {color:inherit;text-decoration:none}
.wz-card .label a:hover,.wz-card .label a:focus {text-decoration:underline}
.wz-card .value {color:$ink;font-size:1.55rem;font-weight:600;line-height:1.3;white-space:nowrap}
.wz-card .value small {font-size:.85rem;font-weight:400;color:$muted}
.wz-card img {min-width:0;max-width:45%;height:2rem;object-fit:fill}
.wz-card .row {display:flex;justify-content:space-between;align-items:end;gap:.5rem}
.wz-card .turn {white-space:nowrap}
.wz-card .change {color:$ink;font-size:.85rem}
.wz-card .note {color:$muted;font-size:.8rem}
.wz-card .note > span, .wz-card .change .note {white-space:nowrap}
.st-key-map_months [data-testid="stMarkdownContainer"] p {color:$ink}
@media (max-width:640px){
  [class*="st-key-foot_"] > div:first-child,[class*="st-key-choose_"] > div {min-width:100%;max-width:100%}
  [class*="st-key-choose_"] [role="radiogroup"] {flex-wrap:wrap}}
.st-key-grid_map_how > div {max-width:100%}
.st-key-grid_map_how [role="radiogroup"] {flex-wrap:wrap}
.st-key-wz_wide {overflow-x:auto}
.st-key-wz_wide > div:has(.js-plotly-plot) {min-width:780px}
/* plotly shows the hand over every chart that does not zoom */
.js-plotly-plot .plotly .cursor-pointer {cursor:default}
[class*="st-key-clicked_"] .js-plotly-plot .plotly .cursor-pointer {cursor:pointer}
.wz-list {margin:0;padding-left:1.3rem;color:$ink;font-family:$font;font-size:.92rem;line-height:1.5;
  font-variant-numeric:tabular-nums}
.wz-list li {margin:0 0 .3rem}
.wz-list a {color:$ink;text-decoration-color:$muted;text-underline-offset:.2em}
ul.wz-warn {list-style:none;padding-left:0}
.stHtml ul.wz-warn li {margin-left:0}
.wz-warn li::before {content:"!";display:inline-block;width:1.15rem;height:1.15rem;line-height:1.15rem;
  margin-right:.45rem;text-align:center;font-weight:700;font-size:.8rem;border-radius:50%;
  background:$accent;color:$on_accent}
.wz-hint li::before {content:"i";background:none;color:$muted;box-shadow:inset 0 0 0 1px $muted}
.wz-legend {display:flex;flex-wrap:wrap;gap:.25rem .9rem;font-size:.8rem;color:$muted;
  font-variant-numeric:tabular-nums}
.wz-legend i {display:inline-block;width:.9rem;height:.9rem;border-radius:2px;margin-right:.3rem;
  vertical-align:-.12rem;border:1px solid $grid}
.wz-glossary {display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,420px),1fr));gap:.75rem}
.wz-glossary section {border:1px solid $grid;border-left:4px solid var(--net);border-radius:.5rem;
  padding:.7rem .9rem;background:$paper;color:$ink;font-family:$font}
.wz-glossary h3 {font:600 1rem/1.4 $font;margin:0;padding:0}
.wz-glossary code {font-size:.75rem;color:$muted;background:none}
.wz-glossary p {margin:.3rem 0 .5rem;font-size:.9rem}
.wz-glossary dl {display:grid;grid-template-columns:1fr 1fr;gap:.15rem .9rem;margin:0;font-size:.8rem}
.wz-glossary dl div {display:flex;gap:.4rem;min-width:0}
.wz-glossary dt {color:$muted;white-space:nowrap}
.wz-glossary dd {margin:0;overflow-wrap:anywhere}
@media (max-width:640px){.wz-glossary dl {grid-template-columns:1fr}}
[data-testid="stCaptionContainer"] {opacity:1}
[data-testid="stCaptionContainer"] p {color:$muted}
button[data-selected="true"] p,[role="tab"][aria-selected="true"] p {color:$ink;font-weight:600}
a:focus-visible,button:focus-visible {outline:2px solid $ink;outline-offset:2px}
.wz-foot a {color:inherit}
[class*="st-key-foot_"] > :first-child {flex:1 1 12rem;width:auto;min-width:0}
.wz-answer {font-size:1.02rem;line-height:1.65;color:$ink;font-family:$font}
$frame
""")


def chip(text: str) -> str:
    """A chip that only says something, as HTML."""
    return f'<span class="wz-chip">{html.escape(text)}</span>'


def css() -> str:
    """The page's style sheet in the running mode."""
    p = theme.palette()
    colours = {name: getattr(p, name) for name in ("ink", "muted", "grid", "paper", "accent")}
    return SHEET.substitute(colours, on_accent=theme.ink_on(p.accent), font=theme.FONT, frame=frame.style())


def apply() -> None:
    """Writes the style sheet into the page, in the mode that the viewer chose."""
    mode = st.context.theme.type if st.context.theme else None
    theme.set_mode(mode if mode in theme.MODES else "light")
    st.html(f"<style>{css()}</style>")
