"""Points of an import: brought to WGS84, put into areas, fallback coordinates flagged.

Each distinct point is worked on once. A stated area wins over the point; the point refines it. (0, 0) is how
systems write that there is no point.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from wzdash.labels import _
from wzdash.store.load.atlas import INSIDE, INVALID, NEAR, SWAPPED, Atlas
from wzdash.store.load.convert import degrees
from wzdash.store.load.datum import metres, to_wgs84
from wzdash.store.load.fallback import fallback_points
from wzdash.store.load.lookups import register
from wzdash.store.load.sqltext import literal
from wzdash.store.load.staging import Staging, count

COLUMNS = {
    "lon_in": "DOUBLE",
    "lat_in": "DOUBLE",
    "lon": "DOUBLE",
    "lat": "DOUBLE",
    "town_code": "VARCHAR",
    "village_code": "VARCHAR",
    "grid_code": "VARCHAR",
    "status": "VARCHAR",
    "fallback": "BOOLEAN",
}
LEAST_PAIRS, TIMES_BETTER, PAIRS = 20, 3, 5_000


class Points:
    """The points of one file: gathered before the rows are conformed, judged afterwards."""

    def __init__(self, staging: Staging, atlas: Atlas, datum: str, known: np.ndarray) -> None:
        """`known`: fallback points (n, 2) that the store already has for this kind."""
        self.staging, self.db = staging, staging.db
        self.atlas, self.datum, self.known = atlas, datum, known

    def gather(self) -> list[str]:
        """Makes the table `points`, one row per distinct point of the file; what there is to say about it."""
        frame = self.db.execute(
            f"SELECT {degrees('lon')} AS lon_in, {degrees('lat')} AS lat_in, count(*) AS rows FROM numbered "
            "WHERE lon_in IS NOT NULL AND lat_in IS NOT NULL GROUP BY ALL ORDER BY lon_in, lat_in"
        ).df()
        zero = (frame["lon_in"] == 0) & (frame["lat_in"] == 0)
        register(self.db, "points", self._located(frame[~zero].reset_index(drop=True)), COLUMNS)
        zeros = int(frame.loc[zero, "rows"].sum())
        return [_("{n:,} 行坐标为 (0, 0),按没有坐标处理").format(n=zeros)] if zeros else []

    def judge(self) -> list[str]:
        """What there is to say about the points beside the stated areas."""
        return [*self._contradictions(), *self._diagnosis()]

    def _located(self, frame: pd.DataFrame) -> pd.DataFrame:
        given = frame[["lon_in", "lat_in"]].to_numpy(float)
        lonlat = to_wgs84(given, self.datum).round(7)
        places = self.atlas.locate(lonlat)
        far = (np.abs(given[:, 0]) > 180) | (np.abs(given[:, 1]) > 90)
        places.loc[far & (places["status"] != SWAPPED), "status"] = INVALID
        usable = places["status"].isin([INSIDE, NEAR]).to_numpy()
        fallback = np.zeros(len(frame), bool)
        fallback[usable] = fallback_points(frame["rows"].to_numpy()[usable])
        if len(self.known):
            known = pd.MultiIndex.from_arrays([self.known[:, 0], self.known[:, 1]])
            fallback |= pd.MultiIndex.from_arrays([lonlat[:, 0], lonlat[:, 1]]).isin(known)
        found = frame.assign(lon=lonlat[:, 0], lat=lonlat[:, 1], fallback=fallback)
        return pd.concat([found, places], axis=1)

    def _contradictions(self) -> list[str]:
        if not self.staging.has("town_code"):
            return []
        where = "point_town IS NOT NULL AND town_code IS NOT NULL AND point_town <> town_code"
        rows = count(self.db, "staged", f"NOT fallback_point AND {where}")
        if not rows:
            return []
        return [_("{n:,} 行的坐标不在所写的镇街内;以所写的镇街为准,不定位到网格").format(n=rows)]

    def _diagnosis(self) -> list[str]:
        """Says when the points fit the stated areas far better in another datum."""
        pairs = self._pairs()
        if len(pairs) < LEAST_PAIRS:
            return []
        given = pairs[["lon", "lat"]].to_numpy(float)
        codes = pairs["area"].to_numpy(object)
        fits = {
            datum: self.atlas.inside(codes, to_wgs84(given, datum)) for datum in ("wgs84", "gcj02", "bd09")
        }
        now = fits.get(self.datum, fits["wgs84"])
        best = max(fits, key=lambda datum: int(fits[datum].sum()))
        better, worse = int((fits[best] & ~now).sum()), int((now & ~fits[best]).sum())
        if better < LEAST_PAIRS or better < TIMES_BETTER * worse:
            return []
        shift = float(np.median(metres(to_wgs84(given, self.datum), to_wgs84(given, best))))
        return [
            _(
                "坐标很可能是 {best}:按此换算(约 {shift:,.0f} 米)后,{all:,} 个点中落在所写区域内的由 "
                "{before:,} 个变为 {after:,} 个。请用 --datum {best} 重新导入"
            ).format(
                best=best, shift=shift, all=len(pairs), before=int(now.sum()), after=int(fits[best].sum())
            )
        ]

    def _pairs(self) -> pd.DataFrame:
        """Distinct points as given with the finest stated area that has a shape, at most PAIRS of them.

        Without stated areas the reference is the district itself, when it has a shape.
        """
        shaped = self.atlas.world.areas
        shaped = shaped[shaped["geometry"].notna()]
        if shaped.empty:
            return pd.DataFrame()
        register(self.db, "shaped", shaped[["code"]].astype(object), {"code": "VARCHAR"})
        columns = [name for name in ("grid_code", "village_code", "town_code") if self.staging.has(name)]
        stated = [f"CASE WHEN s.{name} IN (SELECT code FROM shaped) THEN s.{name} END" for name in columns]
        district = self.atlas.world.shapes("district")["code"]
        stated += [literal(code) for code in district if not columns]
        if not stated:
            return pd.DataFrame(columns=["lon", "lat", "area"])
        return self.db.execute(
            "SELECT * FROM ("
            f"SELECT DISTINCT p.lon_in AS lon, p.lat_in AS lat, coalesce({', '.join(stated)}, NULL) AS area "
            "FROM staged s JOIN points p USING (lon, lat) "
            f"WHERE NOT p.fallback AND p.status <> '{INVALID}' AND area IS NOT NULL "
            f") ORDER BY hash(lon, lat) LIMIT {PAIRS}"
        ).df()
