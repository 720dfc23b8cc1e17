"""The file of weights: what it may say, and what a mistake in it is called."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.district import AS_OF, district, publish
from wzdash.errors import SettingsError
from wzdash.metrics.assessment import CARDS, FILE, check_weights, read_scheme, window
from wzdash.metrics.gaming import limit_positions, satisfied_unsolved
from wzdash.scope import Scope
from wzdash.settings import Settings

TEXT = FILE.read_text(encoding="utf-8")


def test_the_file_of_the_project_is_right():
    scheme = read_scheme()
    assert set(scheme.cards) == set(CARDS)
    for card in scheme.cards.values():
        assert sum(one.weight for one in card.indicators) == 100


def test_patrol_and_handling_have_no_indicator_in_common():
    cards = read_scheme().cards
    assert not set(cards["town_handling"].metrics) & set(cards["town_patrol"].metrics)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("weight = 35", "weight = 5", ["[cards.town_patrol]", "70 %", "100 %", "patrol_valid_rate"]),
        ("weight = 35", "weight = -35", ["town_patrol", "patrol_valid_rate", "-35"]),
        ("weight = 35", 'weight = "35"', ["town_patrol", "patrol_valid_rate.weight", "'35'"]),
        ('"cell_coverage"', '"cell_coverages"', ["town_patrol", "cell_coverages", "cell_coverage"]),
        ('"cell_coverage"', '"orders_received"', ["town_patrol", "orders_received", "town"]),
        ('"cell_coverage"', '"patrol_valid_rate"', ["town_patrol", "patrol_valid_rate"]),
        (
            "floor = 8.0, target = 18.0",
            "floor = 8.0, target = 8.0",
            ["patrol_orders_per_inspector_day.target"],
        ),
        ("floor = 8.0, target = 18.0", "floor = 8.0", ["town_patrol", "target"]),
        ('by = "department"', 'by = "person"', ["[cards.department_handling] by", "person", "town"]),
        ("[cards.town_patrol]", "[cards.patrol]", ["patrol", "town_patrol"]),
        ('version = "1.0"', "version = 1.0", ["version"]),
        ("[cards.town_patrol]", "[cards.town_patrol", ["assessment.toml"]),
    ],
)
def test_a_mistake_is_named_with_file_key_and_value(tmp_path: Path, old: str, new: str, said: list[str]):
    assert old in TEXT
    path = tmp_path / "assessment.toml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_scheme(path)
    for part in ("assessment.toml", *said):
        assert part in str(caught.value)


def test_weights_of_a_trial_must_add_up_too():
    check_weights({"a": 60, "b": 40})
    with pytest.raises(SettingsError, match="合计 90 %,应为 100 %"):
        check_weights({"a": 60, "b": 30})


def test_a_window_is_of_whole_months_and_of_all_towns():
    scope = Scope(date(2020, 3, 5), date(2020, 12, 30)).where(town="320506001")
    month, year = window(scope, 1), window(scope, 12)
    assert (month.start, month.end) == (date(2020, 11, 1), date(2020, 11, 30))
    assert (year.start, year.end) == (date(2019, 12, 1), date(2020, 11, 30))
    assert not year.filters
    assert window(scope.between(scope.start, AS_OF.date()), 1).start == date(2020, 12, 1)


def test_counts_of_the_panel_are_those_of_the_rows(settings: Settings):
    store = publish(settings, district())
    scope = Scope(date(2019, 1, 1), date(2020, 12, 31))
    rows = limit_positions(store, scope)
    assert rows["position"].between(0.6, 1.4).all()
    assert (rows["count"] > 0).all()
    answers = satisfied_unsolved(store, scope)
    assert (answers["unsolved"] <= answers["satisfied"]).all()
    assert answers["unsolved"].sum() > 0
