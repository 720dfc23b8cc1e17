"""The rule that an organisation's parent is an organisation: of the file, or one that the store keeps."""

from __future__ import annotations

from collections.abc import Iterator

from wzdash.labels import _
from wzdash.store.load.checked import Checked, Finding
from wzdash.store.load.sqltext import literal

COLUMN = "parent_code"
LISTED = 8


def unknown_parent(c: Checked) -> Iterator[Finding]:
    """Rows whose parent is not known, whose parent's own row is rejected, or that are above themselves.

    Rows may stand in any order: the tree is walked down from rows without a parent and from the store.
    """
    if c.kind.name != "organisations" or not c.has(COLUMN):
        return
    kept = ", ".join(map(literal, c.organisations)) or "NULL"
    passed = "SELECT code, parent_code FROM staged WHERE line NOT IN (SELECT line FROM rejects)"
    tree = (
        f"WITH RECURSIVE passed AS ({passed}), tree AS ("
        f"SELECT code FROM passed WHERE parent_code IS NULL OR parent_code IN ({kept}) "
        "UNION SELECT p.code FROM passed p JOIN tree t ON p.parent_code = t.code) SELECT code FROM tree"
    )
    known = [row[0] for row in c.staging.db.execute(tree).fetchall() if row[0]]
    allowed = sorted({*known, *c.organisations})
    text = _("没有这个上级组织;可用:本文件或名单中的组织代码,如 {allowed}").format(
        allowed=_("、").join(allowed[:LISTED]) or _("(还没有)")
    )
    listed = ", ".join(map(literal, allowed)) or "NULL"
    among = f"coalesce(parent_code IN ({listed}), FALSE)" if allowed else "FALSE"
    yield Finding(COLUMN, f"parent_code IS NOT NULL AND (NOT {among} OR parent_code = code)", literal(text))
