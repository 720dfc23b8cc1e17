"""Numbers, dates and words as people read them, in the language of the running context."""

from __future__ import annotations

import contextvars
import threading
from datetime import date

import numpy as np
import pandas as pd
import pytest

from wzdash import labels
from wzdash.errors import ScopeError
from wzdash.labels import _, day, month, number, percent, period, pick, short_number, signed


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest):
    labels.set_language(request.param)
    yield request.param
    labels.set_language("zh")


def both(language: str, zh: str, en: str) -> str:
    return zh if language == "zh" else en


@pytest.mark.parametrize("nothing", [None, np.nan, float("nan")])
def test_nothing_is_a_dash(nothing):
    assert {number(nothing), short_number(nothing), percent(nothing), signed(nothing)} == {"—"}
    assert {day(None), day(pd.NaT), month(None), month(pd.NaT)} == {"—"}


def test_numbers():
    assert number(1_915_000) == "1,915,000"
    assert number(-1234.567, 1) == "-1,234.6"
    assert number(0) == "0"
    assert number(np.int64(7)) == "7"


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (1_915_000, "191.5 万", "1.92 M"),
        (109, "109", "109"),
        (9_999, "9,999", "9,999"),
        (10_000, "1.0 万", "10.0 k"),
        (508.0, "508", "508"),
        (41.25, "41.2", "41.2"),
        (123.4, "123", "123"),
        (250_000_000, "2.50 亿", "250.00 M"),
        (-20_500, "-2.0 万", "-20.5 k"),
        (0, "0", "0"),
    ],
)
def test_short_numbers(language: str, value: float, zh: str, en: str):
    assert short_number(value) == both(language, zh, en)


def test_percents_and_changes():
    assert percent(0.98854) == "98.9 %"
    assert percent(0.98854, 2) == "98.85 %"
    assert percent(0) == "0.0 %"
    assert signed(1234) == "+1,234"
    assert signed(-12) == "−12"
    assert signed(-0.5382 * 100, 1, " %") == "−53.8 %"
    assert signed(0) == "0"
    assert signed(-0.0001, 1, " %") == "0.0 %"
    assert signed(0.004, 2, " 个百分点") == "0.00 个百分点"


def test_dates(language: str):
    assert day(date(2020, 2, 29)) == both(language, "2020年2月29日", "29 Feb 2020")
    assert month(pd.Timestamp(2020, 12, 1)) == both(language, "2020年12月", "Dec 2020")
    one = (date(2020, 1, 1), date(2020, 12, 31))
    assert period(*one) == both(language, "2020年1月1日至12月31日", "1 Jan – 31 Dec 2020")
    two = (date(2018, 7, 1), date(2020, 6, 30))
    assert period(*two) == both(language, "2018年7月1日至2020年6月30日", "1 Jul 2018 – 30 Jun 2020")
    assert period(one[0], one[0]) == both(language, "2020年1月1日", "1 Jan 2020")


def test_words(language: str):
    assert _("镇街") == both(language, "镇街", "Town or street")
    assert _("没有这样的文字") == "没有这样的文字"
    assert _("") == ""
    assert pick("木渎镇", "Mudu") == both(language, "木渎镇", "Mudu")
    assert pick("木渎镇", None) == pick("木渎镇", "") == "木渎镇"


def test_an_unknown_language_is_named():
    with pytest.raises(ScopeError, match=r"lang='fr': allowed: zh, en"):
        labels.set_language("fr")


def test_the_language_belongs_to_the_context():
    """Two sessions do not change each other's language."""
    spoken: dict[str, list[str]] = {"zh": [], "en": []}
    barrier = threading.Barrier(2, timeout=10)

    def session(code: str) -> None:
        labels.set_language(code)
        for _step in range(3):
            barrier.wait()
            spoken[code].append(labels.language())

    threads = [
        threading.Thread(target=contextvars.copy_context().run, args=(session, code)) for code in spoken
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert spoken == {"zh": ["zh"] * 3, "en": ["en"] * 3}
    assert labels.language() == "zh"
