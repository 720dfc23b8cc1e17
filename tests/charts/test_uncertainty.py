import numpy as np
import pandas as pd
import pytest

from tests.charts import samples
from wzdash.charts import effect, flow, gantt, histogram, ranking, specification, survival, theme
from wzdash.charts.values import width


def test_forest_marks_what_chance_does_not_explain():
    frame, _curve = samples.shares()
    fig = ranking.forest(
        frame, "town", "rate", "low", "high", n="orders", limits=("least", "most"), key="code"
    )
    bars, dots, _texts = fig.data
    assert list(dots.x) == sorted(frame["rate"], reverse=True)
    ordered = frame.sort_values("rate", ascending=False, kind="stable")
    outside = (ordered["rate"] < ordered["least"]) | (ordered["rate"] > ordered["most"])
    assert [colour == theme.LIGHT.accent for colour in dots.marker.color] == outside.tolist()
    assert np.allclose(np.array(bars.base) + np.array(bars.x), ordered["most"])
    assert np.allclose(dots.error_x.arrayminus, ordered["rate"] - ordered["low"])


def test_funnel_plot_names_and_colours_by_limits():
    curve = pd.DataFrame(
        {
            "total": [10, 1000],
            "low95": [0.5, 0.85],
            "high95": [1, 0.95],
            "low998": [0.4, 0.8],
            "high998": [1, 0.99],
        }
    )
    frame = pd.DataFrame(
        {"name": ["内", "外", "远", "空"], "rate": [0.9, 0.84, 0.5, np.nan], "n": [1000, 1000, 505, 0]}
    )
    fig = ranking.funnel_plot(frame, "name", "rate", "n", curve, target=0.9)
    dots = fig.data[-1]
    assert list(dots.x) == [1000, 1000, 505]
    assert [text.strip() for text in dots.text] == ["", "外", "远"]
    assert [colour == theme.LIGHT.accent for colour in dots.marker.color] == [False, False, True]
    assert len(fig.data) == 5


def test_survival_starts_with_everything_open_and_steps():
    curve = pd.DataFrame({"time": [1.0, 3.0], "open": [0.5, 0.25], "low": [0.3, 0.1], "high": [0.7, 0.5]})
    fig = survival.survival({"甲": curve.assign(at_risk=[4, 2])}, limit=2)
    band, step = fig.data
    assert list(step.x) == [0, 1, 3]
    assert list(step.y) == [1, 0.5, 0.25]
    assert step.line.shape == "hv"
    assert step.hovertext[1] == "<b>甲</b><br>1 天: 仍未办结 50.0 %<br>n = 4"
    assert list(band.x[:5]) == [0, 1, 1, 3, 3]
    assert list(band.y[:5]) == [1, 1, 0.7, 0.7, 0.5]
    assert fig.layout.annotations[0].text == "时限 2 天"


@pytest.mark.parametrize("weighted", [True, False])
def test_histogram_has_an_edge_at_the_mark_and_counts_all(weighted):
    data = samples.closures()
    if weighted:
        data = data.round(1).value_counts("days").rename("n").reset_index()
    fig = histogram.histogram(
        data, "days", weight="n" if weighted else None, width=0.5, mark=7, kind="days", shade=(6.5, 7)
    )
    bars = fig.data[0]
    right = np.array(bars.x) + np.array(bars.width) / 2
    assert np.isclose(right, 7).any()
    assert sum(bars.y) == len(samples.closures())
    shaded = [colour == theme.LIGHT.accent for colour in bars.marker.color]
    assert sum(shaded) == 1
    assert np.isclose(right[shaded.index(True)], 7)
    assert fig.layout.xaxis.ticktext[-1].endswith(" 天")


