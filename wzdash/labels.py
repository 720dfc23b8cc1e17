"""Words and numbers as people read them. Chinese text is the message id; English comes from locale/en.

`_("…")` translates now; `N_("…")` only marks a text that is declared once and shown later.
The language belongs to the running context (a Streamlit session runs in a context of its own).
"""

from __future__ import annotations

import gettext
import io
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache

import pandas as pd
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from wzdash.errors import ScopeError
from wzdash.settings import ROOT

LANGUAGES = {"zh": "中文", "en": "English"}
LOCALE = ROOT / "locale"
NONE = "—"

_language: ContextVar[str] = ContextVar("language", default="zh")


def N_(text: str) -> str:
    """The text itself: marks a message that is translated where it is shown."""
    return text


def set_language(code: str) -> None:
    """Language of the running context. Raises ScopeError for one that is not in LANGUAGES."""
    if code not in LANGUAGES:
        raise ScopeError(f"lang={code!r}: allowed: {', '.join(LANGUAGES)}")
    _language.set(code)


def language() -> str:
    """Code of the language of the running context."""
    return _language.get()


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    merged: gettext.NullTranslations = gettext.NullTranslations()
    for path in sorted((LOCALE / code / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            compiled = io.BytesIO()
            write_mo(compiled, read_po(file, locale=code))
        compiled.seek(0)
        translations = gettext.GNUTranslations(compiled)
        translations.add_fallback(merged)
        merged = translations
    return merged


def _(text: str) -> str:
    """The text in the language of the running context."""
    if not text or language() == "zh":
        return text
    return _catalogue(language()).gettext(text)


def in_english(text: str) -> str:
    """The text in English whatever the running language: what a search finds too."""
    return _catalogue("en").gettext(text) if text else text


def pick(zh: str, en: str | None) -> str:
    """Of two stored names the one for the running language; the Chinese one where English is missing."""
    return en if language() == "en" and en else zh


# ---------------------------------------------------------------- numbers and dates


def number(value: float | None, decimals: int = 0) -> str:
    """1,915,000; an em dash for nothing."""
    return NONE if value is None or pd.isna(value) else f"{value:z,.{decimals}f}"


def short_number(value: float | None) -> str:
    """191.5 万 / 1.92 M in a card; whole numbers below ten thousand."""
    if value is None or pd.isna(value):
        return NONE
    size = abs(value)
    steps = (
        ((1e8, 1e8, " 亿", 2), (1e4, 1e4, " 万", 1))
        if language() == "zh"
        else ((1e6, 1e6, " M", 2), (1e4, 1e3, " k", 1))
    )
    for least, unit, suffix, decimals in steps:
        if size >= least:
            return f"{value / unit:,.{decimals}f}{suffix}"
    return number(value, 0 if size >= 100 or float(value).is_integer() else 1)


def percent(value: float | None, decimals: int = 1) -> str:
    """A share 0…1 as 98.9 %."""
    return NONE if value is None or pd.isna(value) else f"{value * 100:z,.{decimals}f} %"


def signed(value: float | None, decimals: int = 0, unit: str = "") -> str:
    """+1,234 or −12 with a true minus sign."""
    if value is None or pd.isna(value):
        return NONE
    text = f"{abs(value):,.{decimals}f}{unit}"
    if float(text.split(" ", 1)[0].replace(",", "").rstrip("%") or 0) == 0:
        return text
    return ("−" if value < 0 else "+") + text


def day(value: date | datetime | pd.Timestamp | None) -> str:
    """2020年12月31日 / 31 Dec 2020."""
    if value is None or pd.isna(value):
        return NONE
    if language() == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {value:%b %Y}"


def month(value: date | datetime | pd.Timestamp | None) -> str:
    """2020年12月 / Dec 2020."""
    if value is None or pd.isna(value):
        return NONE
    return f"{value.year}年{value.month}月" if language() == "zh" else f"{value:%b %Y}"


def period(start: date, end: date) -> str:
    """2020年1月1日至12月31日 / 1 Jan – 31 Dec 2020."""
    if language() == "zh":
        tail = f"{end.month}月{end.day}日" if start.year == end.year else day(end)
        return day(start) if start == end else f"{day(start)}至{tail}"
    head = f"{start.day} {start:%b}" if start.year == end.year else day(start)
    return day(start) if start == end else f"{head} – {day(end)}"
