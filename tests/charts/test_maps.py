import base64
import dataclasses
import inspect
import io
import json

import mapclassify
import numpy as np
import pandas as pd
import pytest
import shapely
from PIL import Image

from tests.charts import samples
from wzdash.charts import classes, geometry, legend, mapfigure, maps, squares, theme

VALUES = np.random.default_rng(1).gamma(1, 50, 400).round(2)


def layers(deck) -> dict:
    return {layer["id"]: layer for layer in json.loads(deck.to_json())["layers"]}


@pytest.mark.parametrize(
    ("method", "reference"),
    [
        ("quantile", mapclassify.Quantiles),
        ("equal", mapclassify.EqualInterval),
        ("natural", mapclassify.FisherJenks),
    ],
)
@pytest.mark.filterwarnings("ignore:Numba not installed")
def test_classes_are_those_of_mapclassify(method, reference):
    expected = reference(VALUES, k=5)
    found = classes.classify(VALUES, method=method, kind="figure")  # which tells all of these apart
    if method == "natural":  # several sets of breaks can be equally good: compare the sum of squares
        edges = classes.natural_breaks(VALUES, 5)
        within = [VALUES[np.searchsorted(edges, VALUES) == i] for i in range(5)]
        loss = sum(((part - part.mean()) ** 2).sum() for part in within)
        best = sum(
            ((VALUES[expected.yb == i] - VALUES[expected.yb == i].mean()) ** 2).sum() for i in range(5)
        )
        assert loss == pytest.approx(best, rel=1e-9)
    else:
        assert found.index.tolist() == expected.yb.tolist()


def test_natural_breaks_of_known_clusters():
    values = np.array([1, 2, 2, 3, 50, 51, 52, 100, 101])
    assert classes.natural_breaks(values, 3).tolist() == [3, 52, 101]
    assert classes.natural_breaks(np.array([7.0, 7.0]), 5).tolist() == [7]


def test_legend_counts_every_row_once_and_names_missing_and_hidden():
    values = [0, 0, 0, 1, 2, 3, 4, 5, 6, 7, None, 3]
    hidden = [False] * 11 + [True]
    found = classes.classify(values, k=4, hidden=hidden)
    entries = found.legend()
    assert sum(entry.n for entry in entries) == 12
    assert entries[0].label == "0"
    assert entries[0].n == 3
    assert [entry.label for entry in entries[-2:]] == ["数量过少,不予显示", "没有数据"]
    assert found.fills[10] == theme.LIGHT.missing
    assert found.fills[11] == theme.LIGHT.hidden


def test_few_distinct_values_make_few_classes():
    assert len(classes.classify([3, 3, 3]).colours) == 1
    assert len(classes.classify([1, 2, 2, 1], k=5).labels) == 2
    assert classes.classify([None, None]).legend()[0].n == 2
    with pytest.raises(ValueError, match="method 'jenks': allowed: quantile, natural, equal"):
        classes.classify([1], method="jenks")


KINDS = {"count": np.array([0, 0, 1, 1, 2, 9]), "share": np.linspace(0.9871, 0.9884, 60)}


@pytest.mark.parametrize("diverging", [False, True])
@pytest.mark.parametrize("kind", ["count", "share"])
@pytest.mark.parametrize("method", list(classes.METHODS))
@pytest.mark.parametrize("k", classes.SIZES)
def test_no_class_is_empty_or_reads_like_another(method: str, kind: str, k: int, diverging: bool):
    values = KINDS[kind] - 3 * diverging * (kind == "count")
    found = classes.classify(values, method=method, k=k, kind=kind, diverging=diverging)
    entries = found.legend()
    assert 2 - diverging <= len(entries) <= k
    assert all(entry.n for entry in entries)
    assert len({entry.label for entry in entries}) == len({entry.colour for entry in entries}) == len(entries)
    ends = [text for entry in entries for text in entry.label.split(" – ")]
    assert len(set(ends)) == len(ends)


