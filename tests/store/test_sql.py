"""Sums that are counted instead: the same numbers, in less time."""

from __future__ import annotations

from sqlalchemy import Connection, and_, case, func, literal, select

from wzdash.store import schema as s
from wzdash.store.sql import count_if, is_count, total

C = s.work_order.c


def test_only_a_plain_count_is_counted():
    assert is_count(count_if(C.closed_at.is_(None)))
    assert is_count(count_if(and_(C.closed_at.is_not(None), C.reworks > 0)))
    assert not is_count(literal(1))
    assert not is_count(C.reworks)
    assert not is_count(case((C.closed_at.is_(None), 2), else_=0))
    assert not is_count(case((C.closed_at.is_(None), 1), else_=1))
    assert not is_count(case((C.closed_at.is_(None), 1)))
    assert not is_count(case((C.reworks > 1, 1), (C.reworks > 0, 0), else_=0))


def test_a_count_is_what_the_sum_would_be(damaged: Connection):
    """Also of a condition that is neither true nor false, and of other sums."""
    for one in (count_if(C.reworks > 0), count_if(C.closed_at <= C.due_at), C.reworks):
        query = select(C.town_code, total(one), func.sum(one)).group_by(C.town_code)
        rows = damaged.execute(query).all()
        assert len(rows) > 1
        for _town, counted, summed in rows:
            assert counted == summed
