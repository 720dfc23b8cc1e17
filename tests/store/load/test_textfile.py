"""CSV as people send it: encodings, packing, line breaks, broken files; each line keeps its own number."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest

from tests.store.load import city as c
from wzdash.errors import ImportRefused

GOOD = "工单编号,类别,所属镇街,受理时间\nW1,litter,木渎镇,2020-05-06\nW2,占道经营,胥口,2020-05-07\n"


def bring(city, tmp_path, content: bytes, name: str = "w.csv", mapping: str = ""):
    (tmp_path / name).write_bytes(content)
    return c.bring(city, "work-orders", tmp_path / name, mapping)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("w.csv", GOOD.encode()),
        ("w.csv", GOOD.encode("utf-8-sig")),
        ("w.csv", GOOD.encode("gb18030")),
        ("w.csv.gz", gzip.compress(GOOD.encode())),
        ("w.csv.gz", gzip.compress(GOOD.encode("gb18030"))),
        ("w.csv", GOOD.replace("\n", "\r\n").encode()),
        ("w.csv", GOOD.replace(",", ";").encode()),
        ("w.tsv", GOOD.replace(",", "\t").encode()),
        ("w.csv", GOOD.rstrip("\n").encode()),
        ("w.csv", GOOD.replace("\n", ",,\n").encode()),
        ("w.csv", GOOD.replace(",", " ,　").encode()),
    ],
    ids=[
        "utf-8",
        "bom",
        "gb18030",
        "gz",
        "gz gb18030",
        "crlf",
        "semicolon",
        "tab",
        "no newline at the end",
        "empty columns",
        "spaces of both widths",
    ],
)
def test_the_same_table_reads_the_same_whatever_its_form(city, tmp_path, name, content):
    assert bring(city, tmp_path, content, name).accepted == 2
    assert list(c.rows(city, "work-orders")["category_code"]) == ["litter", "stall"]
    assert list(c.rows(city, "work-orders")["town_code"]) == ["320506100", "320506101"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_lines_are_counted_as_an_editor_counts_them(city, tmp_path, encoding):
    text = (
        "工单编号,类别,备注,受理时间\n"  # 1
        'W1,litter,"两行\n备注",2020-05-06\n'  # 2 and 3
        "\n"  # 4
        "W2,nothing,一行,2020-05-06\n"  # 5
        "W3,litter,2020-05-06\n"  # 6
        "W4,litter,多,2020-05-06,一列\n"  # 7
        'W5,litter,"a ""b""",never\n'  # 8
    )
    report = bring(city, tmp_path, text.encode(encoding))
    assert (report.rows_read, report.accepted) == (5, 1)
    assert c.reasons(report) == {(5, "unknown_category"), (6, "row_shape"), (7, "row_shape"), (8, "bad_date")}


def test_a_row_of_nothing_is_not_a_row(city, tmp_path):
    report = bring(city, tmp_path, (GOOD + ",,,\n").encode())
    assert (report.rows_read, report.accepted) == (2, 2)
    assert any("1" in text and "空行" in text for text in report.warnings)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("w.csv", b"", "空"),
        ("w.csv", "工单编号,类别,受理时间\n".encode(), "没有数据行"),
        ("w.csv", b"\n\nW1,litter,2020-05-06\n", "没有列名"),
        ("w.csv", "W1,litter,木渎镇,2020-05-06\n".encode(), "受理时间.*reported_at"),
        ("w.csv", "受理时间,类别,受理时间\n2020-05-06,litter,x\n".encode(), "列名重复:受理时间"),
        ("w.csv.gz", gzip.compress(GOOD.encode() * 500)[:-40], "截断"),
        ("w.csv.gz", GOOD.encode(), "gzip"),
        ("w.csv", GOOD.encode("utf-16"), "UTF-16"),
        ("w.csv", "reported_at,type\n2020-05-06,café\n".encode("latin-1"), "UTF-8 / GB18030"),
        ("w.csv", b"a,b\n\x00\x01\x02,\x03\n", "二进制"),
        ("w.csv", b"PK\x03\x04 and so on", "xlsx"),
        (
            "w.csv",
            ("受理时间,类别\n" + '2020-05-06,"litter\n' + "2020-05-06,litter\n" * 20).encode(),
            "第 2 行.*引号",
        ),
    ],
    ids=[
        "empty",
        "only a header",
        "blank header",
        "no header",
        "repeated header",
        "truncated gzip",
        "not gzip",
        "utf-16",
        "latin-1",
        "binary",
        "workbook",
        "open quote",
    ],
)
def test_a_broken_file_is_refused_by_name(city, tmp_path, name, content, says):
    with pytest.raises(ImportRefused, match=says) as refused:
        bring(city, tmp_path, content, name)
    assert str(refused.value).startswith(name)
    assert c.rows(city, "work-orders").empty


@pytest.mark.parametrize("name", ["w.csv", "w.csv.gz"])
def test_a_huge_single_line_is_refused_in_bounded_memory(city, tmp_path, name):
    content = "受理时间,类别\n".encode() + b"x" * (48 << 20)
    (tmp_path / name).write_bytes(gzip.compress(content, 1) if name.endswith(".gz") else content)
    del content
    tracemalloc.start()
    try:
        with pytest.raises(ImportRefused, match="第 2 行超过 4 MB"):
            c.bring(city, "work-orders", tmp_path / name)
        assert tracemalloc.get_traced_memory()[1] < 24 << 20
    finally:
        tracemalloc.stop()


def test_an_encoding_can_be_told(city, tmp_path):
    mapping = c.toml(tmp_path / "m.toml", 'encoding = "gb18030"')
    assert bring(city, tmp_path, GOOD.encode("gb18030"), mapping=mapping).accepted == 2
    with pytest.raises(ImportRefused, match="编码不是 utf-8"):
        bring(
            city, tmp_path, GOOD.encode("gb18030"), mapping=c.toml(tmp_path / "n.toml", 'encoding = "utf-8"')
        )


def test_many_rows_keep_their_lines_on_every_way(city, tmp_path):
    rows = [f"W{n},litter,木渎镇,{'2020-05-06' if n != 61_234 else 'x'}" for n in range(70_000)]
    text = "工单编号,类别,所属镇街,受理时间\n" + "\n".join(rows) + "\n"
    for content in (text.encode(), text.encode("gb18030"), text.replace("W5,", '"W\n5",').encode()):
        report = bring(city, tmp_path, content)
        moved = int(b'"W' in content)
        assert c.reasons(report) == {(61_236 + moved, "bad_date")}
        assert report.accepted == 69_999
