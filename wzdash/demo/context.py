"""Residents by area and year, and the events that a trend must show. Every assumed date is marked."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from wzdash.demo import truth
from wzdash.demo.geography import DISTRICT
from wzdash.demo.world import YEARS, World

ASSUMED = "本项目假设"
PUBLIC = "国务院办公厅节假日安排通知"
EVENTS = (
    ("ground", "intervention", "2018-01-01", None, None, "区级联动中心正式运行", "Linkage centre in formal operation", True, ASSUMED),
    ("sky", "intervention", truth.TIANQIONG_START, None, None, "天穹计划启动", "Start of the Tianqiong Plan", True, ASSUMED),
    ("sky", "intervention", "2018-03-01", "2020-12-31", None, "科技合围小区三年行动", "Three-year enclosure plan", True, ASSUMED),
    ("sky", "campaign", "2019-04-01", None, None, "反诈全区宣传", "District-wide anti-fraud campaign", True, ASSUMED),
    ("sky", "break", truth.RECORDING_BREAK[1], None, None, "损毁财物警情扩大登记口径", "Damage to property recorded more widely", True, "模拟数据内设"),
    ("line", "intervention", truth.PLATFORM_LAUNCH, None, None, "网格纠纷平台上线", "Platform for grid disputes launched", True, ASSUMED),
    ("line", "intervention", "2018-01-01", None, None, "诉调对接1+4+N运行", "Court link 1+4+N in operation", True, ASSUMED),
    ("ground", "campaign", "2019-03-01", "2019-12-31", None, "331专项行动", "331 campaign", True, ASSUMED),
    (None, "epidemic", "2020-02-01", "2020-04-30", None, "新冠疫情影响", "Epidemic months", False, "公开事实,起止按整月取"),
    (None, "holiday", "2018-02-15", "2018-02-21", None, "春节", "Spring Festival", False, PUBLIC),
    (None, "holiday", "2018-10-01", "2018-10-07", None, "国庆节", "National Day", False, PUBLIC),
    (None, "holiday", "2019-02-04", "2019-02-10", None, "春节", "Spring Festival", False, PUBLIC),
    (None, "holiday", "2019-10-01", "2019-10-07", None, "国庆节", "National Day", False, PUBLIC),
    (None, "holiday", "2020-01-24", "2020-02-02", None, "春节(延长)", "Spring Festival (extended)", False, PUBLIC),
    (None, "holiday", "2020-10-01", "2020-10-08", None, "国庆节和中秋节", "National Day and Mid-autumn", False, PUBLIC),
)  # fmt: skip
COLUMNS = ("net", "kind", "starts_on", "ends_on", "town_code", "name_zh", "name_en", "assumed", "source")


def event_frame(world: World, batch: int) -> pd.DataFrame:
    """Rows of `timeline_event`."""
    targeted = [
        ("sky", "campaign", truth.CAMPAIGN_START, None, code, "反诈精准宣传", "Targeted anti-fraud campaign", True, ASSUMED)
        for code in truth.CAMPAIGN_TOWNS
    ]
    frame = pd.DataFrame([*EVENTS, *targeted], columns=COLUMNS)
    for name in ("starts_on", "ends_on"):
        frame[name] = [date.fromisoformat(text) if isinstance(text, str) else None for text in frame[name]]
    return frame.assign(id=[f"EV{n:03d}" for n in range(1, len(frame) + 1)], batch_id=batch)


def population_frame(world: World, batch: int) -> pd.DataFrame:
    """Rows of `population`: cells, and their sums by village, town and district."""
    rng = world.rng("households")
    household = rng.uniform(2.3, 3.1, len(world.cell_codes))[:, None]
    alone = rng.gamma(4, 0.0022, len(world.cell_codes))[:, None]
    numbers = {
        "residents": world.residents,
        "households": np.rint(world.residents / household).astype(np.int64),
        "elderly_alone": np.rint(world.residents * alone).astype(np.int64),
    }
    cells = pd.DataFrame(
        {
            "grid": np.repeat(world.cell_codes, len(YEARS)),
            "village": np.repeat(np.array(world.village_codes)[world.cell_village], len(YEARS)),
            "town": np.repeat(np.array(world.town_codes)[world.cell_town], len(YEARS)),
            "district": DISTRICT,
            "year": np.tile(YEARS, len(world.cell_codes)),
            **{name: table.ravel() for name, table in numbers.items()},
        }
    )
    levels = [
        cells.groupby([level, "year"], as_index=False)[list(numbers)].sum().rename(columns={level: "area_code"}).assign(level=level)
        for level in ("district", "town", "village", "grid")
    ]
    return pd.concat(levels, ignore_index=True).assign(source="simulated", batch_id=batch)
