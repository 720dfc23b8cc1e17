"""What the store holds of each fact: how much, from when to when, what has no place, empty months."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import BigInteger, Date, Select, Table, cast, func, literal, null, select, union_all
from sqlalchemy.sql.functions import count

from wzdash.store import schema
from wzdash.store.engine import Store
from wzdash.store.grains import GRAINS
from wzdash.store.sql import month_of


def holdings(store: Store) -> pd.DataFrame:
    """One row per fact table, in the order of the schema.

    Columns: fact; rows; first, last (days, empty where rows do not happen at a time); no_town, no_grid (rows
    without that place, empty where the fact has none); empty_months (whole months between first and last
    without a row).
    """
    rows = store.read(union_all(*(_holding(place, table) for place, table in enumerate(schema.FACTS))))
    rows = rows.sort_values("place", ignore_index=True)
    first, last = (pd.to_datetime(rows[name]).dt.to_period("M") for name in ("first", "last"))
    spanned = (last.dt.year - first.dt.year) * 12 + last.dt.month - first.dt.month + 1
    rows["empty_months"] = spanned - rows["months"]
    return rows.drop(columns=["place", "months"])


def _holding(place: int, table: Table) -> Select:
    grain = GRAINS.get(table.name)
    time = grain.time if grain else None
    dimensions = grain.dimensions if grain else {}
    none, no_day = cast(null(), BigInteger), cast(null(), Date)
    without = {
        label: count() - count(dimensions[name]) if name in dimensions else none
        for name, label in (("town", "no_town"), ("grid", "no_grid"))
    }
    return select(
        literal(place).label("place"),
        literal(table.name).label("fact"),
        count().label("rows"),
        (no_day if time is None else cast(func.min(time), Date)).label("first"),
        (no_day if time is None else cast(func.max(time), Date)).label("last"),
        (none if time is None else count(month_of(time).distinct())).label("months"),
        *(value.label(label) for label, value in without.items()),
    ).select_from(table)
