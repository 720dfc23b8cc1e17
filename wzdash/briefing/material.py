"""What a briefing is made of: metric frames with names, headlines, and the stamp; each asked for once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

import pandas as pd
from sqlalchemy import select

from wzdash.charts import frame as chart_frame
from wzdash.export.stamp import Stamp
from wzdash.labels import _, period, pick
from wzdash.metrics.catalogue import metric
from wzdash.metrics.coverage import first_days, is_covered
from wzdash.metrics.headline import Headline, headlines
from wzdash.metrics.query import frame
from wzdash.scope import Scope
from wzdash.store import schema
from wzdash.store.engine import Store

PLACES = ("town", "village", "grid")


class Material:
    """The answers of one store over one scope, remembered for the length of a briefing."""

    def __init__(self, store: Store, scope: Scope) -> None:
        self.store, self.scope = store, scope
        self._frames: dict[tuple, pd.DataFrame] = {}
        self._headlines: dict[tuple[str, ...], list[Headline]] = {}

    def frame(self, names: Sequence[str], by: Sequence[str] = (), scope: Scope | None = None) -> pd.DataFrame:
        """metrics.query.frame with a column `<dimension>_name` for places, groups and categories."""
        key = (tuple(names), tuple(by), scope or self.scope)
        if key not in self._frames:
            rows = frame(self.store, names, scope or self.scope, by)
            for dimension in by:
                if rows[dimension].dtype.kind not in "Mif":
                    rows[f"{dimension}_name"] = self._named(rows[dimension], dimension, metric(names[0]).fact)
            self._frames[key] = rows
        return self._frames[key].copy()

    def headlines(self, *names: str) -> list[Headline]:
        """One headline per metric over the scope."""
        if names not in self._headlines:
            self._headlines[names] = headlines(self.store, names, self.scope)
        return self._headlines[names]

    def compared(self, name: str) -> Scope | None:
        """The comparison period, where one is chosen and the metric's own rows reach back to it."""
        compared = self.scope.compared()
        if compared is None:
            return None
        return compared if is_covered(compared, first_days(self.store, [name]).get(name)) else None

    @property
    def period(self) -> str:
        """The period in words."""
        return period(self.scope.start, self.scope.end)

    def scope_text(self) -> str:
        """The scope in words: period and filters."""
        return self.scope.text(self._areas)

    def foot(self, source: str, exclusions: str = "", unlocated: float | None = None) -> str:
        """Source, data date, exclusions, unlocated rows and the demo mark: the last line of a figure."""
        as_of = self.store.as_of.date()
        return chart_frame.foot(source, as_of, exclusions, unlocated, self.store.simulated)

    def stamp(self, title: str, version: str, code: str = "", made_at: datetime | None = None) -> Stamp:
        """What every page and picture of the briefing carries."""
        return Stamp(
            title,
            self.scope_text(),
            self.store.as_of,
            self.store.simulated,
            code=code,
            version=version,
            made_at=made_at,
        )

    @cached_property
    def towns(self) -> pd.DataFrame:
        """One row per town that has an outline: code, name, lon, lat, geometry."""
        c = schema.area.c
        columns = (c.code, c.name_zh, c.name_en, c.lon, c.lat, c.geometry)
        rows = self.store.read(select(*columns).where(c.level == "town").order_by(c.code))
        rows = rows[rows["geometry"].notna()]
        names = [pick(zh, en) for zh, en in zip(rows["name_zh"], rows["name_en"], strict=True)]
        return rows.assign(name=names)[["code", "name", "lon", "lat", "geometry"]]

    @cached_property
    def _areas(self) -> dict[str, str]:
        c = schema.area.c
        return self._names(select(c.code, c.name_zh, c.name_en))

    def _names(self, query) -> dict[str, str]:
        rows = self.store.read(query)
        english = rows["name_en"].where(rows["name_en"].notna(), None)
        return {
            code: pick(zh, en) for code, zh, en in zip(rows["code"], rows["name_zh"], english, strict=True)
        }

    def _named(self, codes: pd.Series, dimension: str, fact: str) -> pd.Series:
        """The codes in words; rows without a value read 未定位 or 未填."""
        missing = _("未定位") if dimension in PLACES else _("未填")
        c = schema.category.c
        known = self._areas
        if dimension not in PLACES:
            known = self._names(select(c.code, c.name_zh, c.name_en).where(c.domain == fact))
        return codes.astype(object).map(lambda code: missing if pd.isna(code) else known.get(code, str(code)))
