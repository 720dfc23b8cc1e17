"""Templates: every kind has one, its example is refused while it stands there, and imports without it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.store.load import city as c
from wzdash.errors import ImportRefused
from wzdash.metrics.query import frame
from wzdash.scope import Scope
from wzdash.store.engine import open_store
from wzdash.store.load.kinds import KINDS, kind_of
from wzdash.store.load.template import template_fields, write_template


@pytest.mark.parametrize("name", [name for name in KINDS if name != "areas"])
def test_the_example_is_refused_marked_and_taken_when_the_mark_is_gone(city, tmp_path, name):
    path = write_template(kind_of(name), tmp_path / "t.xlsx")
    marked = c.bring(city, name, path, dry_run=True)
    assert c.reasons(marked) == {(2, "example")}
    book = openpyxl.load_workbook(path)
    book.worksheets[0].cell(2, 1).value = None
    book.save(path)
    taken = c.bring(city, name, path)
    assert (taken.accepted, taken.rejected) == (1, 0)


def test_a_template_without_its_example_has_no_rows(city, tmp_path):
    path = write_template(kind_of("disputes"), tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(path)
    book.worksheets[0].delete_rows(2)
    book.save(path)
    with pytest.raises(ImportRefused, match="没有数据行"):
        c.bring(city, "disputes", path)


def test_a_template_says_what_each_column_may_hold(tmp_path):
    kind = kind_of("work-orders")
    book = openpyxl.load_workbook(write_template(kind, tmp_path / "t.xlsx"))
    sheet, notes = book.worksheets
    header = [cell.value for cell in sheet[1]]
    assert header == [one.header for one in template_fields(kind)]
    assert len(header) == len(set(header))
    source = next(cell for cell in sheet[1] if cell.value == "来源")
    assert "12345热线" in source.comment.text
    assert "必填" in next(cell for cell in sheet[1] if cell.value == "受理时间").comment.text
    offered = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert any("12345热线" in formula for formula in offered.values())
    described = {row[1].value: [cell.value for cell in row] for row in notes.iter_rows(min_row=2)}
    assert set(described) == {one.name for one in template_fields(kind)}
    assert "hotline 12345热线" in described["source"][4]


def test_a_template_never_overwrites(tmp_path):
    write_template(kind_of("patrol"), tmp_path / "t.xlsx")
    with pytest.raises(ImportRefused, match=r"t\.xlsx"):
        write_template(kind_of("patrol"), tmp_path / "t.xlsx")


def filled(kind: str, path: Path, rows: list[dict]) -> Path:
    """The template of a kind with these rows instead of its example."""
    book = openpyxl.load_workbook(write_template(kind_of(kind), path))
    sheet = book.worksheets[0]
    sheet.delete_rows(2)
    headers = [cell.value for cell in sheet[1]]
    assert {name for row in rows for name in row} <= set(headers)
    for row in rows:
        sheet.append([row.get(name) for name in headers])
    book.save(path)
    return path


DISPUTE = {
    "纠纷编号": "G1",
    "渠道": "网格纠纷",
    "纠纷类型": "婚姻家庭",
    "所属镇街": "木渎镇",
    "发现日期": "2020-05-06",
    "受理日期": "2020-05-07",
    "调结日期": "2020-05-20",
    "调解结果": "调解成功",
}
BROKEN = {
    "受理日期": ("2020-05-01", "受理日期 早于 发现日期 2020-05-06"),
    "调解结果": (None, "填了这一列,但没有 调解结果"),
    "履行日期": ("2020-05-19", "履行日期 早于 调结日期 2020-05-20"),
    "转立案日期": ("2020-05-19", "转立案日期 早于 调结日期 2020-05-20"),
    "纠纷类型": ("外星纠纷", "类别不在责任清单中"),
}


def test_a_filled_workbook_of_disputes_is_taken_but_for_its_broken_rows(city, tmp_path):
    """Every rejected row says line, column, value and what is wrong; the good one is counted by a metric."""
    rows = [
        DISPUTE,
        *(
            {**DISPUTE, "纠纷编号": f"B{n}", name: value}
            for n, (name, (value, _)) in enumerate(BROKEN.items())
        ),
    ]
    report = c.bring(city, "disputes", filled("disputes", tmp_path / "t.xlsx", rows))
    assert (report.rows_read, report.accepted, report.rejected) == (6, 1, 5)
    told = {row.line: row.message for row in report.rejected_rows}
    assert told == {line: said for line, (_value, said) in enumerate(BROKEN.values(), start=3)}
    store = open_store(replace(city, min_cell=1))
    found = frame(
        store, ["disputes_accepted", "disputes_success"], Scope(date(2020, 1, 1), date(2020, 12, 31))
    )
    assert found[["disputes_accepted", "disputes_success"]].iloc[0].tolist() == [1, 1]


ORGANISATION = {
    "组织代码": "T1",
    "上级组织代码": "C1",
    "组织类型": "派出法庭",
    "层级": "镇级",
    "组织名称": "木渎人民法庭",
    "所属镇街": "木渎镇",
    "专职调解员数": 2,
    "兼职调解员数": 1,
    "成立日期": "2018-01-01",
}
TOP = {"组织代码": "C1", "组织类型": "法院分中心", "组织名称": "诉调对接分中心", "专家数": 4}
BROKEN_ORGANISATIONS = {
    "上级组织代码": ("T9", "没有这个上级组织;可用:本文件或名单中的组织代码,如 C1、T1"),
    "组织类型": ("外星法庭", "未知的值;可用:linkage_centre(区级联动中心)"),
    "组织名称": (None, "必填,不能为空"),
    "所属镇街": ("月球镇", "没有这个区域;镇街有:木渎镇、胥口镇"),
    "专职调解员数": ("两个", "不是整数"),
    "成立日期": ("2999-01-01", "在数据日期"),
}


def test_a_filled_workbook_of_organisations_is_taken_but_for_its_broken_rows(city, tmp_path):
    """As the template asks; each broken row says line, column, value and what may stand there."""
    rows = [ORGANISATION, TOP]  # a parent may stand below
    for n, (name, (value, _said)) in enumerate(BROKEN_ORGANISATIONS.items()):
        rows.append({**ORGANISATION, "组织代码": f"B{n}", name: value})
    report = c.bring(city, "organisations", filled("organisations", tmp_path / "t.xlsx", rows))
    assert (report.rows_read, report.accepted, report.rejected) == (8, 2, 6)
    told = {row.line: (row.column, row.value, row.message) for row in report.rejected_rows}
    for line, (name, (value, said)) in enumerate(BROKEN_ORGANISATIONS.items(), start=4):
        column, shown, message = told[line]
        assert (column, shown) == (name, value)
        assert message.startswith(said)
    names = ["mediation_experts", "court_mediators", "tribunals", "court_branch_centres"]
    found = frame(open_store(city), names, Scope(date(2020, 1, 1), date(2020, 12, 31)))
    assert found["tribunals"].item() == found["court_branch_centres"].item() == 1
    assert found["court_mediators"].item() == 3
    kept = c.rows(city, "organisations").set_index("code")
    assert kept.loc["T1", ["parent_code", "kind", "town_code"]].tolist() == ["C1", "tribunal", "320506100"]
