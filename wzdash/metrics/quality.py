"""Metrics of the data themselves: rows without a grid cell, rows that arrived late."""

from __future__ import annotations

from wzdash.labels import N_
from wzdash.metrics.metric import share

_CENTRE = N_("区联动中心")

METRICS = (
    share(
        name="orders_unlocated_share",
        net="ground",
        label=N_("工单未定位率"),
        fact="work_order",
        numerator="unlocated",
        denominator="received",
        better="down",
        definition=N_("不能落到网格的工单 ÷ 受理。它们计入合计,不上网格图。"),
        owner=_CENTRE,
        source=N_("工单"),
    ),
    share(
        name="orders_late_share",
        net="ground",
        label=N_("工单迟报率"),
        fact="work_order",
        numerator="late_recorded",
        denominator="received",
        better="down",
        clock=N_("自然日"),
        definition=N_("报告后超过 3 天才进入平台的工单 ÷ 受理。最近几天的数量会因此再增加。"),
        owner=_CENTRE,
        source=N_("工单"),
    ),
    share(
        name="incidents_unlocated_share",
        net="sky",
        label=N_("警情未定位率"),
        fact="incident",
        numerator="incidents_unlocated",
        denominator="incidents",
        better="down",
        definition=N_("不能落到网格的警情 ÷ 警情。它们计入合计,不上网格图。"),
        owner=N_("公安分局"),
        source=N_("警情"),
    ),
    share(
        name="disputes_unlocated_share",
        net="line",
        label=N_("纠纷未定位率"),
        fact="dispute",
        numerator="disputes_unlocated",
        denominator="found",
        better="down",
        definition=N_("不能落到网格的纠纷 ÷ 全部纠纷。它们计入合计,不上网格图。"),
        owner=N_("区司法局"),
        source=N_("纠纷"),
    ),
)
