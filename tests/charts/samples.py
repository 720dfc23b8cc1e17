"""Seeded frames like those of the store, and a figure of every family drawn from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from wzdash.charts import (
    bars,
    calendar,
    classes,
    effect,
    flow,
    frame,
    funnel,
    gantt,
    heatmap,
    histogram,
    line,
    mapfigure,
    maps,
    multiples,
    ranking,
    specification,
    survival,
)
from wzdash.labels import language
from wzdash.store import schematic

TOWNS = {
    "320506103": ("木渎镇", "Mudu Town"),
    "320506001": ("长桥街道", "Changqiao Subdistrict"),
    "320506004": ("郭巷街道", "Guoxiang Subdistrict"),
    "320506100": ("甪直镇", "Luzhi Town"),
    "320506003": ("越溪街道", "Yuexi Subdistrict"),
    "320506009": ("城南街道", "Chengnan Subdistrict"),
    "320506104": ("胥口镇", "Xukou Town"),
    "320506110": ("临湖镇", "Linhu Town"),
    "320506107": ("东山镇", "Dongshan Town"),
    "320506108": ("光福镇", "Guangfu Town"),
    "320506109": ("金庭镇", "Jinting Town"),
    "320506006": ("香山街道", "Xiangshan Subdistrict"),
    "320506005": ("横泾街道", "Hengjing Subdistrict"),
    "320506010": ("太湖街道", "Taihu Subdistrict"),
}
CATEGORIES = ("市容环境", "街面秩序", "宣传广告", "施工管理", "突发事件", "公用设施", "道路交通", "园林绿化")


def town(code: str) -> str:
    return TOWNS[code][1 if language() == "en" else 0]


def months(count: int = 36, seed: int = 1) -> pd.DataFrame:
    """One row per month: orders, orders of the year before, rate with interval."""
    rng = np.random.default_rng(seed)
    at = pd.date_range("2018-01-01", periods=count, freq="MS")
    orders = 45000 + 6000 * np.sin(np.arange(count) / 12 * 2 * np.pi) + rng.normal(0, 2500, count)
    rate = 0.97 + 0.02 * np.tanh(np.arange(count) / 10 - 1) + rng.normal(0, 0.003, count)
    return pd.DataFrame(
        {"month": at, "orders": orders.round(), "before": (orders * 0.9 + rng.normal(0, 2500, count)).round()}
        | {"rate": rate, "low": rate - 0.004, "high": rate + 0.004}
    )


def town_months(seed: int = 2) -> pd.DataFrame:
    """One row per month and town."""
    rng = np.random.default_rng(seed)
    weights = np.linspace(2, 0.3, len(TOWNS))
    parts = [months(36, seed + i).assign(code=code, town=town(code)) for i, code in enumerate(TOWNS)]
    for part, weight in zip(parts, weights, strict=True):
        part["orders"] = (part["orders"] * weight / 14 * rng.uniform(0.9, 1.1, len(part))).round()
    return pd.concat(parts, ignore_index=True)


def towns(seed: int = 3) -> pd.DataFrame:
    """One row per town: orders, share on time with interval, change."""
    rng = np.random.default_rng(seed)
    n = (np.linspace(2, 0.15, len(TOWNS)) ** 2 * 9000).round()
    rate = np.clip(rng.normal(0.96, 0.015, len(TOWNS)), 0, 0.999)
    half = 1.96 * np.sqrt(rate * (1 - rate) / n)
    return pd.DataFrame(
        {"code": list(TOWNS), "town": [town(c) for c in TOWNS], "orders": n, "rate": rate}
        | {"low": rate - half, "high": rate + half, "change": rng.normal(0, 0.02, len(TOWNS))}
    )


def category_town(seed: int = 4) -> pd.DataFrame:
    """One row per category and town; one cell is missing."""
    rng = np.random.default_rng(seed)
    rows = [
        {"category": c, "town": town(t), "code": t, "orders": float(rng.poisson(40000 / (i + 2) / (j + 2)))}
        for i, c in enumerate(CATEGORIES)
        for j, t in enumerate(TOWNS)
    ]
    return pd.DataFrame(rows).drop(index=37)


def hours(seed: int = 5) -> pd.DataFrame:
    """One row per hour and weekday."""
    rng = np.random.default_rng(seed)
    grid = [(h, d) for d in range(7) for h in range(24)]
    rate = [400 * (1 + np.sin((h - 6) / 24 * 2 * np.pi)) * (0.7 if d > 4 else 1) + 10 for h, d in grid]
    return pd.DataFrame(grid, columns=["hour", "weekday"]).assign(orders=rng.poisson(rate))


def days(seed: int = 6) -> pd.DataFrame:
    """One row per day of two years, some missing."""
    rng = np.random.default_rng(seed)
    at = pd.date_range("2019-01-01", "2020-12-31")
    values = rng.poisson(1500 * np.where(at.day_of_week < 5, 1, 0.7))
    return pd.DataFrame({"day": at, "orders": values}).drop(index=range(400, 420))


def cycle() -> pd.DataFrame:
    """One row per stage of the life cycle."""
    return pd.DataFrame(
        {
            "stage": ["上报", "立案", "派遣", "处置", "核查", "结案", "回访"],
            "orders": [1915000, 1902340, 1899120, 1895003, 1893877, 1892998, 1204332],
            "median": [None, 0.1, 0.2, 2.3, 0.6, 0.2, 4.0],
            "p90": [None, 0.4, 0.7, 6.9, 1.4, 0.9, 9.5],
        }
    )


def events() -> pd.DataFrame:
    """One row per event of the time line."""
    return pd.DataFrame(
        [
            ("2018-09-01", None, "联动中心二期上线"),
            ("2020-01-24", "2020-04-15", "新冠疫情管控"),
            ("2020-02-01", None, "统计口径变化"),
        ],
        columns=["starts_on", "ends_on", "name"],
    )


def shares() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Towns with rate, interval and chance limits; and the limits by denominator."""
    centre, z95, z998 = 0.96, 1.96, 3.09
    totals = np.geomspace(150, 40000, 60).round()
    error = np.sqrt(centre * (1 - centre) / totals)
    curve = pd.DataFrame({"total": totals, "low95": centre - z95 * error, "high95": centre + z95 * error})
    curve = curve.assign(low998=centre - z998 * error, high998=(centre + z998 * error).clip(max=1))
    frame = towns()
    error = np.sqrt(centre * (1 - centre) / frame["orders"])
    return frame.assign(least=centre - z95 * error, most=centre + z95 * error), curve