def test_the_legend_says_how_and_into_how_many_it_was_cut():
    assert classes.classify(VALUES, k=7).method == "按分位数分级,各级数量相近 · 7 级"
    assert classes.classify([1, 2], k=7, method="equal").method == "按等间距分级 · 2 级"
    signed = classes.classify([-0.4, 0.1, 0.2, 0.4], k=4, kind="change", diverging=True, method="natural")
    assert signed.method == "增减各按自然断点分级,零点居中 · 2 级"
    picture = mapfigure.figure(samples.areas(), "orders", classes.classify(samples.areas()["orders"], k=7))
    assert "7 级" in picture.layout.legend.title.text


def test_diverging_classes_keep_the_sides_apart():
    values = np.array([-0.4, -0.2, -0.1, 0.0, 0.1, 0.2, 0.4, 0.9])
    found = classes.classify(values, kind="change", diverging=True, k=5)
    blue, orange = theme.LIGHT.diverging[0], theme.LIGHT.diverging[-1]
    assert found.fills[0] == blue
    assert found.fills[-1] == orange
    by_class = {i: set(np.sign(values[found.index == i])) for i in set(found.index)}
    assert all(not {-1.0, 1.0} <= signs for signs in by_class.values())


def test_deck_needs_no_network_and_answers_clicks():
    frame = samples.areas()
    found = classes.classify(frame["orders"], net="ground")
    deck = maps.deck(frame, "orders", found, n="villages", context=samples.around(), selected=["320506103"])
    text = deck.to_json()
    assert "http" not in text
    assert "mapStyle" not in text.replace('"mapStyle":"__MAP_STYLE__"', "")  # Streamlit drops the placeholder
    assert "\n" not in text
    assert "mapProvider" not in text
    areas = layers(deck)["areas"]
    assert areas["pickable"] is True
    properties = {f["properties"]["code"]: f["properties"] for f in areas["data"]}
    row = frame.set_index("code").loc["320506103"]
    assert properties["320506103"]["value"] == f"{row['orders']:,.0f}"
    assert properties["320506103"]["n"] == "n = 31"
    assert properties["320506005"]["value"] == "—"
    assert properties["320506005"]["fill"][:3] == list(theme.rgb(theme.LIGHT.missing))
    assert len(layers(deck)["chosen"]["data"]) == 1
    assert np.array(layers(deck)["outlines"]["data"]).shape[1] == 4
    assert layers(deck)["labels"]["characterSet"] == "auto"
    assert {row["name"] for row in layers(deck)["labels"]["data"]} >= {"木渎镇", "姑苏区"}


def painted(rows: pd.DataFrame, step: int) -> tuple[np.ndarray, list[float]]:
    """How dark every square of a map's picture is, from the north, and where the picture lies."""
    frame = samples.areas()
    counts = maps.Squares(rows, step)
    layer = layers(maps.deck(frame, "orders", classes.classify(frame["orders"]), squares=counts))["squares"]
    data = base64.b64decode(layer["image"].removeprefix("data:image/png;base64,"))
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))[..., 3], layer["bounds"]


def test_counts_of_squares_are_one_picture_north_above():
    rows = pd.DataFrame({"x": [1205, 1206, 1207], "y": [311, 313, 311], "n": [1, 4, 5]})
    alpha, bounds = painted(rows, 10)
    assert alpha.tolist() == [[0, 95, 0], [0, 0, 0], [50, 0, 150]]
    assert bounds == [120.45, 31.05, 120.75, 31.35]


def test_a_picture_too_wide_puts_squares_together():
    rows = pd.DataFrame({"x": [0, 1, 5000], "y": [0, 1, 7], "n": [1, 1, 1]})
    alpha, bounds = painted(rows, 1000)
    assert alpha.shape == (3, 1667)
    assert alpha[-1, 0] == 95
    assert bounds == pytest.approx([-0.0005, -0.0005, 5.0005, 0.0085])


ON_SCREEN_ONLY = {"heat", "squares", "extrude", "scale", "basemap", "width", "height"}


