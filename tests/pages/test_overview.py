"""What the overview says: intervals on cards, changes that are no artefact of hiding, warnings about data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.pages.conftest import Open
from tests.pages.test_titles import TOWN, VILLAGE, words

HALF = {"from": "2020-01-01", "to": "2020-06-30"}


def test_a_change_carries_its_interval_and_a_link(session: Open):
    text = " ".join(element.proto.body for element in session("", **HALF).get("html"))
    assert re.search(r"[−+][\d.]+ %</b> <span class=\"note\">\([−+]?[\d.]+ 至 [−+]?[\d.]+\)", text)
    assert re.search(r"个百分点</b> <span class=\"note\">\(", text)


def test_a_rate_that_may_still_rise_is_not_called_worse(session: Open):
    cards = " ".join(element.proto.body for element in session("", **HALF).get("html"))
    closure = cards[cards.index("结案率(按应结)") :]
    assert '<span class="turn">尚有补结</span>' in closure[: closure.index("按期结案率")]


def test_what_changed_most_opens_the_page_that_shows_it(session: Open):
    autumn = {"from": "2020-07-01", "to": "2020-12-31", "cmp": "previous"}
    text = " ".join(element.proto.body for element in session("", **autumn).get("html"))
    assert re.search(
        r'href="\w+\?from=2020-07-01&amp;to=2020-12-31&amp;cmp=previous&amp;group=\w+&amp;town=', text
    )


def test_hidden_counts_are_no_changes(session: Open):
    text = words(session("", town=TOWN, village=VILLAGE, **HALF))
    assert not re.search(r"警情 0 起,对比期", text)
    assert not re.search(r"对比期 0 起", text)


def test_the_data_are_said_to_be_simulated_unlocated_and_refused(session: Open):
    text = words(session())
    assert "模拟的辖区" in text
    assert "纠纷未定位率" in text
    assert "导入时拒收" in text
    assert "件工单未办结" in text


def test_a_period_beyond_the_data_is_told(session: Open):
    text = words(session("", **{"from": "2020-12-01", "to": "2021-01-31"}))
    assert "之后没有数据" in text


def test_without_a_comparison_nothing_is_said_to_change(session: Open):
    test = session("", cmp="none", **HALF)
    assert any("没有选对比期" in info.value for info in test.info)
    assert "未选对比期" in words(test)


def test_what_fired_is_shown_with_its_link(session: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    rules = tmp_path / "rules.toml"
    monkeypatch.setenv("WZDASH_ALERTS", str(rules))
    rules.write_text(f'[[rule]]\nname = "a"\nmetric = "incidents"\nabove = 1\ntown = ["{TOWN}"]\n', "utf-8")
    text = " ".join(element.proto.body for element in session().get("html"))
    assert re.search(rf'href="incidents\?from=2020-12-01[^"]*town={TOWN}[^"]*"[^>]*>木渎镇 · 警情:\d', text)


def test_wrong_rules_are_told_and_the_page_goes_on(
    session: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    rules = tmp_path / "rules.toml"
    monkeypatch.setenv("WZDASH_ALERTS", str(rules))
    rules.write_text('[[rule]]\nname = "a"\nmetric = "incident"\nabove = 1\n', "utf-8")
    test = session()
    assert any("incidents" in warning.value for warning in test.warning)
    assert "模拟的辖区" in words(test)


def test_a_chart_leads_to_the_definition_of_its_metric(session: Open):
    text = " ".join(element.proto.body for element in session().get("html"))
    assert re.search(r'class="wz-foot">[^<]*<a href="glossary\?metric=orders_received"', text)
