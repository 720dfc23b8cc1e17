"""`upgrade`: publishes the store again in the layout of this program."""

from __future__ import annotations

from wzdash.cli.terminal import echo
from wzdash.errors import StoreMissing
from wzdash.labels import _
from wzdash.settings import load_settings
from wzdash.store.publish import publishing
from wzdash.store.rollups import ROLLUPS


def upgrade() -> None:
    """Adds the tables and columns that are missing, rebuilds every rollup and runs its checks."""
    with publishing(load_settings()) as change:
        if not change.info().get("as_of"):
            raise StoreMissing(_("还没有数据,不需要升级。"))
        change.touch(*(rollup.fact for rollup in ROLLUPS))
    echo(_("数据已是本版程序的结构。"))
