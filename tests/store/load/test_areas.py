"""Areas from layers: formats, projections, who lies under whom, bad shapes; and the regular grid."""

from __future__ import annotations

import geocoordinates_ffi as geo
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from tests.store.load import city as c
from wzdash.errors import ImportRefused
from wzdash.store.engine import open_store
from wzdash.store.load.area_names import short_forms
from wzdash.store.load.atlas import wkb_shapes
from wzdash.store.load.datum import metres
from wzdash.store.load.grid import lay_grid


def frame() -> gpd.GeoDataFrame:
    rows = [
        (code, name, shapely.box(west, 31.20, west + 0.02, 31.24)) for code, (name, west) in c.TOWNS.items()
    ]
    return gpd.GeoDataFrame(rows, columns=["代码", "名称", "geometry"], crs=4326)


def test_areas_arrive_with_their_places_and_sizes(either_city):
    found = c.rows(either_city, "areas").set_index("code")
    assert list(found["level"]) == ["district", "town", "village", "village", "town", "village", "village"]
    village = found.loc["320506101002"]
    assert (village["parent_code"], village["town_code"]) == ("320506101", "320506101")
    assert found.loc["320506100", "parent_code"] == "320506"
    assert pd.isna(found.loc["320506", "parent_code"])
    assert village["area_km2"] == pytest.approx(1.903 * 2.2238, rel=0.01)
    assert found["kind"].to_list() == ["district", "town", "village", "village", "town", "village", "village"]
    info = open_store(either_city).info
    assert info["district_zh"] == "吴中区"


@pytest.mark.parametrize("name", ["a.shp", "a.gpkg", "a.geojson", "a.zip"])
def test_every_format_and_projection_gives_the_same_towns(duckdb_settings, tmp_path, name):
    layer = frame() if name.endswith("json") else frame().to_crs(4549)  # CGCS2000, Gauss–Krüger 120°
    if name == "a.zip":
        import zipfile

        layer.to_file(tmp_path / "a.shp", encoding="utf-8")
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for part in tmp_path.glob("a.*"):
                if part.suffix != ".zip":
                    archive.write(part, part.name)
    else:
        layer.to_file(tmp_path / name, encoding="utf-8") if name.endswith("shp") else layer.to_file(
            tmp_path / name
        )
    report = c.bring(duckdb_settings, "areas", tmp_path / name)
    assert report.accepted == 2
    found = c.rows(duckdb_settings, "areas").set_index("code")
    assert found.loc["320506100", "name_zh"] == "木渎镇"
    assert found.loc["320506", "level"] == "district"  # made of the towns, and said
    assert any("a" in text and "2" in text for text in report.warnings)
    label = found.loc[["320506100"], ["lon", "lat"]].to_numpy(float)
    assert metres(label, np.array([[120.51, 31.22]]))[0] < 5


def test_a_layer_in_gcj02_is_moved(duckdb_settings, tmp_path):
    def move(lonlat):
        moved = [geo.wgs84_to_gcj02(geo.Wgs84(lat=y, lon=x)) for x, y in lonlat]
        return np.array([(p.lon, p.lat) for p in moved])

    layer = frame()
    layer["geometry"] = shapely.transform(layer["geometry"].to_numpy(), move)
    layer.to_file(tmp_path / "a.geojson")
    c.bring(duckdb_settings, "areas", tmp_path / "a.geojson", datum="gcj02")
    shapes = c.rows(duckdb_settings, "areas").set_index("code")["geometry"]
    corners = shapely.get_coordinates(wkb_shapes(shapes.loc[["320506100"]])[0])
    assert min(metres(corners, np.broadcast_to([120.50, 31.20], corners.shape))) < 1


