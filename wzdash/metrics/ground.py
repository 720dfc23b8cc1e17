"""Metrics of the ground net (地网) besides work orders: patrol, hazards, centres. Formulas: INDICATORS.md."""

from __future__ import annotations

from typing import Any

from wzdash.labels import N_
from wzdash.metrics.metric import Metric, share

_CENTRE = N_("区联动中心")
_PATROL: dict[str, Any] = {"net": "ground", "fact": "patrol_day", "owner": _CENTRE, "source": N_("巡查日报")}
_HAZARD: dict[str, Any] = {
    "net": "ground",
    "fact": "hazard",
    "owner": N_("应急管理局"),
    "source": N_("隐患台账"),
}
_PLACES: dict[str, Any] = {
    "net": "ground",
    "fact": "organisation",
    "owner": _CENTRE,
    "source": N_("机构名册"),
}
PATROL = (
    Metric(
        name="patrol_km_per_inspector_day",
        label=N_("人均日巡查里程"),
        numerator="km",
        denominator="inspector_days",
        unit="km",
        form="km",
        decimals=1,
        definition=N_("巡查里程 ÷ 巡查员工作日。"),
        **_PATROL,
    ),
    *(
        Metric(name=name, label=label, numerator=name, unit=unit, definition=definition, **_PATROL)
        for name, label, unit, definition in (
            ("household_visits", N_("入户调查"), N_("户"), N_("巡查员入户次数之和。")),
            ("opinions", N_("社情民意"), N_("条"), N_("收集的社情民意条数。")),
            ("elderly_visits", N_("走访孤寡老人"), N_("人次"), N_("慰问走访孤寡老人的人次。")),
        )
    ),
    Metric(
        name="cells_visited",
        label=N_("到过的网格"),
        numerator="cells_visited",
        unit=N_("个"),
        definition=N_("期间内巡查到过的网格数。"),
        **_PATROL,
    ),
)

HAZARDS = (
    Metric(
        name="enterprises_inspected",
        net="ground",
        fact="inspection",
        label=N_("排查企业"),
        numerator="enterprises",
        unit=N_("家"),
        definition=N_("期间内检查过的企业数,同一企业只计一次。"),
        owner=N_("应急管理局"),
        source=N_("检查记录"),
    ),
    *(
        Metric(
            name=f"hazards_{level}",
            label=label,
            numerator="hazards",
            where=(("severity", (level,)),),
            unit=N_("处"),
            definition=N_("期间内发现的该等级隐患。"),
            **_HAZARD,
        )
        for level, label in (
            ("minor", N_("轻微隐患")),
            ("general", N_("一般隐患")),
            ("larger", N_("较大隐患")),
        )
    ),
    share(
        name="hazard_rectification_rate",
        label=N_("隐患整改率"),
        numerator="rectified",
        denominator="hazards",
        better="up",
        definition=N_("已整改 ÷ 发现。各等级合计;较大隐患另外逐条列出。"),
        **_HAZARD,
    ),
)

COUNTS = (
    Metric(
        name="linkage_centres",
        label=N_("区级联动中心"),
        numerator="organisations",
        where=(("kind", ("linkage_centre",)),),
        unit=N_("个"),
        definition=N_("名册中的区级联动中心。"),
        **_PLACES,
    ),
    Metric(
        name="sub_centres",
        label=N_("镇街分中心"),
        numerator="organisations",
        where=(("kind", ("sub_centre",)),),
        unit=N_("个"),
        definition=N_("名册中的镇(区、街道)分中心。"),
        **_PLACES,
    ),
)

METRICS = (*PATROL, *HAZARDS, *COUNTS)
