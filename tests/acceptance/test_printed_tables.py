"""Published tables: right percentages come out to the digit, wrong ones are told apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from wzdash.analysis.conservation import leaks
from wzdash.analysis.printed import check, check_parts, check_table, common_base

pytestmark = pytest.mark.acceptance
Read = Callable[[str], pd.DataFrame]


@pytest.fixture
def read(real_data: Path) -> Read:
    """One table, its cells as text."""

    def table(name: str) -> pd.DataFrame:
        return pd.read_csv(real_data / "cn_published_stats" / f"{name}.csv", encoding="utf-8-sig", dtype=str)

    return table


def counts_of(rows: pd.DataFrame, item: str, count: str) -> dict[str, int]:
    known = rows.dropna(subset=[count])
    return dict(zip(known[item], known[count].astype(int), strict=True))


# table, columns of item, count and percentage, base of each percentage, how many percentages, the wrong ones
TABLES = [
    ("county_2022_mediation_types", ("项", "件数", "公布_pct"), {"*": "受理"}, 1, {}),
    ("huangshi_2016_08_funnel", ("环节", "件数", "公布_pct"), {"*": "受理"}, 4, {}),
    ("huangshi_2020_funnel", ("环节", "件数", "公布_pct"), {"*": "受理"}, 1, {}),
    ("nbs_2001_mediation", ("item", "n1999", "p1999"), {"*": "Total"}, 12, {}),
    ("nbs_2001_mediation", ("item", "n2000", "p2000"), {"*": "Total"}, 12, {}),
    ("nbs_2012_mediation", ("类别", "2010", "2010占比"), {"*": "合计"}, 5, {}),
    ("nbs_2012_mediation", ("类别", "2011", "2011占比"), {"*": "合计"}, 5, {}),
    (
        "ningguo_12345_2022_04",
        ("项", "件数", "公布_pct"),
        {"*": "受理", "按时结案": "派单", "结案": "派单"},
        5,
        {"按时结案": "coarse", "疫情类": "truncated"},
    ),
    (
        "yangling_12345_2021_07",
        ("项", "件数", "公布_pct"),
        {"*": "有效", "有效": "受理", "无效": "受理"},
        11,
        {"疫情防控类": "unexplained"},
    ),
    (
        "yangzhou_courts_2012",
        ("环节", "件数", "公布_pct"),
        {"*": "进入诉前调解程序"},
        4,
        {"对外委托调解结案": "truncated"},
    ),
    (
        "yichun_12345_2023_05",
        ("项", "件数", "公布_pct"),
        {"*": "受理总量", "转派县市区": "转派", "转派市直": "转派", "流转中": "转派"},
        14,
        {},
    ),
]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: f"{table[0]}-{table[1][2]}")
def test_percentages_of_a_table(read: Read, table):
    name, (item, count, percent), base, printed, wrong = table
    rows = read(name).dropna(subset=[count])
    found = check_table(rows, item=item, count=count, printed=percent, base=base)
    assert len(found) == printed
    told = found[found["verdict"] != "agrees"]
    assert dict(zip(told["item"], told["verdict"], strict=True)) == wrong


def test_types_of_huangshi_are_shares_of_the_cases_of_its_other_table(read: Read):
    accepted = counts_of(read("huangshi_2016_08_funnel"), "环节", "件数")["受理"]
    types = read("huangshi_2016_08_types")
    with_total = pd.concat([types, pd.DataFrame({"纠纷类型": ["受理"], "件数": [str(accepted)]})])
    found = check_table(with_total, item="纠纷类型", count="件数", printed="公布占比_pct", base={"*": "受理"})
    assert len(found) == 15
    assert (found["verdict"] == "agrees").all()
    counts = counts_of(with_total, "纠纷类型", "件数")
    assert check_parts(counts, "受理", types["纠纷类型"].tolist()) == 0


def test_tangshan_was_not_divided_by_what_it_says(read: Read):
    rows = read("tangshan_12345_2024_11")
    found = check_table(rows, item="项", count="件数", printed="公布_pct", base={"*": "诉求总量"})
    assert len(found) == 7
    assert (found["verdict"] == "unexplained").all()
    parts = rows.dropna(subset=["公布_pct"])
    total = parts["件数"].astype(int).sum()
    assert total == 195_532
    first, last = common_base(parts["件数"], parts["公布_pct"])
    assert first <= total <= last < 284_406
    named = check(124_599, 284_406, "63.72", {"parts": total})
    assert (named.verdict, named.explained_by) == ("other_base", "parts")


# table, columns of item and count, the whole, its parts, by how much the parts exceed it
SUMS = [
    ("huangshi_2016_08_funnel", ("环节", "件数"), "受理", ("主动调解", "申请调解", "接受委托移送调解"), 0),
    ("county_2022_mediation_types", ("项", "件数"), "调解", ("调解成功", "未调解成功"), 0),
    (
        "yangzhou_courts_2012",
        ("环节", "件数"),
        "进入诉前调解程序",
        ("法院附设调解工作室结案", "对外委托调解结案", "法官自行调解结案"),
        0,
    ),
    ("yichun_12345_2023_05", ("项", "件数"), "受理总量", ("在线解答", "转派"), 0),
    ("yichun_12345_2023_05", ("项", "件数"), "转派", ("转派县市区", "转派市直", "流转中"), 0),
    ("ningguo_12345_2022_04", ("项", "件数"), "受理", ("自行处理", "派单"), 0),
    ("yangling_12345_2021_07", ("项", "件数"), "受理", ("有效", "无效"), 0),
    ("yangling_12345_2021_07", ("项", "件数"), "有效", ("办结", "协调办理中"), 1),
]


@pytest.mark.parametrize("sums", SUMS, ids=lambda sums: f"{sums[0]}-{sums[2]}")
def test_parts_and_wholes(read: Read, sums):
    name, columns, whole, parts, excess = sums
    counts = counts_of(read(name), *columns)
    assert check_parts(counts, whole, list(parts)) == excess
    cell = pd.DataFrame([{key: counts[key] for key in (whole, *parts)} | {"table": name}])
    assert leaks(cell, ["table"], [(whole, parts)])["leak"].tolist() == ([excess] if excess else [])


def test_types_of_the_county_are_all_its_cases(read: Read):
    counts = counts_of(read("county_2022_mediation_types"), "项", "件数")
    types = [name for name in counts if name not in ("受理", "调解", "调解成功", "未调解成功")]
    assert len(types) == 15
    assert check_parts(counts, "受理", types) == 0


def test_closures_of_ningguo_are_of_all_that_was_sent(read: Read):
    rows = read("ningguo_12345_2022_04_units").to_dict("records")
    for row in rows:
        closed, sent = int(row["按时办结数"]) + int(row["超时办结数"]), int(row["派遣总数"])
        assert check(closed, sent, row["结案率"]).right, row["单位"]
        assert check(int(row["按时办结数"]), sent, row["按时结案率"]).right, row["单位"]


def test_families_of_1999_add_up_within_the_family(read: Read):
    counts = counts_of(read("nbs_2001_mediation"), "item", "n1999")
    inner = [name for name in counts if name.startswith("..")]
    assert check_parts(counts, "Family Disputes", inner) == 0
    outer = [name for name in counts if name not in (*inner, "Total")]
    assert check_parts(counts, "Total", outer) == 0


def test_units_of_ningguo_are_divided_by_the_hotline_alone(read: Read):
    """The share of dissatisfied calls stands beside all cases, but its base is the cases of the hotline."""
    rows = read("ningguo_12345_2022_04_units").dropna(subset=["不满意率"])
    for row in rows.to_dict("records"):
        dissatisfied, printed = int(row["不满意数"]), row["不满意率"]
        assert check(dissatisfied, int(row["热线按时办结"]), printed).right, row["单位"]
    beside = [
        check(int(r["不满意数"]), int(r["派遣总数"]), r["不满意率"]).right for r in rows.to_dict("records")
    ]
    assert not all(beside)


def test_national_success_of_2024_is_not_what_a_page_says(read: Read):
    rows = read("national_courts_pre_litigation")
    value = {(row["期间"], row["指标"].split("(")[0]): row["值"] for row in rows.to_dict("records")}
    cases = round(float(value["2024年全年", "先行调解纠纷_万件"]) * 10_000)
    solved = round(float(value["2024年全年", "调解成功_万件"]) * 10_000)
    printed = value["2024年全年", "公布_成功率_pct"]
    found = check(solved, cases, printed)
    assert (printed, found.verdict) == ("69.79", "unexplained")
    assert found.percent == pytest.approx(67.187, abs=0.001)
