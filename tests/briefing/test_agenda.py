"""The agenda of the meetings: its period, its items, and files that open."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import docx
import pypdf
import pytest

from wzdash.briefing.agenda import compose, of_meeting
from wzdash.errors import ExportError
from wzdash.export import picture
from wzdash.export.document import Text
from wzdash.export.formats import render
from wzdash.scope import Scope
from wzdash.settings import Settings
from wzdash.store.engine import open_store

YEAR = Scope(date(2019, 1, 1), date(2019, 12, 31))


@pytest.mark.parametrize(
    ("end", "meeting", "start", "until"),
    [
        (date(2019, 12, 31), "month", date(2019, 12, 1), date(2019, 12, 31)),
        (date(2019, 12, 30), "month", date(2019, 11, 1), date(2019, 11, 30)),
        (date(2019, 11, 30), "quarter", date(2019, 7, 1), date(2019, 9, 30)),
        (date(2019, 3, 31), "quarter", date(2019, 1, 1), date(2019, 3, 31)),
        (date(2019, 2, 1), "quarter", date(2018, 10, 1), date(2018, 12, 31)),
    ],
)
def test_a_meeting_is_about_the_last_whole_month_or_quarter(end, meeting, start, until):
    found = of_meeting(Scope(date(2018, 1, 1), end), meeting)
    assert (found.start, found.end) == (start, until)
    assert of_meeting(Scope(date(2018, 1, 1), end, "none"), meeting).compared() is not None


def test_another_meeting_is_refused():
    with pytest.raises(ExportError, match=r"'week'.*month, quarter"):
        of_meeting(YEAR, "week")


def test_the_joint_meeting_hears_both_pipelines_apart(demo_settings: Settings):
    store = open_store(demo_settings)
    month, quarter = (compose(store, YEAR, meeting) for meeting in ("month", "quarter"))
    keys = [
        [part.key for part in one.parts if isinstance(part, Text) and part.key] for one in (month, quarter)
    ]
    assert "agenda.grid.overview" not in keys[0]
    assert {"agenda.court.overview", "agenda.grid.overview", "agenda.items"} <= set(keys[1])


def test_an_edited_agenda_is_written_and_opened(demo_settings: Settings):
    document = compose(open_store(demo_settings), YEAR, "month").edited({"agenda.items": "1. 研究家事案件。"})
    word = docx.Document(BytesIO(render(document, "docx")))
    assert "1. 研究家事案件。" in [line.text for line in word.paragraphs]
    assert len(word.tables) == 2
    if picture.available():
        pages = pypdf.PdfReader(BytesIO(render(document, "pdf"))).pages
        assert "研究家事案件" in "".join(page.extract_text() for page in pages)


def test_what_became_of_cases_is_told_of_the_last_ripe_period(demo_settings: Settings):
    """The data end with December 2020: its cases are counted, its rates are not compared."""
    store = open_store(demo_settings)
    document = compose(store, Scope(date(2020, 1, 1), date(2020, 12, 31)), "month")
    texts = {part.key: part.text for part in document.parts if isinstance(part, Text)}
    assert "2020年12月" in document.title
    arrived, *later = texts["agenda.court.overview"].rstrip("。").split(";")
    assert arrived.startswith("2020年12月1日至12月31日,全区诉前调解受理 ")
    assert all("2020年10月受理" in line for line in later)
    assert "60 天" in document.parts[-1].text
    early = compose(store, YEAR, "month")  # 2019 is ripe: one period for all
    assert not any("月受理的" in part.text for part in early.parts if isinstance(part, Text))