def test_bad_areas_are_rejected_one_by_one(city, tmp_path):
    bow_tie = {
        "type": "Polygon",
        "coordinates": [
            [[120.50, 31.25], [120.51, 31.26], [120.51, 31.25], [120.50, 31.26], [120.50, 31.25]]
        ],
    }
    point = {"type": "Point", "coordinates": [120.5, 31.2]}
    path = c.layer(
        tmp_path / "a.geojson",
        [
            c.feature(bow_tie, 代码="320506100003", 名称="领结村"),  # mended
            c.feature(point, 代码="320506100004", 名称="点村"),
            c.feature(None, 代码="320506100005", 名称="空村"),
            c.feature(c.box(120.501, 31.221, 0.018, 0.018), 代码="320506100006", 名称="重叠村"),
            c.feature(c.box(121.50, 31.20, 0.01, 0.01), 代码="A7", 名称="远村", 层级="村社区"),
            c.feature(
                c.box(120.50, 31.26, 0.01, 0.01), 代码="320506100008", 名称="孤村", 上级代码="320506199"
            ),
            c.feature(c.box(120.50, 31.27, 0.01, 0.01), 代码="B9", 名称="无级"),
            c.feature(c.box(120.50, 31.28, 0.01, 0.01), 代码="TOO-LONG-A-CODE", 名称="长", 层级="村社区"),
            c.feature(c.box(120.50, 31.29, 0.01, 0.01), 代码="320506100009", 名称=""),
        ],
    )
    report = c.bring(city, "areas", path)
    assert c.reasons(report) == {
        (2, "bad_geometry"),
        (3, "bad_geometry"),
        (4, "overlap"),
        (5, "no_parent"),
        (6, "no_parent"),
        (7, "required"),
        (8, "too_long"),
        (9, "required"),
    }
    assert report.accepted == 1
    mended = c.rows(city, "areas").set_index("code").loc[["320506100003"]]
    assert shapely.is_valid(wkb_shapes(mended["geometry"])[0])


def test_official_shapes_replace_older_ones_by_code(city, tmp_path):
    path = c.layer(
        tmp_path / "a.geojson", [c.feature(c.box(120.49, 31.20, 0.03, 0.04), 代码="320506100", 名称="木渎")]
    )
    assert c.bring(city, "areas", path).replaced == 1
    found = c.rows(city, "areas").set_index("code")
    assert len(found) == 7
    assert found.loc["320506100", "name_zh"] == "木渎"
    assert found.loc["320506100", "parent_code"] == "320506"


@pytest.mark.parametrize(
    "features",
    [
        [c.feature(c.box(-71.1, 42.3, 0.1, 0.1), 代码="boston", 名称="Boston", 层级="district")],
        [c.feature(c.box(-71.1, 42.3, 0.1, 0.1), 代码="D4", 名称="D4", 层级="town")],
    ],
)
def test_another_district_needs_a_store_of_its_own(city, tmp_path, features):
    with pytest.raises(ImportRefused, match="WZDASH_STORE_DIR"):
        c.bring(city, "areas", c.layer(tmp_path / "a.geojson", features))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", b"code,name\n1,x\n", "geojson"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": [', "读不出图形"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "没有要素"),
        ("a.gpkg", b"SQLite format 3\0 but no more", "读不出图形"),
        ("a.shp", b"\0\0'\n", "读不出图形"),
    ],
)
def test_a_file_without_shapes_is_refused(city, tmp_path, name, content, says):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ImportRefused, match=says):
        c.bring(city, "areas", tmp_path / name)


def test_a_layer_that_hides_its_projection_must_look_like_degrees(duckdb_settings, tmp_path):
    frame().to_file(tmp_path / "d.shp", encoding="utf-8")
    frame().to_crs(4549).to_file(tmp_path / "m.shp", encoding="utf-8")
    for name in ("d.prj", "m.prj"):
        (tmp_path / name).unlink()
    assert any("坐标系" in text for text in c.bring(duckdb_settings, "areas", tmp_path / "d.shp").warnings)
    with pytest.raises(ImportRefused, match=r"\.prj"):
        c.bring(duckdb_settings, "areas", tmp_path / "m.shp")


def test_layers_are_named_by_the_mapping(duckdb_settings, tmp_path):
    frame().to_file(tmp_path / "a.gpkg", layer="towns")
    frame().head(1).to_file(tmp_path / "a.gpkg", layer="other")
    mapping = c.toml(tmp_path / "m.toml", 'sheet = "other"\n[district]\ncode = "320506"\nname_zh = "吴中区"')
    assert c.bring(duckdb_settings, "areas", tmp_path / "a.gpkg", mapping).accepted == 1
    assert open_store(duckdb_settings).info["district_zh"] == "吴中区"
    with pytest.raises(ImportRefused, match="towns, other"):
        c.bring(duckdb_settings, "areas", tmp_path / "a.gpkg", c.toml(tmp_path / "n.toml", 'sheet = "none"'))


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("龙桥社区居委会", ["龙桥社区居委会", "龙桥社区", "龙桥"]),
        ("长桥街道", ["长桥街道", "长桥"]),
        ("Mudu Town", ["mudu town", "mudu"]),
        ("新村", ["新村"]),
    ],
)
def test_names_are_known_without_their_endings(name, forms):
    assert short_forms(name) == forms


