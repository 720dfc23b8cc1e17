"""Organisations of the two nets and the line, with the published numbers of each kind."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from wzdash.demo import truth
from wzdash.demo.chance import choose, share_out
from wzdash.demo.world import World
from wzdash.settings import DATA

# when each kind is taken to have begun: assumptions
SINCE = {
    "linkage_centre": date(2018, 1, 1),
    "sub_centre": date(2018, 1, 1),
    "non_litigation_centre": date(2018, 6, 1),
    "mediation_group": date(2018, 6, 1),
    "mediation_org": date(2017, 3, 1),
    "court_centre": date(2018, 1, 1),
    "tribunal": date(2017, 1, 1),
}
LATER = date(2018, 9, 1)
QUOTA = {
    "non_litigation_centre": 30,
    "mediation_org": 12,
    "personal_room": 10,
    "veteran_room": 8,
    "court_centre": 900,
    "tribunal": 350,
    "court_station": 40,
}
# how a kind is dealt to the towns: its number, power of the residents, least of a town
IN_TOWNS = {
    "mediation_org": (truth.SPECIALISED_ORGS - truth.DISTRICT_ORGS, 0.5, 2),
    "personal_room": (truth.PERSONAL_ROOMS, 0.7, 1),
    "veteran_room": (truth.VETERAN_ROOMS, 0.7, 0),
    "court_station": (truth.STATIONS, 0.7, 1),
}
PREFIXES = {"mediation_org": "MT", "personal_room": "PR", "veteran_room": "VR", "court_station": "CS"}
TRIBUNAL = {"320506103": "TR01", "320506100": "TR02", "320506107": "TR03", "320506006": "TR04"}
BRANCH = "CC01"
TOPICS = (
    ("物业", "Property"),
    ("劳动", "Labour"),
    ("消费", "Consumer"),
    ("商会", "Trade"),
    ("交通", "Traffic"),
)
PARTY = (
    ("party_branch", 646, ("PB", "党支部", "Party Branch")),
    ("pioneer_hub", 58, ("PH", "先锋枢纽", "Pioneer Hub")),
)


def organisation_frame(world: World, batch: int) -> pd.DataFrame:
    """Rows of `organisation`, one per centre, group, room, station, brand, branch or hub."""
    rng = world.rng("organisations")
    parts = [_listed(world), _by_town(world), _centres(world), _groups(world), *_rooms(world, rng)]
    parts += [_party(world, rng, *row) for row in PARTY]
    frame = pd.concat(parts, ignore_index=True)
    frame = _with_people(rng, frame)
    frame["since"] = frame["kind"].map(SINCE).fillna(LATER)
    frame["annual_quota"] = frame["annual_quota"].fillna(frame["kind"].map(QUOTA)).astype("Int64")
    return frame.assign(batch_id=batch)


def _town_points(world: World) -> pd.DataFrame:
    towns = world.district.towns.rename(columns={"code9": "town_code"})
    return towns[["town_code", "name_zh", "name_en", "lon", "lat"]]


def _listed(world: World) -> pd.DataFrame:
    listed = pd.read_csv(DATA / "simulation" / "organisation.csv", dtype=str)
    points = _town_points(world)[["town_code", "lon", "lat"]]
    frame = listed.merge(points, on="town_code", how="left")
    shift = np.arange(len(frame))
    frame["lon"] = (frame["lon"] + 0.0012 * np.cos(shift)).round(6)
    frame["lat"] = (frame["lat"] + 0.0012 * np.sin(shift)).round(6)
    frame["parent_code"] = frame["kind"].map({"tribunal": BRANCH})
    return frame


def _by_town(world: World) -> pd.DataFrame:
    """The 14 sub-centres, and the mediation organisations of the towns."""
    towns = _town_points(world)
    centres = towns.assign(
        code=[f"SC{n:02d}" for n in range(1, 15)], kind="sub_centre", level="town", parent_code="LC01"
    )
    centres["name_zh"] += "联动分中心"
    centres["name_en"] += " Sub-centre"
    counts = counts_by_town(world, "mediation_org")
    number = int(counts.sum())
    rows = towns.loc[np.repeat(towns.index, counts)].reset_index(drop=True)
    topic = np.concatenate([np.arange(count) for count in counts])
    rows["code"] = [f"MT{n:02d}" for n in range(1, number + 1)]
    rows["name_zh"] += [
        TOPICS[n % 5][0] + "纠纷调解委员会" + ("" if n < 5 else str(n // 5 + 1)) for n in topic
    ]
    rows["name_en"] += [
        f" {TOPICS[n % 5][1]} Mediation Committee" + ("" if n < 5 else f" {n // 5 + 1}") for n in topic
    ]
    return pd.concat([centres, rows.assign(kind="mediation_org", level="town", parent_code="NL-320506")])


def _centres(world: World) -> pd.DataFrame:
    """Non-litigation centres at three levels: 1 of the district, 14 of towns, 209 of villages."""
    top = pd.DataFrame(
        {
            "code": ["NL-320506"],
            "level": "district",
            "town_code": "320506001",
            "name_zh": "区非诉服务中心",
            "name_en": "District Non-litigation Centre",
            "lon": 120.622,
            "lat": 31.262,
            "experts": 64,
        }
    )
    towns = _town_points(world).assign(level="town", parent_code="NL-320506")
    towns["code"] = "NL-" + towns["town_code"]
    villages = world.district.villages.rename(columns={"town_code9": "town_code", "code12": "village_code"})
    villages = villages[["village_code", "town_code", "name_zh", "name_en", "lon", "lat"]].assign(
        level="village"
    )
    villages["code"] = "NL-" + villages["village_code"]
    villages["parent_code"] = "NL-" + villages["town_code"]
    below = pd.concat([towns, villages])
    below["name_zh"] += np.where(below["level"] == "town", "非诉服务中心", "非诉服务站")
    below["name_en"] += np.where(
        below["level"] == "town", " Non-litigation Centre", " Non-litigation Station"
    )
    return pd.concat([top, below]).assign(kind="non_litigation_centre")


def _cell_rows(world: World, cell: np.ndarray) -> pd.DataFrame:
    cells = world.district.cells.iloc[cell]
    village = world.district.villages.iloc[cells["village"]].reset_index(drop=True)
    number = cells["number"].astype(str).reset_index(drop=True)
    short = village["name_en"].str.replace(r" (Community|Village)$", "", regex=True)
    return pd.DataFrame(
        {
            "town_code": village["town_code9"],
            "village_code": village["code12"],
            "grid_code": cells["code"].to_numpy(),
            "name_zh": village["name_zh"] + "第" + number + "网格",
            "name_en": short + " Grid " + number,
            "lon": cells["lon"].to_numpy(),
            "lat": cells["lat"].to_numpy(),
        }
    )


def _groups(world: World) -> pd.DataFrame:
    """One mediation group in each grid cell."""
    rows = _cell_rows(world, np.arange(len(world.cell_codes)))
    residents = world.residents[:, -1]
    return rows.assign(
        code="MG-" + rows["grid_code"],
        parent_code="NL-" + rows["village_code"],
        kind="mediation_group",
        level="grid",
        name_zh=rows["name_zh"] + "调解小组",
        name_en=rows["name_en"] + " Mediation Group",
        annual_quota=np.clip(np.rint(residents / 330), 2, 10),
    )


def counts_by_town(world: World, kind: str) -> np.ndarray:
    """Organisations of a kind per town; their codes are numbered in the order of the towns."""
    number, power, least = IN_TOWNS[kind]
    return share_out(number, world.town_residents**power, least=least)


def _rooms(world: World, rng: np.random.Generator) -> list[pd.DataFrame]:
    """Personal rooms, veterans' rooms and court stations, spread over the towns by residents."""
    kinds = (
        ("personal_room", "个人调解室", "Personal Mediation Room"),
        ("veteran_room", "退役军人调解室", "Veterans' Mediation Room"),
        ("court_station", "诉调对接站", "Court Link Station"),
    )
    parts = []
    for kind, zh, en in kinds:
        counts = counts_by_town(world, kind)
        town = np.repeat(np.arange(14), counts)
        cell = np.concatenate([_dense(world, rng, one, count) for one, count in enumerate(counts)]).astype(
            int
        )
        rows = _cell_rows(world, cell)
        index = np.concatenate([np.arange(1, count + 1) for count in counts])
        towns = _town_points(world).iloc[town].reset_index(drop=True)
        rows["name_zh"] = towns["name_zh"] + zh + pd.Series(index).astype(str)
        rows["name_en"] = towns["name_en"] + f" {en} " + pd.Series(index).astype(str)
        rows["code"] = [f"{PREFIXES[kind]}{n:02d}" for n in range(1, len(rows) + 1)]
        court = rows["town_code"].map(TRIBUNAL).fillna(BRANCH)
        parent = court if kind == "court_station" else "NL-" + rows["town_code"]
        parts.append(rows.assign(kind=kind, level="town", parent_code=parent))
    return parts


