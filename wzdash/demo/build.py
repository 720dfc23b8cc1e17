"""Fills every table of the schema with the simulated district."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, Table

from wzdash.demo import context, disputes, enclosure, hazards, organisations, patrol, tianqiong, truth
from wzdash.demo.geography import DISTRICT_EN, DISTRICT_ZH, area_frame
from wzdash.demo.incident_rows import incident_table
from wzdash.demo.incidents import build_incidents
from wzdash.demo.order_arrivals import build_arrivals
from wzdash.demo.order_lifecycle import build_lifecycle
from wzdash.demo.order_quality import build_quality
from wzdash.demo.rejects import REJECTS, reject_frame
from wzdash.demo.seasons import AS_OF
from wzdash.demo.whistles import whistle_table
from wzdash.demo.work_orders import order_tables
from wzdash.demo.world import World, build_world
from wzdash.errors import SettingsError
from wzdash.labels import N_
from wzdash.store import schema as s
from wzdash.store.bulk import insert_frame
from wzdash.store.taxonomies import read_departments

Progress = Callable[[str, float], None]
Frames = Iterable[pa.Table | pd.DataFrame]

# share of the work done when each part begins; the parts in their order
PARTS = (
    (N_("辖区与清单"), 0.00),
    (N_("工单"), 0.04),
    (N_("巡查与隐患"), 0.82),
    (N_("天网"), 0.88),
    (N_("防线"), 0.97),
)


def as_of_text() -> str:
    """The data date of every simulated store, ISO."""
    return str(np.datetime64(AS_OF, "s"))


@dataclass
class _Ledger:
    """Inserts facts, one import batch each, and remembers what came in."""

    connection: Connection
    batches: list[dict] = field(default_factory=list)

    def next_batch(self) -> int:
        """Number of the batch that comes next."""
        return len(self.batches) + 1

    def add(self, kind: str, table: Table, frames: Frames) -> None:
        """Inserts the frames as one batch of this kind."""
        rows = unlocated = fallback = 0
        for frame in frames:
            rows += insert_frame(self.connection, table, frame)
            if isinstance(frame, pa.Table):
                unlocated += frame["grid_code"].null_count if "grid_code" in frame.column_names else 0
                if "fallback_point" in frame.column_names:
                    fallback += pc.sum(frame["fallback_point"]).as_py() or 0
        rejected = REJECTS.get(kind, 0)
        self.batches.append(
            {
                "id": self.next_batch(),
                "kind": kind,
                "file_name": None,
                "rows_read": rows + rejected,
                "rows_accepted": rows,
                "rows_rejected": rejected,
                "rows_replaced": 0,
                "rows_unlocated": unlocated,
                "rows_fallback": fallback,
                "imported_by": "demo",
                "imported_at": datetime.fromisoformat(as_of_text()),
                "simulated": True,
                "note": None,
            }
        )


def build(
    connection: Connection,
    seed: int = truth.DEFAULT_SEED,
    scale: float = 1.0,
    progress: Progress = lambda part, share: None,
) -> None:
    """Fills the empty tables of the schema. `progress` is told each part and the share of work before it.

    Areas, organisations and milestones do not depend on the scale; counts of events do, and published
    figures are exact at scale 1. Raises SettingsError for a scale outside 0.001–1.
    """
    if not 0.001 <= scale <= 1:
        raise SettingsError(f"scale={scale!r}: must be from 0.001 to 1")
    ledger = _Ledger(connection)
    steps = (_dimensions, _orders, _patrol, _sky, _line)
    progress(*PARTS[0])
    world = build_world(seed, scale)
    for (part, share), step in zip(PARTS, steps, strict=True):
        progress(part, share)
        step(world, ledger)
    insert_frame(connection, s.import_batch, pd.DataFrame(ledger.batches))
    insert_frame(connection, s.rejected_row, reject_frame(world, ledger.batches))
    progress(PARTS[-1][0], 1.0)


def store_facts(seed: int) -> dict[str, str]:
    """What the store says about itself: values of `store_info`."""
    return {
        "as_of": as_of_text(),
        "simulated": "true",
        "seed": str(seed),
        "district_zh": DISTRICT_ZH,
        "district_en": DISTRICT_EN,
    }


def _dimensions(world: World, ledger: _Ledger) -> None:
    batch = ledger.next_batch()
    ledger.add("areas", s.area, [area_frame(world.district).assign(batch_id=batch)])
    batch = ledger.next_batch()
    ledger.add("categories", s.category, [world.categories.assign(batch_id=batch)])
    ledger.add("departments", s.department, [read_departments().assign(batch_id=ledger.next_batch())])
    ledger.add("population", s.population, [context.population_frame(world, ledger.next_batch())])
    ledger.add("events", s.timeline_event, [context.event_frame(world, ledger.next_batch())])


def _orders(world: World, ledger: _Ledger) -> None:
    orders = build_arrivals(world)
    cycle = build_lifecycle(world, orders)
    quality = build_quality(world, orders, cycle)
    ledger.add("work-orders", s.work_order, order_tables(world, orders, cycle, quality, ledger.next_batch()))
    ledger.add("whistles", s.whistle, [whistle_table(world, orders, cycle, ledger.next_batch())])
    ledger.add("patrol", s.patrol_day, [patrol.patrol_table(world, orders, cycle, ledger.next_batch())])


def _patrol(world: World, ledger: _Ledger) -> None:
    inspections = hazards.build_inspections(world)
    batch = ledger.next_batch()
    ledger.add("inspections", s.inspection, [hazards.inspection_table(world, inspections, batch)])
    ledger.add("hazards", s.hazard, [hazards.hazard_table(world, inspections, ledger.next_batch())])


def _sky(world: World, ledger: _Ledger) -> None:
    def one(kind: str, table: Table, make: Callable[[int], pa.Table]) -> None:
        ledger.add(kind, table, _single(make, ledger.next_batch()))

    rollout = enclosure.build_rollout(world)
    one("rollout", s.rollout, lambda batch: enclosure.rollout_table(world, rollout, batch))
    incidents = build_incidents(world, rollout)
    one("incidents", s.incident, lambda batch: incident_table(world, incidents, batch))
    one("milestones", s.project_milestone, lambda batch: tianqiong.milestone_table(world, batch))
    one("assets", s.asset_day, lambda batch: tianqiong.asset_table(world, batch))
    one("warnings", s.warning_day, lambda batch: tianqiong.warning_table(world, batch))
    one("campaigns", s.campaign_day, lambda batch: tianqiong.campaign_table(world, batch))


def _single(make: Callable[[int], pa.Table], batch: int) -> Iterator[pa.Table]:
    yield make(batch)


def _line(world: World, ledger: _Ledger) -> None:
    batch = ledger.next_batch()
    ledger.add("organisations", s.organisation, [organisations.organisation_frame(world, batch)])
    ledger.add("disputes", s.dispute, disputes.dispute_tables(world, ledger.next_batch()))
