"""The briefing page: text that may be edited, files whole or not at all, charts of other pages, codes."""

from __future__ import annotations

import dataclasses
import io
from datetime import datetime
from pathlib import Path

import docx
import pandas as pd
import pytest

from tests.pages.conftest import Open
from wzdash.briefing import ledger
from wzdash.briefing.material import Material
from wzdash.briefing.sections import compose
from wzdash.export.document import Figure
from wzdash.export.stamp import Stamp
from wzdash.settings import Settings
from wzdash.store.engine import Store
from wzdash.ui import basket, files, state
from wzdash.ui.navigation import BY_KEY
from wzdash.ui.page import View
from wzdash.ui.writing import Writing

STAMP = Stamp("警情", "全区", datetime(2020, 12, 31), simulated=True, version="1.0")


@pytest.fixture
def document(demo_store: Path):
    store = Store(Settings(store_dir=demo_store))
    return compose(Material(store, state.default_scope(store.as_of)), ["moved"], code="K7Q2M9PX")


def test_the_text_can_be_edited(session: Open):
    test = session("briefing")
    assert not test.exception
    area = test.text_area[0]
    assert ",全区受理工单 " in area.value
    test.text_area[0].set_value("改过的一句。").run()
    assert not test.exception
    (texts,) = test.session_state["wz_brief_edits"].values()
    assert texts == {"ground.overview": "改过的一句。"}


def test_a_chart_of_another_page_is_put_into_the_basket_and_taken_out(session: Open):
    test = session("work_orders")
    button = next(one for one in test.button if one.key == "add_trend_orders_received")
    button.click().run()
    assert not test.exception
    (figure,) = test.session_state["wz_basket"]
    assert "视图码" in figure.foot
    assert "演示数据" in figure.foot
    code = figure.foot.rpartition(" ")[2]
    test.switch_page("pages/briefing.py").run()
    test.text_input(key="brief_code").set_value(code).run()
    assert not test.exception
    assert "工单" in test.success[0].value
    test.button(key="brief_open").click().run()
    assert not test.exception


def test_a_chart_of_the_basket_is_renamed_moved_taken_out_and_put_back(monkeypatch: pytest.MonkeyPatch):
    state_of_session: dict = {}
    monkeypatch.setattr(basket.st, "session_state", state_of_session)
    rows = pd.DataFrame({"a": [1]})
    basket.charts().extend(Figure(name, name, rows, {"a": "a"}) for name in ("one", "two", "three"))
    basket.rename("two", "  二月的工单  ")
    basket.rename("three", " ")
    assert [one.title for one in basket.charts()] == ["one", "二月的工单", "three"]
    basket.move(1, -1)
    assert [one.name for one in basket.charts()] == ["two", "one", "three"]
    basket.remove(0)
    assert basket.removed() == "二月的工单"
    basket.put_back()
    assert [one.name for one in basket.charts()] == ["two", "one", "three"]
    assert basket.removed() == ""


def test_the_chosen_sections_outlive_a_change_of_language(session: Open):
    test = session("briefing")
    test.multiselect(key="brief_sections_zh").set_value(["line", "moved"]).run()
    assert test.session_state["wz_brief_sections"] == ["line", "moved"]
    test.session_state["wz_language"] = "en"
    test.run()
    assert not test.exception
    assert test.multiselect(key="brief_sections_en").value == ["line", "moved"]
    assert [tab.label for tab in test.tabs] == ["Defence line", "What changed most", "Added charts"]


def test_files_made_before_a_change_are_called_old(session: Open):
    test = session("briefing")
    test.multiselect(key="brief_sections_zh").set_value(["moved"]).run()
    test.multiselect(key="brief_formats").set_value(["docx"]).run()
    test.button(key="brief_start").click().run(timeout=120)
    assert not any("改前" in one.value for one in test.warning)
    test.text_area[0].set_value("改过的一句。").run()
    assert any("改前" in one.value for one in test.warning)


def test_a_code_in_the_link_opens_what_another_page_showed(session: Open, demo_store: Path):
    store = Store(Settings(store_dir=demo_store))
    material = Material(store, state.default_scope(store.as_of))
    code = ledger.remember(material, "before_after", {"slope": "1"})
    test = session("overview")
    test.query_params["code"] = code
    test.switch_page("pages/briefing.py").run()
    assert "成效评估" in test.success[0].value
    test.button(key="brief_open").click().run()
    assert not test.exception


def test_a_code_of_data_that_were_built_anew_says_so(session: Open, demo_store: Path):
    """The store counts its versions from the start again; only the numbers tell."""
    store = Store(Settings(store_dir=demo_store))
    material = Material(store, state.default_scope(store.as_of))
    code = ledger.remember(material, "briefing", {"sections": "moved"})
    kept = ledger.recall(store.settings, code)
    other = dataclasses.replace(kept, code="0" * 7 + "1", values={**kept.values, "incidents": 1.0})
    ledger._append(store.settings, other)
    test = session("briefing")
    test.text_input(key="brief_code").set_value(other.code).run()
    assert not test.success
    assert "数据已重建。警情:当时 1 起,现在 " in test.warning[0].value


def test_a_file_carries_the_code_that_is_kept_when_it_is_made(demo_store: Path):
    store = Store(Settings(store_dir=demo_store))
    view = View(BY_KEY["incidents"], store, state.default_scope(store.as_of).where(town="wz-mudu"))
    extra = {"tab": "map"}
    made = files.made(view, lambda stamp: stamp.line().encode(), STAMP, extra).decode()
    entry = ledger.recall(store.settings, made.rpartition(" ")[2])
    assert entry.query["tab"] == "map"
    assert set(entry.values) >= {"incidents"}


def test_a_code_that_is_none_is_told(session: Open):
    test = session("briefing")
    test.text_input(key="brief_code").set_value("what").run()
    assert "8 位" in test.error[0].value


def test_written_files_are_whole(document):
    job = Writing(document, ["docx", "xlsx"])
    job.wait(60)
    assert not job.error
    assert {name.rpartition(".")[2] for name in job.files} == {"docx", "xlsx"}
    data = next(data for name, data in job.files.items() if name.endswith("docx"))
    assert "变化最大的" in "\n".join(one.text for one in docx.Document(io.BytesIO(data)).paragraphs)


def test_a_cancelled_one_leaves_nothing(document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    job = Writing(document, ["docx", "xlsx"])
    job.cancel()
    job.wait(60)
    assert not job.is_running
    assert job.files == {}
    assert list(tmp_path.iterdir()) == []


def test_a_missing_glyph_is_told(document):
    job = Writing(document.edited({"moved.text": "\U000e0fff"}), ["docx"])
    job.wait(60)
    assert "U+E0FFF" in job.error
    assert job.files == {}
