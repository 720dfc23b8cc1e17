"""Metrics of the defence line (防线). The two pipelines never share a sum: every metric names its own."""

from __future__ import annotations

from functools import partial
from typing import Any

from wzdash.labels import N_
from wzdash.metrics.metric import Metric, Where, share
from wzdash.metrics.stages import missing_metrics

_JUSTICE, _COURT = N_("区司法局"), N_("区人民法院")
_GRID_ONLY: Where = (("pipeline", ("grid",)),)
_COURT_ONLY: Where = (("pipeline", ("court",)),)
_GRID: dict[str, Any] = {
    "net": "line",
    "fact": "dispute",
    "where": _GRID_ONLY,
    "owner": _JUSTICE,
    "source": N_("网格纠纷"),
}
_CASE: dict[str, Any] = {
    "net": "line",
    "fact": "dispute",
    "where": _COURT_ONLY,
    "owner": _COURT,
    "source": N_("诉前调解"),
}
_grid = partial(Metric, unit=N_("件"), **_GRID)
_case = partial(Metric, unit=N_("件"), **_CASE)
_FOUND = N_("网格排查出的全部纠纷,含未受理的。按受理日期归入期间(未受理的按发现日期)。")
_TERM = N_("协议写明的履行期限")

GRID = (
    _grid(name="disputes_screened", label=N_("排查处理矛盾纠纷"), numerator="found", definition=_FOUND),
    _grid(
        name="disputes_accepted",
        label=N_("受理纠纷"),
        numerator="accepted",
        definition=N_("期间内受理的网格纠纷。"),
    ),
    *(
        _grid(name=name, label=label, numerator=measure, definition=definition)
        for name, label, measure, definition in (
            ("disputes_mediating", N_("进入调解"), "mediating", N_("期间内受理、已开始调解的纠纷。")),
            ("disputes_success", N_("调解成功"), "success", N_("期间内受理、调解成功的纠纷。")),
            ("disputes_confirmed", N_("经司法确认"), "confirmed", N_("期间内受理、协议经司法确认的纠纷。")),
            ("disputes_performed", N_("已履行"), "performed", N_("期间内受理、到期并已履行的协议。")),
        )
    ),
    _grid(
        name="disputes_pending",
        label=N_("在调纠纷"),
        numerator="pending",
        better="down",
        definition=N_("已受理、到数据截止日没有结果的纠纷。"),
    ),
    share(
        name="mediation_success_accepted",
        label=N_("调解成功率(按受理)"),
        numerator="success",
        denominator="accepted",
        ripe_days=60,
        better="up",
        definition=N_("调解成功 ÷ 受理。"),
        **_GRID,
    ),
    share(
        name="mediation_success",
        label=N_("调解成功率(按办结)"),
        numerator="success",
        denominator="concluded",
        better="up",
        definition=N_("调解成功 ÷ (成功 + 不成)。撤回和在调的不在分母。"),
        **_GRID,
    ),
    share(
        name="non_litigation_share",
        label=N_("非诉方式化解占比"),
        numerator="non_litigation",
        denominator="settled",
        better="up",
        definition=N_("以非诉方式化解 ÷ 已化解(非诉 + 诉讼)。"),
        **_GRID,
    ),
)

