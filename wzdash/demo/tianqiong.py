"""The Tianqiong Plan: milestones of its seven projects, assets installed and online, warnings and arrests."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from wzdash.codes import allowed
from wzdash.demo import seasons, truth
from wzdash.demo.chance import choose, share_out
from wzdash.demo.columns import coded, dates, days, whole
from wzdash.demo.world import World
from wzdash.settings import DATA

# stage, governance document, months after the start, length in months, name
STEPS = (
    ("plan", False, 0, 3, "需求调研与总体设计", "Needs and overall design"),
    ("plan", True, 3, 1, "建设方案", "Building plan"),
    ("build", False, 4, 6, "一期建设", "First phase built"),
    ("build", True, 9, 1, "运行管理办法", "Rules of operation"),
    ("build", False, 10, 8, "二期建设", "Second phase built"),
    ("apply", False, 12, 6, "实战应用上线", "In use"),
    ("apply", True, 16, 1, "应用考核细则", "Rules of assessment"),
    ("apply", False, 18, 12, "全域应用与优化", "In use district-wide"),
)
MONTH = 30.4


def milestone_table(world: World, batch: int) -> pa.Table:
    """Rows of `project_milestone`; every date is marked as assumed."""
    rng = world.rng("milestones")
    projects = pd.read_csv(DATA / "simulation" / "project.csv")
    rows = []
    for project in projects.to_dict("records"):
        code = project["code"]
        for number, (stage, document, after, length, zh, en) in enumerate(STEPS, 1):
            begin = days(project["start"]) + round(after * MONTH)
            planned = begin + round(length * MONTH)
            reached = planned + int(rng.normal(9, 24))
            rows.append(
                {
                    "id": f"MS-{code}-{number}",
                    "project_code": code,
                    "project_zh": project["name_zh"],
                    "project_en": project["name_en"],
                    "stage": stage,
                    "name_zh": project["aim_zh"] + zh,
                    "name_en": f"{project['aim_en']}: {en[0].lower()}{en[1:]}",
                    "document": document,
                    "planned_from": begin,
                    "planned_on": planned,
                    "reached_on": reached if reached <= seasons.LAST_DAY else -1,
                }
            )
    frame = pd.DataFrame(rows)
    for name in ("planned_from", "planned_on", "reached_on"):
        frame[name] = pd.Series(dates(frame[name].to_numpy()), dtype=pd.ArrowDtype(pa.date32()))
    return pa.Table.from_pandas(frame.assign(assumed=True, batch_id=batch), preserve_index=False)


def asset_table(world: World, batch: int) -> pa.Table:
    """Rows of `asset_day`: installed grows in steps to the final number, online has bad days."""
    rng = world.rng("assets")
    kinds = pd.read_csv(DATA / "simulation" / "asset.csv")
    parts = []
    for kind in kinds.to_dict("records"):
        day = np.arange(days(kind["first_day"]), seasons.LAST_DAY + 1)
        final = share_out(kind["final"], world.town_residents * rng.lognormal(0, 0.2, len(world.town_codes)))
        grown = _growth(rng, len(day), len(final))
        installed = np.floor(final[:, None] * grown + 1e-9).astype(np.int64)
        bad = rng.random(installed.shape) < 0.01
        share = np.clip(rng.normal(kind["online"], 0.008, installed.shape) - 0.12 * bad, 0, 1)
        online = np.minimum(np.rint(installed * share).astype(np.int64), installed)
        size = installed.size
        parts.append(
            pa.table(
                {
                    "day": dates(np.tile(day, len(final))),
                    "town_code": coded(world.town_codes, np.repeat(np.arange(len(final)), len(day))),
                    "project_code": pa.repeat(kind["project_code"], size),
                    "kind_zh": pa.repeat(kind["kind_zh"], size),
                    "kind_en": pa.repeat(kind["kind_en"], size),
                    "installed": whole(installed.ravel()),
                    "online": whole(online.ravel()),
                    "batch_id": pa.repeat(batch, size),
                }
            )
        )
    return pa.concat_tables(parts)


def _growth(rng: np.random.Generator, length: int, towns: int) -> np.ndarray:
    """Share installed by town and day: from a tenth to all, in batches of a week."""
    week = np.arange(length) // 7 * 7
    speed = rng.uniform(0.85, 1.3, (towns, 1))
    return np.clip(0.1 + 0.9 * (week / (length * 0.85)) ** 0.8 * speed, 0.1, 1.0)


def warning_table(world: World, batch: int) -> pa.Table:
    """Rows of `warning_day` since the plan's start: counts of warnings, verified ones and arrests."""
    rng = world.rng("warnings")
    kinds = allowed("warning_day.kind")
    day = np.arange(days(truth.TIANQIONG_START), seasons.LAST_DAY + 1)
    towns = world.town_residents / world.town_residents.sum()
    rate = np.array([16.0, 11.0, 42.0]) * world.scale**0.5  # a day in the district: person, vehicle, fraud
    ramp = np.interp(np.arange(len(day)), [0, 120, 500, len(day)], [0.3, 0.8, 1.0, 1.15])
    ramp = ramp * seasons.epidemic(0.6)[-len(day) :]
    warnings = rng.poisson(ramp[:, None, None] * towns[:, None] * rate)
    verified = rng.binomial(warnings, np.array([0.34, 0.22, 0.61]))
    arrests = np.zeros(verified.size, np.int64)
    weight = np.array([1.0, 0.55, 0.02])
    item = np.repeat(np.arange(verified.size), verified.ravel())
    taken = choose(rng, weight[item % 3], min(world.count(truth.ARRESTS), len(item)))
    np.add.at(arrests, item[taken], 1)
    size = verified.size
    index = np.arange(size)
    return pa.table(
        {
            "day": dates(day[index // (len(towns) * 3)]),
            "town_code": coded(world.town_codes, index // 3 % len(towns)),
            "kind": coded(kinds, index % 3),
            "warnings": whole(warnings.ravel()),
            "verified": whole(verified.ravel()),
            "arrests": whole(arrests),
            "batch_id": pa.repeat(batch, size),
        }
    )


def campaign_table(world: World, batch: int) -> pa.Table:
    """Rows of `campaign_day`: people reached by kind and audience; the targeted towns are in truth.py."""
    rng = world.rng("campaigns")
    kinds, audiences = allowed("campaign_day.kind"), allowed("campaign_day.audience")
    targeted = [world.town(code) for code in truth.CAMPAIGN_TOWNS]
    everywhere = list(range(len(world.town_codes)))
    runs = [("district_wide", "everyone", "2019-04-01", everywhere, 0.0016, 0.35)]
    groups = {"elderly": 0.0011, "students": 0.0007, "finance": 0.0002, "young_workers": 0.0010}
    runs += [("targeted", name, truth.CAMPAIGN_START, targeted, rate, 0.6) for name, rate in groups.items()]
    runs.append(("scenario", "young_workers", "2020-08-01", targeted, 0.0004, 0.8))
    runs.append(("scenario", "everyone", "2020-08-01", targeted, 0.0008, 0.8))
    parts = []
    for kind, audience, start, towns, rate, share in runs:
        day = np.arange(days(start), seasons.LAST_DAY + 1)
        busy = (
            rng.random((len(day), len(towns)))
            < share * np.where(seasons.working(), 1, 0.5)[-len(day) :, None]
        )
        reached = rng.poisson(world.town_residents[towns] * rate / share, busy.shape) * busy
        row, column = np.nonzero(reached)
        parts.append(
            (
                day[row],
                np.array(towns)[column],
                kinds.index(kind),
                audiences.index(audience),
                reached[row, column],
            )
        )
    day, town, count = (np.concatenate([part[k] for part in parts]) for k in (0, 1, 4))
    kind_, audience_ = (np.concatenate([np.full(len(part[0]), part[k]) for part in parts]) for k in (2, 3))
    return pa.table(
        {
            "day": dates(day),
            "town_code": coded(world.town_codes, town),
            "kind": coded(kinds, kind_),
            "audience": coded(audiences, audience_),
            "reached": whole(count),
            "batch_id": pa.repeat(batch, len(day)),
        }
    )
