"""What follows a failure, counted against what went before it."""

import numpy as np
import pandas as pd
import pytest

from wzdash.analysis.escalation import mark, summarise
from wzdash.errors import AnalysisError

LINKS = pd.DataFrame({"dispute": ["family", "family"], "event": ["assault", "family_call"]})
AS_OF = pd.Timestamp("2020-12-31")
FIRST = ("z", "other", "2019-01-01")  # the events' first day


def failures(*cases) -> pd.DataFrame:
    rows = pd.DataFrame(cases, columns=["place", "category", "found_on", "concluded_on"])
    dates = {name: pd.to_datetime(rows[name]) for name in ("found_on", "concluded_on")}
    return rows.assign(town="t", **dates)


def marked(found, *happened, window=30):
    events = pd.DataFrame([FIRST, *happened], columns=["place", "category", "day"])
    events = events.assign(day=pd.to_datetime(events["day"]), town="t")
    return mark(found, events, LINKS, window=window, as_of=AS_OF)


ONE = failures(("a", "family", "2020-03-01", "2020-03-20"))


@pytest.mark.parametrize(
    ("event", "after", "before"),
    [
        (("a", "assault", "2020-03-21"), True, False),
        (("a", "family_call", "2020-04-19"), True, False),
        (("a", "assault", "2020-04-20"), False, False),
        (("a", "assault", "2020-03-20"), False, False),
        (("a", "assault", "2020-02-29"), False, True),
        (("a", "assault", "2020-01-31"), False, True),
        (("a", "assault", "2020-01-30"), False, False),
        (("b", "assault", "2020-03-25"), False, False),
        (("a", "burglary", "2020-03-25"), False, False),
    ],
)
def test_windows_places_and_types(event, after, before):
    row = marked(ONE, event).iloc[0]
    assert (row["after"], row["before"], row["observed"]) == (after, before, True)


def test_the_other_cells_of_the_town_are_counted_apart():
    row = marked(
        ONE, ("a", "assault", "2020-03-25"), ("b", "assault", "2020-03-25"), ("c", "assault", "2020-02-20")
    )
    assert row[["after", "before", "others_after", "others_before"]].to_numpy().tolist() == [[1, 0, 1, 1]]


def test_a_failure_without_a_place_or_whole_windows_is_not_counted():
    found = failures(
        (None, "family", "2020-03-01", "2020-03-20"),
        ("a", "family", "2020-11-01", "2020-12-15"),
        ("a", "family", "2019-01-15", "2019-03-20"),
        ("a", "family", "2020-03-01", "2020-03-20"),
    )
    summary = summarise(marked(found, ("a", "assault", "2020-12-16"), ("a", "assault", "2020-03-21")))
    assert (summary.failures, summary.placed, summary.observed) == (4, 3, 1)
    assert (summary.followed, summary.preceded, summary.events_after) == (1, 0, 1)


def counted(*rows) -> pd.DataFrame:
    columns = ["after", "before", "others_after", "others_before"]
    return pd.DataFrame(rows, columns=columns).assign(placed=True, observed=True)


def test_known_odds_ratio():
    """One stratum is its plain odds ratio; two are pooled as Mantel and Haenszel do."""
    one = summarise(counted((10, 5, 20, 40)))
    assert one.ratio.value == pytest.approx(10 * 40 / (5 * 20))
    two = summarise(counted((10, 5, 20, 40), (3, 6, 30, 30)))
    expected = (10 * 40 / 75 + 3 * 30 / 69) / (5 * 20 / 75 + 6 * 30 / 69)
    assert two.ratio.value == pytest.approx(expected)
    assert two.ratio.low < expected < two.ratio.high


def test_a_trend_of_the_whole_town_is_not_an_escalation():
    """Twice as many afterwards everywhere: McNemar or a plain ratio would call it one."""
    rng = np.random.default_rng(5)
    rows = [(rng.poisson(2), rng.poisson(1), rng.poisson(200), rng.poisson(100)) for _n in range(300)]
    ratio = summarise(counted(*rows)).ratio
    assert not ratio.excludes(1)
    true = [(rng.poisson(4), rng.poisson(1), rng.poisson(200), rng.poisson(100)) for _n in range(300)]
    assert summarise(counted(*true)).ratio.low > 1.5


def test_without_events_there_is_no_ratio():
    assert summarise(counted((0, 0, 3, 4))).ratio is None
    assert summarise(counted((2, 0, 3, 4))).ratio is None
    empty = summarise(marked(ONE.head(0)))
    assert (empty.failures, empty.observed, empty.ratio) == (0, 0, None)


def test_a_window_of_nothing_is_refused():
    with pytest.raises(AnalysisError, match="window=0"):
        marked(ONE, window=0)
