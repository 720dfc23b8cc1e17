"""Every page runs on the demo store in both languages, and without a store says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.architecture.wording import HAN
from tests.pages.conftest import Open
from wzdash.labels import LANGUAGES
from wzdash.settings import ROOT

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_page_runs(session: Open, page: str, lang: str):
    test = session(page, lang=lang)
    assert not test.exception
    assert not test.error
    text = " ".join(str(getattr(element, "value", "")) for element in test)
    assert text.strip()


def test_the_first_page_is_there_without_a_name(session: Open):
    test = session()
    assert not test.exception
    assert not test.error


def test_without_a_store_the_page_says_what_to_do(
    session: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WZDASH_STORE_DIR", str(tmp_path))
    test = session(lang="en")
    assert not test.exception
    shown = " ".join(element.value for element in (*test.info, *test.markdown))
    assert "python -m wzdash demo" in shown
    assert not HAN.search(shown)


def _cut_short() -> None:
    """What Streamlit does with the switch of a run that was cut short before it drew it."""
    import streamlit as st

    from wzdash.ui import filters, state

    st.session_state.update({state.LANGUAGE: "en", "wz_w_language": None})
    filters._set_language()
    st.text(st.session_state[state.LANGUAGE])


def test_a_run_cut_short_does_not_lose_the_language():
    assert AppTest.from_function(_cut_short).run().text[0].value == "en"