COURT = (
    _case(
        name="pre_litigation_accepted",
        label=N_("诉前调解受理"),
        numerator="accepted",
        definition=N_("期间内受理的诉前调解案件。"),
    ),
    _case(
        name="pre_litigation_success",
        label=N_("诉前调解成功"),
        numerator="success",
        better="up",
        definition=N_("期间内受理、调解成功的案件。"),
    ),
    _case(
        name="judicial_confirmations",
        label=N_("司法确认"),
        numerator="confirmed",
        definition=N_("期间内受理、协议经司法确认的案件。"),
    ),
    _case(
        name="pre_litigation_performed",
        label=N_("协议已履行"),
        numerator="performed",
        definition=N_("期间内受理、到期并已履行的协议。"),
    ),
    share(
        name="pre_litigation_success_rate",
        label=N_("诉前调解成功率(按受理)"),
        numerator="success",
        denominator="accepted",
        ripe_days=60,
        better="up",
        definition=N_("调解成功 ÷ 受理。"),
        **_CASE,
    ),
    share(
        name="confirmation_rate",
        label=N_("司法确认率"),
        numerator="confirmed",
        denominator="success",
        definition=N_("司法确认 ÷ 调解成功。"),
        **_CASE,
    ),
    share(
        name="agreement_performance_rate",
        label=N_("自动履行率"),
        numerator="performed",
        denominator="term_come",
        better="up",
        clock=_TERM,
        definition=N_("已履行 ÷ 履行期已到的协议。"),
        **_CASE,
    ),
    share(
        name="diversion_rate",
        label=N_("诉前分流率"),
        numerator="diverted",
        denominator="diverted_or_filed",
        better="up",
        definition=N_("诉前调解成功 ÷ (诉前调解成功 + 转立案)。"),
        **_CASE,
    ),
    Metric(
        name="fees_refunded",
        label=N_("减免或退回诉讼费"),
        numerator="fee_yuan",
        unit=N_("元"),
        form="yuan",
        definition=N_("期间内受理的案件减免或退回的诉讼费之和。"),
        **_CASE,
    ),
    Metric(
        name="court_fees_waived",
        label=N_("减免诉讼费"),
        numerator="fee_waived_yuan",
        unit=N_("元"),
        form="yuan",
        definition=N_("期间内受理的案件减免(未收)的诉讼费之和。"),
        **_CASE,
    ),
    Metric(
        name="court_fees_returned",
        label=N_("退回诉讼费"),
        numerator="fee_refunded_yuan",
        unit=N_("元"),
        form="yuan",
        definition=N_("期间内受理的案件预交后退回的诉讼费之和。"),
        **_CASE,
    ),
)


def _organisations(name: str, label: str, *kinds: str, numerator: str = "organisations", **extra) -> Metric:
    level = extra.pop("level", None)
    where: Where = (("kind", kinds),) + ((("level", (level,)),) if level else ())
    return Metric(
        name=name,
        net="line",
        fact="organisation",
        label=label,
        numerator=numerator,
        where=where,
        unit=N_("人") if numerator in ("mediators", "experts") else N_("个"),
        definition=N_("机构名册在期间末的数。"),
        owner=_JUSTICE,
        source=N_("机构名册"),
    )


ORGANISATIONS = (
    _organisations("mediation_groups", N_("三级调解小组"), "mediation_group"),
    _organisations("grid_mediators", N_("网格专兼职调解员"), "mediation_group", numerator="mediators"),
    _organisations(
        "industry_orgs_district", N_("区级行业性专业性调解组织"), "mediation_org", level="district"
    ),
    _organisations("specialised_orgs", N_("专业性行业性调解组织"), "mediation_org"),
    _organisations("personal_rooms", N_("个人调解室"), "personal_room"),
    _organisations("veteran_rooms", N_("退役军人调解室"), "veteran_room"),
    *(
        _organisations(f"non_litigation_centres_{level}", label, "non_litigation_centre", level=level)
        for level, label in (
            ("district", N_("区级非诉服务中心")),
            ("town", N_("镇级非诉服务中心")),
            ("village", N_("村级非诉服务站")),
        )
    ),
    _organisations("mediation_experts", N_("调解专家库"), "non_litigation_centre", numerator="experts"),
    _organisations("mediation_brands", N_("特色调解品牌"), "brand"),
    _organisations("court_branch_centres", N_("区法院分中心"), "court_centre"),
    _organisations("tribunals", N_("派出法庭"), "tribunal"),
    _organisations("court_stations", N_("诉调对接站点"), "court_station"),
    _organisations(
        "court_mediators", N_("派驻法院专职调解员"), "court_centre", "tribunal", numerator="mediators"
    ),
)

_DECLARED = (*GRID, *COURT, *ORGANISATIONS)
METRICS = (*_DECLARED, *missing_metrics({one.name for one in _DECLARED}))
