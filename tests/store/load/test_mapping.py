"""Mappings: what they may say, and which columns are found without one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.store.load import city as c
from wzdash.errors import ImportRefused
from wzdash.store.load.columns import match_columns
from wzdash.store.load.kinds import KINDS, kind_of
from wzdash.store.load.mapping import FOLDER, Mapping, find_mapping, load_mapping

ORDERS = KINDS["work-orders"]


def load(tmp_path: Path, text: str) -> Mapping:
    (tmp_path / "m.toml").write_text(text, "utf-8")
    return load_mapping(tmp_path / "m.toml", ORDERS)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("colums = 1", "'colums'.*columns"),
        ('[columns]\nopened = "x"', r"'columns\.opened'.*reported_at"),
        ('[values.sorce]\na = "b"', r"'values\.sorce'.*source"),
        ('[key]\nrepeat = "number"', r"'key\.repeat'.*empty, repeated"),
        ('[key]\nrepeated = "twice"', "'twice'.*reject, number"),
        ('datum = "wgs72"', "'wgs72'.*gcj02"),
        ('categories = "new"', "'new'.*known, add"),
        ('timezone = "Mars/Olympus"', "'Mars/Olympus'.*Asia/Shanghai"),
        ("as_of = 3", "as_of = 3.*2020-12-31"),
        ('kind = "incidents"', "'incidents'.*work-orders"),
        ('delimiter = ";;"', "';;'.*一个字符"),
        ('drop = "电话"', "drop"),
        ('[formats]\nreported_at = "yyyy-mm-dd"', "yyyy-mm-dd.*%Y"),
        ('[formats]\nsource = "%Y"', "'source'.*reported_at"),
        ('[district]\nname_zh = "x"', r"district\.code"),
        ("kind = ", "TOML"),
    ],
)
def test_a_wrong_mapping_names_the_key_and_what_is_allowed(tmp_path, text, says):
    with pytest.raises(ImportRefused, match=says) as refused:
        load(tmp_path, text)
    assert str(refused.value).startswith("m.toml")


def test_a_mapping_is_read_whole(tmp_path):
    mapping = load(
        tmp_path,
        'as_of = 2020-05-06\ndrop = ["电话"]\n[columns]\nid = "号"\n[formats]\nreported_at = "%d/%m/%Y"\n'
        "[constants]\nvalid = true\nreworks = 1\n",
    )
    assert mapping.as_of == datetime(2020, 5, 6, 23, 59, 59)
    assert mapping.formats == {"reported_at": ("%d/%m/%Y",)}
    assert mapping.constants == {"valid": "true", "reworks": "1"}


def test_meaning_alone_makes_the_digest(tmp_path):
    plain = load(tmp_path, 'datum = "gcj02"').digest_text()
    assert load(tmp_path, 'note = "谁写的"\ndatum = "gcj02"').digest_text() == plain
    assert load(tmp_path, 'datum = "bd09"').digest_text() != plain


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_the_mappings_that_come_along_are_right(path):
    import tomllib

    kind = tomllib.loads(path.read_text("utf-8"))["kind"]
    assert load_mapping(path, kind_of(kind)).kind == kind
    assert find_mapping(path.stem) == path


def test_an_unknown_mapping_names_those_that_come_along():
    with pytest.raises(ImportRefused, match=r"boston311.*city_of_london.*work_orders_zh"):
        find_mapping("nowhere")


def match(*headers: str, mapping: Mapping | None = None, kind: str = "work-orders"):
    return match_columns(Path("w.csv"), headers, KINDS[kind], mapping or Mapping(name="m.toml"))


def test_usual_headers_are_recognised_in_any_writing():
    found = match("工单号", "受理时间", "办结 时间", "所属镇街", "Lat", "损失", "Closed-At", "备注")
    assert found.position == {"id": 0, "reported_at": 1, "closed_at": 6, "town_code": 3, "lat": 4}
    assert any("办结 时间" in note for note in found.notes)  # our own name goes first, the other is told
    loss = match("发生时间", "类别", "损失金额(元)", kind="incidents")
    assert loss.position["loss_yuan"] == 2


def test_a_mapping_goes_before_recognition_and_must_fit_the_file():
    mapping = Mapping(name="m.toml", columns={"reported_at": "接报"}, constants={"source": "app"})
    assert match("接报", "受理时间", "来源", mapping=mapping).position == {"reported_at": 0}
    with pytest.raises(ImportRefused, match=r"m\.toml.*接报.*受理时间"):
        match("受理时间", mapping=mapping)
    both = Mapping(name="m.toml", columns={"reported_at": "接报"}, drop=("接报",))
    with pytest.raises(ImportRefused, match="columns 和 drop"):
        match("接报", mapping=both)
    assert "没有的" in match("受理时间", mapping=Mapping(name="m.toml", drop=("没有的",))).notes[0]


def test_formats_values_and_constants_work_on_rows(city, tmp_path):
    mapping = c.toml(
        tmp_path / "m.toml",
        '[columns]\nid = "No"\nreported_at = "Opened"\nsource = "How"\n'
        '[formats]\nreported_at = ["%d/%m/%Y %H:%M", "%d/%m/%Y"]\n'
        '[values.source]\n"Phone" = "hotline"\n"Junk" = ""\n[constants]\ntown_code = "胥口"\nvalid = true\n',
    )
    path = c.table(
        tmp_path / "w.csv",
        ("No", "Opened", "How"),
        ("1", "06/05/2020 09:30", "Phone"),
        ("2", "07/05/2020", "Junk"),
        ("3", "2020-05-06", "patrol"),
    )
    report = c.bring(city, "work-orders", path, mapping)
    assert c.reasons(report) == {(4, "bad_date")}
    assert "%d/%m/%Y" in report.rejected_rows[0].message
    kept = c.rows(city, "work-orders")
    assert list(kept["reported_at"]) == [datetime(2020, 5, 6, 9, 30), datetime(2020, 5, 7)]
    assert list(kept["source"].fillna("-")) == ["hotline", "-"]
    assert set(kept["town_code"]) == {"320506101"}
    assert kept["valid"].all()


def test_times_with_an_offset_come_to_the_mapping_s_zone(city, tmp_path):
    path = c.table(
        tmp_path / "w.csv",
        ("id", "reported_at"),
        ("1", "2020-05-06T01:30:00Z"),
        ("2", "2020-05-06 01:30:00+01:00"),
        ("3", "2020-05-06 01:30:00"),
    )
    c.bring(city, "work-orders", path)
    assert [t.hour for t in c.rows(city, "work-orders")["reported_at"]] == [9, 8, 1]
    c.bring(city, "work-orders", path, c.toml(tmp_path / "m.toml", 'timezone = "America/New_York"'))
    assert [t.hour for t in c.rows(city, "work-orders")["reported_at"]] == [21, 20, 1]
