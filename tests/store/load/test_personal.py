"""Columns about persons are refused by name, and never reach the store; a mapping can drop them."""

from __future__ import annotations

import duckdb
import pytest

from tests.store.load import city as c
from wzdash.errors import ImportRefused
from wzdash.store.load.personal import Scan, header_is_personal, is_identity_number, redacted

IDENTITY = "11010519491231002X"  # the example of GB 11643
NAMES = ("王小明", "李芳", "张建国", "刘洋", "陈静怡", "赵磊")


def findings(*values: str) -> dict[str, str]:
    """What a scan says about one column with these values."""
    with duckdb.connect() as db:
        db.execute("CREATE TABLE t AS SELECT unnest(?) AS c0", [list(values)])
        scan = Scan()
        scan.look(db, "t", {"c0": "备注"})
        return scan.findings()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"身份证{IDENTITY}。", "身份证号码"),
        ("请回电13812345678", "手机号码"),
        ("电话0512-65251234", "电话号码"),
        ("call 617-635-4500 please", "电话号码"),
        ("(617) 635-4500", "电话号码"),
        ("苏E12345违停", "车牌号码"),
        ("苏E·D12345", "车牌号码"),
        ("mail me: someone@example.org", "电子邮箱"),
        ("张先生反映噪声", "姓名或称呼"),
        ("联系人:某某", "姓名或称呼"),
    ],
)
def test_free_text_that_names_a_person_is_found(text, what):
    assert findings("路灯不亮", text, "井盖破损") == {"备注": what}
    assert redacted(text) == "(已隐去)"


@pytest.mark.parametrize(
    "values",
    [
        (
            "320506201903120123",
            "320506201903120124",
            "320506201903120125",
            "320506201903120126",
        ),  # order numbers
        ("19031200001", "19031200002", "19031300001"),  # numbers that begin with a day
        tuple(str(18_600_000_000 + 7 * n) for n in range(50)),  # numbers that follow one another
        ("356f6e3b1e3585e37630f2c954e85b55b949d862a46472170b13812345678e98", "a"),  # digests
        ("金山村", "石湖村", "马庄村", "陆家村", "周巷村", "沈巷"),  # places that begin like a name
        ("暴露垃圾", "占道经营", "无照游商"),
        ("120.512345", "31.264123"),
        ("2020-05-06 09:30:00", "20200506093000"),
    ],
)
def test_order_numbers_digests_and_places_are_not_persons(values):
    assert findings(*values) == {}


def test_a_column_of_names_is_found_by_its_content():
    assert findings(*NAMES) == {"备注": "姓名"}
    assert findings(*NAMES, *["暴露垃圾"] * 30) == {}


@pytest.mark.parametrize(
    "header",
    [
        "诉求人姓名",
        "联系电话",
        "身份证号",
        "车牌号",
        "申请人",
        "网格员",
        "Contact Phone",
        "first_name",
        "E-mail",
        "reporter",
    ],
)
def test_headers_of_persons_are_known(header):
    assert header_is_personal(header)


@pytest.mark.parametrize(
    "header",
    [
        "当事人数",
        "专职调解员数",
        "工单编号",
        "LSOA name",
        "neighborhood",
        "inspector_days",
        "受理时间",
        "企业编号",
    ],
)
def test_other_headers_are_not(header):
    assert not header_is_personal(header)


def test_an_identity_number_needs_its_check_digit_and_a_date():
    assert is_identity_number(IDENTITY)
    assert is_identity_number(IDENTITY.lower())
    assert not is_identity_number("110105194912310021")
    assert not is_identity_number("11010519491331002X")


HEADER = (*c.ORDER, "诉求人", "联系电话", "备注")
ROW = ("W1", "litter", "木渎镇", "2020-05-06", "", "钱某", "13812345678", f"证件{IDENTITY}")


def test_every_personal_column_is_named(city, tmp_path):
    path = c.table(tmp_path / "w.csv", HEADER, ROW)
    with pytest.raises(ImportRefused) as refused:
        c.bring(city, "work-orders", path)
    text = str(refused.value)
    assert "诉求人" in text
    assert "联系电话" in text
    assert "备注(身份证号码)" in text
    assert 'drop = ["诉求人", "联系电话", "备注"]' in text
    assert "13812345678" not in text
    assert "钱某" not in text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_dropped_columns_let_the_rest_in_and_are_stored_nowhere(city, tmp_path, encoding):
    wrong = ("W2", "litter", "木渎镇", "2020-05-06", "13912345678", "钱某", "13812345678", "x")
    path = c.table(tmp_path / "w.csv", HEADER, ROW, wrong, encoding=encoding)
    mapping = c.toml(tmp_path / "m.toml", 'drop = ["诉求人", "联系电话", "备注"]')
    report = c.bring(city, "work-orders", path, mapping)
    assert (report.accepted, report.rejected) == (1, 1)
    stored = b"".join(file.read_bytes() for file in city.store_dir.iterdir())
    for secret in (IDENTITY, "13812345678", "13912345678", "钱某"):
        assert secret.encode() not in stored
        assert secret not in str(report)


def test_a_personal_value_in_a_typed_column_is_hidden_in_its_reason(city, tmp_path):
    path = c.table(tmp_path / "w.csv", c.ORDER, ("W1", "litter", "木渎镇", "2020-05-06", "13812345678"))
    report = c.bring(city, "work-orders", path)
    assert [row.value for row in report.rejected_rows] == ["(已隐去)"]


def test_a_header_line_that_is_missing_does_not_print_persons(city, tmp_path):
    path = c.table(tmp_path / "w.csv", ("W1", "王小明", "13812345678"), ("W2", "李芳", "13912345678"))
    with pytest.raises(ImportRefused) as refused:
        c.bring(city, "work-orders", path)
    assert "王小明" not in str(refused.value)
    assert "138" not in str(refused.value)


def test_names_that_our_own_columns_have_are_no_persons(city, tmp_path):
    path = c.table(tmp_path / "o.csv", ("code", "kind", "name_zh"), ("O1", "brand", "法治评弹"))
    assert c.bring(city, "organisations", path).accepted == 1
    people = [(f"P{n}", "personal_room", name) for n, name in enumerate(NAMES)]
    with pytest.raises(ImportRefused, match=r"name_zh\(姓名\)"):
        c.bring(city, "organisations", c.table(tmp_path / "p.csv", ("code", "kind", "name_zh"), *people))
