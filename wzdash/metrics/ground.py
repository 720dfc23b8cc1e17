"""Metrics of the ground net (地网) besides orders: patrol, whistles, hazards, centres. See INDICATORS.md."""

from __future__ import annotations

from typing import Any

from wzdash.labels import N_
from wzdash.metrics.metric import Metric, share

_CENTRE, _SAFETY = N_("区联动中心"), N_("应急管理局")
_PATROL: dict[str, Any] = {"net": "ground", "fact": "patrol_day", "owner": _CENTRE, "source": N_("巡查日报")}
_HAZARD: dict[str, Any] = {"net": "ground", "fact": "hazard", "owner": _SAFETY, "source": N_("隐患台账")}
_CHECK: dict[str, Any] = {"net": "ground", "fact": "inspection", "owner": _SAFETY, "source": N_("检查记录")}
_WHISTLE: dict[str, Any] = {"net": "ground", "fact": "whistle", "owner": _CENTRE, "source": N_("吹哨记录")}
_RECTIFY, _ARRIVAL = N_("隐患台账中的整改期限"), N_("吹哨记录中的到场时限")
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
        unit=N_("公里"),
        form="km",
        decimals=1,
        definition=N_("巡查里程 ÷ 巡查员工作日。"),
        **_PATROL,
    ),
    Metric(
        name="patrol_orders_per_inspector_day",
        label=N_("人均日有效工单"),
        numerator="valid_orders",
        denominator="inspector_days",
        unit=N_("件"),
        decimals=1,
        better="up",
        definition=N_("巡查发现、立案且非重复的工单 ÷ 巡查员工作日。"),
        **_PATROL,
    ),
    *(
        Metric(name=name, label=label, numerator=measure, unit=unit, definition=definition, **_PATROL)
        for name, label, measure, unit, definition in (
            (
                "patrol_valid_orders",
                N_("巡查发现有效工单"),
                "valid_orders",
                N_("件"),
                N_("巡查日报中立案且非重复的工单数之和。"),
            ),
            (
                "household_visits",
                N_("入户调查"),
                "household_visits",
                N_("户"),
                N_("巡查员入户次数之和。"),
            ),
            ("opinions", N_("社情民意"), "opinions", N_("条"), N_("收集的社情民意条数。")),
            (
                "elderly_visits",
                N_("走访孤寡老人"),
                "elderly_visits",
                N_("人次"),
                N_("慰问走访孤寡老人的人次。"),
            ),
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
    share(
        name="cell_coverage",
        label=N_("网格巡查覆盖率"),
        numerator="cells_visited",
        exposure="cells",
        better="up",
        definition=N_("期间内巡查到过的网格 ÷ 全部网格。期间越长越接近 100 %。"),
        **_PATROL,
    ),
)

WHISTLES = (
    Metric(
        name="whistles",
        label=N_("吹哨"),
        numerator="whistles",
        unit=N_("次"),
        definition=N_("期间内网格向部门吹哨的次数。"),
        **_WHISTLE,
    ),
    Metric(
        name="units_per_whistle",
        label=N_("每次召集部门"),
        numerator="units_called",
        denominator="whistles",
        unit=N_("个"),
        decimals=1,
        definition=N_("召集的部门数 ÷ 吹哨次数。"),
        **_WHISTLE,
    ),
    *(
        share(
            name=name,
            label=label,
            numerator=n,
            denominator=d,
            better="up",
            clock=_ARRIVAL if d == "with_arrival_limit" else "",
            definition=definition,
            **_WHISTLE,
        )
        for name, label, n, d, definition in (
            (
                "whistle_arrival_on_time",
                N_("按时报到率"),
                "arrived_on_time",
                "with_arrival_limit",
                N_("首个部门在时限内到场 ÷ 有时限的吹哨。没有部门到场的也在分母里。"),
            ),
            (
                "whistle_units_arrived",
                N_("部门到场率"),
                "units_arrived",
                "units_called",
                N_("到场的部门数 ÷ 召集的部门数。"),
            ),
            (
                "whistle_closure",
                N_("报到后办结率"),
                "closed_after_arrival",
                "whistles",
                N_("部门到场之后办结 ÷ 吹哨。"),
            ),
            (
                "whistle_resolution",
                N_("吹哨解决率"),
                "resolved",
                "whistles",
                N_("结果为已解决 ÷ 吹哨。转区级协调和处置中的不计入分子。"),
            ),
        )
    ),
)

INSPECTIONS = (
    Metric(
        name="inspections",
        label=N_("检查次数"),
        numerator="inspections",
        unit=N_("次"),
        definition=N_("期间内对企业的检查次数,各类检查合计。"),
        **_CHECK,
    ),
    Metric(
        name="enterprises_inspected",
        label=N_("排查企业"),
        numerator="enterprises",
        unit=N_("家"),
        definition=N_("期间内检查过的企业数,同一企业只计一次。"),
        **_CHECK,
    ),
    *(
        Metric(
            name=name,
            label=label,
            numerator="inspections",
            where=(("programme", (programme,)),),
            unit=N_("次"),
            definition=definition,
            **_CHECK,
        )
        for name, label, programme, definition in (
            ("joint_inspections", N_("应急联合检查"), "joint", N_("与应急管理部门联合的检查次数。")),
            ("campaign_inspections", N_("331专项检查"), "campaign_331", N_("331专项行动中的检查次数。")),
        )
    ),
)

HAZARDS = (
    Metric(
        name="hazards",
        label=N_("发现隐患"),
        numerator="hazards",
        unit=N_("处"),
        definition=N_("期间内发现的隐患,各等级合计。"),
        **_HAZARD,
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
    Metric(
        name="hazards_overdue",
        label=N_("逾期未整改隐患"),
        numerator="hazard_overdue",
        unit=N_("处"),
        better="down",
        clock=_RECTIFY,
        definition=N_("期间内发现、到数据截止时未整改且已过期限的隐患。"),
        **_HAZARD,
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
    share(
        name="hazard_on_time_rate",
        label=N_("隐患按期整改率"),
        numerator="rectified_on_time",
        denominator="rectification_due",
        better="up",
        clock=_RECTIFY,
        exclusions=N_("没有整改期限的隐患不在分子,也不在分母。"),
        definition=N_("期限内整改 ÷ 应整改;应整改 = 有期限、已整改或已过期限的隐患。"),
        **_HAZARD,
    ),
)

COUNTS = tuple(
    Metric(
        name=name,
        label=label,
        numerator="organisations",
        where=(("kind", (kind,)),),
        unit=N_("个"),
        definition=definition,
        **_PLACES,
    )
    for name, label, kind, definition in (
        ("linkage_centres", N_("区级联动中心"), "linkage_centre", N_("名册中的区级联动中心。")),
        ("sub_centres", N_("镇街分中心"), "sub_centre", N_("名册中的镇(区、街道)分中心。")),
        ("party_branches", N_("网格党支部"), "party_branch", N_("名册中的网格党支部,只计个数。")),
        ("pioneer_hubs", N_("先锋枢纽"), "pioneer_hub", N_("名册中的先锋枢纽,只计个数。")),
    )
)

METRICS = (*PATROL, *WHISTLES, *INSPECTIONS, *HAZARDS, *COUNTS)
