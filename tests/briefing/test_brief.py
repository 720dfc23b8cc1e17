"""The briefing of the small demo store: its sentences, its files read by reader libraries, its code."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pptx
import pypdf
import pytest
from typer.testing import CliRunner

from wzdash.briefing import figures, ledger, sentences
from wzdash.briefing.advice import advice
from wzdash.briefing.material import Material
from wzdash.briefing.sections import NETS, SECTIONS, compose
from wzdash.charts.values import full
from wzdash.cli import app
from wzdash.errors import ExportError
from wzdash.exhibits import cuts
from wzdash.exhibits.certainty import is_beyond_chance
from wzdash.export.document import Cards, Figure, Heading, Table, Text
from wzdash.export.formats import render
from wzdash.scope import Scope
from wzdash.settings import Settings
from wzdash.store.engine import Store

YEAR = Scope(date(2020, 1, 1), date(2020, 12, 31))


@pytest.fixture(scope="module")
def material(demo_store: Path) -> Material:
    return Material(Store(Settings(store_dir=demo_store)), YEAR)


def test_every_net_has_its_four_sections(material: Material):
    document = compose(material)
    headings = [part.text for part in document.parts if isinstance(part, Heading)]
    assert headings[:5] == ["地网", "概况", "变化", "问题", "建议关注"]
    assert headings[10:] == ["防线", "概况", "变化", "问题", "建议关注", "变化最大的", "对账"]
    kinds = {type(part) for part in document.parts}
    assert {Cards, Figure, Table, Text} <= kinds
    assert document.stamp.simulated
    assert document.stamp.version


def test_a_change_is_told_as_one_only_beyond_chance(material: Material):
    (one,) = material.headlines("incidents")
    few = replace(one, value=102.0, n=102.0, before=100.0, before_n=100.0, gap="")
    many = replace(one, value=200.0, n=200.0, before=100.0, before_n=100.0, gap="")
    assert not is_beyond_chance(few)
    assert sentences.changes(material, [few]).endswith("在偶然波动之内,不能说有升降。")
    assert is_beyond_chance(many)
    told = sentences.changes(material, [many])
    assert told.startswith("警情较上年同期(100 起)上升 100.0 %(95 % 区间 +")
    assert told.endswith(" %),超出偶然波动。")
    assert sentences.problems(material, [few], "incidents") == []
    assert sentences.problems(material, [many], "incidents") == ["警情较上年同期上升 100.0 %,超出偶然波动。"]


def test_what_may_still_be_completed_is_no_fall(material: Material):
    (one,) = material.headlines("closure_rate")
    lower = replace(one, value=0.9, n=900.0, d=1000.0, before=0.99, before_n=990.0, before_d=1000.0, gap="")
    assert "不能据此说下降" in sentences.changes(material, [lower])
    assert not sentences.is_worse(lower)
    old = Material(material.store, Scope(date(2019, 1, 1), date(2019, 6, 30)))
    assert lower.is_early
    assert not old.headlines("closure_rate")[0].is_early
    ripe = replace(lower, is_early=False)
    assert sentences.is_worse(ripe)
    assert "下降 9.00 个百分点(95 % 区间 " in sentences.changes(old, [ripe])
    better = replace(lower, value=0.995, n=995.0)
    assert "上升" in sentences.changes(material, [replace(better, value=1.0, n=1000.0)])


def test_a_change_from_nothing_or_from_a_hidden_number_says_so(material: Material):
    (one,) = material.headlines("incidents")
    assert sentences.changes(material, [replace(one, before=0.0, before_n=0.0, gap="")]) == (
        "警情:上年同期为 0,不计百分比。"
    )
    assert "不予显示,不作对比" in sentences.changes(material, [replace(one, gap="hidden")])


@pytest.mark.parametrize(
    ("year", "why"), [(2030, "在数据截至日(2020年12月31日)之后,没有数据"), (1990, "在数据起点(")]
)
def test_a_period_outside_the_data_is_no_quiet_period(material: Material, year: int, why: str):
    outside = Material(material.store, Scope(date(year, 3, 2), date(year, 3, 8)))
    parts = compose(outside, ["ground"]).parts
    assert len(parts) == 2
    assert why in parts[1].text
    assert "0 件" not in parts[1].text


def test_one_town_is_not_ranked_among_itself(material: Material):
    town = next(code for code in material.names.areas if len(code) == 9)
    one = compose(Material(material.store, YEAR.where(town=town)), ["ground"])
    kinds = [part.name for part in one.parts if isinstance(part, Figure)]
    assert kinds == ["受理工单走势", "工单流程"]
    assert "100.0 %" not in "".join(part.title for part in one.parts if isinstance(part, Figure))


def test_a_limit_near_zero_is_not_written_as_zero(material: Material):
    (one,) = material.headlines("incidents")
    near = replace(one, value=9685.0, n=9685.0, before=9964.0, before_n=9964.0, gap="")
    assert sentences.limits(near) == "−5.49 % 至 −0.03 %"


def test_a_handful_gets_no_percentage(material: Material):
    (one,) = material.headlines("incidents")
    few = replace(one, value=2.0, n=2.0, before=1.0, before_n=1.0, gap="")
    assert sentences.changes(material, [few]) == "警情 2 起,上年同期 1 起:数量太少,不判断升降。"


def test_advice_says_how_far_and_since_when(material: Material):
    (rate,) = material.headlines("closure_rate")
    months = pd.Series([1.0, 1.0, 0.9, 0.9], pd.date_range("2020-09-01", periods=4, freq="MS"))
    missed = replace(rate, value=0.9, months=months)
    first, *_rest, last = advice(material, [missed], "incidents").split("\n")
    assert first.startswith(
        "结案率(按应结)为 90.00 %,与目标 99.0 % 相差 9.00 个百分点;2020年11月起连续 2 个月未达到"
    )
    assert "先排除口径" in last
    week = advice(material, [replace(missed, months=months[-1:])], "incidents")
    assert "月未达到" not in week
    assert advice(material, [], "incidents").startswith("本期没有")


def test_the_lead_says_where(material: Material):
    assert sentences.lead(material) == "2020年1月1日至12月31日,全区"
    towns = [code for code in material.names.areas if len(code) == 9][:1]
    one = Material(material.store, YEAR.where(town=towns))
    assert sentences.lead(one) == f"2020年1月1日至12月31日,{material.names.areas[towns[0]]}"
    assert sentences.lead(Material(material.store, YEAR.where(source="hotline"))).endswith("所选范围")


def test_a_trend_leaves_out_the_parts_of_months_as_the_pages_do(material: Material):
    scope = Scope(date(2020, 1, 20), date(2020, 6, 10))
    drawn = figures.trend(Material(material.store, scope), "orders_received")
    assert [f"{one:%m}" for one in drawn.rows["month"]] == ["02", "03", "04", "05"]
    assert "首尾不满一月的不画" in drawn.foot
    rate = figures.trend(Material(material.store, scope), "closure_rate")
    assert len(rate.rows) == 6
    assert "不满一月" not in rate.foot


def test_what_has_no_place_is_not_the_worst_place(material: Material):
    rows = pd.DataFrame(
        {"town": ["320506103", None], "town_name": ["木渎镇", "未定位"], "closure_rate": [0.98, 0.6]}
    )
    assert "木渎镇" in cuts.place_finding(material, rows, "town_name", "closure_rate", material.scope)


def test_the_closure_rate_is_reconciled_to_its_two_decimals(material: Material):
    table = next(part for part in compose(material, ["reconciliation"]).parts if isinstance(part, Table))
    said = {row[0]: row[1] for row in table.cells()}
    assert said["结案率"] == "99.13"
    assert said["区级联动中心"] == "1"
    assert said["受理工单"] == "1,915,000"
    assert full("figure", 41.0003) == "41"
    assert full("figure", -53.8) == "−53.8"
    assert full("figure", 99.132) == "99.13"


# what an official briefing would say of a plan's effect
CLAIMS = re.compile(
    r"(成效|效果)(显著|明显|突出)|有效(遏制|降低|减少|防范)|得益于|归功于|因此(下降|上升|减少|增加)"
)


def test_nothing_is_called_an_effect(material: Material):
    text = "\n".join(compose(material).texts())
    assert "以上是变化,不是成效" in text
    assert not CLAIMS.search(text)


@pytest.mark.parametrize("sentence", ["盗窃下降 45 %,成效显著。", "天穹计划有效降低了发案。", "得益于技防"])
def test_a_claim_would_be_found(sentence: str):
    assert CLAIMS.search(f"受理工单 3 件。{sentence}以上是变化,不是成效。")


def test_a_hidden_number_is_not_told(material: Material):
    (one,) = material.headlines("incidents")
    hidden = replace(one, value=float("nan"), n=float("nan"))
    assert sentences.overview([hidden]) == "警情数量过少,不予显示。"
    assert sentences.card(hidden).value == "不予显示"
    assert sentences.changes(material, [hidden]) == ""


def test_an_unknown_section_is_refused(material: Material):
    with pytest.raises(ExportError, match=r"'weather'.*ground, sky, line, moved, reconciliation"):
        compose(material, ["ground", "weather"])


def test_slides_have_native_charts_and_workbook_has_numbers(material: Material):
    document = compose(material, ["ground"], code="K7Q2M9PX")
    show = pptx.Presentation(BytesIO(render(document, "pptx")))
    shapes = [shape for slide in show.slides for shape in slide.shapes]
    assert sum(shape.has_chart for shape in shapes) == 3
    texts = [" ".join(s.text_frame.text for s in slide.shapes if s.has_text_frame) for slide in show.slides]
    assert all("演示数据" in text and "K7Q2M9PX" in text for text in texts)
    book = openpyxl.load_workbook(BytesIO(render(document, "xlsx")))
    assert len(book.sheetnames) >= 5
    assert any(isinstance(cell.value, int | float) for row in book.worksheets[-1].iter_rows() for cell in row)


def run(out: Path, *args: str):
    return CliRunner().invoke(app, ["brief", "--out", str(out), *args])


def test_the_verb_writes_files_that_readers_open(
    demo_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WZDASH_STORE_DIR", str(demo_store))
    period = ("--from", "2020-01-01", "--to", "2020-12-31", "--town", "木渎镇")
    done = run(tmp_path / "out", *period, "--formats", "docx,pdf,html", "--sections", "line,moved")
    assert done.exit_code == 0, done.output
    paths = {path.suffix: path for path in (tmp_path / "out").iterdir()}
    assert set(paths) == {".docx", ".pdf", ".html"}
    text = "\n".join(one.text for one in docx.Document(str(paths[".docx"])).paragraphs)
    assert "排查处理矛盾纠纷" in text
    assert "建议关注" in text
    pages = [page.extract_text() for page in pypdf.PdfReader(paths[".pdf"]).pages]
    assert len(pages) >= 3
    code = paths[".pdf"].stem.rpartition("_")[2]
    assert all(code in page for page in pages[1:])
    entry = ledger.recall(Settings(store_dir=demo_store), code.lower())
    assert entry.query["from"] == "2020-01-01"
    assert entry.query["sections"] == "line,moved"
    assert entry.query["town"]


def test_a_wrong_format_writes_nothing(demo_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WZDASH_STORE_DIR", str(demo_store))
    done = run(tmp_path / "out", "--formats", "pptx,doc")
    assert done.exit_code != 0
    assert not list(tmp_path.iterdir())


def test_a_code_says_how_the_data_moved(material: Material):
    code = ledger.remember(material)
    assert ledger.remember(material) == code
    entry = ledger.recall(material.store.settings, f" {code[:4]}-{code[4:]} ")
    assert ledger.moves(entry, material) == []
    other = replace(entry, values={**entry.values, "incidents": 1.0})
    (line,) = ledger.moves(other, material)
    assert line.startswith("警情:当时 1 起,现在 ")


def test_a_code_is_known_before_it_is_kept_and_keeps_the_numbers_of_its_net(material: Material):
    extra = {"family": "fraud"}
    code = ledger.code_of("incidents", material.scope, extra, material.store.version)
    assert ledger.remember(material, "incidents", extra, ("sky",)) == code
    entry = ledger.recall(material.store.settings, code)
    assert entry.query["family"] == "fraud"
    assert set(entry.values) == set(next(net for net in NETS if net.key == "sky").cards)
    assert ledger.moves(entry, material) == []


def test_a_wrong_code_is_told(material: Material):
    settings = material.store.settings
    with pytest.raises(ExportError, match="8 位"):
        ledger.recall(settings, "short")
    with pytest.raises(ExportError, match="不在本机的记录"):
        ledger.recall(settings, "00000000")
    assert set(SECTIONS) >= {"ground", "sky", "line"}
