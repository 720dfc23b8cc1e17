"""The ways disputes take through a pipeline, as bands between stages: what a Sankey draws.

A node is a key such as "source:screening", "accepted" or "outcome:success"; `node_name` gives its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pandas as pd

from wzdash.codes import label
from wzdash.labels import N_, _

NAMES = {
    "accepted": N_("受理"),
    "not_accepted": N_("未受理"),
    "mediating": N_("进入调解"),
    "waiting": N_("待调解"),
    "pending": N_("在调"),
    "form:none": N_("协议形式未填"),
    "confirmed": N_("司法确认"),
    "unconfirmed": N_("未申请确认"),
    "performance:performed": N_("已履行"),
    "performance:enforced": N_("强制执行"),
    "performance:due": N_("到期未履行"),
    "performance:running": N_("履行期未到"),
    "performance:none": N_("未约定期限"),
    "filed": N_("转立案"),
    "not_filed": N_("未立案"),
}
TONES = {
    "not_accepted": "open",
    "waiting": "open",
    "pending": "open",
    "unconfirmed": "open",
    "not_filed": "open",
    "outcome:withdrawn": "open",
    "outcome:failure": "bad",
    "filed": "bad",
    "performance:due": "bad",
    "performance:enforced": "bad",
    "performance:running": "open",
    "performance:none": "open",
}


def node_name(key: str) -> str:
    """A node in the running language."""
    if key in NAMES:
        return _(NAMES[key])
    kind, _colon, code = key.partition(":")
    return label(f"dispute.{kind}", code)


def bands(paths: pd.DataFrame) -> pd.DataFrame:
    """One row per pair of following nodes: source, target, count; in the order of the pipeline.

    `paths`: one row per way (metrics.pipeline.paths). Every dispute passes each of its nodes once, so what
    goes into a node and does not end there comes out of it.
    """
    steps: dict[tuple[str, str], float] = {}
    for row in paths.to_dict("records"):
        way = _way(row)
        for pair in pairwise(way):
            steps[pair] = steps.get(pair, 0.0) + float(row["count"])
    place = {key: at for at, key in enumerate(_ORDER)}
    ordered = sorted(steps.items(), key=lambda step: [place.get(key, -1) for key in step[0]])
    return pd.DataFrame([(*pair, n) for pair, n in ordered], columns=["source", "target", "count"])


_ORDER = (
    *("source:screening", "source:application", "source:police", "source:petition", "source:court"),
    *("accepted", "mediating", "outcome:success", "outcome:failure", "outcome:withdrawn", "pending"),
    *("form:written", "form:oral", "confirmed", "unconfirmed", "performance:performed"),
    *("performance:running", "performance:none", "performance:due", "performance:enforced", "filed"),
    *("not_filed", "waiting", "not_accepted"),
)


def _way(row: Mapping[Any, Any]) -> list[str]:
    """The nodes that one dispute passes, first to last."""
    source = row["source"] if isinstance(row["source"], str) else ""
    way = [f"source:{source}", "accepted" if row["accepted"] else "not_accepted"]
    outcome = row["outcome"] if isinstance(row["outcome"], str) else ""
    if not row["accepted"] and not outcome:
        return way
    if row["mediating"]:
        way.append("mediating")
    if not outcome:
        return [*way, "pending" if row["mediating"] else "waiting"]
    way.append(f"outcome:{outcome}")
    if outcome == "success":
        form = row["form"] if isinstance(row["form"], str) else "none"
        confirmed = "confirmed" if row["confirmed"] else "unconfirmed"
        return [*way, f"form:{form}", confirmed, f"performance:{row['performance']}"]
    return [*way, "filed" if row["filed"] else "not_filed"] if outcome == "failure" else way
