"""Metrics of work orders (工单), from report to call-back. Formulas: INDICATORS.md, section Ground net."""

from __future__ import annotations

from functools import partial
from typing import Any

from wzdash.labels import N_
from wzdash.metrics.metric import Metric, share

_CENTRE = N_("区联动中心")
_ORDER: dict[str, Any] = {"net": "ground", "fact": "work_order", "owner": _CENTRE, "source": N_("工单")}
_count = partial(Metric, unit=N_("件"), **_ORDER)
_share = partial(share, **_ORDER)
_LIMIT = N_("类别规定的时限(工作时、工作日或自然日),含法定节假日和调休")

METRICS = (
    _count(
        name="orders_received",
        label=N_("受理工单"),
        numerator="received",
        definition=N_("报告时间在期间内的全部工单,含不予立案和重复件。"),
    ),
    Metric(
        name="orders_per_1k",
        label=N_("每千人工单"),
        numerator="received",
        exposure="residents",
        per=1000,
        decimals=1,
        unit=N_("件/千人"),
        definition=N_("期间内受理的工单 ÷ 常住人口 × 1,000。期间不折算成一年。"),
        **_ORDER,
    ),
    _count(
        name="orders_closed",
        label=N_("办结工单"),
        numerator="closed",
        better="up",
        definition=N_("期间内受理、到数据截止时已办结的工单。"),
    ),
    *(
        _count(name=name, label=label, numerator=measure, definition=definition)
        for name, label, measure, definition in (
            ("orders_filed", N_("立案"), "filed", N_("期间内受理、已立案的工单。")),
            ("orders_dispatched", N_("派遣"), "dispatched", N_("期间内受理、已派遣到部门的工单。")),
            ("orders_handled", N_("处置"), "handled", N_("期间内受理、部门已处置的工单。")),
            ("orders_verified", N_("核查"), "verified", N_("期间内受理、已核查的工单。")),
            ("orders_closed_filed", N_("结案"), "closed_filed", N_("期间内受理、立案后已结案的工单。")),
            ("orders_called_back", N_("回访"), "called_back", N_("期间内受理、已回访的工单。")),
        )
    ),
    _count(
        name="orders_open",
        label=N_("未结工单"),
        numerator="open",
        better="down",
        definition=N_("期间内受理、到数据截止时未办结的工单。"),
    ),
    _count(
        name="orders_overdue",
        label=N_("超期未结"),
        numerator="open_overdue",
        better="down",
        clock=_LIMIT,
        definition=N_("未办结且已过时限的工单。没有时限的不计。"),
    ),
    _share(
        name="filing_rate",
        label=N_("立案率"),
        numerator="filed",
        denominator="received",
        definition=N_("立案工单 ÷ 受理工单。"),
    ),
    _share(
        name="closure_rate_received",
        label=N_("办结率(按受理)"),
        numerator="closed",
        denominator="received",
        ripe_days=365,
        better="up",
        decimals=2,
        definition=N_("办结 ÷ 受理。未到期的工单也在分母里。"),
    ),
    _share(
        name="closure_rate",
        label=N_("结案率(按应结)"),
        numerator="closed",
        denominator="due",
        ripe_days=365,
        better="up",
        decimals=2,
        target=0.99,
        clock=_LIMIT,
        definition=N_("办结 ÷ 应结;应结 = 受理 − 未到期的未结工单。没有时限的未结工单视为未到期。"),
    ),
    _share(
        name="on_time_closure",
        label=N_("按期结案率"),
        numerator="closed_on_time",
        denominator="due_with_limit",
        better="up",
        target=0.95,
        clock=_LIMIT,
        exclusions=N_("没有时限的工单不在分子,也不在分母。"),
        definition=N_("时限内办结 ÷ 有时限的应结工单。"),
    ),
    _share(
        name="handling_rate",
        label=N_("处置率"),
        numerator="handled",
        denominator="filed",
        better="up",
        definition=N_("已处置 ÷ 立案。"),
    ),
    _share(
        name="handling_on_time",
        label=N_("按期处置率"),
        numerator="handled_on_time",
        denominator="handling_due",
        better="up",
        clock=_LIMIT,
        exclusions=N_("没有时限的工单不在分子,也不在分母。"),
        definition=N_("时限内处置 ÷ 应处置;应处置 = 有时限、已处置或已过时限的立案工单。"),
    ),
    _share(
        name="rework_rate",
        label=N_("返工率"),
        numerator="reworked",
        denominator="handled",
        better="down",
        definition=N_("核查后退回重办的工单 ÷ 已处置。"),
    ),
    _share(
        name="handback_rate",
        label=N_("回退率"),
        numerator="handbacks",
        denominator="assignments",
        better="down",
        definition=N_("部门退单次数 ÷ 部门接单次数。"),
    ),
    _share(
        name="verification_pass_rate",
        label=N_("核查通过率"),
        numerator="verify_passed",
        denominator="verify_decided",
        better="up",
        definition=N_("核查通过 ÷ (通过 + 不通过)。核查与处置分开(巡办分离)。"),
    ),
    _share(
        name="valid_rate",
        label=N_("有效上报率"),
        numerator="valid",
        denominator="received",
        better="up",
        definition=N_("立案且非重复的工单 ÷ 受理。"),
    ),
    _share(
        name="repeat_rate",
        label=N_("重复件率"),
        numerator="repeats",
        denominator="filed",
        better="down",
        definition=N_("同一地点、同一类别的重复工单 ÷ 立案。"),
    ),
    _share(
        name="reopen_rate",
        label=N_("30日内重开率"),
        numerator="reopened",
        denominator="closed",
        better="down",
        clock=N_("自然日"),
        definition=N_("办结后30日内重开 ÷ 办结。"),
    ),
    _share(
        name="exclusion_rate",
        label=N_("剔除率"),
        numerator="excluded",
        denominator="received",
        better="down",
        definition=N_(
            "剔除出考评的工单 ÷ 受理,理由逐项列出。挂账(列入计划、长期解决)没有单独的字段:"
            "记为理由「列入计划工程」,导入时「挂账原因」一列读作剔除原因。"
        ),
    ),
    _share(
        name="callback_reach",
        label=N_("回访接通率"),
        numerator="reached",
        denominator="called_back",
        better="up",
        definition=N_("回访得到答复 ÷ 已回访。满意率只说明得到答复的人。"),
    ),
    _share(
        name="contact_rate",
        label=N_("响应率"),
        numerator="contacted",
        denominator="reached",
        better="up",
        definition=N_("与诉求人联系过 ÷ 回访得到答复。"),
    ),
    _share(
        name="solution_rate",
        label=N_("解决率"),
        numerator="solved",
        denominator="reached",
        better="up",
        definition=N_("诉求人认为已解决 ÷ 回访得到答复。"),
    ),
    _share(
        name="satisfaction_rate",
        label=N_("满意率"),
        numerator="satisfied",
        denominator="reached",
        better="up",
        decimals=2,
        target=0.98,
        definition=N_("满意 ÷ 回访得到答复。「基本满意」不计入分子。"),
    ),
    _count(
        name="banners_letters",
        label=N_("锦旗和表扬信"),
        numerator="praise",
        better="up",
        definition=N_("收到的锦旗和表扬信件数。"),
    ),
    _count(
        name="patrol_orders",
        label=N_("巡查有效工单"),
        numerator="valid",
        where=(("source", ("patrol",)),),
        definition=N_("来源为巡查、立案且非重复的工单。"),
    ),
    *(
        _share(
            name=name,
            label=label,
            numerator=n,
            denominator=d,
            where=(("source", ("patrol",)),),
            better=better,
            definition=definition,
        )
        for name, label, n, d, better, definition in (
            (
                "patrol_valid_rate",
                N_("巡查有效上报率"),
                "valid",
                "received",
                "up",
                N_("来源为巡查的工单:立案且非重复 ÷ 受理。"),
            ),
            (
                "patrol_repeat_rate",
                N_("巡查重复件率"),
                "repeats",
                "filed",
                "down",
                N_("来源为巡查的工单:重复件 ÷ 立案。"),
            ),
        )
    ),
)