def test_what_a_deck_takes_can_be_exported_too():
    of_deck, of_figure = (set(inspect.signature(one).parameters) for one in (maps.deck, mapfigure.figure))
    assert of_deck - ON_SCREEN_ONLY <= of_figure
    places = pd.DataFrame({"lon": [120.5], "lat": [31.2]})
    frame = samples.areas()
    fig = mapfigure.figure(frame, "orders", classes.classify(frame["orders"]), marks=places)
    assert any(tuple(one.x) == (120.5,) for one in fig.data if one.x is not None)


def test_hidden_areas_give_nothing_away():
    frame = samples.areas()
    hidden = frame["code"].eq("320506103").to_numpy()
    found = classes.classify(frame["orders"], hidden=hidden)
    deck = maps.deck(frame, "orders", found, n="orders", extrude=True)
    own = next(
        f["properties"] for f in layers(deck)["areas"]["data"] if f["properties"]["code"] == "320506103"
    )
    assert own | {"name": ""} == {
        "code": "320506103",
        "name": "",
        "value": "—",
        "n": "",
        "fill": [*theme.rgb(theme.LIGHT.hidden), 255],
        "height": 0.0,
    }
    hover = mapfigure.figure(frame, "orders", found).data[-1].hovertext
    assert hover[list(frame["code"]).index("320506103")] == "<b>木渎镇</b><br>—"


def test_geometry_comes_from_wkb_or_shapely_rounded_to_a_metre():
    shape = shapely.Polygon([(120.1234567, 31), (120.2, 31), (120.2, 31.1)])
    both = geometry.shapes([shapely.to_wkb(shape), shape, None])
    assert both[0].equals(both[1])
    assert both[0].exterior.coords[0] == (120.12346, 31)
    assert [f["properties"]["i"] for f in geometry.features(both, [{"i": 0}, {"i": 1}, {"i": 2}])] == [0, 1]


def test_an_edge_of_two_neighbours_is_drawn_once_and_holes_have_edges_too():
    west, east = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1).difference(shapely.box(1.2, 0.2, 1.4, 0.4))
    found = geometry.edges(np.array([west, None, east], dtype=object))
    assert len(found) == 4 + 3 + 4
    assert sum(np.ptp(found[:, 0::2], axis=1) + np.ptp(found[:, 1::2], axis=1)) == pytest.approx(7 + 0.8)
    assert geometry.edges(np.array([], dtype=object)).shape == (0, 4)


def test_view_holds_the_box():
    place = geometry.view((120.0, 31.0, 121.0, 31.5), 700, 500)
    pixels = 1 / 360 * 512 * 2 ** place["zoom"]
    assert 0.9 * 700 < pixels <= 700
    assert place["longitude"] == 120.5


def test_labels_that_would_touch_give_way_to_the_important():
    places = np.array([[0, 0], [10, 2], [100, 0]])
    assert geometry.clear_labels(places, [30, 30, 30], 14, [1, 2, 0]).tolist() == [False, True, True]


def test_a_map_names_what_has_room_and_more_on_a_larger_one():
    frame = samples.areas()
    found = classes.classify(frame["orders"], net="ground")
    small, large = (
        layers(maps.deck(frame, "orders", found, context=samples.around(), width=wide, height=wide))["labels"]
        for wide in (330, 900)
    )
    names = [{row["name"] for row in one["data"]} for one in (small, large)]
    assert names[0] < names[1]


def test_figure_draws_each_area_once_with_a_legend_in_numbers():
    frame = samples.areas()
    found = classes.classify(frame["orders"], net="ground")
    fig = mapfigure.figure(frame, "orders", found, context=samples.around())
    shown = [trace for trace in fig.data if trace.showlegend]
    assert [trace.name for trace in shown] == [f"{entry.label}  ({entry.n})" for entry in found.legend()]
    rings = sum(list(trace.x).count(None) for trace in shown)
    assert rings == sum(shapely.get_num_geometries(shape) for shape in frame["geometry"])
    assert fig.layout.yaxis.scaleratio == pytest.approx(1 / np.cos(np.radians(31.2)), rel=0.01)
    assert len({note.text for note in fig.layout.annotations}) == len(fig.layout.annotations) >= 10


