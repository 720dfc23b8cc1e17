import numpy as np
import pandas as pd
import pytest

from tests.charts import samples
from wzdash.charts import bars, calendar, funnel, heatmap, theme
from wzdash.charts.spark import data_uri, sparkline
from wzdash.charts.values import full


def test_bars_are_sorted_start_at_zero_and_carry_their_keys():
    data = samples.towns()
    fig = bars.bars(data.sample(frac=1, random_state=1), "town", "orders", key="code", net="ground")
    bar, notes = fig.data
    assert list(bar.x) == sorted(data["orders"], reverse=True)
    assert fig.layout.xaxis.range[0] == 0
    assert bar.customdata[0][0] == "320506103"
    assert notes.text[0] == " 36,000"
    assert fig.layout.yaxis.ticktext[0] == "木渎镇"


def test_bars_highlight_by_key_and_interval_in_hover():
    data = samples.towns()
    fig = bars.bars(data, "town", "rate", n="orders", low="low", high="high", key="code", kind="share",
                    highlight="320506010")  # fmt: skip
    place = [key for (key,) in fig.data[0].customdata].index("320506010")
    assert fig.data[0].marker.color[place] == theme.LIGHT.accent
    assert sum(colour == theme.LIGHT.accent for colour in fig.data[0].marker.color) == 1
    row = data.set_index("code").loc["320506010"]
    assert fig.data[0].error_x.array[place] == pytest.approx(row["high"] - row["rate"])
    assert "95% 区间" in fig.data[0].hovertext[place]
    assert f"n = {row['orders']:,.0f}" in fig.data[0].hovertext[place]


def test_the_rest_is_summed_for_counts_and_only_named_for_rates():
    data = samples.towns()
    fig = bars.bars(data, "town", "orders", top=6)
    assert sum(fig.data[0].x) == data["orders"].sum()
    assert fig.layout.yaxis.ticktext[-1] == "其余 8 项"
    rates = bars.bars(data, "town", "rate", kind="share", top=6)
    assert pd.isna(rates.data[0].x[-1])
    assert rates.data[1].text[-1] == " —"


def test_two_rows_with_one_name_stay_two_bars():
    data = pd.DataFrame({"name": ["新家", "新家"], "code": ["1", "2"], "v": [1, 2]})
    fig = bars.bars(data, "name", "v", key="code")
    assert list(fig.data[0].y) == [0, 1]


def test_funnel_shares_are_of_previous_and_first():
    data = pd.DataFrame({"stage": ["受理", "成功", "确认"], "n": [200, 100, 25], "days": [None, 3.25, 10]})
    fig = funnel.stages(data, "stage", "n", median="days")
    assert list(fig.data[1].x) == [200, 100, 25]
    assert fig.data[1].hovertext[2] == (
        "<b>确认</b><br>25<br>占上环节 25.0 %<br>占首环节 12.5 %<br>中位 10 天"
    )
    assert fig.layout.xaxis.range == (0, 200)


def test_funnel_without_a_denominator_shows_a_dash():
    fig = funnel.stages(pd.DataFrame({"s": ["a", "b", "c"], "n": [5, 0, 0]}), "s", "n")
    assert "占上环节 —" in fig.data[1].hovertext[2]


def test_heatmap_cells_are_the_frame_and_a_missing_cell_is_grey():
    data = samples.category_town()
    fig = heatmap.heatmap(data, "category", "town", "orders", column_key="code")
    grids = [np.array(trace.z, dtype=float) for trace in fig.data[1:-1]]
    assert sum(np.nansum(grid) for grid in grids) == data["orders"].sum()
    assert sum(np.isfinite(grid).sum() for grid in grids) == len(data) == 8 * 14 - 1
    assert np.array(fig.data[0].z, dtype=float).sum() == 8 * 14
    assert fig.data[1].zmin == 0
    assert fig.data[-1].customdata[0][1] == "320506103"
    texts = [text for trace in fig.data[1:-1] for line in trace.text for text in line if text]
    assert len(texts) == len(data)


