"""All declared metrics by name."""

from __future__ import annotations

import difflib

from wzdash.errors import MetricError
from wzdash.labels import _
from wzdash.metrics import ground, line, orders, quality, sky
from wzdash.metrics.metric import Metric

METRICS: dict[str, Metric] = {
    metric.name: metric for module in (orders, ground, sky, line, quality) for metric in module.METRICS
}


def metric(name: str) -> Metric:
    """The declared metric of this name. Raises MetricError naming the nearest ones."""
    if name in METRICS:
        return METRICS[name]
    near = difflib.get_close_matches(name, METRICS, n=3) or sorted(METRICS)[:5]
    raise MetricError(_("没有名为 {name!r} 的指标;相近的有:{near}").format(name=name, near=", ".join(near)))