# ---------------------------------------------------------------- the regular grid


def test_the_grid_tiles_every_village_without_gap_or_overlap(either_city):
    report = lay_grid(either_city, 400)
    found = c.rows(either_city, "areas")
    cells = found[found["level"] == "grid"]
    assert len(cells) == report.accepted
    shapes = dict(zip(found["code"], wkb_shapes(found["geometry"]), strict=True))
    for village, own in cells.groupby("village_code"):
        parts = [shapes[code] for code in own["code"]]
        whole = shapely.union_all(parts)
        assert sum(part.area for part in parts) == pytest.approx(whole.area, rel=1e-6)
        assert shapely.symmetric_difference(whole, shapes[village]).area < 1e-4 * whole.area
        assert (own["parent_code"] == village).all()
    assert cells["area_km2"].sum() == pytest.approx(
        found[found["level"] == "district"]["area_km2"].iloc[0], rel=1e-3
    )
    assert cells["area_km2"].max() < 0.16 * 1.1
    assert cells["area_km2"].min() > 0.16 * 0.05
    assert cells["code"].str.len().max() <= 16
    assert shapely.is_valid([shapes[code] for code in cells["code"]]).all()


def test_facts_that_came_before_the_grid_are_placed_in_it(either_city, tmp_path):
    path = c.orders(tmp_path / "w.csv", c.order(lon=120.51, lat=31.21), c.order(id="W2"))
    c.bring(either_city, "work-orders", path)
    assert c.rows(either_city, "work-orders")["grid_code"].isna().all()
    report = lay_grid(either_city, 500)
    kept = c.rows(either_city, "work-orders")
    assert kept["grid_code"].notna().tolist() == [True, False]
    assert kept["grid_code"][0].startswith(kept["village_code"][0])
    assert any(text.startswith("1 行") for text in report.warnings)


def test_facts_that_came_before_their_areas_are_placed_too(settings, tmp_path):
    c.bring(
        settings,
        "work-orders",
        c.orders(tmp_path / "w.csv", {"id": "W1", "reported_at": "2020-05-06", "lon": 120.51, "lat": 31.21}),
    )
    assert c.rows(settings, "work-orders")["town_code"].isna().all()
    c.bring(settings, "areas", c.areas(tmp_path / "a.geojson"))
    assert list(c.rows(settings, "work-orders")["village_code"]) == ["320506100002"]


def test_a_grid_over_a_district_alone_works_with_stated_towns(duckdb_settings, tmp_path):
    path = c.layer(
        tmp_path / "a.geojson",
        [c.feature(c.box(-71.1, 42.3, 0.05, 0.05), 代码="boston", 名称="Boston", 层级="district")],
    )
    c.bring(duckdb_settings, "areas", path)
    lay_grid(duckdb_settings, 1000)
    mapping = c.toml(tmp_path / "m.toml", 'areas = "add"\ncategories = "add"')
    row = c.order(town_code="D4", category_code="Pothole", lon=-71.09, lat=42.31)
    c.bring(duckdb_settings, "work-orders", c.orders(tmp_path / "w.csv", row), mapping)
    placed = c.rows(duckdb_settings, "work-orders").iloc[0]
    assert placed["town_code"] == "D4"
    assert placed["grid_code"].startswith("boston-")
    towns = c.rows(duckdb_settings, "areas").query("level == 'town'")
    assert list(towns["parent_code"]) == ["boston"]


def test_a_grid_says_what_it_lacks(city, duckdb_settings, tmp_path):
    from wzdash.settings import load_settings

    empty = load_settings({"WZDASH_STORE_DIR": str(tmp_path / "empty")})
    with pytest.raises(ImportRefused, match="import areas"):
        lay_grid(empty, 500)
    for cell in (10, 1e6):
        with pytest.raises(ImportRefused, match="50"):
            lay_grid(city, cell)
    lay_grid(city, 1000)
    with pytest.raises(ImportRefused, match="已有网格"):
        lay_grid(city, 500)


def test_too_many_cells_are_refused(duckdb_settings, tmp_path):
    path = c.layer(tmp_path / "a.geojson", [c.feature(c.box(120, 31, 1, 1), 代码="320506", 名称="大区")])
    c.bring(duckdb_settings, "areas", path)
    with pytest.raises(ImportRefused, match="100,000"):
        lay_grid(duckdb_settings, 100)
