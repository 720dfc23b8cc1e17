"""Bars and lines of the dashboard hold as native charts the numbers and names that their pictures show."""

import pandas as pd

from tests.charts import samples
from wzdash.charts import bars, heatmap, line, theme
from wzdash.charts.paper import on_paper
from wzdash.export import native

MONTHS = pd.DataFrame(
    {"month": pd.date_range("2020-01-01", periods=12, freq="MS"), "v": range(12), "b": range(10, 22)}
)


def test_bars_keep_names_order_and_values():
    towns = samples.towns()
    rows, chart = native.of(bars.bars(towns, "town", "orders"), "count")
    assert chart.kind == "bar"
    first = towns.sort_values("orders", ascending=False).iloc[0]
    assert list(rows.iloc[0]) == [first["town"], first["orders"]]
    assert len(rows) == len(towns)


def test_lines_are_columns_over_the_same_months():
    drawn = line.trend(MONTHS, "month", "v", compare="b", name="本期", compare_name="对比期")
    rows, chart = native.of(drawn, "count")
    told = {series.name: list(rows[series.column]) for series in chart.series}
    assert told == {"本期": list(range(12)), "对比期": list(range(10, 22))}
    assert rows[chart.category].dtype.kind == "M"


def test_what_is_neither_stays_a_picture():
    assert native.of(heatmap.heatmap(samples.category_town(), "category", "town", "orders")) is None


def test_a_dark_chart_is_put_on_paper_in_light_colours():
    with theme.using("dark"):
        dark = bars.bars(samples.towns(), "town", "orders", net="sky")
        lit = on_paper(dark)
    assert set(lit.data[0].marker.color) == {theme.LIGHT.nets["sky"]}
    assert lit.layout.template.layout.paper_bgcolor == theme.LIGHT.paper
