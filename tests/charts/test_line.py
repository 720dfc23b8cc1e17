import itertools

import pandas as pd
import pytest

from tests.charts import samples
from wzdash.charts import line, multiples
from wzdash.charts.axes import spread
from wzdash.labels import set_language


def test_points_drawn_are_the_frame_and_counts_start_at_zero():
    data = samples.months()
    fig = line.trend(data, "month", "orders", compare="before", net="ground")
    before, orders = fig.data
    assert list(orders.y) == list(data["orders"])
    assert list(before.y) == list(data["before"])
    assert fig.layout.yaxis.range[0] == 0
    assert fig.layout.yaxis.ticktext[-1] == "6 万"
    assert orders.customdata[0][0] == f"{data['orders'][0]:,.0f}"
    assert orders.customdata[0][1] == "2018年1月"


def test_a_missing_month_is_a_gap_and_a_lone_point_is_marked():
    data = samples.months(6).drop(index=[1, 3])
    fig = line.trend(data, "month", "orders")
    assert len(fig.data[0].x) == 6
    assert [pd.isna(v) for v in fig.data[0].y] == [False, True, False, True, False, False]
    assert list(fig.data[0].marker.size) == [6, 0, 6, 0, 0, 0]


def test_hover_gives_n_beside_a_rate():
    fig = line.trend(samples.months(3), "month", "rate", n="orders", kind="share")
    assert fig.data[-1].customdata[0][0].startswith("95.")
    assert " %  n = " in fig.data[-1].customdata[0][0]


def test_rates_may_start_above_zero_but_hold_the_target():
    fig = line.trend(samples.months(), "month", "rate", kind="share", target=0.5)
    assert fig.layout.yaxis.range[0] <= 0.5
    assert "目标 50.0 %" in [note.text for note in fig.layout.annotations]


def test_end_labels_do_not_overlap_and_name_the_series():
    fig = samples.FIGURES["trend_series"]()
    labels = [note for note in fig.layout.annotations if "●" in note.text]
    low, high = fig.layout.yaxis.range
    per_pixel = (high - low) / fig.layout.meta["plot"]["height"]
    heights = sorted(note.y / per_pixel + note.yshift for note in labels)
    assert len(labels) == 4
    assert min(b - a for a, b in itertools.pairwise(heights)) >= 14.9


def test_event_labels_stand_in_rows_and_outside_events_are_left_out():
    far = pd.DataFrame([("2030-01-01", None, "以后")], columns=["starts_on", "ends_on", "name"])
    fig = line.trend(samples.months(), "month", "orders", events=pd.concat([samples.events(), far]))
    assert [note.text for note in fig.layout.annotations] == [
        "联动中心二期上线",
        "新冠疫情管控",
        "统计口径变化",
    ]
    shifts = [note.yshift for note in fig.layout.annotations]
    assert shifts[1] != shifts[2]
    assert len(fig.layout.shapes) == 3


def test_years_lie_over_each_other_with_29_february_kept():
    days = pd.DataFrame({"day": pd.date_range("2019-01-01", "2020-12-31"), "v": 1.0})
    fig = line.years(days, "day", "v")
    assert [trace.name for trace in fig.data] == ["2019年", "2020年"]
    assert fig.data[1].line.width > fig.data[0].line.width
    assert pd.Timestamp(2000, 2, 29) in [pd.Timestamp(v) for v in fig.data[1].x]
    set_language("en")
    assert line.years(days, "day", "v").layout.xaxis.ticktext[0] == "Jan"


def test_small_multiples_share_one_scale_and_show_every_row():
    data = samples.town_months()
    fig = multiples.small_multiples(data, "month", "orders", "town", columns=3)
    assert len(fig.data) == 14
    assert len({tuple(axis.range) for axis in fig.select_yaxes()}) == 1
    assert sum(sum(trace.y) for trace in fig.data) == pytest.approx(data["orders"].sum())


def test_spread_keeps_order_distance_and_bounds():
    moved = spread([5, 5, 5, 9.9], 1, 0, 10)
    assert moved == [5, 6, 7, 9.9]
    assert spread([9.8, 9.9], 1, 0, 10) == [9, 10]