def _dense(world: World, rng: np.random.Generator, town: int, count: int) -> np.ndarray:
    weight = np.where(world.cell_town == town, world.residents[:, -1], 0.0)
    return choose(rng, weight, int(count))


def _party(world: World, rng, kind: str, number: int, names: tuple[str, str, str]) -> pd.DataFrame:
    prefix, zh, en = names
    cell = choose(rng, world.residents[:, -1] ** 0.5, number)
    rows = _cell_rows(world, cell)
    return rows.assign(
        code=f"{prefix}-" + rows["grid_code"],
        kind=kind,
        level="grid",
        name_zh=rows["name_zh"] + zh,
        name_en=rows["name_en"] + f" {en}",
    )


def _with_people(rng: np.random.Generator, frame: pd.DataFrame) -> pd.DataFrame:
    """Numbers of mediators: 1,925 in the groups of the cells, 11 at the court and its tribunals."""
    kind = frame["kind"].to_numpy()
    full = np.select([kind == "mediation_org", kind == "non_litigation_centre"], [2, 1], 0)
    part = np.select([kind == "mediation_org", kind == "personal_room", kind == "veteran_room"], [3, 2, 2], 0)
    groups = np.flatnonzero(kind == "mediation_group")
    size = share_out(truth.GRID_MEDIATORS, rng.gamma(4, size=len(groups)), least=1)
    has_full = rng.random(len(groups)) < 0.22
    full[groups], part[groups] = has_full, size - has_full
    full[kind == "court_centre"] = truth.COURT_MEDIATORS - 2 * truth.TRIBUNALS
    full[kind == "tribunal"] = 2
    return frame.assign(mediators_full=full, mediators_part=part)
