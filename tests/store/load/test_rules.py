"""Each rule on a row of its own; every reason is in the list; good rows next to bad ones get in."""

from __future__ import annotations

import pytest

from tests.store.load import city as c
from wzdash.labels import set_language
from wzdash.store.load.kinds import KINDS
from wzdash.store.load.report import reason_label
from wzdash.store.load.rules import REASONS

BAD = {
    "required": {"reported_at": ""},
    "bad_date": {"closed_at": "2020-13-01"},
    "bad_number": {"reworks": "一"},
    "negative": {"reworks": "-1"},
    "too_long": {"duplicate_of": "x" * 65},
    "unknown_code": {"source": "信件"},
    "unknown_category": {"category_code": "噪声"},
    "unknown_department": {"department_code": "教育局"},
    "unknown_area": {"town_code": "火星镇"},
    "area_conflict": {"town_code": "木渎镇", "village_code": "采香村"},
    "order": {"closed_at": "2020-05-06 08:59:59"},
    "future": {"closed_at": "2999-01-01"},
    "half_point": {"lon": "120.51"},
    "swapped_point": {"lon": "31.21", "lat": "120.51"},
    "bad_point": {"lon": "220", "lat": "31.2"},
    "outside_district": {"lon": "120.60", "lat": "31.21"},
    "example": {"mark": "示例(导入前请删除本行)"},
}


@pytest.mark.parametrize(("reason", "values"), BAD.items(), ids=BAD)
def test_a_row_that_breaks_one_rule_gets_that_reason(city, tmp_path, reason, values):
    good = c.order(id="W0") | {name: "" for name in values if name not in c.order()}
    report = c.bring(city, "work-orders", c.orders(tmp_path / "w.csv", good, c.order(**values)), dry_run=True)
    assert c.reasons(report) == {(3, reason)}
    assert (report.accepted, report.rejected) == (1, 1)
    row = report.rejected_rows[0]
    assert row.message
    if reason != "required":
        assert (
            next(str(value) for value in values.values())[:5] in str(row.value) or reason == "area_conflict"
        )


@pytest.mark.parametrize(
    "text",
    [
        "2020-5-6 9:30",
        "2020/5/6 9:30",
        "2020年5月6日 9时30分",
        "2020年5月6日",
        "2020.05.06",
        "20200506",
        "20200506093000",
        "2020-05-06T09:30:00",
        "2020-05-06 09:30:00.123",
    ],
)
def test_usual_dates_are_read(city, tmp_path, text):
    assert (
        c.bring(
            city, "work-orders", c.orders(tmp_path / "w.csv", c.order(reported_at=text)), dry_run=True
        ).accepted
        == 1
    )


@pytest.mark.parametrize(
    "text", ["06/05/2020", "5/6/20", "epoch", "infinity", "0020-05-06", "2020-02-30", "昨天", "43957"]
)
def test_dates_that_could_mean_something_else_are_not_guessed(city, tmp_path, text):
    report = c.bring(
        city, "work-orders", c.orders(tmp_path / "w.csv", c.order(reported_at=text)), dry_run=True
    )
    assert c.reasons(report) == {(2, "bad_date")}


def test_a_line_may_break_several_rules_and_counts_once(city, tmp_path):
    bad = c.order(source="信件", category_code="噪声", closed_at="2020-05-06 08:00", reworks="-1")
    report = c.bring(city, "work-orders", c.orders(tmp_path / "w.csv", bad))
    assert (report.rejected, report.rejected_rows_total) == (1, 4)
    assert report.reasons == {"negative": 1, "order": 1, "unknown_category": 1, "unknown_code": 1}


def test_the_first_good_line_of_a_key_stays(city, tmp_path):
    path = c.orders(
        tmp_path / "w.csv",
        c.order(id="W1", category_code="噪声"),
        c.order(id="W1"),
        c.order(id="W2"),
        c.order(id="W1", category_code="stall"),
        c.order(id=""),
    )
    report = c.bring(city, "work-orders", path)
    assert c.reasons(report) == {(2, "unknown_category"), (5, "duplicate_key"), (6, "required")}
    assert "第 3 行" in next(row.message for row in report.rejected_rows if row.reason == "duplicate_key")
    assert list(c.rows(city, "work-orders")["category_code"]) == ["litter", "litter"]


STATED = {
    ("木渎镇", ""): ("320506100", ""),
    ("木渎", "天平"): ("320506100", "320506100001"),
    ("320506100", ""): ("320506100", ""),
    ("320506100000", ""): ("320506100", ""),
    ("", "采香村村委会"): ("320506101", "320506101001"),
    ("", ""): ("", ""),
}


def test_areas_are_known_by_code_and_by_name(city, tmp_path):
    some = [
        c.order(id=f"W{n}", town_code=town, village_code=village) for n, (town, village) in enumerate(STATED)
    ]
    assert c.bring(city, "work-orders", c.orders(tmp_path / "w.csv", *some)).rejected == 0
    kept = c.rows(city, "work-orders")[["town_code", "village_code"]].fillna("")
    assert list(kept.itertuples(index=False, name=None)) == list(STATED.values())


