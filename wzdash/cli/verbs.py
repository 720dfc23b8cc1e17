"""The verbs of `python -m wzdash`, one row each: name, module of wzdash.cli, what it does.

To add a verb: add a row here and, in that module, a function of the same name (`-` becomes `_`, a word of
Python gets `_` after it), or a `typer.Typer` of that name when the verb has verbs of its own. The module is
imported only when the verb is run.
"""

from __future__ import annotations

from wzdash.labels import N_

VERBS: tuple[tuple[str, str, str], ...] = (
    ("alerts", "alerts", N_("按规则检查预警:退出码、JSON、邮件,供定时任务使用")),
    ("brief", "brief", N_("编写简报:PPTX、DOCX、PDF、XLSX、HTML,供定时任务使用")),
    ("demo", "demo", N_("建立模拟辖区的演示数据,替换现有数据")),
    ("grid", "grid", N_("为没有网格的区域划分规则网格")),
    ("import", "importing", N_("导入真实数据;每一行都有交代")),
    ("template", "template", N_("写出某一种类的 XLSX 空白模板")),
    ("evaluate", "evaluate", N_("前后对比:对任一计数序列做中断时间序列评估,给出结论")),
    ("figures", "figures", N_("对账:逐项复算已公布的数字")),
    ("metric", "metric", N_("任一指标的数值、分子和分母,可按维度细分")),
    ("upgrade", "upgrade", N_("把数据改成本版程序的结构,重算汇总")),
    ("wdd", "displacement", N_("加权转移差(WDD):对照区与转移区的前后计数")),
)
