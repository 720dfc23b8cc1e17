"""A tiny district for tests: two towns, five villages, eight cells, a few hundred varied rows.

The rows go the real way: bulk insert, rollups, checks, publish. They are random but seeded, with every kind
of gap that real rows have: unlocated, repeated, late, open, without a limit, without a call-back.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd

from wzdash.settings import Settings
from wzdash.store import schema
from wzdash.store.bulk import insert_frame
from wzdash.store.engine import Store, open_store
from wzdash.store.publish import publishing

AS_OF = datetime(2020, 12, 31, 23, 59, 59)
FIRST = np.datetime64("2019-01-01", "s")
DAYS = 731
DISTRICT = "320506"
CELLS = {  # town: village: number of cells
    "320506001": {"320506001001": 2, "320506001002": 2, "320506001003": 1},
    "320506002": {"320506002001": 2, "320506002002": 1},
}
GROUPS = {"work_order": "city", "incident": "theft", "dispute": "family", "hazard": "fire"}

Frames = dict[str, pd.DataFrame]


def areas() -> pd.DataFrame:
    """One row per area of the tiny district."""
    rows: list[dict] = [{"code": DISTRICT, "level": "district", "kind": "district"}]
    for town, villages in CELLS.items():
        rows.append({"code": town, "level": "town", "parent_code": DISTRICT, "town_code": town})
        for village, cells in villages.items():
            place = {"town_code": town, "village_code": village}
            rows.append({"code": village, "level": "village", "parent_code": town} | place)
            rows += [
                {"code": f"{village}{n:04d}", "level": "grid", "parent_code": village} | place
                for n in range(1, cells + 1)
            ]
    return pd.DataFrame(rows).assign(name_zh=lambda frame: frame["code"])


def categories() -> pd.DataFrame:
    """One row per domain and category: two groups of two in each domain."""
    rows = [
        {"domain": domain, "code": code, "group_code": group}
        for domain, first in GROUPS.items()
        for group in (first, "other")
        for code in (group, f"{group}_a", f"{group}_b")
    ]
    return pd.DataFrame(rows).assign(name_zh=lambda frame: frame["code"])


class Draw:
    """Random columns of one table, with gaps."""

    def __init__(self, seed: int, size: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.size = size

    def choice(self, *values: object, gaps: float = 0.0) -> np.ndarray:
        """One of the values in each row; None in a share `gaps` of the rows."""
        drawn = np.array(values, dtype=object)[self.rng.integers(0, len(values), self.size)]
        return np.where(self.rng.random(self.size) < gaps, None, drawn)

    def flag(self, share: float = 0.5) -> np.ndarray:
        """True in about this share of the rows."""
        return self.rng.random(self.size) < share

    def whole(self, top: int) -> np.ndarray:
        """Whole numbers from 0 to `top`."""
        return self.rng.integers(0, top + 1, self.size)

    def times(self) -> np.ndarray:
        """Instants of the two years."""
        return FIRST + self.rng.integers(0, DAYS * 86_400, self.size)

    def days(self) -> np.ndarray:
        """Days of the two years."""
        return self.times().astype("datetime64[D]")

    def after(self, start: np.ndarray, top: int, gaps: float = 0.0) -> np.ndarray:
        """Up to `top` units (of `start`) later; empty in a share of the rows and where `start` is."""
        later = start + self.rng.integers(0, top, self.size)
        later[self.rng.random(self.size) < gaps] = np.datetime64("NaT")
        return later

    def places(self) -> dict[str, np.ndarray]:
        """The three area codes; some rows known to the town only, some not at all."""
        cells = areas().query("level == 'grid'")
        drawn = cells.iloc[self.rng.integers(0, len(cells), self.size)]
        depth = self.rng.choice(4, self.size, p=[0.05, 0.05, 0.05, 0.85])
        columns = (("town_code", "town_code"), ("village_code", "village_code"), ("grid_code", "code"))
        return {
            name: np.where(depth > level, drawn[column].to_numpy(), None)
            for level, (name, column) in enumerate(columns)
        }

    def kinds(self, domain: str) -> dict[str, np.ndarray]:
        """Category and group codes that belong together."""
        group = self.choice(GROUPS[domain], "other")
        return {"group_code": group, "category_code": group + self.choice("_a", "_b")}

    def ids(self, letter: str) -> list[str]:
        """Keys of the rows."""
        return [f"{letter}{n:05d}" for n in range(self.size)]


def orders(seed: int = 1, size: int = 300) -> pd.DataFrame:
    """Work orders, one row each."""
    draw = Draw(seed, size)
    reported = draw.times()
    filed = draw.after(reported, 7200, 0.1)
    handled = draw.after(filed, 200_000, 0.1)
    answered = draw.choice("satisfied", "basic", "dissatisfied", gaps=0.4)
    closed = np.where(np.isnat(handled), draw.after(reported, 400_000, 0.6), draw.after(handled, 90_000, 0.1))
    return pd.DataFrame(
        {
            "id": draw.ids("W"),
            "source": draw.choice("patrol", "hotline", "app"),
            "department_code": draw.choice("D1", "D2", gaps=0.1),
            "reported_at": reported,
            "recorded_at": draw.after(reported, 400_000, 0.1),
            "filed_at": filed,
            "dispatched_at": filed,
            "handled_at": handled,
            "verified_at": handled,
            "closed_at": closed,
            "called_back_at": np.where(draw.flag(), closed, np.datetime64("NaT")),
            "reopened_at": draw.after(closed, 60 * 86_400, 0.8),
            "due_at": draw.after(reported, 600_000, 0.1),
            "valid": draw.choice(True, False, gaps=0.1),
            "duplicate_of": draw.choice("W00000", gaps=0.9),
            "verify_result": draw.choice("passed", "failed", gaps=0.3),
            "reworks": draw.whole(2),
            "handbacks": draw.choice(0, 1, 3, gaps=0.1),
            "exclusion": draw.choice("litigation", gaps=0.9),
            "contacted": draw.choice(True, False, gaps=0.2),
            "solved": draw.choice(True, False, gaps=0.2),
            "satisfaction": answered,
            "praise": draw.whole(1),
            **draw.places(),
            **draw.kinds("work_order"),
        }
    )


def incidents(seed: int = 2, size: int = 400) -> pd.DataFrame:
    """Incidents, one row each; some known to the day or to the month only."""
    draw = Draw(seed, size)
    grain = draw.choice("minute", "minute", "day", "month")
    exact = draw.times()
    at = np.where(grain == "day", exact.astype("datetime64[D]").astype("datetime64[s]"), exact)
    at = np.where(grain == "month", exact.astype("datetime64[M]").astype("datetime64[s]"), at)
    return pd.DataFrame(
        {
            "id": draw.ids("I"),
            "source": draw.choice("call_110", "station"),
            "occurred_at": at,
            "time_grain": grain,
            "duplicate_of": draw.choice("I00000", gaps=0.9),
            "loss_yuan": np.where(draw.flag(0.3), draw.whole(100_000) / 4, np.nan),
            **draw.places(),
            **draw.kinds("incident"),
        }
    )


def disputes(seed: int = 3, size: int = 300) -> pd.DataFrame:
    """Disputes of both pipelines, one row each, at every stage."""
    draw = Draw(seed, size)
    found = draw.days()
    accepted = draw.after(found, 5, 0.1)
    concluded = draw.after(accepted, 60, 0.2)
    ended = ~np.isnat(concluded)
    outcome = np.where(ended, draw.choice("success", "success", "failure", "withdrawn"), None)
    success = outcome == "success"
    confirmed = np.where(success, draw.after(concluded, 20, 0.4), np.datetime64("NaT"))
    return pd.DataFrame(
        {
            "id": draw.ids("D"),
            "pipeline": draw.choice("grid", "court"),
            "source": draw.choice("screening", "application", "court"),
            "level": draw.choice("village", "town"),
            "found_on": found,
            "accepted_on": accepted,
            "mediating_on": accepted,
            "due_on": draw.after(accepted, 30),
            "concluded_on": concluded,
            "outcome": outcome,
            "route": np.where(success, draw.choice("non_litigation", "litigation"), None),
            "form": np.where(success, draw.choice("oral", "written"), None),
            "confirmed_on": confirmed,
            "performance_due_on": np.where(success, draw.after(concluded, 200), np.datetime64("NaT")),
            "performed_on": np.where(success, draw.after(concluded, 100, 0.3), np.datetime64("NaT")),
            "filed_in_court_on": np.where(outcome == "failure", concluded, np.datetime64("NaT")),
            "fee_waived_yuan": np.where(draw.flag(), draw.whole(400) / 2, np.nan),
            "fee_refunded_yuan": np.where(success, 50.0, np.nan),
            **draw.places(),
            **draw.kinds("dispute"),
        }
    )


def ground(seed: int = 4, size: int = 120) -> Frames:
    """The other facts of the ground net."""
    draw = Draw(seed, size)
    whistled, found = draw.times(), draw.days()
    arrived = draw.after(whistled, 7200, 0.2)
    return {
        "whistle": pd.DataFrame(
            {
                "id": draw.ids("B"),
                "whistled_at": whistled,
                "units_called": draw.whole(4),
                "units_arrived": draw.whole(3),
                "arrived_at": arrived,
                "closed_at": draw.after(arrived, 90_000, 0.2),
                "outcome": draw.choice("resolved", "pending"),
                **draw.places(),
            }
        ),
        "patrol_day": pd.DataFrame(
            {
                "day": draw.days(),
                "inspector_days": draw.whole(8) / 4,
                "km": draw.whole(400) / 8,
                "valid_orders": draw.whole(20),
                "household_visits": draw.choice(0, 3, 9, gaps=0.2),
                "opinions": draw.whole(3),
                "elderly_visits": draw.whole(2),
                **draw.places(),
            }
        ),
        "inspection": pd.DataFrame(
            {
                "id": draw.ids("N"),
                "enterprise_id": draw.choice(*(f"E{n}" for n in range(30))),
                "programme": draw.choice("joint", "routine"),
                "inspected_on": draw.days(),
                **draw.places(),
            }
        ),
        "hazard": pd.DataFrame(
            {
                "id": draw.ids("H"),
                "severity": draw.choice("minor", "general", "larger"),
                "found_on": found,
                "due_on": draw.after(found, 30, 0.2),
                "rectified_on": draw.after(found, 40, 0.2),
                **draw.places(),
                **draw.kinds("hazard"),
            }
        ),
    }


def counts(seed: int = 5, size: int = 90) -> Frames:
    """Facts that come as daily counts or as registers."""
    draw = Draw(seed, size)
    town = {"town_code": draw.choice(*CELLS, gaps=0.05)}
    return {
        "warning_day": pd.DataFrame(
            {"day": draw.days(), "kind": draw.choice("person", "vehicle"), "warnings": draw.whole(9)} | town
        ).assign(verified=draw.whole(4), arrests=draw.whole(1)),
        "asset_day": pd.DataFrame(
            {"day": draw.days(), "project_code": draw.choice("eye", "web"), "kind_zh": "相机"} | town
        ).assign(installed=draw.whole(50) + 50, online=draw.whole(50)),
        "campaign_day": pd.DataFrame(
            {"day": draw.days(), "kind": draw.choice("targeted"), "audience": draw.choice("elderly")} | town
        ).assign(reached=draw.whole(500)),
        "rollout": pd.DataFrame(
            {
                "id": draw.ids("R"),
                "plan_year": 2018 + draw.whole(2),
                "enclosed_on": draw.after(draw.days(), 200, 0.3),
            }
        ).assign(households=draw.whole(900), **draw.places()),
        "project_milestone": pd.DataFrame(
            {
                "id": draw.ids("M"),
                "project_code": draw.choice("eye", "web"),
                "stage": draw.choice("plan", "build"),
            }
        ).assign(name_zh="里程碑", planned_on=draw.days(), reached_on=draw.after(draw.days(), 90, 0.3)),
        "organisation": pd.DataFrame(
            {"code": draw.ids("O"), "kind": draw.choice("mediation_group", "court_station", "sub_centre")}
        ).assign(
            name_zh="机构",
            level=draw.choice("village", "district"),
            mediators_full=draw.choice(1, 2, gaps=0.3),
            mediators_part=draw.whole(3),
            since=draw.after(draw.days(), 10, 0.3),
            until=np.where(draw.flag(0.2), np.datetime64("2020-06-30"), np.datetime64("NaT")),
            **draw.places(),
        ),
    }


def population() -> pd.DataFrame:
    """One row per area and year: 100 residents per cell in 2018, 110 in 2020."""
    known = areas()
    cells = known[known["level"] == "grid"]
    rows = []
    for year, each in ((2018, 100), (2020, 110)):
        for level, column in (("grid", "code"), ("village", "village_code"), ("town", "town_code")):
            sizes = cells.groupby(column).size() * each
            rows += [
                {"area_code": code, "level": level, "year": year, "residents": size, "households": size // 3}
                for code, size in sizes.items()
            ]
    return pd.DataFrame(rows)


def district(**replaced: pd.DataFrame) -> Frames:
    """Every table of the tiny district; `replaced` tables instead of the usual ones."""
    frames = {
        "area": areas(),
        "category": categories(),
        "department": pd.DataFrame({"code": ["D1", "D2"], "name_zh": ["甲局", "乙局"]}),
        "work_order": orders(),
        "incident": incidents(),
        "dispute": disputes(),
        "population": population(),
        **ground(),
        **counts(),
    }
    return frames | replaced


def publish(settings: Settings, frames: Frames, as_of: datetime = AS_OF) -> Store:
    """A reader of a store that now also holds these rows."""
    with publishing(settings) as change:
        change.set_info(as_of=as_of.isoformat(), simulated="true")
        for name, frame in frames.items():
            insert_frame(change.connection, schema.metadata.tables[name], frame)
            change.touch(name)
    return open_store(settings)
