"""Who handles disputes, by sets of kinds of organisations, so that no row is a single place's count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from sqlalchemy import Double, cast, func, select

from wzdash.labels import N_
from wzdash.metrics import privacy
from wzdash.metrics.pipeline import cohort
from wzdash.metrics.query import frame
from wzdash.metrics.stages import BY_KEY
from wzdash.scope import Scope
from wzdash.store.engine import Store
from wzdash.store.grains import GRAINS
from wzdash.store.measures import measures
from wzdash.store.schema import dispute, organisation

SETS = {
    "mediation_group": N_("三级调解小组"),
    "non_litigation_centre": N_("非诉服务中心"),
    "mediation_org": N_("行业性专业性调解组织"),
    "rooms": N_("个人和退役军人调解室"),
    "court": N_("法院分中心和法庭"),
    "court_station": N_("诉调对接站点"),
}
MERGED = {"personal_room": "rooms", "veteran_room": "rooms", "court_centre": "court", "tribunal": "court"}
OTHER = "other"
FEWEST = 3  # organisations of a set whose months are told


def set_of(kinds: pd.Series) -> pd.Series:
    """The set of each kind of organisation; `other` for kinds that none has, and for none."""
    known = kinds.replace(MERGED)
    return known.where(known.isin(list(SETS)), OTHER)


def by_set(store: Store, scope: Scope, pipeline: str, names: Sequence[str]) -> pd.DataFrame:
    """One row per set that handled disputes: set, then each measure; largest first.

    For the whole district only. A set of which all but few rows are shown organisation by organisation is
    put to `other` together with the smallest beside it: else the difference gave a hidden organisation back.
    """
    if privacy.is_fine(scope) or scope.values("town"):
        return pd.DataFrame(columns=["set", *names])
    wanted, per_row = dict.fromkeys(("accepted", *names)), measures("dispute", store.as_of)
    sums = (func.sum(cast(per_row[name], Double)).label(name) for name in wanted)
    both = dispute.outerjoin(organisation, organisation.c.code == dispute.c.organisation_code)
    kind = organisation.c.kind
    query = select(kind.label("kind"), *sums).select_from(both).where(cohort(scope, pipeline)).group_by(kind)
    rows = store.read(query)
    rows = rows.assign(set=set_of(rows["kind"])).groupby("set")[list(wanted)].sum()
    rows = rows[rows["accepted"] > 0].sort_values("accepted")
    merged = _merged(rows, _unsafe(store, scope, pipeline, rows))
    rows = rows.groupby(np.where(rows.index.isin(merged), OTHER, rows.index)).sum()
    return rows.rename_axis("set").sort_values("accepted", ascending=False).reset_index()[["set", *names]]


def by_set_and_month(store: Store, scope: Scope, pipeline: str, names: Sequence[str]) -> pd.DataFrame:
    """One row per set and month of acceptance: set, month, then each measure.

    For the whole district only. What by_set puts to `other` stays there, and so does a set of fewer than
    FEWEST organisations: its months would be those of a single place, which are withheld. If `other` is one
    place itself, the smallest set joins it.
    """
    kept = by_set(store, scope, pipeline, names)["set"]
    if kept.empty:
        return pd.DataFrame(columns=["set", "month", *names])
    per_row, month = measures("dispute", store.as_of), GRAINS["dispute"].dimensions["month"].label("month")
    both = dispute.outerjoin(organisation, organisation.c.code == dispute.c.organisation_code)
    kind = organisation.c.kind.label("kind")
    sums = (func.sum(cast(per_row[name], Double)).label(name) for name in names)
    within = cohort(scope, pipeline)
    rows = store.read(select(kind, month, *sums).select_from(both).where(within).group_by(kind, month))
    who = store.read(select(kind, organisation.c.code).select_from(both).where(within).distinct()).dropna()
    many = Counter(set_of(who["kind"]))
    found = set_of(rows["kind"])
    rows["set"] = found.where(found.isin(_told(list(kept), many)), OTHER)
    return rows.groupby(["set", "month"], as_index=False)[list(names)].sum()


def _told(sets: list[str], many: Mapping[str, int]) -> list[str]:
    """The sets, largest first, that hide single organisations, and so does what is left to `other`."""
    told = [name for name in sets if name != OTHER and many.get(name, 0) >= FEWEST]
    while told and 0 < sum(many[name] for name in many if name not in told) < FEWEST:
        told.pop()
    return told


def _unsafe(store: Store, scope: Scope, pipeline: str, rows: pd.DataFrame) -> list[str]:
    """Sets whose rows in hidden organisations are fewer than two small cells."""
    name = BY_KEY["accepted"].metric(pipeline)
    shown = frame(store, [name], scope, ("organisation",))
    if shown.attrs["withheld"] or "suppressed" not in shown:
        return []
    kinds = store.read(select(organisation.c.code, organisation.c.kind)).set_index("code")["kind"]
    sets = set_of(shown["organisation"].map(kinds))
    told = shown[name].groupby(sets).sum().reindex(rows.index, fill_value=0.0)
    hidden = shown["suppressed"].groupby(sets).sum().reindex(rows.index, fill_value=0)
    left = rows["accepted"] - told
    return rows.index[(hidden > 0) & (left < 2 * store.settings.min_cell)].tolist()


def _merged(rows: pd.DataFrame, unsafe: list[str]) -> list[str]:
    """The unsafe sets, and the smallest other one where a single one would stand alone."""
    others = [name for name in rows.index if name not in unsafe]
    return unsafe + others[:1] if len(unsafe) == 1 else unsafe
