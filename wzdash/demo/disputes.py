"""Disputes found in the grids and pre-litigation cases at the court: two pipelines that never mix."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from wzdash.codes import allowed
from wzdash.demo import seasons, truth
from wzdash.demo.chance import choose, draw, share_out, spread
from wzdash.demo.columns import coded, dated_ids, dates, days
from wzdash.demo.handlers import court_handlers, grid_handlers
from wzdash.demo.world import World, read_mix

SUCCESS, FAILURE, WITHDRAWN = range(3)
ORAL, WRITTEN = range(2)
NON_LITIGATION, LITIGATION = range(2)
NOTHING = -1
LITIGATED = 0.0096  # of settled grid disputes
NOT_ACCEPTED = 0.018
REFUNDED = 0.36  # of the court's fees: paid in advance and given back
COURT_SUCCESS = {2018: 0.363, 2020: 0.452}
CONFIRMED = {2018: 0.57, 2020: 0.66}
SOURCES = {"grid": [0.62, 0.24, 0.09, 0.05, 0.0], "court": [0.0, 0.16, 0.0, 0.0, 0.84]}
STAGES = (
    "found_on",
    "accepted_on",
    "mediating_on",
    "due_on",
    "concluded_on",
    "confirmed_on",
    "performance_due_on",
    "performed_on",
    "enforced_on",
    "filed_in_court_on",
)


def dispute_tables(world: World, batch: int) -> list[pa.Table]:
    """Rows of `dispute`, one table per pipeline."""
    return [_table(world, _grid(world), "grid", batch), _table(world, _court(world), "court", batch)]


def _start(world: World, rng: np.random.Generator, day: np.ndarray, column: str, hotspot: str) -> dict:
    """Type and place of disputes that begin on the given days."""
    mix = read_mix("dispute", world.items("dispute"))
    weight = world.hotspots(hotspot, 0.6)
    cell = rng.choice(len(weight), len(day), p=weight / weight.sum()).astype(np.int32)
    taste = mix[column].to_numpy() * rng.lognormal(0, 0.25, (len(world.town_codes), len(mix)))
    category = draw(rng, taste, world.cell_town[cell])
    return {"found_on": day, "cell": cell, "category": category}


def _empty(size: int) -> np.ndarray:
    return np.full(size, NOTHING, np.int64)


def _until_today(day: np.ndarray, happened: np.ndarray) -> np.ndarray:
    """The days that happened, up to the data date."""
    return np.where(happened & (day <= seasons.LAST_DAY), day, NOTHING)


# ---------------------------------------------------------------- disputes of the grids


def _grid(world: World) -> dict[str, np.ndarray]:
    rng = world.rng("grid disputes")
    total = world.count(truth.GRID_DISPUTES)
    busy = (seasons.all_days() >= days(truth.PLATFORM_LAUNCH)) * np.where(seasons.working(), 1.0, 0.45)
    busy = busy * seasons.epidemic(0.5) * np.where(seasons.near_festival(14, 1), 1.3, 1.0)
    busy *= np.interp(seasons.all_days(), [days(truth.PLATFORM_LAUNCH), days("2019-12-01")], [0.5, 1.0])
    rows = _start(world, rng, np.repeat(seasons.all_days(), spread(rng, total, busy)), "weight", "disputes")
    accepted = rows["found_on"] + rng.choice(5, total, p=[0.42, 0.30, 0.15, 0.08, 0.05])
    accepted = _until_today(accepted, rng.random(total) >= NOT_ACCEPTED)
    is_accepted = accepted >= 0
    mediating = _until_today(accepted + rng.choice(4, total, p=[0.5, 0.3, 0.15, 0.05]), is_accepted)
    hard = np.where(rows["category"] < 2, 0.8, 1.2)
    concluded = accepted + 3 + np.rint(rng.lognormal(np.log(6.5 * hard), 0.85)).astype(np.int64)
    concluded = _until_today(concluded, is_accepted)
    rows |= {"accepted_on": accepted, "mediating_on": mediating, "concluded_on": concluded}
    rows["due_on"] = np.where(is_accepted, accepted + 30, NOTHING)
    return rows | _grid_outcome(world, rng, rows) | grid_handlers(world, rng, rows["category"], rows["cell"])


def _grid_outcome(world: World, rng: np.random.Generator, rows: dict) -> dict[str, np.ndarray]:
    size, concluded = len(rows["found_on"]), rows["concluded_on"]
    done = concluded >= 0
    lucky = np.append(rng.normal(0.955, 0.012, len(world.town_codes)), 0)[world.cell_town[rows["cell"]]]
    u = rng.random(size)
    outcome = np.select([u < lucky, u < lucky + 0.017], [SUCCESS, WITHDRAWN], FAILURE)
    outcome = np.where(done, outcome, NOTHING)
    settled = (outcome == SUCCESS) | (outcome == FAILURE)
    litigated = choose(rng, (outcome == FAILURE).astype(float), round(settled.sum() * LITIGATED))
    route = np.where(settled, NON_LITIGATION, NOTHING)
    route[litigated] = LITIGATION
    success = outcome == SUCCESS
    form = np.where(success, np.where(rng.random(size) < 0.61, ORAL, WRITTEN), NOTHING)
    filed = _empty(size)
    filed[litigated] = np.minimum(
        concluded[litigated] + rng.integers(2, 25, len(litigated)), seasons.LAST_DAY
    )
    confirmed = _until_today(
        concluded + rng.integers(1, 20, size), (form == WRITTEN) & (rng.random(size) < 0.07)
    )
    term = np.where(form == ORAL, rng.integers(0, 8, size), rng.integers(5, 90, size))
    stages = {"confirmed_on": confirmed, "filed_in_court_on": filed}
    stages |= _performance(rng, concluded, success, term, np.full(size, 0.975))
    no_fee = {"fee": np.full(size, np.nan), "refund": np.full(size, np.nan)}
    return {"outcome": outcome, "route": route, "form": form} | no_fee | stages


def _performance(rng, concluded, success, term, share) -> dict[str, np.ndarray]:
    """Terms, performance within the term for a share, and enforcement of some of the rest."""
    size = len(concluded)
    due = np.where(success, concluded + term, NOTHING)
    willing = success & (rng.random(size) < share)
    performed = _until_today(concluded + np.rint(term * rng.uniform(0.1, 1, size)).astype(np.int64), willing)
    failed = success & ~willing & (due <= seasons.LAST_DAY)
    enforced = _until_today(due + rng.integers(10, 60, size), failed & (rng.random(size) < 0.4))
    return {"performance_due_on": due, "performed_on": performed, "enforced_on": enforced}


# ---------------------------------------------------------------- cases at the court


def _court(world: World) -> dict[str, np.ndarray]:
    rng = world.rng("court cases")
    busy = np.where(seasons.working(), 1.0, 0.02) * seasons.epidemic(0.35)
    busy = busy * np.where(seasons.near_festival(2, 8), 0.3, 1.0)
    numbers = [
        spread(rng, world.count(total), busy * (seasons.years() == year))
        for year, total in truth.COURT.items()
    ]
    accepted = np.repeat(seasons.all_days(), np.sum(numbers, axis=0))
    size = len(accepted)
    rows = _start(world, rng, accepted, "court", "court cases")
    rows |= {
        "accepted_on": accepted,
        "found_on": accepted - rng.choice(8, size, p=[0.3, 0.2, 0.15, 0.1, 0.1, 0.05, 0.05, 0.05]),
    }
    rows["mediating_on"] = _until_today(accepted + rng.integers(1, 9, size), np.ones(size, bool))
    rows["due_on"] = accepted + 30
    concluded = accepted + 9 + np.rint(rng.gamma(2.2, 9, size)).astype(np.int64)
    year = accepted.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    rows["concluded_on"], rows["outcome"] = _court_outcome(world, rng, year, concluded, rows["category"])
    return (
        rows | _court_end(world, rng, year, rows) | court_handlers(world, rng, rows["category"], rows["cell"])
    )


def _court_outcome(world: World, rng, year, concluded, category) -> tuple[np.ndarray, np.ndarray]:
    """(day, outcome): exact numbers for 2019, shares for the years beside it."""
    concluded = concluded.copy()
    late_2019 = np.flatnonzero(year == 2019)[-max(world.count(60), 1) :]
    concluded[
        choose(rng, np.isin(np.arange(len(year)), late_2019) * 1.0, world.count(truth.COURT_2019["pending"]))
    ] = seasons.LAST_DAY + 1
    done = concluded <= seasons.LAST_DAY
    ease = np.exp(0.3 * rng.normal(size=len(world.items("dispute"))))[category]
    outcome = np.where(done, FAILURE, NOTHING)
    for one in truth.COURT:
        rows = np.flatnonzero(done & (year == one))
        wins = (
            world.count(truth.COURT_2019["success"]) if one == 2019 else round(len(rows) * COURT_SUCCESS[one])
        )
        gone = world.count(truth.COURT_2019["withdrawn"]) if one == 2019 else round(len(rows) * 0.05)
        won = rows[choose(rng, ease[rows], wins)]
        outcome[won] = SUCCESS
        rest = np.setdiff1d(rows, won)
        outcome[rest[choose(rng, np.ones(len(rest)), gone)]] = WITHDRAWN
    return np.where(done, concluded, NOTHING), outcome


def _court_end(world: World, rng, year: np.ndarray, rows: dict) -> dict[str, np.ndarray]:
    """Confirmation, performance, filing and fees of the court's cases."""
    size, concluded, outcome = len(year), rows["concluded_on"], rows["outcome"]
    success = outcome == SUCCESS
    confirmed = _empty(size)
    for one in truth.COURT:
        mine = np.flatnonzero(success & (year == one) & (concluded <= seasons.LAST_DAY - 20))
        exact = world.count(truth.COURT_2019["confirmed"])
        number = min(exact, len(mine)) if one == 2019 else round(len(mine) * CONFIRMED[one])
        chosen = mine[choose(rng, np.ones(len(mine)), number)]
        confirmed[chosen] = concluded[chosen] + rng.integers(1, 20, len(chosen))
    filed_late = concluded + rng.integers(3, 30, size)
    filed = _until_today(filed_late, (outcome == FAILURE) & (rng.random(size) < 0.82))
    route = np.where(success, NON_LITIGATION, np.where(filed >= 0, LITIGATION, NOTHING))
    share = np.where(year == 2019, 1.0, np.where(year == 2018, 0.962, 0.984))
    # a term of 2019 may still run at the data date: it is not counted as due
    performance = _performance(rng, concluded, success, rng.integers(5, 240, size), share)
    has_term = rng.random(size) < 0.9
    performance = {name: np.where(has_term, day, NOTHING) for name, day in performance.items()}
    stages = {"confirmed_on": confirmed, "filed_in_court_on": filed} | performance
    form = np.where(success, WRITTEN, NOTHING)
    fee = _fees(world, rng, year, success)
    # what was paid in advance comes back, the rest is never asked for
    paid = world.rng("fees paid in advance").random(size) < REFUNDED
    fees = {"fee": np.where(paid, np.nan, fee), "refund": np.where(paid, fee, np.nan)}
    return {"route": route, "form": form} | fees | stages


