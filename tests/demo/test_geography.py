"""The simulated areas tile the land exactly and nest: grid cell in village in town in district."""

import numpy as np
import pandas as pd
import pytest
import shapely

from wzdash.demo.geography import CELLS, DISTRICT, area_frame, build_district
from wzdash.demo.tessellation import SQUEEZE, tessellate
from wzdash.store import schematic


@pytest.fixture(scope="module")
def district():
    return build_district(7)


@pytest.fixture(scope="module")
def areas(district):
    frame = area_frame(district)
    return frame.assign(shape=shapely.from_wkb(frame["geometry"]))


def test_number_of_areas_and_their_parents(areas):
    assert areas["level"].value_counts().to_dict() == {
        "district": 1,
        "town": 14,
        "village": 209,
        "grid": CELLS,
    }
    assert areas["code"].is_unique
    parents = areas.set_index("code")["level"]
    expected = {"town": "district", "village": "town", "grid": "village"}
    for level, parent in expected.items():
        rows = areas[areas["level"] == level]
        assert (rows["parent_code"].map(parents) == parent).all()
    grids = areas[areas["level"] == "grid"]
    assert (grids["code"].str[:12] == grids["village_code"]).all()
    assert (grids["village_code"].str[:9] == grids["town_code"]).all()
    assert areas.set_index("code").loc[DISTRICT, "name_zh"] == "苏州市吴中区"


def test_every_cell_is_valid_and_no_two_overlap(areas):
    shapes = areas.loc[areas["level"] == "grid", "shape"].to_numpy()
    assert shapely.is_valid(shapes).all()
    assert (shapely.area(shapes) > 0).all()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = first < second
    common = shapely.intersection(shapes[first[pairs]], shapes[second[pairs]])
    assert pairs.sum() > CELLS
    assert shapely.area(common).max() == 0
    assert shapely.coverage_is_valid(shapes)


@pytest.mark.parametrize(("level", "below"), [("village", "grid"), ("town", "village"), ("district", "town")])
def test_areas_are_filled_by_the_areas_below(areas, level, below):
    whole = areas[areas["level"] == level].set_index("code")["shape"]
    parts = areas[areas["level"] == below]
    for code, rows in parts.groupby("parent_code"):
        pieces = rows["shape"].to_numpy()
        assert shapely.area(pieces).sum() == pytest.approx(whole[code].area, rel=1e-9)
        assert shapely.symmetric_difference(shapely.union_all(pieces), whole[code]).area == 0
    assert set(parts["parent_code"]) == set(whole.index)


def test_the_district_is_the_land(areas):
    land = shapely.union_all(schematic.land().geometry.to_numpy())
    whole = areas["shape"][0]
    assert shapely.symmetric_difference(land, whole).area < 1e-5 * land.area
    assert areas["area_km2"][0] == pytest.approx(schematic.towns()["land_km2"].sum(), rel=5e-3)


def test_label_points_are_inside_their_area(areas):
    below = areas[areas["level"].isin(["village", "grid"])]
    assert shapely.intersects_xy(below["shape"].to_numpy(), below["lon"], below["lat"]).all()


def test_names_read_well(areas):
    names = areas.set_index("code")
    assert names.loc["320506001012", ["name_zh", "name_en", "kind"]].tolist() == [
        "龙桥社区",
        "Longqiao Community",
        "community",
    ]
    assert names.loc["32050600101201", ["name_zh", "name_en"]].tolist() == [
        "龙桥社区第1网格",
        "Longqiao Grid 1",
    ]
    assert not areas["name_zh"].str.contains("委员会|委会").any()


def test_same_seed_same_district_other_seed_other_cells(areas):
    again, other = area_frame(build_district(7)), area_frame(build_district(8))
    pd.testing.assert_frame_equal(again, areas.drop(columns="shape"))
    assert not other["geometry"].equals(areas["geometry"])
    assert other["code"].size == areas["code"].size


def test_points_fall_evenly_into_their_cell(district):
    rng = np.random.default_rng(1)
    cell = np.repeat(np.arange(CELLS), 50)
    lon, lat = district.points(rng, cell)
    shapes = district.cells["geometry"].to_numpy()
    assert shapely.distance(shapely.points(lon, lat), shapes[cell]).max() < 2e-6
    largest = int(district.cells["km2"].argmax())
    lon, lat = district.points(rng, np.full(20_000, largest))
    west = lon < shapely.centroid(shapes[largest]).x
    half = shapely.clip_by_rect(shapes[largest], -180, -90, shapely.centroid(shapes[largest]).x, 90)
    assert west.mean() == pytest.approx(half.area / shapes[largest].area, abs=0.015)


def test_a_piece_cut_off_by_the_outline_goes_to_the_neighbour_it_touches():
    # a U: the seeds' bisector is vertical, the right arm's foot belongs to the right seed
    arms = shapely.from_wkt("POLYGON((0 0,10 0,10 9,8 9,8 1,2 1,2 9,0 9,0 0))")
    left, right = tessellate(arms, np.array([[1.0, 8.0], [9.0, 6.0]]))
    assert left.geom_type == right.geom_type == "Polygon"
    assert left.area + right.area == pytest.approx(arms.area)


def test_context_of_the_maps():
    lake, land = schematic.lake(), schematic.land()
    assert len(lake) == 1
    assert len(land) == 6
    assert shapely.covers(lake.geometry[0], land.geometry[2])  # an island lies in the lake
    assert "昆山市" in set(schematic.neighbours()["name_zh"])
    assert np.cos(np.radians(31.2)) == pytest.approx(SQUEEZE)
