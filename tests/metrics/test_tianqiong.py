"""Assets by town are the assets of the district, of the same day."""

from __future__ import annotations

from datetime import date

import pytest

from wzdash.metrics import tianqiong
from wzdash.scope import Scope
from wzdash.settings import Settings
from wzdash.store.engine import open_store


def test_assets_by_town_add_up_to_those_by_kind(demo_settings: Settings):
    store, scope = open_store(demo_settings), Scope(date(2020, 1, 1), date(2020, 12, 31))
    kinds, towns = tianqiong.assets(store, scope), tianqiong.assets_by_town(store, scope)
    assert towns["installed"].sum() == pytest.approx(kinds["installed"].sum())
    assert towns["online"].sum() == pytest.approx(kinds["online"].sum())
    assert towns["town"].is_unique
    assert ((towns["online"] / towns["installed"]) == towns["online_rate"]).all()
