"""How sure a change is: one rule for cards, sentences and agendas."""

from __future__ import annotations

from math import nan

import pandas as pd
import pytest

from wzdash.exhibits.certainty import change_limits, is_beyond_chance, limit_texts
from wzdash.metrics.catalogue import metric
from wzdash.metrics.headline import Headline


def headline(name: str, now: tuple[float, ...], before: tuple[float, ...], gap: str = "") -> Headline:
    """A headline of value, numerator and denominator now and before."""
    return Headline(metric(name), *now, *before, months=pd.Series(dtype=float), gap=gap)


def test_a_count_is_compared_by_ratio_and_a_share_by_difference():
    count = headline("incidents", (200, 200, nan), (100, 100, nan))
    share = headline("closure_rate", (0.90, 900, 1000), (0.99, 990, 1000))
    assert is_beyond_chance(count)
    assert is_beyond_chance(share)
    assert limit_texts(count, " %") == ("+56.5 %", "+156.9 %")
    assert limit_texts(share) == ("−11.07", "−7.10")
    assert not is_beyond_chance(headline("incidents", (102, 102, nan), (100, 100, nan)))


@pytest.mark.parametrize(
    "one",
    [
        headline("incidents", (200, 200, nan), (nan, nan, nan), "none"),
        headline("incidents", (nan, nan, nan), (100, 100, nan)),
        headline("fraud_loss", (200, 200, nan), (100, 100, nan)),
        headline("mediation_brands", (20, 20, nan), (1, 1, nan)),
        headline("orders_per_1k", (20, 200, 10), (10, 100, 10)),
    ],
    ids=["not compared", "hidden", "money", "a register is no sample", "another rate"],
)
def test_what_has_no_interval_is_never_beyond_chance(one: Headline):
    assert change_limits(one) is None
    assert limit_texts(one) is None
    assert not is_beyond_chance(one)