def durations(seed: int = 8) -> dict[str, pd.DataFrame]:
    """Curves of two categories: one row per time at which something closed."""
    rng, curves = np.random.default_rng(seed), {}
    for name, scale in (("市容环境", 3), ("公用设施", 7)):
        times = np.sort(rng.exponential(scale, 120)).round(2)
        left = 1 - np.arange(1, 121) / 125
        half = 1.96 * np.sqrt(left * (1 - left) / 125)
        curve = {"time": times, "open": left, "low": (left - half).clip(0), "high": (left + half).clip(max=1)}
        curves[name] = pd.DataFrame(curve | {"at_risk": 125 - np.arange(120)})
    return curves


def closures(seed: int = 9) -> pd.DataFrame:
    """One row per order: days to close, many just before the limit of 7."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame({"days": np.r_[rng.gamma(2, 2.5, 3000), rng.uniform(6.5, 7, 260)]})


def path(seed: int = 10) -> pd.DataFrame:
    """One row per month: observed, fitted, expected without the measure."""
    rng = np.random.default_rng(seed)
    at = pd.date_range("2017-01-01", periods=48, freq="MS")
    expected = 420 + 40 * np.sin(np.arange(48) / 6 * np.pi) - np.arange(48)
    after = np.arange(48) >= 26
    fitted = np.where(after, expected * 0.72, expected)
    frame = pd.DataFrame(
        {"date": at, "observed": rng.poisson(fitted), "fitted": fitted, "expected": expected}
    )
    return frame.assign(low=expected * 0.9, high=expected * 1.1, after=after)


def leads(seed: int = 11) -> pd.DataFrame:
    """One row per period since the measure."""
    rng = np.random.default_rng(seed)
    t = np.arange(-8, 9)
    estimate = np.where(t < 0, 0, -0.2) + rng.normal(0, 0.03, len(t))
    return pd.DataFrame(
        {"t": t, "estimate": estimate, "low": estimate - 0.08, "high": estimate + 0.08, "n": 35}
    )


def specifications(seed: int = 12) -> pd.DataFrame:
    """One row per specification."""
    rng = np.random.default_rng(seed)
    rows = [
        {"family": family, "harmonics": str(k), "trend": trend, "window": window}
        for family in ("quasi-Poisson", "neg. binomial")
        for k in (0, 1, 2)
        for trend in ("有", "无")
        for window in ("全部", "不含疫情")
    ]
    estimate = rng.normal(0.75, 0.08, len(rows))
    frame = pd.DataFrame(rows).assign(estimate=estimate, low=estimate - 0.1, high=estimate + 0.11)
    return frame.assign(base=np.arange(len(rows)) == 5, reasonable=rng.random(len(rows)) > 0.3)


def milestones() -> pd.DataFrame:
    """One row per milestone."""
    rows = [
        ("天眼:前端感知布点", "2018-03-01", "2018-12-31", "2018-11-20", False),
        ("天云:数据中心", "2018-06-01", "2019-03-31", "2019-05-02", True),
        ("天网:公安通信专网升级", None, "2019-06-30", "2019-06-30", False),
        ("天辰:移动警务终端", "2019-01-01", "2019-10-31", None, False),
        ("科技合围小区三年推广", "2018-09-01", "2021-08-31", None, False),
    ]
    return pd.DataFrame(rows, columns=["name", "from", "to", "done", "assumed"])


def flows() -> pd.DataFrame:
    """One row per pair of stages."""
    rows = [
        ("网格排查", "受理", 3100),
        ("当事人申请", "受理", 1900),
        ("公安移送", "受理", 508),
        ("受理", "调解成功", 5221),
        ("受理", "调解不成", 187),
        ("受理", "调解中", 100),
        ("调解成功", "口头协议", 3121),
        ("调解成功", "书面协议", 2100),
        ("书面协议", "司法确认", 640),
    ]
    return pd.DataFrame(rows, columns=["from", "to", "n"])


def areas(seed: int = 7) -> pd.DataFrame:
    """One row per town of the schematic map, with geometry; one town has no value."""
    rng = np.random.default_rng(seed)
    rings = schematic.town_rings().dissolve("code9").geometry
    names = schematic.towns().rename(columns={"code9": "code"}).set_index("code")
    frame = names.assign(geometry=rings, name=[town(code) for code in names.index]).reset_index()
    frame["orders"] = rng.gamma(2, 20000, len(frame)).round()
    frame["change"] = rng.normal(0, 0.1, len(frame))
    frame.loc[3, "orders"] = np.nan
    return frame


def around() -> maps.Context:
    """Lake, land and labels of the schematic map."""
    own = areas()[["name", "lon", "lat", "land_km2"]].rename(columns={"land_km2": "priority"})
    far = schematic.neighbours().rename(columns={"name_zh": "name"})[["name", "lon", "lat"]]
    labels = pd.concat([own, far.assign(priority=-1, quiet=True)], ignore_index=True)
    return maps.Context(schematic.lake().geometry, schematic.land().geometry, labels=labels)


DRAWN = {
    "trend": (line.trend, months, "month", "orders",
              {"compare": "before", "net": "ground", "name": "2018–2020"}),
    "trend_rate": (line.trend, months, "month", "rate", {"low": "low", "high": "high", "n": "orders"}
                   | {"target": 0.98, "net": "line", "kind": "share"}),
    "trend_days": (line.trend, days, "day", "orders", {"net": "sky"}),
    "years": (line.years, months, "month", "orders", {"net": "sky"}),
    "multiples": (multiples.small_multiples, town_months, "month", "orders", "town",
                  {"net": "ground", "columns": 3}),
    "bars": (bars.bars, towns, "town", "orders", {"key": "code", "net": "ground", "highlight": "320506103"}),
    "bars_top": (bars.bars, towns, "town", "orders", {"key": "code", "net": "ground", "top": 6}),
    "bars_interval": (bars.bars, towns, "town", "rate", {"n": "orders", "low": "low", "high": "high"}
                      | {"key": "code", "kind": "share", "net": "line", "reference": 0.961}),
    "bars_signed": (bars.bars, towns, "town", "change", {"n": "orders", "kind": "points", "signed": True}),
    "funnel": (funnel.stages, cycle, "stage", "orders", {"median": "median", "p90": "p90", "net": "ground"}),
    "heatmap": (heatmap.heatmap, category_town, "category", "town", "orders", {"net": "ground"}),
    "heatmap_hours": (heatmap.hour_weekday, hours, "hour", "weekday", "orders", {"net": "sky"}),
    "forest": (ranking.forest, lambda: shares()[0], "town", "rate", "low", "high",
               {"n": "orders", "limits": ("least", "most"), "key": "code", "net": "ground"}
               | {"reference": 0.96}),
    "funnel_plot": (ranking.funnel_plot, lambda: shares()[0], "town", "rate", "orders", shares()[1],
                    {"target": 0.96, "key": "code", "net": "ground"}),
    "survival": (survival.survival, durations, {"limit": 7, "longest": 25, "net": "ground"}),
    "histogram": (histogram.histogram, closures, "days", {"width": 0.5, "mark": 7, "kind": "days",
                  "mark_name": "时限", "shade": (6.5, 7), "net": "ground"}),
    "counterfactual": (effect.counterfactual, path, {"net": "sky", "events": events()}),
    "event_study": (effect.event_study, leads, "t", "estimate", "low", "high", {"n": "n", "net": "sky"}),
    "specification": (specification.specification, specifications, {"family": "模型", "harmonics": "谐波",
                      "trend": "趋势", "window": "时段"}, {"net": "sky"}),
    "gantt": (gantt.gantt, milestones, "name", "from", "to", {"reached": "done", "assumed": "assumed",
              "today": date(2020, 6, 30), "net": "sky"}),
    "sankey": (flow.sankey, flows, "from", "to", "n",
               {"net": "line", "tones": {"调解不成": "bad", "调解中": "open"}}),
    "calendar": (calendar.calendar, days, "day", "orders", {"net": "line"}),
}  # fmt: skip


def _drawer(draw: Callable, build: Callable, *rest) -> Callable[[], go.Figure]:
    *columns, options = rest
    return lambda: draw(build(), *columns, **options)


FIGURES: dict[str, Callable[..., go.Figure]] = {name: _drawer(*row) for name, row in DRAWN.items()}
FIGURES["trend_events"] = lambda: line.trend(months(), "month", "orders", net="ground", events=events())
FIGURES["trend_series"] = lambda: line.trend(
    town_months().query("code in ['320506103', '320506001', '320506004', '320506100']"),
    *("month", "orders"),
    series="town",
)
FIGURES["map"] = lambda room=1100: mapfigure.figure(
    areas(),
    "orders",
    classes.classify(areas()["orders"], net="ground"),
    n="villages",
    context=around(),
    room=room,
)
FIGURES["map_change"] = lambda room=1100: mapfigure.figure(
    areas(),
    "change",
    classes.classify(areas()["change"], kind="change", diverging=True),
    kind="change",
    context=around(),
    selected=["320506103"],
    room=room,
)
FIGURES["empty"] = frame.empty


def words(name: str) -> tuple[str, str, str]:
    """Title, subtitle and foot that a page would compute."""
    if language() == "en":
        title = "Mudu Town has the most work orders, 18.2 % of the district, and its share still grows"
        return (
            title if len(name) % 2 else "Closure on time rose to 98.4 %",
            frame.subtitle("Work orders", 1915000, "1 Jan 2018 – 31 Dec 2020"),
            frame.foot("linkage centre", date(2020, 12, 31), "listed cases", 12345, True),
        )
    title = "木渎镇工单最多,占全区 18.2 %,比上年同期多 3.1 个百分点,主要来自市容环境和街面秩序两类"
    return (
        title if len(name) % 2 else "按期结案率升至 98.4 %",
        frame.subtitle("工单数", 1915000, "2018年1月1日至2020年12月31日", "件"),
        frame.foot("区联动中心", date(2020, 12, 31), "挂账件", 12345, True),
    )