def test_a_class_that_is_empty_in_this_month_stays_in_the_legend():
    frame = samples.areas()
    found = classes.classify(frame["orders"], net="ground")
    emptied = dataclasses.replace(found, index=np.where(found.index == 1, 0, found.index))
    shown = [trace for trace in mapfigure.figure(frame, "orders", emptied).data if trace.showlegend]
    assert [trace.name for trace in shown] == [f"{one.label}  ({one.n})" for one in emptied.legend()]
    assert shown[1].name.endswith("(0)")
    assert shown[1].fillcolor == emptied.colours[1]


def test_markup_in_names_stays_text():
    frame = samples.areas().assign(name="<img src=x>")
    found = classes.classify(frame["orders"])
    context = maps.Context(labels=pd.DataFrame([("<b>x", 120.5, 31.2, 1)], columns=maps.LABELS))
    assert "<img" not in maps.deck(frame, "orders", found).to_json()
    assert "<img" not in mapfigure.figure(frame, "orders", found, context=context).to_json()
    assert "&lt;b&gt;x" in mapfigure.figure(frame, "orders", found, context=context).to_json()
    html = legend.legend_html(found, "<b>工单", unlocated=3)
    assert "&lt;b&gt;工单" in html
    assert "未定位 3 件" in html
    assert html.count("<i ") == len(found.legend())
    pale = legend.legend_html(found, "工单", ground="#ffffff")
    assert theme.over(found.colours[-1], "#ffffff", maps.COVER) in pale
    assert found.colours[-1] not in pale
    assert theme.over("#000000", "#ffffff", 0.6) == "#666666"
    # what a browser showed over a plain base map
    assert theme.over("#014841", theme.TILE, maps.COVER) == "#336b64"


def test_no_areas_is_an_empty_figure_and_a_map_of_the_district():
    nothing = samples.areas().iloc[:0]
    found = classes.classify(nothing["orders"])
    assert "没有数据" in mapfigure.figure(nothing, "orders", found).layout.annotations[0].text
    assert json.loads(maps.deck(nothing, "orders", found).to_json())["initialViewState"]["longitude"] == 120.5


def test_classes_by_name_keep_their_order_and_leave_the_rest_grey():
    found = classes.named(
        ["ring", "", "target", "ring"], {"target": "目标", "ring": "环", "far": "远"}, "未用"
    )
    assert [(one.label, one.n) for one in found.legend()] == [("目标", 1), ("环", 2), ("未用", 1)]
    assert len({found.fills[0], found.fills[1], found.fills[2]}) == 3
    assert found.fills[0] == found.fills[3]
    assert classes.named(["far"], {"far": "远"}).labels == ("远",)


def test_the_shades_of_squares_are_said_by_the_limits_that_draw_them():
    assert squares.legend() == ["浅 1 件", "中 2–4 件", "深 5 件及以上"]
    assert [int(np.digitize(n, squares.SIZES)) for n in (1, 2, 4, 5)] == [0, 1, 1, 2]


def test_raised_areas_keep_the_colours_of_the_legend():
    frame = samples.areas()
    drawn = maps.deck(frame, "orders", classes.classify(frame["orders"]), extrude=True)
    assert layers(drawn)[maps.AREAS]["material"]["ambient"] >= 0.7


def test_a_map_for_a_narrow_page_has_its_legend_below_and_names_what_has_room():
    frame = samples.areas()
    fig = mapfigure.figure(
        frame, "orders", classes.classify(frame["orders"]), context=samples.around(), room=760
    )
    slim = mapfigure.narrowed(fig, 360)
    assert slim.layout.margin.r == 8
    assert slim.layout.legend.x == 0
    plot = slim.layout.height - slim.layout.margin.t - slim.layout.margin.b
    assert 150 < plot < fig.layout.height
    assert 0 < len(slim.layout.annotations) < len(fig.layout.annotations)
    nothing = mapfigure.figure(frame.iloc[:0], "orders", classes.classify([]))
    assert mapfigure.narrowed(nothing, 360) is nothing
