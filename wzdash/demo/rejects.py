"""Lines that the simulated files would have lost in the import, so that the data page has some to show."""

from __future__ import annotations

import pandas as pd

from wzdash.demo.world import World

REJECTS = {"work-orders": 41, "incidents": 9, "disputes": 5}
# rule, column, value, message: as an import would word them
EXAMPLES = {
    "work-orders": (
        ("time_order", "closed_at", "2019-03-02 08:15:00", "办结时间早于受理时间 closed before reported"),
        ("unknown_code", "category_code", "暴漏垃圾", "类别不在责任清单中 not in the responsibility list"),
        (
            "outside_district",
            "lon",
            "31.2628",
            "坐标不在辖区内,经纬度可能颠倒 outside the district, perhaps swapped",
        ),
        (
            "future_date",
            "reported_at",
            "2021-11-05 10:20:00",
            "受理时间晚于数据日期 later than the data date",
        ),
        ("duplicate_key", "id", "WO20190304-000017", "编号重复 repeated identifier"),
    ),
    "incidents": (
        ("unknown_code", "category_code", "其它盗窃", "类别不在警情分类中 not in the list of incident types"),
        ("empty", "occurred_at", "", "缺少发生时间 no time of occurrence"),
    ),
    "disputes": (
        ("time_order", "concluded_on", "2019-08-01", "结案日期早于受理日期 concluded before accepted"),
        (
            "outcome_without_acceptance",
            "outcome",
            "success",
            "有结果而无受理 an outcome without an acceptance",
        ),
    ),
}


def reject_frame(world: World, batches: list[dict]) -> pd.DataFrame:
    """Rows of `rejected_row`, as many per batch as the batch says."""
    rng = world.rng("rejects")
    rows = []
    for batch in batches:
        examples = EXAMPLES.get(batch["kind"], ())
        lines = sorted(rng.choice(range(2, batch["rows_read"] + 2), batch["rows_rejected"], replace=False))
        for number, line in enumerate(lines):
            reason, column, value, message = examples[number % len(examples)]
            rows.append(
                {
                    "batch_id": batch["id"],
                    "line": int(line),
                    "column_name": column,
                    "value": value,
                    "reason": reason,
                    "message": message,
                }
            )
    return pd.DataFrame(rows)
