"""How an answer of the evaluation looks: the sentence in both languages, what it rests on, its design."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from wzdash.analysis.verdict import Verdict
from wzdash.labels import LANGUAGES, _, language, number
from wzdash.ui.page import View


def answer_card(verdict: Verdict, facts: Sequence[str] = ()) -> None:
    """One card: the sentence in the running language, then in the other, then what it rests on."""
    other = next(code for code in LANGUAGES if code != language())
    st.html(
        f'<div class="wz-answer"><p>{html.escape(verdict.sentence())}</p>'
        f'<p lang="{other}"><small>{html.escape(verdict.sentence(other))}</small></p>'
        f"<p><small>{html.escape(' · '.join(facts))}</small></p></div>"
    )


def sentences(lines: Sequence[str]) -> None:
    """Short statements as a list below a chart."""
    items = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
    st.html(f'<ul class="wz-list">{items}</ul>')


def foot(view: View, source: str, design: str, n: float, periods: str, *, exclusions: str = "") -> str:
    """Design with its n and periods, then what every foot says."""
    said = _("设计:{design},n = {n},{periods}").format(design=design, n=number(n), periods=periods)
    return f"{said} · {view.foot(source, exclusions)}"
