"""Rates: Garwood's limits of a Poisson count, and nothing where there is no exposure."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wzdash.analysis.rates import rate_intervals


def test_known_limits_of_counts():
    """Garwood (1936): 0 → 0 … 3.689, 10 → 4.795 … 18.390 events."""
    table = rate_intervals(pd.Series([0, 10]), pd.Series([1.0, 2.0]), per=1.0)
    assert table["rate"].tolist() == [0.0, 5.0]
    assert table["low"].tolist() == pytest.approx([0.0, 4.79539 / 2], rel=1e-5)
    assert table["high"].tolist() == pytest.approx([3.68888, 18.39036 / 2], rel=1e-5)


def test_without_exposure_or_count_there_is_no_rate():
    table = rate_intervals(pd.Series([3.0, np.nan, 4.0]), pd.Series([0.0, 5.0, np.nan]), per=10_000)
    assert table.isna().all(axis=None)
