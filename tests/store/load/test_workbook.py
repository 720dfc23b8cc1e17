"""XLSX: cells of every type, formulas, several sheets, broken workbooks."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest
from openpyxl import Workbook

from tests.store.load import city as c
from wzdash.errors import ImportRefused

HEADER = ("工单编号", "类别", "所属镇街", "受理时间", "返工次数", "是否解决")


def book(path, *rows, sheets=()):
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    for name in sheets:
        workbook.create_sheet(name).append(("x",))
    workbook.save(path)
    return path


def test_cells_of_every_type_arrive(city, tmp_path):
    path = book(
        tmp_path / "w.xlsx",
        HEADER,
        (1001, "litter", 320506100, datetime(2020, 5, 6, 9, 30, 1), 2.0, True),
        ("W2", "占道经营", "胥口镇", date(2020, 5, 7), None, "否"),
        (None, None, None, None, None, None),
        ("W3", "litter", "胥口镇", "2020年5月8日", "1", None),
    )
    report = c.bring(city, "work-orders", path)
    assert (report.rows_read, report.accepted) == (3, 3)
    kept = c.rows(city, "work-orders").set_index("id")
    assert kept.loc["1001", "reported_at"] == datetime(2020, 5, 6, 9, 30, 1)
    assert kept.loc["1001", "town_code"] == "320506100"
    assert kept.loc["1001", "reworks"] == 2
    assert list(kept["solved"].dropna()) == [True, False]
    assert kept.loc["W3", "reported_at"] == datetime(2020, 5, 8)


def test_a_formula_and_an_error_value_reject_their_row(city, tmp_path):
    path = book(
        tmp_path / "w.xlsx",
        HEADER,
        ("W1", "litter", "木渎镇", date(2020, 5, 6), "=1+1", None),
        ("W2", "litter", "木渎镇", date(2020, 5, 6), 1, None),
        ("W3", "litter", "木渎镇", date(2020, 5, 6), "#N/A", None),
    )
    report = c.bring(city, "work-orders", path)
    assert report.accepted == 1
    assert {(2, "formula"), (4, "formula")} <= c.reasons(report)
    assert next(row for row in report.rejected_rows if row.reason == "formula").column == "返工次数"


def test_a_serial_number_in_place_of_a_date_says_what_to_do(city, tmp_path):
    path = book(tmp_path / "w.xlsx", HEADER, ("W1", "litter", "木渎镇", 43957.5, None, None))
    report = c.bring(city, "work-orders", path)
    assert c.reasons(report) == {(2, "bad_date")}
    assert "Excel" in report.rejected_rows[0].message


def test_lines_are_rows_of_the_sheet(city, tmp_path):
    path = book(
        tmp_path / "w.xlsx", HEADER, (), ("W1", "nothing", None, date(2020, 5, 6)), (*["W2"] * 6, "超出")
    )
    report = c.bring(city, "work-orders", path)
    assert {(3, "unknown_category"), (4, "row_shape")} <= c.reasons(report)


def test_sheets_are_named_by_the_mapping_or_the_first_is_read_and_said(city, tmp_path):
    path = book(tmp_path / "w.xlsx", HEADER, ("W1", "litter", None, date(2020, 5, 6)), sheets=("说明",))
    assert any("Sheet" in text for text in c.bring(city, "work-orders", path).warnings)
    with pytest.raises(ImportRefused, match="受理时间"):
        c.bring(city, "work-orders", path, c.toml(tmp_path / "m.toml", 'sheet = "说明"'))
    with pytest.raises(ImportRefused, match="'别的';有:Sheet, 说明"):
        c.bring(city, "work-orders", path, c.toml(tmp_path / "n.toml", 'sheet = "别的"'))


def test_broken_workbooks_are_refused(city, tmp_path):
    whole = book(tmp_path / "w.xlsx", HEADER).read_bytes()
    for content in (whole[: len(whole) // 2], b"\xd0\xcf\x11\xe0 old excel", b"a,b\n1,2\n"):
        (tmp_path / "b.xlsx").write_bytes(content)
        with pytest.raises(ImportRefused, match=r"b\.xlsx.*\.xls 请另存"):
            c.bring(city, "work-orders", tmp_path / "b.xlsx")
    with pytest.raises(ImportRefused, match="没有数据行"):
        c.bring(city, "work-orders", tmp_path / "w.xlsx")
    with pytest.raises(ImportRefused, match="工作表是空的"):
        c.bring(city, "work-orders", book(tmp_path / "e.xlsx"))


def test_parquet_keeps_its_types_and_brings_offsets_to_local_time(city, tmp_path):
    frame = pd.DataFrame(
        {
            "id": ["W1", "W2"],
            "category_code": ["litter", "nothing"],
            "reported_at": pd.to_datetime(["2020-05-06 01:00", "2020-05-06 02:00"]).tz_localize("UTC"),
            "reworks": [1, 2],
            "lon": [120.51, None],
            "lat": [31.21, None],
            "tags": [["a"], ["b"]],
        }
    )
    frame.to_parquet(tmp_path / "w.parquet")
    report = c.bring(city, "work-orders", tmp_path / "w.parquet")
    assert c.reasons(report) == {(2, "unknown_category")}
    assert any("tags" in text for text in report.warnings)
    row = c.rows(city, "work-orders").iloc[0]
    assert row["reported_at"] == datetime(2020, 5, 6, 9, 0)
    assert row["village_code"] == "320506100002"
    (tmp_path / "b.parquet").write_bytes((tmp_path / "w.parquet").read_bytes()[:-20])
    with pytest.raises(ImportRefused, match=r"b\.parquet"):
        c.bring(city, "work-orders", tmp_path / "b.parquet")
