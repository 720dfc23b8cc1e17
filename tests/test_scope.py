"""The slice a question is asked of: links, filters, comparison periods, what a viewer may see."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl, urlencode

import pytest

from wzdash import labels
from wzdash.codes import CODES
from wzdash.errors import ScopeError
from wzdash.scope import COMPARISONS, FILTERS, Scope, from_query, year_before

YEAR = Scope(date(2020, 1, 1), date(2020, 12, 31))


def example(key: str) -> str:
    lists = FILTERS[key].lists
    return next(iter(CODES[lists[0]])) if lists else "320506001"


@pytest.mark.parametrize("key", FILTERS)
def test_a_link_gives_the_same_scope_back(key: str):
    scope = Scope(date(2020, 2, 29), date(2020, 3, 1), "previous").where(**{key: example(key)})
    link = urlencode(scope.to_query())
    assert from_query(dict(parse_qsl(link)), YEAR) == scope
    assert hash(from_query(dict(parse_qsl(link)), YEAR)) == hash(scope)


def test_many_filters_in_one_link():
    scope = YEAR.where(town=["320506002", "320506001"], group="theft", source=["app", "patrol"])
    query = scope.to_query()
    assert query["town"] == "320506001,320506002"
    assert from_query(query, Scope(date(2019, 1, 1), date(2019, 1, 1), "none")) == scope


def test_a_wish_upon_an_older_scope_keeps_what_was_changed_since():
    seen = YEAR.where(town="320506001", group="theft")
    now = seen.where(group=None, source="app").between(date(2020, 3, 1), date(2020, 3, 31))
    assert seen.where(town=None).after(seen, now) == now.where(town=None)
    assert seen.where(town="320506002").after(seen, now).values("town") == ("320506002",)
    june = seen.between(date(2020, 6, 1), date(2020, 6, 30)).after(seen, now)
    assert (june.start, june.filters) == (date(2020, 6, 1), now.filters)
    assert seen.where(town=None).after(seen, seen) == seen.where(town=None)


def test_what_a_link_does_not_say_comes_from_the_default():
    assert from_query({}, YEAR) == YEAR
    assert from_query({"to": "2020-06-30", "lang": "en", "page": "x"}, YEAR).end == date(2020, 6, 30)
    kept = from_query({"town": "A"}, YEAR.where(group="theft"))
    assert kept.filters == (("group", ("theft",)), ("town", ("A",)))
    assert from_query({"group": ""}, YEAR.where(group="theft")).filters == ()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"from": "2020-13-01"}, "from='2020-13-01'"),
        ({"from": "yesterday"}, "2020-12-31"),
        ({"to": "2019-02-29"}, "to='2019-02-29'"),
        ({"to": ""}, "to=''"),
        ({"from": "2021-01-01"}, "2021-01-01"),
        ({"from": "0001-01-01"}, "0001-01-01 .*1900"),
        ({"to": "9999-12-31"}, "9999-12-31 .*2199"),
        ({"cmp": "tomorrow"}, "cmp='tomorrow'.*last_year, previous, none"),
        ({"town": "a b"}, "town='a b'"),
        ({"town": "<script>"}, "town='<script>'"),
        ({"town": "x" * 41}, "town='x+'"),
        ({"pipeline": "gird"}, "pipeline='gird'.*grid, court"),
        ({"severity": "huge"}, "severity='huge'.*minor, general, larger"),
        ({"source": "rumour"}, "source='rumour'.*patrol.*call_110.*screening"),
        ({"village": ",".join(f"V{n}" for n in range(1001))}, "village.*1000"),
    ],
)
def test_a_bad_parameter_is_named_with_what_is_allowed(query: dict, said: str):
    with pytest.raises(ScopeError, match=said) as caught:
        from_query(query, YEAR)
    assert len(str(caught.value)) < 400


def test_messages_are_in_the_running_language():
    labels.set_language("en")
    try:
        with pytest.raises(ScopeError, match="is not a code; allowed: grid, court"):
            YEAR.where(pipeline="gird")
        with pytest.raises(ScopeError, match="after"):
            Scope(date(2020, 2, 2), date(2020, 2, 1))
    finally:
        labels.set_language("zh")


def test_an_unknown_filter_is_named():
    with pytest.raises(ScopeError, match=r"colour.*town, village, grid"):
        YEAR.where(colour="red")


def test_filters_are_sorted_unique_and_removable():
    scope = YEAR.where(town=["B", "A", "A"], grid="G")
    assert scope.values("town") == ("A", "B")
    assert scope == YEAR.where(grid=("G",), town={"A": 1, "B": 2}.keys())
    assert scope.where(town=None, grid=[]) == YEAR
    assert scope.values("group") == ()


@pytest.mark.parametrize(
    ("start", "end", "comparison", "expected"),
    [
        ("2020-01-01", "2020-12-31", "last_year", ("2019-01-01", "2019-12-31")),
        ("2020-02-29", "2020-02-29", "last_year", ("2019-02-28", "2019-02-28")),
        ("2020-02-01", "2020-02-29", "last_year", ("2019-02-01", "2019-02-28")),
        ("2021-02-01", "2021-02-28", "last_year", ("2020-02-01", "2020-02-29")),
        ("2020-02-01", "2020-02-28", "last_year", ("2019-02-01", "2019-02-28")),
        ("2020-03-10", "2020-03-20", "last_year", ("2019-03-10", "2019-03-20")),
        ("2020-02-01", "2020-02-29", "previous", ("2020-01-01", "2020-01-31")),
        ("2020-01-01", "2020-03-31", "previous", ("2019-10-01", "2019-12-31")),
        ("2020-01-01", "2020-12-31", "previous", ("2019-01-01", "2019-12-31")),
        ("2020-03-01", "2020-03-10", "previous", ("2020-02-20", "2020-02-29")),
        ("2020-03-01", "2020-03-01", "previous", ("2020-02-29", "2020-02-29")),
    ],
)
def test_comparison_period(start, end, comparison, expected):
    scope = Scope(date.fromisoformat(start), date.fromisoformat(end), comparison).where(town="A")
    compared = scope.compared()
    assert compared is not None
    assert (compared.start.isoformat(), compared.end.isoformat()) == expected
    assert compared.filters == scope.filters
    assert compared.start <= compared.end < scope.start


def test_no_comparison():
    assert Scope(date(2020, 1, 1), date(2020, 1, 2), "none").compared() is None
    assert set(COMPARISONS) == {"last_year", "previous", "none"}


def test_lengths_of_periods():
    assert YEAR.days == 366
    assert YEAR.months == 12
    assert Scope(date(2020, 2, 1), date(2020, 2, 29)).months == 1
    assert Scope(date(2020, 2, 1), date(2020, 2, 28)).months == 0
    assert Scope(date(2019, 12, 2), date(2020, 12, 31)).months == 0
    assert Scope(date(2018, 1, 1), date(2020, 12, 31)).months == 36
    assert year_before(date(2020, 2, 29)) == date(2019, 2, 28)


def test_clipped_to_the_towns_of_a_viewer():
    assert YEAR.clipped(None) is YEAR
    assert YEAR.clipped(["B", "A"]).values("town") == ("A", "B")
    assert YEAR.where(town=["A", "C"]).clipped(["A", "B"]).values("town") == ("A",)
    for towns in (["B"], []):
        with pytest.raises(ScopeError):
            YEAR.where(town="A").clipped(towns)
    with pytest.raises(ScopeError):
        YEAR.clipped(())


def test_a_scope_in_words():
    scope = YEAR.where(town=["A", "B"], group="theft")
    assert scope.text() == "2020年1月1日至12月31日 · 类别大类:theft · 镇街:A、B"
    assert scope.text({"A": "木渎镇", "theft": "盗窃"}).endswith("类别大类:盗窃 · 镇街:木渎镇、B")
    many = YEAR.where(grid=[f"G{n}" for n in range(9)]).text()
    assert many.endswith("G4、G5 …")
