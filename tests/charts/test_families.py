"""What holds for every chart: drawn from the samples, with every hostile frame."""

import json
import re

import pandas as pd
import pytest

from tests.charts import samples
from wzdash.charts import (
    bars,
    calendar,
    effect,
    flow,
    frame,
    funnel,
    gantt,
    heatmap,
    histogram,
    line,
    multiples,
    ranking,
    specification,
    theme,
)
from wzdash.labels import set_language


def text_of(fig) -> str:
    """Everything that plotly may draw; customdata[0] is a key for clicks, and no hover text shows it."""
    for trace in fig.data:
        if trace.type != "sankey" and "customdata" not in (trace.hovertemplate or ""):
            trace.customdata = None
    return json.dumps(fig.to_plotly_json(), default=str, ensure_ascii=False)


@pytest.mark.parametrize("name", samples.FIGURES)
@pytest.mark.parametrize(("code", "mode"), [("zh", "light"), ("en", "dark")])
def test_every_chart_uses_theme_colours_only(name, code, mode):
    set_language(code)
    theme.set_mode(mode)
    fig = samples.FIGURES[name]()
    colours = theme.palette()
    allowed = {colours.paper, colours.ink, colours.muted, colours.grey, colours.grid, colours.missing}
    allowed |= {colours.accent, colours.border, colours.lake, colours.land, colours.hidden}
    allowed |= {
        *colours.nets.values(),
        *colours.categories,
        *colours.diverging,
        *theme.INKS,
    }
    for net in colours.scales:
        for n in range(1, 24):
            allowed |= set(theme.sequence(net, n))
    assert set(re.findall(r"#[0-9a-f]{6}\b", text_of(fig))) <= allowed


@pytest.mark.parametrize("name", [name for name in samples.FIGURES if name != "empty"])
def test_every_chart_has_its_own_margins_and_no_automargin(name):
    fig = samples.FIGURES[name]()
    assert fig.layout.meta["plot"]["height"] > 0
    assert 'automargin": true' not in text_of(fig)
    assert fig.layout.height == pytest.approx(
        fig.layout.meta["plot"]["height"] + fig.layout.margin.t + fig.layout.margin.b, abs=2
    )


DRAWERS = {
    "trend": lambda d: line.trend(d, "x", "v", n="n"),
    "trend_series": lambda d: line.trend(d, "x", "v", series="name"),
    "years": lambda d: line.years(d, "x", "v"),
    "small_multiples": lambda d: multiples.small_multiples(d, "x", "v", "name"),
    "bars": lambda d: bars.bars(d, "name", "v", n="n", low="v", high="v"),
    "stages": lambda d: funnel.stages(d, "name", "v", median="n"),
    "heatmap": lambda d: heatmap.heatmap(d, "name", "other", "v", n="n"),
    "calendar": lambda d: calendar.calendar(d, "x", "v"),
    "forest": lambda d: ranking.forest(d, "name", "v", "v", "v", n="n", kind="decimal"),
    "funnel_plot": lambda d: ranking.funnel_plot(d, "name", "v", "n", samples.shares()[1], target=0.96),
    "histogram": lambda d: histogram.histogram(d, "v"),
    "event_study": lambda d: effect.event_study(d.assign(t=range(len(d))), "t", "v", "v", "v", n="n"),
    "specification": lambda d: specification.specification(
        d.assign(base=False, reasonable=True, estimate=d["v"], low=d["v"], high=d["v"]), {"name": "n"}
    ),
    "gantt": lambda d: gantt.gantt(d.assign(x=d["x"].where(d["v"].notna())), "name", "x", "x", reached="x"),
    "sankey": lambda d: flow.sankey(d, "other", "name", "v"),
}


def rows(**changes) -> pd.DataFrame:
    base = {
        "x": pd.date_range("2020-01-01", periods=3, freq="MS"),
        "name": ["甲", "乙", "丙"],
        "other": list("abc"),
    }
    return pd.DataFrame(base | {"v": [3.0, 2.0, 1.0], "n": [30.0, 20.0, 10.0]} | changes)


@pytest.mark.parametrize("draw", DRAWERS)
class TestHostileFrames:
    def test_empty(self, draw):
        fig = DRAWERS[draw](rows().iloc[:0])
        assert "没有数据" in fig.layout.annotations[0].text

    def test_all_missing(self, draw):
        fig = DRAWERS[draw](rows(v=[float("nan")] * 3))
        assert "没有数据" in fig.layout.annotations[0].text

    def test_one_row(self, draw):
        assert frame.decorate(DRAWERS[draw](rows().iloc[:1]), "甲").data

    def test_one_missing_value_and_all_zero(self, draw):
        assert DRAWERS[draw](rows(v=[3.0, float("nan"), 1.0])).data
        assert "NaN" not in re.sub(r'"[^"]*"', "", DRAWERS[draw](rows(v=[0.0, 0.0, 0.0])).to_json())

    def test_markup_in_names_stays_text(self, draw):
        fig = DRAWERS[draw](rows(name=["<b>x", "<img src=x onerror=1>", "a & b"]))
        text = text_of(fig)
        assert "<img" not in text
        assert "<b>x" not in text.replace("<b>&lt;b&gt;x", "")
        if draw in ("bars", "stages", "heatmap", "trend_series", "small_multiples"):
            assert "&lt;b&gt;x" in text

    def test_very_long_chinese_names_leave_room_for_the_plot(self, draw):
        fig = DRAWERS[draw](
            rows(name=["苏州太湖国家旅游度假区管理委员会综合行政执法大队第三中队" * 2, "乙", "丙"])
        )
        assert fig.layout.margin.l + fig.layout.margin.r <= 290

    def test_sixty_categories(self, draw):
        many = pd.DataFrame(
            {"x": pd.date_range("2020-01-01", periods=60), "name": [f"类别{i}" for i in range(60)]}
            | {"other": ["甲"] * 60, "v": range(60), "n": range(60)}
        ).astype({"v": float, "n": float})
        if draw == "trend_series":
            with pytest.raises(ValueError, match="60 categories: at most 8"):
                DRAWERS[draw](many)
            return
        assert DRAWERS[draw](many).layout.height < 5000
