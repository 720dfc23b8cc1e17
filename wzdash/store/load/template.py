"""An empty XLSX of one kind: header, what each column may hold, and one example row.

The example is marked in the first column and refused by the rule `example` while it stands there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wzdash.codes import CODES
from wzdash.errors import ImportRefused
from wzdash.labels import _
from wzdash.store.load.examples import EXAMPLES
from wzdash.store.load.fields import TYPE_LABELS, Field, Kind
from wzdash.store.load.kinds import MARK

ONLY_BY_MAPPING = ("town_name", "category_group")
ROWS = 5_000  # rows that get a list to choose from
LONGEST_LIST = 255  # characters, a limit of the file format


def template_fields(kind: Kind) -> list[Field]:
    """The columns of the template: the mark first."""
    return [MARK, *(one for one in kind.fields if one is not MARK and one.name not in ONLY_BY_MAPPING)]


def write_template(kind: Kind, path: Path) -> Path:
    """Path of the template written. Raises ImportRefused when it would overwrite a file."""
    import xlsxwriter

    if path.exists():
        raise ImportRefused(_("{file} 已存在;请另给 --out").format(file=path))
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, notes = book.add_worksheet(_(kind.title)), book.add_worksheet(_("填写说明"))
        head = book.add_format({"bold": True, "bg_color": "#DCEBE8", "border": 1})
        must = book.add_format({"bold": True, "bg_color": "#0F766E", "font_color": "#FFFFFF", "border": 1})
        grey = book.add_format({"italic": True, "font_color": "#808080", "num_format": "@"})
        example = {MARK.name: _("示例(导入前请删除本行)"), **EXAMPLES[kind.name]}
        for at, one in enumerate(template_fields(kind)):
            sheet.write_string(0, at, one.header, must if one.required else head)
            sheet.write_comment(0, at, _note(one))
            sheet.set_column(at, at, max(12, 2 * len(one.header)))
            if one.name in example:
                sheet.write_string(1, at, example[one.name], grey)
            _offer_codes(sheet, at, one)
        sheet.freeze_panes(1, 0)
        _describe(notes, head, kind)
    return path


def _codes(one: Field) -> list[str]:
    if one.type == "boolean":
        return [_("是"), _("否")]
    return list(CODES[one.codes].values()) if one.codes else []


def _note(one: Field) -> str:
    parts = [_(TYPE_LABELS[one.type]), _("必填") if one.required else _("可空")]
    if codes := _codes(one):
        parts.append(_("可用:{allowed}").format(allowed=_("、").join(codes)))
    return "\n".join(parts)


def _offer_codes(sheet: Any, at: int, one: Field) -> None:
    codes = _codes(one)
    if codes and len(",".join(codes)) <= LONGEST_LIST:
        sheet.data_validation(1, at, ROWS, at, {"validate": "list", "source": codes, "error_type": "warning"})


def _describe(notes: Any, head: Any, kind: Kind) -> None:
    titles = (_("列名"), _("内部名"), _("类型"), _("必填"), _("可用的值"), _("也认识的列名"))
    for at, (title, width) in enumerate(zip(titles, (20, 20, 18, 8, 60, 60), strict=True)):
        notes.write_string(0, at, title, head)
        notes.set_column(at, at, width)
    for row, one in enumerate(template_fields(kind), start=1):
        codes = [f"{code} {label}" for code, label in CODES[one.codes].items()] if one.codes else _codes(one)
        cells = (
            one.header,
            one.name,
            _(TYPE_LABELS[one.type]),
            _("必填") if one.required else "",
            _("、").join(codes),
            _("、").join(one.aliases[1:]),
        )
        for at, text in enumerate(cells):
            notes.write_string(row, at, text)
