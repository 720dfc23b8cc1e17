"""Stages of the two mediation pipelines, declared once: what each counts, of what it is a part, from when.

A stage's share "of the previous" is the share of its parent: an agreement may be performed without having
been confirmed, so the parent of both is the agreement and not the stage above in the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wzdash.labels import N_
from wzdash.metrics.metric import Metric

PIPELINES = ("grid", "court")
_OWNER = {"grid": N_("区司法局"), "court": N_("区人民法院")}
_SOURCE = {"grid": N_("网格纠纷"), "court": N_("诉前调解")}


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its measure, label, parent stage, and the two dates its duration lies between.

    `exit` marks what leaves the line (failure, withdrawn, …); `metrics` names the declared metric of each
    pipeline.
    """

    key: str
    label: str
    parent: str
    definition: str
    metrics: tuple[str, str]
    since: str = ""
    until: str = ""
    exit: bool = False
    better: str = ""

    def metric(self, pipeline: str) -> str:
        """Name of the metric that counts this stage in a pipeline."""
        return self.metrics[PIPELINES.index(pipeline)]


def _both(name: str) -> tuple[str, str]:
    return f"disputes_{name}", f"pre_litigation_{name}"


STAGES = (
    Stage(
        "found",
        N_("排查、申请或移送"),
        "",
        N_("期间内发现的全部纠纷,含未受理的。"),
        ("disputes_screened", "pre_litigation_found"),
    ),
    Stage(
        "accepted",
        N_("受理"),
        "found",
        N_("期间内受理的纠纷。"),
        _both("accepted"),
        "found_on",
        "accepted_on",
    ),
    Stage(
        "mediating",
        N_("进入调解"),
        "accepted",
        N_("期间内受理、已开始调解的纠纷。"),
        _both("mediating"),
        "accepted_on",
        "mediating_on",
    ),
    Stage(
        "success",
        N_("达成协议"),
        "mediating",
        N_("期间内受理、调解成功的纠纷。"),
        _both("success"),
        "mediating_on",
        "concluded_on",
        better="up",
    ),
    Stage("oral", N_("口头协议"), "success", N_("调解成功、以口头方式达成的协议。"), _both("oral")),
    Stage("written", N_("书面协议"), "success", N_("调解成功、以书面方式达成的协议。"), _both("written")),
    Stage(
        "confirmed",
        N_("司法确认"),
        "success",
        N_("期间内受理、协议经司法确认的纠纷。"),
        ("disputes_confirmed", "judicial_confirmations"),
        "concluded_on",
        "confirmed_on",
    ),
    Stage("term_come", N_("履行期已到"), "success", N_("调解成功、履行期限已到的协议。"), _both("term_come")),
    Stage(
        "performed",
        N_("已履行"),
        "term_come",
        N_("期间内受理、到期并已履行的协议。"),
        _both("performed"),
        "concluded_on",
        "performed_on",
        better="up",
    ),
    Stage(
        "enforced",
        N_("申请强制执行"),
        "term_come",
        N_("期间内受理、协议进入强制执行的纠纷。"),
        _both("enforced"),
        "performance_due_on",
        "enforced_on",
        exit=True,
        better="down",
    ),
    Stage(
        "failure",
        N_("调解不成"),
        "mediating",
        N_("期间内受理、没有达成协议的纠纷。"),
        _both("failure"),
        "mediating_on",
        "concluded_on",
        exit=True,
        better="down",
    ),
    Stage(
        "filed_in_court",
        N_("转立案"),
        "failure",
        N_("期间内受理、之后在法院立案的纠纷。"),
        _both("filed_in_court"),
        "concluded_on",
        "filed_in_court_on",
        exit=True,
        better="down",
    ),
    Stage(
        "withdrawn",
        N_("撤回"),
        "accepted",
        N_("期间内受理、当事人撤回的纠纷。"),
        _both("withdrawn"),
        "accepted_on",
        "concluded_on",
        exit=True,
    ),
    Stage(
        "pending",
        N_("在调"),
        "accepted",
        N_("已受理、到数据截止日没有结果的纠纷。"),
        _both("pending"),
        exit=True,
        better="down",
    ),
)
BY_KEY = {stage.key: stage for stage in STAGES}

# what must hold in every cell: the whole equals (or, for one part that is not all, is at least) its parts
BALANCED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("accepted", ("success", "failure", "withdrawn", "pending")),
    ("success", ("oral", "written")),
)
CONTAINED: tuple[tuple[str, str], ...] = (
    ("found", "accepted"),
    ("accepted", "mediating"),
    ("success", "confirmed"),
    ("success", "term_come"),
    ("term_come", "performed"),
    ("term_come", "enforced"),
    ("accepted", "filed_in_court"),
)


def missing_metrics(declared: set[str]) -> tuple[Metric, ...]:
    """Metrics of the stages that are not declared elsewhere: one per pipeline and stage."""
    return tuple(
        _metric(stage, pipeline)
        for pipeline in PIPELINES
        for stage in STAGES
        if stage.metric(pipeline) not in declared
    )


def _metric(stage: Stage, pipeline: str) -> Metric:
    fields: dict[str, Any] = {"unit": N_("件"), "better": stage.better, "definition": stage.definition}
    return Metric(
        name=stage.metric(pipeline),
        net="line",
        fact="dispute",
        label=stage.label,
        numerator=stage.key,
        where=(("pipeline", (pipeline,)),),
        owner=_OWNER[pipeline],
        source=_SOURCE[pipeline],
        **fields,
    )