def test_counterfactual_shows_the_expected_only_under_the_measure():
    path = samples.path()
    fig = effect.counterfactual(path)
    band, fitted, expected, observed = fig.data
    assert list(observed.y) == list(path["observed"])
    assert list(fitted.y) == list(path["fitted"])
    assert len(expected.x) == path["after"].sum() == 22
    assert len(band.x) == 44
    assert fig.layout.shapes[-1].x0 == path["date"][26]
    assert fig.layout.yaxis.range[0] == 0
    assert fig.layout.annotations[-1].text == "措施启动 2019年3月"


def test_event_study_greys_the_time_before():
    fig = effect.event_study(samples.leads(), "t", "estimate", "low", "high", n="n", net="sky")
    colours = fig.data[0].marker.color
    assert colours[:8] == (theme.LIGHT.grey,) * 8
    assert theme.LIGHT.grey not in colours[8:]
    assert "n = 35" in fig.data[0].hovertext[0]


def test_specification_curve_is_sorted_and_shows_every_choice():
    data = samples.specifications()
    fig = specification.specification(data, {"family": "模型", "trend": "趋势"})
    curve, grid = fig.data
    assert list(curve.y) == sorted(data["estimate"])
    assert len(grid.x) == 2 * len(data)
    assert sum(colour == theme.LIGHT.accent for colour in curve.marker.color) == 1
    assert set(fig.layout.yaxis2.ticktext) == {
        "模型 quasi-Poisson",
        "模型 neg. binomial",
        "趋势 有",
        "趋势 无",
    }


def test_specification_curve_keeps_the_order_of_categories():
    data = samples.specifications()
    data["trend"] = pd.Categorical(data["trend"], categories=["无", "从来没有", "有"])
    fig = specification.specification(data, {"trend": "趋势"})
    assert list(fig.layout.yaxis2.ticktext) == ["趋势 无", "趋势 有"]


def test_gantt_tells_reached_overdue_and_open():
    data = samples.milestones()
    fig = gantt.gantt(
        data, "name", "from", "to", reached="done", assumed="assumed", today=pd.Timestamp("2020-06-30")
    )
    bars, dots = fig.data
    assert bars.marker.color[3] == theme.LIGHT.accent
    assert bars.marker.color[4].startswith("rgba(")
    assert list(dots.y) == [0, 1, 2]
    assert "日期为假设" in bars.hovertext[1]
    assert "尚未完成" in bars.hovertext[3]
    assert pd.Timestamp(bars.base[0]) + pd.Timedelta(milliseconds=bars.x[0]) == pd.Timestamp("2018-12-31")


def test_sankey_carries_every_count_and_escapes_names():
    data = samples.flows()
    fig = flow.sankey(data.replace("书面协议", "<b>x"), "from", "to", "n", tones={"调解不成": "bad"})
    trace = fig.data[0]
    assert sum(trace.link.value) == data["n"].sum()
    labels = [label.split("<br>")[0] for label in trace.node.label]
    assert "&lt;b&gt;x" in labels
    assert trace.node.color[labels.index("调解不成")] == theme.LIGHT.accent
    assert "占 受理 的 94.8 %" in trace.link.customdata[3]


def test_labels_of_a_forest_never_touch_on_a_phone():
    frame = pd.DataFrame({"name": ["Xiangshan Subdistrict", "b"], "n": [134_995, 4_737]})
    frame[["v", "low", "high"]] = [[0.9692, 0.9686, 0.9699], [0.9631, 0.9573, 0.9682]]
    fig = ranking.forest(frame, "name", "v", "low", "high", n="n", kind="fine_share")
    shown = [text for text in fig.layout.xaxis.ticktext if text]
    low, high = fig.layout.xaxis.range
    room = 350 - fig.layout.margin.l - fig.layout.margin.r
    places = [p for p, t in zip(fig.layout.xaxis.tickvals, fig.layout.xaxis.ticktext, strict=True) if t]
    apart = np.diff(places) / (high - low) * room
    assert shown
    assert (apart >= width(shown[0], theme.SMALL)).all()
    assert "96.92 %" in fig.data[-1].text[0]