def test_labels_of_cells_reach_aa_on_their_colour():
    fig = heatmap.heatmap(samples.category_town(), "category", "town", "orders", net="ground")
    ramp = theme.resample(tuple(theme.sequence("ground")), 201)
    for trace in fig.data[1:-1]:
        for value in (v for line in trace.z for v in line if v is not None):
            ground = ramp[round(value / trace.zmax * 200)]
            assert theme.contrast(trace.textfont.color, ground) >= 4.5


def test_hours_and_days_stand_where_they_belong():
    data = samples.hours()
    fig = heatmap.hour_weekday(data, "hour", "weekday", "orders")
    grid = np.array(fig.data[1].z)
    assert grid.shape == (7, 24)
    assert grid[6, 12] == data.query("hour == 12 and weekday == 6")["orders"].item()
    assert fig.layout.yaxis.ticktext[0] == "周一"


def test_calendar_has_every_day_once_on_its_weekday():
    data = samples.days()
    fig = calendar.calendar(data, "day", "orders")
    assert int(np.array([[v or 0 for v in line] for line in fig.data[0].z]).sum()) == 365 + 366
    grid = np.array([[np.nan if v is None else v for v in line] for line in fig.data[1].z])
    assert np.nansum(grid) == data["orders"].sum()
    # 24 January 2020 was a Friday
    friday = np.argwhere(
        np.array(fig.data[1].hovertext)
        == f"<b>2020年1月24日</b><br>{data.set_index('day')['orders'].loc['2020-01-24']:,}"
    )
    assert friday[0][0] == 8 + 4


def test_sparkline_leaves_gaps_and_names_itself():
    svg = sparkline([1, None, 3, 4], net="sky", alt="<b>x")
    assert svg.count("M") == 2
    assert "&lt;b&gt;x" in svg
    assert theme.LIGHT.nets["sky"] in svg
    assert data_uri(svg).startswith("data:image/svg+xml;base64,")
    assert sparkline([None, None]) == ""
    assert "从 1 到 4" in sparkline([1, 4])


def test_a_duration_reads_in_the_unit_that_suits_it():
    assert [full("duration", hours) for hours in (0.15, 7.5, 82.6)] == ["9 分钟", "7.5 小时", "3.4 天"]


def test_invisible_bars_over_the_cells_answer_clicks_with_their_codes():
    data = samples.category_town()
    fig = heatmap.heatmap(data, "category", "town", "orders", column_key="code")
    over = fig.data[-1]
    assert over.type == "bar"
    assert len(over.customdata) == 8 * 14
    at = [i for i, codes in enumerate(over.customdata) if codes[1] == "320506103"]
    assert len({over.x[i] for i in at}) == 1
    assert [over.base[i] + 0.5 for i in at] == list(range(8))
    days = calendar.calendar(samples.days(), "day", "orders").data[-1]
    assert len(days.customdata) == 365 + 366
    assert {codes[0] for codes in days.customdata} >= {"2019-01-01", "2020-02-29", "2020-12-31"}


def test_only_marked_cells_keep_their_label():
    data = samples.category_town()
    fig = heatmap.heatmap(data, "category", "town", "orders")
    marked = np.zeros((8, 14), dtype=bool)
    marked[2, 3] = True
    heatmap.label_only(fig, marked)
    kept = [np.array(trace.text) != "" for trace in fig.data if trace.type == "heatmap" and trace.text]
    assert sum(map(np.sum, kept)) == 1


def test_bars_of_changes_mark_the_real_one_and_the_limits_of_chance():
    data = pd.DataFrame({"name": ["a", "b", "c"], "v": [-0.2, 0.1, -0.001]})
    fig = bars.bars(
        data, "name", "v", kind="ratio", sort=False, signed=True, highlight="b", bounds=(-0.3, 0.3)
    )
    assert [colour == theme.LIGHT.accent for colour in fig.data[0].marker.color] == [False, True, False]
    assert [line.x0 for line in fig.layout.shapes] == [-0.3, 0.3]
    assert fig.layout.xaxis.range[0] <= -0.3
    assert fig.data[1].text[2].strip() == "0.00"  # never −0.00
