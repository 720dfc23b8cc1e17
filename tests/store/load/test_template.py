"""Templates: every kind has one, its example is refused while it stands there, and imports without it."""

from __future__ import annotations

import openpyxl
import pytest

from tests.store.load import city as c
from wzdash.errors import ImportRefused
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
