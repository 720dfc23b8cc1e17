"""Metrics of the sky net (天网). Arrests and warnings are outputs; the outcome is incidents."""

from __future__ import annotations

from functools import partial
from typing import Any

from wzdash.labels import N_
from wzdash.metrics.metric import Metric, share

_POLICE = N_("公安分局")
_INCIDENT: dict[str, Any] = {"net": "sky", "fact": "incident", "owner": _POLICE, "source": N_("警情")}
_count = partial(Metric, unit=N_("起"), better="down", **_INCIDENT)
_GROUPS = (
    ("robbery_snatch", N_("两抢警情")),
    ("burglary", N_("入室盗窃警情")),
    ("theft", N_("其他盗窃警情")),
    ("fraud", N_("电信网络诈骗警情")),
    ("contact", N_("接触性警情")),
)

INCIDENTS = (
    _count(
        name="incidents",
        label=N_("警情"),
        numerator="incidents",
        definition=N_("发生时间在期间内的全部警情,含未定位和重复登记的。"),
    ),
    *(
        _count(
            name=f"incidents_{group}",
            label=label,
            numerator="incidents",
            where=(("group", (group,)),),
            definition=N_("期间内该类警情。"),
        )
        for group, label in _GROUPS
    ),
    Metric(
        name="incidents_per_10k",
        label=N_("每万人警情"),
        numerator="incidents",
        exposure="residents",
        per=10_000,
        decimals=1,
        unit=N_("起/万人"),
        better="down",
        definition=N_("期间内警情 ÷ 常住人口 × 10,000。期间不折算成一年。"),
        **_INCIDENT,
    ),
    Metric(
        name="fraud_loss",
        label=N_("诈骗损失"),
        numerator="loss_yuan",
        where=(("group", ("fraud",)),),
        unit=N_("元"),
        form="yuan",
        better="down",
        definition=N_("电信网络诈骗警情登记的损失金额之和。"),
        **_INCIDENT,
    ),
)

PLAN = (
    Metric(
        name="sky_projects",
        net="sky",
        fact="project_milestone",
        label=N_("天穹计划工程"),
        numerator="projects",
        unit=N_("项"),
        definition=N_("有里程碑的工程数。"),
        owner=_POLICE,
        source=N_("里程碑"),
    ),
    share(
        name="milestones_reached",
        net="sky",
        fact="project_milestone",
        label=N_("里程碑达成"),
        numerator="reached",
        denominator="milestones",
        better="up",
        definition=N_("到数据截止日已达成的里程碑 ÷ 全部里程碑。"),
        owner=_POLICE,
        source=N_("里程碑"),
    ),
    Metric(
        name="milestones_overdue",
        net="sky",
        fact="project_milestone",
        label=N_("里程碑逾期"),
        numerator="overdue",
        unit=N_("项"),
        better="down",
        definition=N_("计划完成日已过、到数据截止日未达成的里程碑。"),
        owner=_POLICE,
        source=N_("里程碑"),
    ),
    share(
        name="asset_online_rate",
        net="sky",
        fact="asset_day",
        label=N_("设备在线率"),
        numerator="online_days",
        denominator="asset_days",
        better="up",
        definition=N_("在线设备日 ÷ 已装设备日。"),
        owner=_POLICE,
        source=N_("设备日报"),
    ),
    Metric(
        name="enclosed_communities",
        net="sky",
        fact="rollout",
        label=N_("已合围小区"),
        numerator="enclosed",
        unit=N_("个"),
        better="up",
        definition=N_("到数据截止日已建成科技合围的小区。"),
        owner=_POLICE,
        source=N_("合围台账"),
    ),
    share(
        name="enclosure_share",
        net="sky",
        fact="rollout",
        label=N_("合围完成率"),
        numerator="enclosed",
        denominator="communities",
        better="up",
        definition=N_("已建成科技合围的小区 ÷ 计划内的小区。"),
        owner=_POLICE,
        source=N_("合围台账"),
    ),
    Metric(
        name="enclosure_plan_years",
        net="sky",
        fact="rollout",
        label=N_("合围计划年限"),
        numerator="plan_years",
        unit=N_("年"),
        definition=N_("合围台账中计划年度的个数。"),
        owner=_POLICE,
        source=N_("合围台账"),
    ),
    Metric(
        name="warnings",
        net="sky",
        fact="warning_day",
        label=N_("预警"),
        numerator="warnings",
        unit=N_("次"),
        definition=N_("系统发出的预警次数。只是产出,不是成效。"),
        owner=_POLICE,
        source=N_("预警日报"),
    ),
    Metric(
        name="warnings_verified",
        net="sky",
        fact="warning_day",
        label=N_("预警核实"),
        numerator="verified",
        unit=N_("次"),
        definition=N_("经核实属实的预警次数。只是产出,不是成效。"),
        owner=_POLICE,
        source=N_("预警日报"),
    ),
    Metric(
        name="offenders_caught_by_warning",
        net="sky",
        fact="warning_day",
        label=N_("预警抓获"),
        numerator="arrests",
        unit=N_("人"),
        definition=N_("因预警抓获的人数,只有每日合计。只是产出,不是成效。"),
        owner=_POLICE,
        source=N_("预警日报"),
    ),
    Metric(
        name="campaign_reach",
        net="sky",
        fact="campaign_day",
        label=N_("反诈宣传人次"),
        numerator="reached_people",
        unit=N_("人次"),
        definition=N_("各类反诈宣传覆盖的人次,可能重复。"),
        owner=_POLICE,
        source=N_("宣传日报"),
    ),
)

METRICS = (*INCIDENTS, *PLAN)
