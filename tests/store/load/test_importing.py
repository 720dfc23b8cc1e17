"""The whole path: rows in, once; corrected rows over older ones; what is published and what is not."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import pytest
from sqlalchemy import func, insert, select

from tests.store.load import city as c
from wzdash.errors import ImportRefused
from wzdash.store import schema as s
from wzdash.store.engine import open_store
from wzdash.store.publish import publishing

HEADER = (
    "工单编号",
    "来源",
    "类别",
    "所属镇街",
    "村社区",
    "经度",
    "纬度",
    "受理时间",
    "立案时间",
    "办结时间",
    "是否解决",
    "满意度",
)
FIRST = (
    "W1",
    "12345热线",
    "占道经营",
    "木渎",
    "天平村",
    120.505,
    31.225,
    "2020/5/6 9:30",
    "2020-05-06 09:40",
    "2020年5月7日 8时00分",
    "是",
    "满意",
)
SECOND = ("W2", "patrol", "litter", "", "", "", "", "2020-05-07", "", "", "", "")


def test_rows_arrive_typed_placed_and_with_their_batch(either_city, tmp_path):
    report = c.bring(either_city, "work-orders", c.table(tmp_path / "w.csv", HEADER, FIRST, SECOND))
    assert (report.rows_read, report.accepted, report.rejected, report.unlocated) == (2, 2, 0, 1)
    first, second = c.rows(either_city, "work-orders").to_dict("records")
    assert first["source"] == "hotline"
    assert first["category_code"] == "stall"
    assert first["group_code"] == "street"
    assert first["department_code"] == "urban"  # of the category, since the file has no department
    assert first["reported_at"] == datetime(2020, 5, 6, 9, 30)
    assert first["closed_at"] == datetime(2020, 5, 7, 8, 0)
    assert first["due_at"] == datetime(2020, 5, 8, 23, 59, 59)  # two calendar days
    assert (first["town_code"], first["village_code"]) == ("320506100", "320506100001")
    assert first["solved"] is True
    assert first["valid"] is True
    assert (first["lon"], first["lat"]) == (120.505, 31.225)
    assert first["batch_id"] == report.batch
    assert second["due_at"] == datetime(2020, 5, 7, 13, 0)  # four office hours from nine
    assert second["valid"] is False
    assert pd.isna(second["town_code"])
    assert pd.isna(second["lon"])


def test_rollups_count_the_imported_rows(either_city, tmp_path):
    from wzdash.store.rollups import ROLLUPS

    c.bring(either_city, "work-orders", c.table(tmp_path / "w.csv", HEADER, FIRST, SECOND))
    for rollup in ROLLUPS:
        if rollup.fact == "work_order":
            total = open_store(either_city).read(select(func.sum(rollup.table.c.received).label("n")))
            assert total["n"][0] == 2


def test_the_same_file_twice_changes_nothing(either_city, tmp_path):
    path = c.table(tmp_path / "w.csv", HEADER, FIRST, SECOND)
    first = c.bring(either_city, "work-orders", path)
    version = open_store(either_city).version
    again = c.bring(either_city, "work-orders", path)
    assert again.unchanged
    assert again.batch == first.batch
    assert (again.rows_read, again.accepted, again.replaced) == (2, 2, 0)
    assert open_store(either_city).version == version


def test_a_corrected_file_replaces_its_rows_and_keeps_the_history(either_city, tmp_path):
    old = c.bring(either_city, "work-orders", c.table(tmp_path / "w.csv", HEADER, FIRST, SECOND))
    corrected = ("W2", "patrol", "stall", *SECOND[3:])
    new = c.bring(
        either_city, "work-orders", c.table(tmp_path / "w.csv", HEADER, corrected, ("W3", *SECOND[1:]))
    )
    assert (new.accepted, new.replaced) == (2, 1)
    kept = c.rows(either_city, "work-orders").set_index("id")
    assert list(kept.index) == ["W1", "W2", "W3"]
    assert kept.loc["W2", "category_code"] == "stall"
    assert list(kept["batch_id"]) == [old.batch, new.batch, new.batch]
    batches = open_store(either_city).read(
        select(s.import_batch).where(s.import_batch.c.kind == "work-orders")
    )
    assert list(batches["rows_replaced"]) == [0, 1]
    assert list(batches["rows_accepted"]) == [2, 2]


def test_the_first_file_comes_back_when_a_correction_is_taken_back(city, tmp_path):
    original = c.table(tmp_path / "a.csv", HEADER, FIRST)
    c.bring(city, "work-orders", original)
    c.bring(city, "work-orders", c.table(tmp_path / "b.csv", HEADER, ("W1", "patrol", *FIRST[2:])))
    assert not c.bring(city, "work-orders", original).unchanged
    assert list(c.rows(city, "work-orders")["source"]) == ["hotline"]


def test_rejected_rows_are_kept_with_line_column_value_and_reason(either_city, tmp_path):
    bad = ("W9", "patrol", "litter", "火星镇", *SECOND[4:])
    report = c.bring(either_city, "work-orders", c.table(tmp_path / "w.csv", HEADER, FIRST, bad))
    assert (report.accepted, report.rejected) == (1, 1)
    kept = open_store(either_city).read(select(s.rejected_row))
    assert kept.drop(columns="message").to_dict("records") == [
        {
            "batch_id": report.batch,
            "line": 3,
            "column_name": "所属镇街",
            "value": "火星镇",
            "reason": "unknown_area",
        }
    ]
    assert "木渎镇" in kept["message"][0]


def test_a_dry_run_reports_and_publishes_nothing(city, tmp_path):
    version = open_store(city).version
    report = c.bring(city, "work-orders", c.table(tmp_path / "w.csv", HEADER, FIRST, SECOND), dry_run=True)
    assert (report.accepted, report.batch) == (2, None)
    assert open_store(city).version == version
    assert c.rows(city, "work-orders").empty


def test_rejected_rows_get_their_chance_when_a_dimension_came_later(city, tmp_path):
    path = c.table(tmp_path / "w.csv", c.ORDER, ("W1", "noise", "木渎镇", "2020-05-06", ""))
    assert c.bring(city, "work-orders", path).rejected == 1
    assert c.bring(city, "work-orders", path).unchanged
    more = tmp_path / "categories.csv"
    more.write_text("domain,code,name_zh,group_code\nwork_order,noise,噪声,street\n", "utf-8")
    c.bring(city, "categories", more)
    assert c.bring(city, "work-orders", path).accepted == 1


def test_simulated_rows_leave_when_real_ones_come(either_city, tmp_path):
    with publishing(either_city) as change:
        simulated = {"id": 99, "kind": "demo", "imported_at": datetime(2020, 1, 1), "simulated": True}
        counts = {"rows_read": 1, "rows_accepted": 1, "rows_rejected": 0}
        change.connection.execute(insert(s.import_batch), simulated | counts)
        order = {"id": "SIM", "reported_at": datetime(2020, 1, 1), "batch_id": 99}
        change.connection.execute(insert(s.work_order), order)
        change.set_info(simulated="true")
        change.touch("work_order")
    report = c.bring(either_city, "work-orders", c.table(tmp_path / "w.csv", HEADER, FIRST))
    assert list(c.rows(either_city, "work-orders")["id"]) == ["W1"]
    assert any("模拟" in text for text in report.warnings)
    assert not open_store(either_city).simulated


def test_the_data_date_is_the_mapping_s_or_the_latest_moment_recorded(city, tmp_path):
    c.bring(city, "work-orders", c.table(tmp_path / "w.csv", HEADER, FIRST))
    assert open_store(city).as_of == datetime(2020, 5, 7, 8, 0)
    mapping = c.toml(tmp_path / "m.toml", "as_of = 2020-06-01")
    c.bring(city, "work-orders", c.table(tmp_path / "v.csv", HEADER, SECOND), mapping)
    assert open_store(city).as_of == datetime(2020, 6, 1, 23, 59, 59)
    c.bring(city, "work-orders", c.table(tmp_path / "u.csv", HEADER, FIRST))
    assert open_store(city).as_of == datetime(2020, 6, 1, 23, 59, 59)  # never goes back


def test_a_file_with_a_column_of_limits_gets_none_of_ours(city, tmp_path):
    path = c.table(tmp_path / "w.csv", (*HEADER, "截止时间"), (*FIRST, "2020-05-10"), (*SECOND, ""))
    c.bring(city, "work-orders", path)
    first, second = c.rows(city, "work-orders")["due_at"]
    assert first == datetime(2020, 5, 10, 23, 59, 59)  # a date alone lasts to its end
    assert pd.isna(second)


def test_a_date_alone_is_not_before_a_time_of_its_day(city, tmp_path):
    path = c.table(tmp_path / "w.csv", c.ORDER, ("W1", "litter", "木渎镇", "2020-05-06 09:30", "2020-05-06"))
    assert c.bring(city, "work-orders", path).accepted == 1
    assert c.rows(city, "work-orders")["closed_at"][0] == datetime(2020, 5, 6, 9, 30)


def test_rows_without_a_key_get_one_from_their_content(city, tmp_path):
    header = ("类别", "发生时间")
    path = c.table(
        tmp_path / "i.csv", header, ("theft", "2020-05-06"), ("theft", "2020-05-06"), ("theft", "2020-05")
    )
    assert c.bring(city, "incidents", path).accepted == 3
    kept = c.rows(city, "incidents").set_index("occurred_at").sort_index()
    assert kept["id"].is_unique
    assert list(kept["time_grain"]) == ["month", "day", "day"]
    repeats = kept[kept["duplicate_of"].notna()]
    assert len(repeats) == 1
    assert repeats["duplicate_of"].iloc[0] in set(kept["id"])
    assert repeats["id"].iloc[0] == repeats["duplicate_of"].iloc[0] + "~2"


def test_repeated_keys_can_be_numbered(city, tmp_path):
    mapping = c.toml(tmp_path / "m.toml", '[key]\nempty = "content"\nrepeated = "number"\n')
    long = "a" * 64
    path = c.table(
        tmp_path / "i.csv",
        ("编号", "类别", "发生时间"),
        (long, "theft", "2020-05-06"),
        (long, "theft", "2020-05-07"),
        (long, "theft", "2020-05-06"),
        ("", "theft", "2020-05-08"),
    )
    assert c.bring(city, "incidents", path, mapping).accepted == 4
    kept = c.rows(city, "incidents").set_index("id")
    assert kept["duplicate_of"].notna().sum() == 1
    assert kept["duplicate_of"].dropna().iloc[0] == long
    assert max(map(len, kept.index)) <= 64


def test_a_city_without_areas_can_add_them(settings, tmp_path):
    mapping = c.toml(
        tmp_path / "m.toml",
        'areas = "add"\ncategories = "add"\ndepartments = "add"\n'
        '[columns]\ntown_code = "District"\ncategory_code = "Type"\nreported_at = "Opened"\nid = "Id"\n'
        'department_code = "Unit"\ncategory_group = "Topic"\n'
        '[district]\ncode = "oz"\nname_zh = "奥兹"\n',
    )
    path = c.table(
        tmp_path / "w.csv",
        ("Id", "District", "Type", "Topic", "Unit", "Opened"),
        ("1", "Emerald Hill", "Pothole", "Roads", "Public Works", "2020-05-06"),
        ("2", "West", "Lamp", "Roads", "PW", "2020-05-06"),
    )
    assert c.bring(settings, "work-orders", path, mapping).accepted == 2
    found = c.rows(settings, "areas").set_index("name_zh")
    assert found.loc["奥兹", "level"] == "district"
    assert set(found.loc[["Emerald Hill", "West"], "parent_code"]) == {"oz"}
    categories = c.rows(settings, "categories").set_index("name_zh")
    assert categories.loc["Pothole", "group_code"] == categories.loc["Roads", "code"]
    again = c.table(
        tmp_path / "v.csv",
        ("Id", "District", "Type", "Topic", "Unit", "Opened"),
        ("3", "West", "Lamp", "Roads", "PW", "2020-05-07"),
    )
    c.bring(settings, "work-orders", again, mapping)
    assert len(c.rows(settings, "areas")) == 3
    assert len(c.rows(settings, "departments")) == 2


def test_an_unknown_kind_and_a_missing_file_are_refused(city, tmp_path):
    with pytest.raises(ImportRefused, match="work-orders"):
        c.bring(city, "orders", tmp_path)
    with pytest.raises(ImportRefused, match=r"nowhere\.csv"):
        c.bring(city, "work-orders", tmp_path / "nowhere.csv")
    with pytest.raises(ImportRefused, match="gcj02"):
        c.bring(city, "work-orders", c.table(tmp_path / "w.csv", HEADER, FIRST), datum="wgs72")
    odd = tmp_path / "w.doc"
    odd.write_text("x")
    with pytest.raises(ImportRefused, match=r"\.xlsx"):
        c.bring(city, "work-orders", odd)


def test_a_month_is_known_to_its_end(city, tmp_path):
    c.bring(
        city,
        "incidents",
        c.table(tmp_path / "i.csv", ("编号", "类别", "发生时间"), ("1", "theft", "2020-05")),
    )
    assert open_store(city).as_of == datetime(2020, 5, 31, 23, 59, 59)


@pytest.mark.parametrize("name", ["a[1]*.csv", "a[1]*.parquet"])
def test_a_name_like_a_pattern_is_one_file(city, tmp_path, name):
    frame = pd.DataFrame({"id": ["W1"], "reported_at": ["2020-05-06"]})
    for other in (name, f"a1{name[-8:]}"):
        frame.to_csv(tmp_path / other, index=False) if other.endswith("csv") else frame.to_parquet(
            tmp_path / other
        )
    assert c.bring(city, "work-orders", tmp_path / name, dry_run=True).accepted == 1
