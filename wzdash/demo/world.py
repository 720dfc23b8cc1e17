"""What all facts share: areas with residents, hotspots and settings; lists of categories; the scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from wzdash.demo.chance import stream
from wzdash.demo.columns import coded
from wzdash.demo.geography import District, build_district
from wzdash.settings import DATA
from wzdash.store.taxonomies import read_categories

YEARS = (2017, 2018, 2019, 2020)
LAKE_TOWNS = ("320506006", "320506010", "320506107", "320506108", "320506109", "320506110")
NO_AREA = np.int32(-1)


@dataclass(frozen=True)
class World:
    """The district as arrays by position of town, village and cell."""

    seed: int
    scale: float
    district: District
    town_codes: list[str]
    village_codes: list[str]
    cell_codes: list[str]
    cell_village: np.ndarray
    cell_town: np.ndarray
    residents: np.ndarray  # (cells, years) 2017 … 2020
    urban: np.ndarray  # per cell, 0 rural … 1 dense
    lake: np.ndarray  # per town, 1 at the lake
    categories: pd.DataFrame

    def rng(self, name: str) -> np.random.Generator:
        """The stream of random numbers of this name."""
        return stream(self.seed, name)

    def count(self, number: float) -> int:
        """The number at this scale."""
        return round(number * self.scale)

    @property
    def town_residents(self) -> np.ndarray:
        """Residents at the end of 2020 by town."""
        return np.bincount(self.cell_town, weights=self.residents[:, -1])

    def town(self, code: str) -> int:
        """Position of a town."""
        return self.town_codes.index(code)

    def items(self, domain: str) -> pd.DataFrame:
        """Categories of a domain that facts can have: leaves, or groups without leaves."""
        rows = self.categories[self.categories["domain"] == domain]
        parents = set(rows.loc[rows["code"] != rows["group_code"], "group_code"])
        return rows[~rows["code"].isin(parents)].reset_index(drop=True)

    def hotspots(self, name: str, sigma: float, urban: float = 0.0) -> np.ndarray:
        """Weight of each cell: residents, more or less urban, times a heavy-tailed factor."""
        factor = self.rng(f"hotspots {name}").lognormal(0, sigma, len(self.cell_codes))
        return self.residents[:, -1] * factor * np.exp(urban * (self.urban - 0.5))

    def by_town(self, weight: np.ndarray) -> np.ndarray:
        """Table towns × cells of the weights, 0 outside the town."""
        table = np.zeros((len(self.town_codes), len(weight)))
        table[self.cell_town, np.arange(len(weight))] = weight
        return table

    def place_columns(self, town: np.ndarray, village: np.ndarray, cell: np.ndarray) -> dict[str, pa.Array]:
        """The three codes of a place; negative positions are empty."""
        return {
            "town_code": coded(self.town_codes, town),
            "village_code": coded(self.village_codes, village),
            "grid_code": coded(self.cell_codes, cell),
        }

    def cell_columns(self, cell: np.ndarray) -> dict[str, pa.Array]:
        """The three codes of places in cells; a negative cell is unlocated at every level."""
        known = cell >= 0
        town = np.where(known, self.cell_town[cell], NO_AREA)
        village = np.where(known, self.cell_village[cell], NO_AREA)
        return self.place_columns(town, village, cell)


def read_mix(name: str, items: pd.DataFrame) -> pd.DataFrame:
    """The simulation's shares of the items of a domain, in the order of the items."""
    table = pd.read_csv(DATA / "simulation" / f"{name}_mix.csv", dtype={"code": str})
    return items.merge(table, on="code", how="left", validate="1:1").assign(
        weight=lambda frame: frame["weight"].fillna(0)
    )


def build_world(seed: int, scale: float) -> World:
    """The district of a seed, with residents by cell and year."""
    district = build_district(seed)
    rng = stream(seed, "residents")
    cells, villages, towns = district.cells, district.villages, district.towns
    village = cells["village"].to_numpy()
    share = rng.gamma(9, size=len(cells))
    share /= np.bincount(village, weights=share)[village]
    last = villages["weight"].to_numpy()[village] * share * 1000
    town = cells["town"].to_numpy()
    growth = rng.uniform(0.005, 0.035, len(towns))[town]
    residents = np.rint(last[:, None] * (1 + growth[:, None]) ** (np.array(YEARS) - YEARS[-1]))
    density = last / cells["km2"].to_numpy()
    rank = density.argsort().argsort() / (len(cells) - 1)
    return World(
        seed=seed,
        scale=scale,
        district=district,
        town_codes=towns["code9"].tolist(),
        village_codes=villages["code12"].tolist(),
        cell_codes=cells["code"].tolist(),
        cell_village=village.astype(np.int32),
        cell_town=town.astype(np.int32),
        residents=residents.astype(np.int64),
        urban=rank,
        lake=towns["code9"].isin(LAKE_TOWNS).to_numpy(float),
        categories=read_categories(),
    )
