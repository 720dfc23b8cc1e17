"""`evaluate` and `wdd`: keys and numbers of the JSON, and one clear line for every bad input."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from tests.analysis.simulated import simulate
from wzdash import labels
from wzdash.cli import app

KEYS = {
    *("step_rr", "step_ci", "slope_rr", "slope_ci", "dispersion", "n_before", "n_after"),
    *("averted", "averted_ci", "placebo_p", "smallest_p", "verdict"),
}


@pytest.fixture(autouse=True)
def _chinese():
    yield
    labels.set_language("zh")


def run(*args: object):
    return CliRunner().invoke(app, [str(arg) for arg in args])


def frame(seed: int = 1, **world) -> pd.DataFrame:
    series = simulate(np.random.default_rng(seed), **world)
    return pd.DataFrame(
        {
            "月份": series.dates.strftime("%Y-%m"),
            "件数": series.counts.astype(int),
            "人口": 1000,
            "对照": 80,
        }
    )


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "警情.csv"
    frame(log_step=-0.6, sigma=0.05).to_csv(path, index=False, encoding="gb18030")
    return path


ASK = ("--date", "月份", "--count", "件数", "--start", "2019-01-01")


def test_json_has_the_promised_keys(file):
    result = run("evaluate", file, *ASK, "--json")
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert set(answer) >= KEYS
    assert (answer["n_before"], answer["n_after"]) == (36, 24)
    assert answer["step_ci"][0] < np.exp(-0.6) < answer["step_ci"][1]
    assert answer["averted"] > 0
    assert answer["slope_rr"] is None
    assert answer["verdict"] == "effect"
    assert answer["sentence"]["zh"].startswith("有效应")
    assert answer["sentence"]["en"].startswith("Effect")


def test_slope_family_and_population(file):
    options = ("--family", "poisson", "--harmonics", 1, "--slope", "--population", "人口")
    answer = json.loads(run("evaluate", file, *ASK, *options, "--json").stdout)
    assert answer["slope_ci"][0] < answer["slope_rr"] < answer["slope_ci"][1]
    assert (answer["family"], answer["harmonics"]) == ("poisson", 1)


def test_the_verdict_does_not_depend_on_the_model_asked_for(file):
    codes = {
        (answer := json.loads(run("evaluate", file, *ASK, *options, "--json").stdout))["sentence"]["zh"]
        for options in ((), ("--family", "poisson"), ("--family", "negbin", "--harmonics", 1, "--slope"))
    }
    assert len(codes) == 1
    assert answer["effect_rr"] != answer["step_rr"]


def test_xlsx_control_and_people_readable_output(tmp_path):
    path = tmp_path / "a.xlsx"
    frame().to_excel(path, index=False)
    result = run("--lang", "en", "evaluate", path, *ASK, "--control-count", "对照")
    assert result.exit_code == 0
    assert "with a control" in result.output
    assert "smallest attainable" in result.output


def test_groups_are_judged_one_by_one_and_among_each_other(tmp_path):
    parts = [frame(seed, log_step=-0.8 if seed == 3 else 0).assign(镇街=f"镇{seed}") for seed in range(6)]
    path = tmp_path / "towns.csv"
    pd.concat(parts).to_csv(path, index=False)
    answer = json.loads(run("evaluate", path, *ASK, "--group", "镇街", "--json").stdout)
    assert list(answer["groups"]) == [f"镇{seed}" for seed in range(6)]
    treated = answer["groups"]["镇3"]
    assert treated["area_placebo_p"] == treated["area_smallest_p"] == 1 / 6


def test_a_group_that_cannot_be_estimated_says_why(tmp_path):
    empty = frame(9).assign(镇街="空镇", 件数=0)
    path = tmp_path / "towns.csv"
    pd.concat([frame(1).assign(镇街="甲镇"), empty]).to_csv(path, index=False)
    answer = json.loads(run("evaluate", path, *ASK, "--group", "镇街", "--json").stdout)["groups"]
    assert answer["空镇"]["verdict"] == "not_enough"
    assert "没有一件" in answer["空镇"]["sentence"]["zh"]
    assert "step_rr" in answer["甲镇"]
    assert "空镇" in run("evaluate", path, *ASK, "--group", "镇街").output


def test_periods_may_be_numbers(tmp_path):
    path = tmp_path / "a.csv"
    frame().assign(期=range(1, 61)).to_csv(path, index=False)
    result = run("evaluate", path, "--date", "期", "--count", "件数", "--start", 37)
    assert result.exit_code == 0, result.output
    assert "自 第 37 期 起" in result.output


@pytest.mark.parametrize(
    ("change", "options", "said"),
    [
        ({"件数": (4, "x1")}, (), "bad.csv,第 6 行,列 件数:'x1' 须为 0 或正整数"),
        ({"件数": (4, "-3")}, (), "第 6 行,列 件数:'-3'"),
        ({"件数": (4, "2.5")}, (), "第 6 行,列 件数:'2.5'"),
        ({"件数": (0, "")}, (), "第 2 行,列 件数:''"),
        ({"月份": (9, "去年")}, (), "第 11 行,列 月份:'去年' 不是日期"),
        ({"月份": (9, "2016-02")}, (), "第 11 行,列 月份:'2016-02' 出现了两次"),
        ({"人口": (2, "0")}, ("--population", "人口"), "第 4 行,列 人口:'0' 须大于 0"),
        ({}, ("--population", "没有"), "没有列 '没有';有:月份, 件数, 人口, 对照"),
        ({}, ("--offset", "人口", "--population", "人口"), "--offset 与 --population 只能给一个"),
        ({}, ("--start", "明年"), "起始日 '明年' 不是日期"),
    ],
)
def test_bad_input_is_one_line_with_file_row_column_value(tmp_path, change, options, said):
    table = frame().astype(str)
    for column, (row, value) in change.items():
        table.loc[row, column] = value
    path = tmp_path / "bad.csv"
    table.to_csv(path, index=False)
    result = run("evaluate", path, *ASK, *options)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--start", "2031-01-01"), 1, "起始日 2031-01-01"),
        (("--family", "gauss"), 1, "'gauss'"),
        (("--harmonics", "40", "--family", "poisson"), 1, "60 期数据"),
    ],
)
def test_what_cannot_be_estimated_says_why(file, options, code, said):
    result = run("evaluate", file, *ASK, *options)
    assert result.exit_code == code
    assert said in result.stderr


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"x", "可用:.csv, .xlsx"),
        ("a.xlsx", b"not a workbook", "不是 XLSX"),
        ("a.csv", b"", "不是 CSV"),
        ("a.csv", b"a,b\n", "没有数据行"),
        ("a.csv", b"\xff\xff\xfe", "文字编码"),
    ],
)
def test_unreadable_files_are_refused(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    result = run("evaluate", path, *ASK)
    assert result.exit_code == 2
    assert said in result.stderr
    assert run("evaluate", tmp_path / "none.csv", *ASK).exit_code == 2


def test_a_logarithm_is_no_exposure(tmp_path):
    path = tmp_path / "a.csv"
    frame().assign(log_pop=6.9).to_csv(path, index=False)
    assert "不要取对数" in run("evaluate", path, *ASK, "--offset", "log_pop").stderr


def test_short_series_are_not_enough(tmp_path):
    path = tmp_path / "a.csv"
    frame(n_before=8, n_after=12).to_csv(path, index=False)
    answer = json.loads(
        run("evaluate", path, "--date", "月份", "--count", "件数", "--start", "2016-09-01", "--json").stdout
    )
    assert answer["verdict"] == "not_enough"
    assert "此前 8 期" in answer["sentence"]["zh"]


def test_wdd_as_published():
    pairs = ("--target", "207,110", "--control", "308,318")
    ring = ("--displacement", "178,157", "--displacement-control", "150,140")
    answer = json.loads(run("wdd", *pairs, *ring, "--json").stdout)
    assert answer["wdd"] == -118
    assert f"{answer['se']:.3f} {answer['z']:.3f}" == "39.598 -2.980"
    assert [round(limit, 2) for limit in answer["ci"]] == [-195.61, -40.39]
    assert answer["verdict"] == "effect"
    weighted = ("--target", "100,20", "--control", "200,100", "--time-weights", "2,1")
    answer = json.loads(run("wdd", *weighted, "--json").stdout)
    assert [round(limit, 1) for limit in answer["ci_90"]] == [-53.0, -7.0]
    assert "WDD −10.00  SE 19.2" in run("wdd", "--target", "100,80", "--control", "100,90").output


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--target", "207", "--control", "1,2"), 2, "--target '207'"),
        (("--target", "a,b", "--control", "1,2"), 2, "'a,b'"),
        (("--target", "-1,2", "--control", "1,2"), 1, "目标区:-1.0"),
        (("--target", "1,2", "--control", "1,2", "--displacement", "1,2"), 1, "转移区的对照"),
        (("--target", "1,2"), 2, "--control"),
    ],
)
def test_wdd_refuses_what_is_no_pair_of_counts(options, code, said):
    result = run("wdd", *options)
    assert result.exit_code == code
    assert said in result.stderr
