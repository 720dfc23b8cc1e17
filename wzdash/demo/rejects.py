"""Lines that the simulated files would have lost in the import, so that the data page has some to show."""

from __future__ import annotations

import pandas as pd

from wzdash.demo.world import World

REJECTS = {"work-orders": 41, "incidents": 9, "disputes": 5}
# rule, header, value, message: as an import words them in Chinese
EXAMPLES = {
    "work-orders": (
        ("order", "结案时间", "2019-03-02 08:15:00", "结案时间 早于 受理时间 2019-03-04 09:30:00"),
        ("unknown_category", "类别", "暴漏垃圾", "类别不在责任清单中"),
        ("swapped_point", "经度", "31.2628, 120.6313", "经度和纬度对调了"),
        ("future", "受理时间", "2021-11-05 10:20:00", "在数据日期 2020-12-31 23:59 之后"),
        ("duplicate_key", "工单编号", "WO20190304-000017", "文件中已有同一编号,见第 2 行"),
    ),
    "incidents": (
        ("unknown_category", "警情类别", "其它盗窃", "类别不在责任清单中"),
        ("required", "发生时间", "", "不能为空"),
    ),
    "disputes": (
        ("order", "结案日期", "2019-08-01", "结案日期 早于 受理日期 2019-08-06"),
        ("missing_stage", "结果", "success", "填了这一列,但没有 受理日期"),
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
