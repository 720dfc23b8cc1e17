"""The data page: what is held and what was refused, in words."""

from __future__ import annotations

import pytest

from tests.pages.conftest import Open
from wzdash.demo.rejects import EXAMPLES
from wzdash.store import schema
from wzdash.store.load.kinds import KINDS
from wzdash.store.load.rules import REASONS


@pytest.mark.parametrize(
    ("lang", "orders", "order", "kind"),
    [("zh", "工单", "先后顺序不对", "纠纷"), ("en", "Work orders", "Out of order", "Disputes")],
)
def test_tables_kinds_and_rules_are_told_in_words(
    session: Open, lang: str, orders: str, order: str, kind: str
):
    test = session("data", lang=lang)
    held, batches, rejected = (one.value for one in test.dataframe)
    assert held.iloc[0, 0] == orders
    assert held.iloc[0, 1] > 0
    assert batches.iloc[0, 1] == kind
    assert order in set(rejected.iloc[:, 4])


def test_every_fact_has_a_name():
    assert {table.name for table in schema.FACTS} <= {kind.table.name for kind in KINDS.values()}


def test_the_demo_breaks_rules_that_there_are():
    used = {example[0] for examples in EXAMPLES.values() for example in examples}
    assert used <= set(REASONS)
    assert set(EXAMPLES) <= set(KINDS)
