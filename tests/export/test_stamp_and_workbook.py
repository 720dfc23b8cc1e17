import dataclasses
import io
from datetime import datetime

import openpyxl
import pandas as pd
import pytest

from wzdash.export import table
from wzdash.export.stamp import CODE_LENGTH, Stamp, view_code
from wzdash.labels import set_language

STAMP = Stamp(
    "工单/趋势: 2020?",
    "木渎镇;2020年",
    datetime(2020, 12, 31),
    simulated=True,
    version="1.0",
    code="K7Q2M9PX",
    made_at=datetime(2026, 11, 24, 8, 5),
)
FRAME = pd.DataFrame(
    {
        "name": ["木渎镇", "=HYPERLINK(1)", "@x", None],
        "orders": [1915000, 2, 3, None],
        "rate": [0.9885, 0.5, None, 1],
        "day": pd.to_datetime(["2020-01-01", "2020-01-02", None, "2020-01-03"]),
        "code": ["1", "2", "3", "4"],
    }
)
LABELS = {"name": "镇街", "orders": "工单数", "rate": "按期结案率", "day": "日期"}


@pytest.fixture(autouse=True)
def _zh():
    set_language("zh")
    yield
    set_language("zh")


def test_xlsx_has_numbers_as_numbers_and_a_sheet_that_says_what_it_is():
    kinds = {"orders": "count", "rate": "share"}
    data = table.xlsx(FRAME, STAMP, LABELS, kinds=kinds, definitions={"按期结案率": "按期结案数/应结案数"})
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["数据", "数据说明"]
    sheet = book["数据"]
    assert [cell.value for cell in sheet[1]] == list(LABELS.values())
    assert [cell.value for cell in sheet[2]] == ["木渎镇", 1915000, 0.9885, datetime(2020, 1, 1)]
    assert sheet["B2"].number_format == "#,##0"
    assert sheet["C2"].number_format == "0.0%"
    assert sheet["A3"].value == "=HYPERLINK(1)"
    assert sheet["A3"].data_type == "s"
    assert [cell.value for cell in sheet[5]] == [None, None, 1, datetime(2020, 1, 3)]
    told = {row[0].value: row[1].value for row in book["数据说明"].iter_rows()}
    assert told["范围"] == "木渎镇;2020年"
    assert told["性质"] == "演示数据"
    assert told["视图码"] == "K7Q2M9PX"
    assert told["按期结案率"] == "按期结案数/应结案数"


def test_an_empty_table_is_still_a_file():
    assert len(table.csv(FRAME.iloc[:0], STAMP, LABELS).decode("utf-8-sig").splitlines()) == 1
    assert openpyxl.load_workbook(io.BytesIO(table.xlsx(FRAME.iloc[:0], STAMP, LABELS)))["数据"].max_row == 1


def test_file_name_is_safe_and_says_date_mark_and_code():
    assert STAMP.file_name("csv") == "工单-趋势-2020_20201231_演示数据_K7Q2M9PX.csv"
    plain = dataclasses.replace(STAMP, title="../..", code="", simulated=False)
    assert plain.file_name("png") == "wzdash_20201231.png"
    assert len(dataclasses.replace(STAMP, title="长" * 300).file_name("png").encode()) < 255


def test_stamp_line_leaves_out_what_is_empty():
    assert Stamp("x", "", datetime(2020, 12, 31), simulated=False).line() == "数据截至 2020年12月31日"
    assert STAMP.line() == "演示数据 · 木渎镇;2020年 · 数据截至 2020年12月31日 · 口径 1.0 · 视图码 K7Q2M9PX"
    set_language("en")
    assert STAMP.line().startswith("Demo data · 木渎镇")


def test_view_code_is_stable_and_reads_aloud():
    code = view_code("page=work_orders&town=320506103")
    assert code == view_code("page=work_orders&town=320506103")
    assert len(code) == CODE_LENGTH
    assert not set(code) & set("ILOU")
    assert len({view_code(str(i)) for i in range(20_000)}) == 20_000
