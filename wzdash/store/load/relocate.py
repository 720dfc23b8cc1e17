"""Facts that carry a point but no cell are placed when areas come later than the facts."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Column, MetaData, String, Table, and_, func, select, update

from wzdash.store import schema as s
from wzdash.store.bulk import insert_frame
from wzdash.store.load.atlas import Atlas
from wzdash.store.load.world import World
from wzdash.store.publish import Change

CODES = ("town_code", "village_code", "grid_code")


def relocate(change: Change) -> int:
    """Number of rows whose empty codes were filled from a point that does not contradict the others."""
    atlas, total = Atlas(World.of_areas(_areas(change))), 0
    for table in s.FACTS:
        if {"lon", "lat", "grid_code"} <= set(table.c.keys()):
            placed = _relocate(change, table, atlas)
            if placed:
                change.touch(table.name)
            total += placed
    return total


def _areas(change: Change) -> pd.DataFrame:
    rows = change.connection.execute(select(s.area)).mappings().all()
    return pd.DataFrame(rows, columns=list(s.area.c.keys()))


def _relocate(change: Change, table: Table, atlas: Atlas) -> int:
    key = table.c.id if "id" in table.c else table.c.code
    where = [table.c.lon.is_not(None), table.c.grid_code.is_(None)]
    if "fallback_point" in table.c:
        where.append(table.c.fallback_point.is_not(True))
    query = select(key.label("key"), table.c.lon, table.c.lat, *(table.c[name] for name in CODES)).where(
        *where
    )
    frame = pd.DataFrame(change.connection.execute(query).all(), columns=["key", "lon", "lat", *CODES])
    if frame.empty:
        return 0
    points = frame[["lon", "lat"]].drop_duplicates(ignore_index=True)
    found = pd.concat([points, atlas.locate(points.to_numpy(float))], axis=1)
    frame = frame.merge(found, on=["lon", "lat"], suffixes=("", "_point"))
    agrees = pd.Series(True, index=frame.index)
    for name in CODES[:2]:
        stated, point = frame[name], frame[f"{name}_point"]
        agrees &= stated.isna() | point.isna() | (stated == point)
    gains = pd.concat([frame[f"{name}_point"].notna() & frame[name].isna() for name in CODES], axis=1).any(
        axis=1
    )
    return _update(change, table, key, frame[agrees & gains])


def _update(change: Change, table: Table, key: Column, frame: pd.DataFrame) -> int:
    if frame.empty:
        return 0
    places = Table(
        "new_places",
        MetaData(),
        Column("key", String(64)),
        *(Column(name, String(16)) for name in CODES),
        prefixes=["TEMPORARY"],
    )
    places.create(change.connection)
    rows = frame[["key", *(f"{name}_point" for name in CODES)]].set_axis(["key", *CODES], axis=1)
    insert_frame(change.connection, places, rows.astype(object).where(rows.notna(), None))
    values = {name: func.coalesce(table.c[name], places.c[name]) for name in CODES}
    change.connection.execute(update(table).values(values).where(and_(key == places.c.key)))
    places.drop(change.connection)
    return len(frame)