def test_a_name_of_two_villages_needs_its_town(city, tmp_path):
    more = [
        c.feature(c.box(west, 31.24, 0.01, 0.01), 代码=code, 名称="新村")
        for code, west in (("320506100009", 120.50), ("320506101009", 120.52))
    ]
    c.bring(city, "areas", c.layer(tmp_path / "a.geojson", more))
    path = c.orders(
        tmp_path / "w.csv", c.order(village_code="新村"), c.order(id="W2", town_code="", village_code="新村")
    )
    assert c.reasons(c.bring(city, "work-orders", path)) == {(3, "ambiguous_area")}


DISPUTE = {
    "id": "D1",
    "pipeline": "网格纠纷",
    "category_code": "婚姻家庭",
    "found_on": "2020-05-01",
    "accepted_on": "2020-05-02",
    "concluded_on": "2020-05-10",
    "outcome": "调解成功",
    "performed_on": "",
    "confirmed_on": "",
}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, set()),
        ({"performed_on": "2020-05-10", "confirmed_on": "2020-06-01"}, set()),
        ({"outcome": "", "concluded_on": ""}, set()),
        ({"accepted_on": ""}, {"missing_stage"}),
        ({"concluded_on": ""}, {"missing_stage"}),
        ({"outcome": ""}, {"missing_stage"}),
        ({"outcome": "调解不成", "performed_on": "2020-05-11"}, {"missing_stage"}),
        ({"performed_on": "2020-05-09"}, {"order"}),
        ({"confirmed_on": "2020-05-09"}, {"order"}),
        ({"accepted_on": "2020-04-30"}, {"order"}),
        ({"concluded_on": "2020-05-01", "performed_on": "2020-05-05"}, {"order"}),
        ({"pipeline": ""}, {"required"}),
        ({"form": "书面协议"}, set()),
        ({"outcome": "撤回", "form": "书面协议"}, {"missing_stage"}),
        ({"outcome": "调解不成", "performance_due_on": "2020-06-01"}, {"missing_stage"}),
        ({"outcome": "调解不成", "filed_in_court_on": "2020-05-11"}, set()),
        ({"outcome": "", "concluded_on": "", "filed_in_court_on": "2020-05-11"}, {"missing_stage"}),
        ({"outcome": "调解不成", "filed_in_court_on": "2020-05-09"}, {"order"}),
        ({"performance_due_on": "2020-06-01", "enforced_on": "2020-05-20"}, {"order"}),
    ],
)
def test_stages_of_a_dispute_come_in_their_order(city, tmp_path, values, expected):
    report = c.bring(city, "disputes", c.orders(tmp_path / "d.csv", DISPUTE | values), dry_run=True)
    assert {reason for _line, reason in c.reasons(report)} == expected


def test_an_organisation_of_a_dispute_must_be_known(city, tmp_path):
    org = c.table(
        tmp_path / "o.csv",
        ("组织代码", "组织类型", "组织名称", "专职调解员数"),
        ("O1", "三级调解小组", "木渎调解组", 2),
    )
    c.bring(city, "organisations", org)
    path = c.orders(
        tmp_path / "d.csv",
        DISPUTE | {"organisation_code": "木渎调解组"},
        DISPUTE | {"id": "D2", "organisation_code": "别的"},
    )
    report = c.bring(city, "disputes", path)
    assert c.reasons(report) == {(3, "unknown_organisation")}
    assert list(c.rows(city, "disputes")["organisation_code"]) == ["O1"]