def _fees(world: World, rng, year: np.ndarray, success: np.ndarray) -> np.ndarray:
    """Fees waived or refunded in whole yuan; 2019 adds to the declared sum."""
    fee = np.full(len(year), np.nan)
    waived = success & (rng.random(len(year)) < 0.82)
    weight = rng.lognormal(0, 0.9, len(year))
    for one, total in truth.COURT.items():
        rows = np.flatnonzero(waived & (year == one))
        amount = truth.FEES_WAIVED_2019 if one == 2019 else 330 * total
        if len(rows):
            fee[rows] = share_out(world.count(amount), weight[rows])
    return fee


# ---------------------------------------------------------------- rows


def _table(world: World, rows: dict, pipeline: str, batch: int) -> pa.Table:
    rng = world.rng(f"dispute rows {pipeline}")
    size = len(rows["found_on"])
    order = np.argsort(rows["found_on"], kind="stable")
    rows = {name: np.asarray(column)[order] for name, column in rows.items()}
    items = world.items("dispute")
    town = world.cell_town[rows["cell"]]
    vague = rows.get("town_only", rng.random(size) < 0.02)
    lost = rng.random(size) < 0.004
    place = world.place_columns(
        np.where(lost, -1, town),
        np.where(lost | vague, -1, world.cell_village[rows["cell"]]),
        np.where(lost | vague, -1, rows["cell"]),
    )
    return pa.table(
        {
            "id": dated_ids("DG" if pipeline == "grid" else "DC", rows["found_on"]),
            "pipeline": pa.repeat(pipeline, size),
            "source": coded(allowed("dispute.source"), rng.choice(5, size, p=SOURCES[pipeline])),
            "category_code": coded(items["code"].tolist(), rows["category"]),
            "group_code": coded(items["group_code"].tolist(), rows["category"]),
            "level": coded(allowed("dispute.level"), rows["level"]),
            "organisation_code": pa.array(rows["organisation"].astype(str).tolist()),
            **place,
            **{name: dates(rows[name]) for name in STAGES},
            "outcome": coded(allowed("dispute.outcome"), rows["outcome"]),
            "route": coded(allowed("dispute.route"), rows["route"]),
            "form": coded(allowed("dispute.form"), rows["form"]),
            "fee_waived_yuan": pa.array(rows["fee"], from_pandas=True),
            "fee_refunded_yuan": pa.array(rows["refund"], from_pandas=True),
            "batch_id": pa.repeat(batch, size),
        }
    )
