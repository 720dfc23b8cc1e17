"""Printed percentages: right ones agree to the digit, wrong ones are told apart by their mistake."""

import pandas as pd
import pytest

from wzdash.analysis.printed import VERDICTS, check, check_parts, check_table, common_base
from wzdash.analysis.proportions import wilson
from wzdash.errors import AnalysisError


@pytest.mark.parametrize(
    ("count", "base", "printed", "verdict"),
    [
        (1017, 2512, "40.5", "agrees"),
        (1017, 2512, "40.49", "agrees"),
        (644, 1017, "63.32%", "agrees"),
        (1, 8, "12.5", "agrees"),
        (1, 8, "13", "agrees"),  # a half may be rounded up …
        (1, 8, "12", "agrees"),  # … or to the even digit
        (585, 16328, "3.5", "truncated"),
        (597, 601, "99.0", "coarse"),
        (597, 601, "99", "agrees"),
        (207, 3942, "4.11", "unexplained"),
        (5, 0, "10", "no_base"),
    ],
)
def test_verdicts(count, base, printed, verdict):
    found = check(count, base, printed)
    assert found.verdict == verdict
    assert found.right == (verdict == "agrees")


def test_another_base_is_named():
    found = check(124599, 284406, "63.72", {"stated": 284406, "sum": 195532})
    assert (found.verdict, found.explained_by) == ("other_base", "sum")
    assert found.percent == pytest.approx(43.8102, abs=1e-4)


def test_a_base_that_fits_by_the_digits_of_whole_per_cent_is_not_named():
    assert check(1, 3, "50", {"other": 2}).verdict == "unexplained"


def test_the_base_that_several_shares_were_computed_with():
    counts, printed = pd.Series([124599, 56672, 9791]), pd.Series(["63.72", "28.98", "5.01"])
    first, last = common_base(counts, printed)
    assert first <= 195532 <= last
    assert last - first < 100
    assert common_base(pd.Series([10, 10]), pd.Series(["50", "20"])) is None
    assert common_base(pd.Series([0]), pd.Series(["0.0"])) is None


def test_a_table_has_one_row_per_printed_share():
    rows = pd.DataFrame(
        {"item": ["all", "a", "b", "c"], "n": [100, 60, 30, 15], "pct": ["", "60.0", "30.5", "50.0"]}
    )
    found = check_table(rows, item="item", count="n", printed="pct", base={"*": "all", "c": "b"})
    assert found["verdict"].tolist() == ["agrees", "unexplained", "agrees"]
    assert found["base"].tolist() == [100, 100, 30]
    assert set(found["verdict"]) <= set(VERDICTS)


def test_a_base_that_is_not_in_the_table_is_named():
    rows = pd.DataFrame({"item": ["a"], "n": [1], "pct": ["1"]})
    with pytest.raises(AnalysisError, match="'all': no such item"):
        check_table(rows, item="item", count="n", printed="pct", base={"*": "all"})


def test_what_is_not_a_percentage_is_named():
    with pytest.raises(AnalysisError, match="'about half'"):
        check(1, 2, "about half")


def test_parts_that_do_not_add_up():
    counts = {"all": 3942, "done": 3884, "open": 59}
    assert check_parts(counts, "all", ["done", "open"]) == 1


def test_benchmarks_of_the_court_link():
    """Wuzhong 2019 40.5 % (38.6–42.4) from the article's counts; Yangzhou 2012 50.6 % from its own."""
    wuzhong, yangzhou = wilson(1017, 2512), wilson(8270, 16328)
    assert [round(100 * v, 1) for v in (wuzhong.value, *wuzhong.interval)] == [40.5, 38.6, 42.4]
    assert round(100 * yangzhou.value, 1) == 50.6
