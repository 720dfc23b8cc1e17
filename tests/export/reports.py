"""A small document with every kind of part, for the tests of the writers."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from wzdash.charts import bars, line
from wzdash.export.document import (
    Card,
    Cards,
    Chart,
    Document,
    Figure,
    Heading,
    Series,
    Table,
    Text,
)
from wzdash.export.stamp import Stamp

STAMP = Stamp(
    "工作简报",
    "2020年1月1日至3月31日 · 镇街:木渎镇",
    datetime(2020, 12, 31),
    simulated=True,
    code="K7Q2M9PX",
    version="1.0",
)
MONTHS = pd.DataFrame(
    {
        "month": pd.to_datetime(["2020-01-01", "2020-02-01", "2020-03-01"]),
        "orders": [1200.0, 900.0, None],
        "before": [1100.0, 950.0, 870.0],
    }
)
TOWNS = pd.DataFrame(
    {"town": ["木渎镇", "甪直镇", "光福镇"], "rate": [0.991, 0.985, 0.97], "n": [900, 700, 22]}
)
LONG = pd.DataFrame(
    {
        "name": [f"数字 {i}" for i in range(40)],
        "value": [i * 1000.5 for i in range(40)],
        "why": ["说明文字" * 12] * 40,
    }
)


def trend() -> Figure:
    """A line chart with a month without a value."""
    series = (Series("orders", "本期", "#0f766e"), Series("before", "对比期", "#8a9096"))
    return Figure(
        "受理工单",
        "受理工单 2,100,较对比期 +2.4 %",
        MONTHS,
        {"month": "月份", "orders": "本期", "before": "对比期"},
        {"orders": "count", "before": "count"},
        foot="来源:工单",
        net="ground",
        definitions={"受理工单": "期间内受理的全部工单。"},
        picture=line.trend(MONTHS, "month", "orders", compare="before", net="ground"),
        subtitle="受理工单 · n = 2,100",
        chart=Chart("line", "month", series),
    )


def ranking() -> Figure:
    """Shares by town as bars."""
    return Figure(
        "按期结案率",
        "光福镇按期结案率最低,为 97.0 %",
        TOWNS,
        {"town": "镇街", "rate": "按期结案率", "n": "分母"},
        {"rate": "share", "n": "count"},
        net="ground",
        picture=bars.bars(TOWNS, "town", "rate", n="n", kind="share"),
        chart=Chart("bar", "town", (Series("rate", "按期结案率", "#0f766e"),), "share"),
    )


def stacked() -> Figure:
    """Two series of columns on top of each other."""
    series = (Series("orders", "甲", "#0f766e"), Series("before", "乙", "#ac6304"))
    return Figure(
        "堆积",
        "两类之和",
        MONTHS,
        {"month": "月份", "orders": "甲", "before": "乙"},
        {"orders": "count", "before": "count"},
        picture=line.trend(MONTHS, "month", "before"),
        chart=Chart("stacked", "month", series),
    )


def town_map() -> Figure:
    """A figure that is only a picture."""
    drawn = bars.bars(TOWNS, "town", "n")
    return Figure("镇街分布", "木渎镇最多", TOWNS, {"town": "镇街", "n": "件"}, {"n": "count"}, picture=drawn)


def report(*extra: Heading | Text | Cards | Table) -> Document:
    """Every kind of part once."""
    cards = (
        Card("受理工单", "2,100 件", "+2.4 %", "对比期 2,050", "ground"),
        Card("按期结案率", "98.5 %", "+0.12 个百分点", "1,585 ÷ 1,622", "ground"),
    )
    parts = (
        Heading("地网", 1, "ground"),
        Heading("概况", 2),
        Cards(cards),
        Text("期间受理工单 2,100 件。\n较上年同期增加 50 件。", "ground.overview"),
        trend(),
        Heading("问题", 2),
        Text("光福镇按期结案率 97.0 %。\n=不是公式", "ground.problems", "bullets"),
        ranking(),
        stacked(),
        town_map(),
        Text("以上为变化,不是成效。", style="note"),
        Table(
            "对账",
            "40 个数字中 1 个不一致",
            LONG,
            {"name": "数字", "value": "值", "why": "说明"},
            {"value": "decimal"},
            foot="来源:data/published_figures.csv",
            widths=(2, 1, 5),
        ),
    )
    return Document("工作简报", STAMP, (*parts, *extra), "2020年1月1日至3月31日 · 木渎镇")
