"""The glossary: every entry is complete, in words, and found by what a reader types."""

from __future__ import annotations

import pytest

from tests.pages.conftest import Open
from wzdash.metrics.catalogue import METRICS


def entries(test) -> list[str]:
    """Names of the metrics shown, in order."""
    shown = next(one.proto.body for one in test.get("html") if "wz-glossary" in one.proto.body)
    return [part.split('"')[0] for part in shown.split(' id="')[1:]]


def text(test) -> str:
    return next(one.proto.body for one in test.get("html") if "wz-glossary" in one.proto.body)


def test_every_metric_says_everything(session: Open):
    shown = text(session("glossary"))
    for word in ("分子", "分母", "时钟", "不含", "来源", "负责", "版本"):
        assert shown.count(f"<dt>{word}</dt>") == len(METRICS), word
    assert "<dd></dd>" not in shown


@pytest.mark.parametrize(
    ("lang", "words", "first"),
    [
        ("zh", "satisfaction rate", "satisfaction_rate"),
        ("zh", "应结", "closure_rate"),
        ("en", "按应结", "closure_rate"),
        ("zh", "work_order.due", "closure_rate"),
        ("zh", "区人民法院", "pre_litigation_accepted"),
    ],
)
def test_a_metric_is_found_by_words_of_either_language_and_of_its_formula(
    session: Open, lang: str, words: str, first: str
):
    test = session("glossary", lang=lang)
    test.text_input(key="glossary_search").set_value(words).run()
    assert entries(test)[0] == first


def test_a_link_shows_the_metric_it_names_first(session: Open):
    shown = entries(session("glossary", metric="closure_rate"))
    assert shown[0] == "closure_rate"
    assert "closure_rate_received" in shown


def test_codes_are_put_into_words(session: Open):
    shown = text(session("glossary", metric="court_mediators"))
    assert "court_centre" not in shown
    assert "派出法庭" in shown