SIMPLE = {
    "patrol": ({"day": "2020-05-06", "town_code": "木渎镇", "inspector_days": "3"}, {"inspector_days": "4"}),
    "warnings": (
        {"day": "2020-05-06", "town_code": "木渎镇", "kind": "车辆预警", "warnings": "5", "verified": "5"},
        {"verified": "4"},
    ),
    "campaigns": (
        {"day": "2020-05-06", "kind": "精准宣传", "audience": "老年人", "reached": "9"},
        {"reached": "8"},
    ),
    "assets": (
        {"day": "2020-05-06", "project_code": "tianyan", "kind_zh": "探头", "installed": "2", "online": "1"},
        {"online": "2"},
    ),
    "population": (
        {"area_code": "木渎镇", "year": "2020", "residents": "250000", "source": "普查"},
        {"residents": "250001"},
    ),
    "rollout": (
        {"id": "X1", "name_zh": "示范小区", "plan_year": "2019", "lon": "120.51", "lat": "31.21"},
        {"plan_year": "2020"},
    ),
    "milestones": (
        {"id": "M1", "project_code": "p", "name_zh": "验收", "planned_on": "2999-06-30"},
        {"stage": "建设"},
    ),
    "events": (
        {"id": "E1", "kind": "措施启动", "net": "天网", "starts_on": "2019-09-30", "name_zh": "启动"},
        {"town_code": "木渎"},
    ),
    "whistles": ({"id": "B1", "whistled_at": "2020-05-06 09:30", "outcome": "已解决"}, {"units_called": "3"}),
    "inspections": (
        {"id": "J1", "enterprise_id": "Q1", "inspected_on": "2020-05-06"},
        {"programme": "331专项行动"},
    ),
    "hazards": (
        {"id": "H1", "severity": "较大隐患", "category_code": "消防", "found_on": "2020-05-06"},
        {"rectified_on": "2020-05-07"},
    ),
    "organisations": ({"code": "O1", "kind": "brand", "name_zh": "法治评弹"}, {"mediators_full": "2"}),
    "departments": ({"code": "water", "name_zh": "区水务局"}, {"name_en": "Water"}),
    "categories": (
        {"domain": "工单", "code": "noise", "name_zh": "噪声"},
        {"clock": "工作日", "limit_value": "5"},
    ),
    "disputes": (DISPUTE, {"form": "口头协议"}),
    "incidents": ({"id": "I1", "category_code": "盗窃", "occurred_at": "2020-05"}, {"loss_yuan": "1,200.5"}),
    "work-orders": (c.order(), {"praise": "1"}),
}


def test_every_kind_comes_in_and_is_replaced_by_key(either_city, tmp_path):
    """Every kind on DuckDB; on the server, where only the writing differs, every third."""
    assert {*SIMPLE, "areas"} == set(KINDS)
    kinds = list(SIMPLE.items())
    for kind, (row, change) in kinds[:: 3 if either_city.is_postgres else 1]:
        before = len(c.rows(either_city, kind))
        assert c.bring(either_city, kind, c.orders(tmp_path / "a.csv", row)).accepted == 1, kind
        report = c.bring(either_city, kind, c.orders(tmp_path / "b.csv", row | change))
        assert (report.accepted, report.replaced) == (1, 1), kind
        assert len(c.rows(either_city, kind)) == before + 1, kind


def test_counts_that_contradict_each_other_are_rejected(city, tmp_path):
    row = SIMPLE["warnings"][0] | {"verified": "6"}
    assert c.reasons(c.bring(city, "warnings", c.orders(tmp_path / "w.csv", row), dry_run=True)) == {
        (2, "order")
    }


def test_population_takes_the_level_of_its_area(city, tmp_path):
    path = c.table(
        tmp_path / "p.csv",
        ("区域", "年份", "人口"),
        ("吴中区", 2020, 1),
        ("天平村", 2020, 2),
        ("火星", 2020, 3),
    )
    assert c.reasons(c.bring(city, "population", path)) == {(4, "unknown_area")}
    kept = c.rows(city, "population")
    assert dict(zip(kept["area_code"], kept["level"], strict=True)) == {
        "320506": "district",
        "320506100001": "village",
    }


def test_every_reason_reads_in_both_languages():
    try:
        for code in REASONS:
            set_language("zh")
            chinese = reason_label(code)
            set_language("en")
            assert reason_label(code) not in (code, chinese)
    finally:
        set_language("zh")


def test_a_parent_is_an_organisation_of_the_file_or_of_the_store(city, tmp_path):
    """In any order; a rejected parent takes those below it along, and nobody is above himself."""
    header = ("组织代码", "上级组织代码", "组织类型", "组织名称")
    first = c.table(tmp_path / "a.csv", header, ("C1", "", "法院分中心", "分中心"))
    assert c.bring(city, "organisations", first).accepted == 1
    rows = [
        ("S1", "T1", "诉调对接站点", "站点在法庭之前"),
        ("T1", "C1", "派出法庭", "法庭"),
        ("S2", "T9", "诉调对接站点", "没有这个法庭"),
        ("S3", "S2", "诉调对接站点", "上级的行被拒"),
        ("X1", "C1", "外星", "类型不对"),
        ("S4", "X1", "诉调对接站点", "上级的类型不对"),
        ("A", "B", "特色调解品牌", "互为上级"),
        ("B", "A", "特色调解品牌", "互为上级"),
        ("C1", "C1", "法院分中心", "自己的上级"),
    ]
    report = c.bring(city, "organisations", c.table(tmp_path / "b.csv", header, *rows))
    found = c.reasons(report)
    assert found == {(n, "unknown_parent") for n in (4, 5, 7, 8, 9, 10)} | {(6, "unknown_code")}
    said = next(row for row in report.rejected_rows if row.line == 4)
    assert (said.column, said.value) == ("上级组织代码", "T9")
    assert said.message == "没有这个上级组织;可用:本文件或名单中的组织代码,如 C1、S1、T1"
    assert set(c.rows(city, "organisations")["code"]) == {"C1", "T1", "S1"}
